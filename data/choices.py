"""What a form can choose from: records found by their name, never a list of all of them."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from data.access import require
from data.db import Session
from data.models import Customer, RoleGrant, User
from data.roles import BUILT_IN

OFFERED = 20


class Choice(NamedTuple):
    value: str
    label: str
    beyond: tuple[str, ...] = ()  # why it cannot be chosen: what it holds and the reader does not


def customers(db: Session, words: str, chosen: Collection[str]) -> list[Choice]:
    """The chosen ones, then the first whose name has the words in it."""
    require(db.actor, "read", "customers")
    return found(db, sa.select(Customer.id, Customer.name.label("label")), words, chosen)


def people(db: Session, words: str, chosen: Collection[str]) -> list[Choice]:
    """Users by name or e-mail, for whoever reads the audit trail."""
    require(db.actor, "read", "audit")
    label = sa.func.concat(User.name, " · ", User.email).label("label")
    return found(db, sa.select(User.id, label), words, chosen)


def further_roles(db: Session) -> list[Choice]:
    """The roles that can be held beside the main one."""
    require(db.actor, "read", "users")
    found = db.scalars(
        sa.select(RoleGrant).where(RoleGrant.name.not_in(BUILT_IN)).order_by(sa.func.lower(RoleGrant.name))
    )
    return [Choice(role.id, role.name, _beyond(db, role)) for role in found]


def found(db: Session, query: sa.Select, words: str, chosen: Collection[str]) -> list[Choice]:
    listed = query.subquery()
    fitting = [listed.c.label.icontains(word, autoescape=True) for word in words.split()[:8]]
    first = sa.select(listed).where(listed.c.id.not_in(chosen), *fitting)
    picked = sa.select(listed).where(listed.c.id.in_(chosen))
    by_name = sa.func.lower(listed.c.label)
    rows = [*db.execute(picked.order_by(by_name)), *db.execute(first.order_by(by_name).limit(OFFERED))]
    return [Choice(*row) for row in rows]


def _beyond(db: Session, role: RoleGrant) -> tuple[str, ...]:
    pairs = (name.partition(":") for name in role.permissions)
    return tuple(f"{resource}:{action}" for resource, _, action in pairs if not db.actor.can(action, resource))
