"""A role as its form is opened: what it holds, what the reader may change of it, and what a change would mean."""

from typing import NamedTuple

import sqlalchemy as sa

from data import roles
from data.access import Actor, require
from data.db import Session
from data.models import RoleGrant, User, UserRole
from data.roles import BUILT_IN, PERMISSIONS
from data.vocabulary import Role

NOT_HELD = "You do not hold this yourself"
STAYS = "Admin keeps everything, or nobody could give it back"
NO_RIGHT = "You may not change roles"


class Entry(NamedTuple):
    """A role in the list of them."""

    role_id: str
    name: str
    permissions: int
    users: int


class Sheet(NamedTuple):
    role_id: str | None  # none for a role to be made
    name: str
    description: str
    permissions: frozenset[str]
    version: int
    users: int
    fixed: dict[str, str]  # permission -> why the reader may not grant or take it
    is_built_in: bool
    may_save: bool
    may_delete: bool


def entries(db: Session) -> list[Entry]:
    """Every role with how many permissions it holds and how many users hold it."""
    held = dict(db.execute(sa.select(UserRole.role_id, sa.func.count()).group_by(UserRole.role_id)).all())
    main: dict[str, int] = dict(db.execute(sa.select(User.role, sa.func.count()).group_by(User.role)).all())
    return [
        Entry(role.id, role.name, len(role.permissions), held.get(role.id, 0) + main.get(role.name, 0))
        for role in roles.listed(db)
    ]


def sheet(db: Session, role_id: str | None, copied: str | None = None) -> Sheet:
    """An existing role; or a new one, with what another holds where it is copied."""
    require(db.actor, "read", "roles")
    wanted = role_id or copied
    shown = roles.find(db, wanted) if wanted else RoleGrant(name="", permissions=[])
    is_built_in = bool(role_id) and shown.name in BUILT_IN
    may_save = db.actor.can("update" if role_id else "create", "roles")
    fixed = _fixed(db.actor, shown, bool(role_id), may_save)
    held = frozenset(shown.permissions) & PERMISSIONS
    return Sheet(
        role_id,
        shown.name if role_id else (f"{shown.name} copy" if copied else ""),
        shown.description or "",
        held if role_id else held - fixed.keys(),
        shown.version if role_id else 0,
        roles.holders(db, shown) if role_id else 0,
        fixed,
        is_built_in,
        may_save,
        bool(role_id) and not is_built_in and db.actor.can("delete", "roles"),
    )


def _fixed(actor: Actor, role: RoleGrant, exists: bool, may_save: bool) -> dict[str, str]:
    if not may_save:
        return dict.fromkeys(PERMISSIONS, NO_RIGHT)
    kept = dict.fromkeys(role.permissions, STAYS) if exists and role.name == Role.ADMIN else {}
    beyond = (name for name in PERMISSIONS if not actor.can(name.partition(":")[2], name.partition(":")[0]))
    return kept | dict.fromkeys(beyond, NOT_HELD)
