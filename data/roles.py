"""Roles: named sets of permissions. Nobody grants what they do not hold."""

from typing import NamedTuple

import sqlalchemy as sa

from data.access import Actor, require
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import RoleGrant, User, UserRole
from data.vocabulary import Role

ACTIONS = ("read", "create", "update", "delete", "export", "run", "approve")
RECORDS = ("customers", "contacts", "processes", "tasks", "milestones", "services", "hours", "documents", "notes",
           "dates", "communications", "products", "teams")  # fmt: skip
ADMINISTRATION = ("users", "roles", "sessions", "audit", "settings")
KEPT = ("read", "create", "update", "delete", "export")  # what can be done with any kind of record
MATRIX: dict[str, tuple[str, ...]] = {
    "dashboards": ("read", "export"),
    **dict.fromkeys(RECORDS, KEPT),
    "processes": (*KEPT, "approve"),
    "transfers": (*KEPT, "run"),
    **dict.fromkeys(("notifications", "reports", *ADMINISTRATION), KEPT),
}
PERMISSIONS = frozenset(f"{resource}:{action}" for resource, actions in MATRIX.items() for action in actions)
BUILT_IN = frozenset(role.value for role in Role)


class Difference(NamedTuple):
    gained: list[str]
    lost: list[str]
    users: int  # whom it concerns


def listed(db: Session) -> list[RoleGrant]:
    """Every role: the built-in ones from least to most, then the others by name."""
    require(db.actor, "read", "roles")
    order = {role.value: place for place, role in enumerate(Role)}
    found = db.scalars(sa.select(RoleGrant)).all()
    return sorted(found, key=lambda role: (order.get(role.name, len(order)), role.name.lower()))


def difference(db: Session, role_id: str | None, permissions: set[str]) -> Difference:
    """What saving these permissions would change, and for how many users."""
    require(db.actor, "read", "roles")
    role = find(db, role_id) if role_id else None
    before = set(role.permissions) if role else set()
    concerned = holders(db, role) if role else 0
    return Difference(sorted(permissions - before), sorted(before - permissions), concerned)


def save(db: Session, role_id: str | None, name: str, description: str, permissions: set[str], version: int = 0) -> str:
    """Create the role, or change it; returns its id. It counts from the users' next request on."""
    require(db.actor, "update" if role_id else "create", "roles")
    role = find(db, role_id) if role_id else RoleGrant(name=name.strip())
    _check(db, role, name, permissions, version)
    role.name, role.description, role.permissions = name.strip(), description.strip() or None, sorted(permissions)
    db.add(role)
    db.flush()
    return role.id


def delete(db: Session, role_id: str) -> None:
    """A custom role that nobody holds any more."""
    require(db.actor, "delete", "roles")
    role = find(db, role_id)
    if role.name in BUILT_IN:
        raise Conflict(f"{role.name} is built in and stays.")
    _may_grant(db.actor, set(role.permissions))
    if held := holders(db, role):
        raise Conflict(f"{held} users hold the role {role.name}; take it from them first.")
    db.delete(role)
    db.flush()


def may_give(db: Session, names: set[str], role_ids: set[str]) -> None:
    """Refuses to hand out a role that holds more than the giver does."""
    chosen = sa.or_(RoleGrant.name.in_(names), RoleGrant.id.in_(role_ids))
    for role in db.scalars(sa.select(RoleGrant).where(chosen)):
        _may_grant(db.actor, set(role.permissions))


def find(db: Session, role_id: str) -> RoleGrant:
    """The role; NotFound where there is none."""
    same = sa.cast(RoleGrant.id, sa.Text) == role_id  # an address may name what is no id at all
    if (role := db.scalars(sa.select(RoleGrant).where(same)).one_or_none()) is None:
        raise NotFound("There is no such role any more.")
    return role


def holders(db: Session, role: RoleGrant) -> int:
    """How many users a change of the role concerns."""
    given = sa.select(UserRole.user_id).where(UserRole.role_id == role.id)
    holds = sa.or_(User.role == role.name, User.id.in_(given)) if role.name in BUILT_IN else User.id.in_(given)
    return db.execute(sa.select(sa.func.count()).select_from(User).where(holds)).scalar_one()


def _check(db: Session, role: RoleGrant, name: str, permissions: set[str], version: int) -> None:
    before = set(role.permissions or ())
    if unknown := permissions - PERMISSIONS:
        raise Invalid({"permissions": f"There is no permission {', '.join(sorted(unknown))}."})
    if not name.strip():
        raise Invalid({"name": "A role needs a name."})
    alike = sa.select(RoleGrant.id).where(sa.func.lower(RoleGrant.name) == name.strip().lower())
    if set(db.scalars(alike)) - {role.id}:
        raise Invalid({"name": "There is a role with this name already."})
    if role.id and role.version != version:
        raise Conflict("Someone else has changed this role in the meantime; load it again.")
    if role.name in BUILT_IN and name.strip() != role.name:
        raise Invalid({"name": f"{role.name} is built in and keeps its name."})
    if role.name == Role.ADMIN and before - permissions:
        raise Conflict("The role Admin keeps all its permissions, or nobody could give them back.")
    _may_grant(db.actor, permissions ^ before)


def _may_grant(actor: Actor, permissions: set[str]) -> None:
    beyond = sorted(name for name in permissions if not actor.can(name.partition(":")[2], name.partition(":")[0]))
    if beyond:
        raise Forbidden(f"You cannot grant or take what you do not hold yourself: {', '.join(beyond[:5])}.")
