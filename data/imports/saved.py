"""Mappings kept by name: for the next file of the same kind, one's own or shared with everybody who imports."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.errors import Conflict, Invalid, NotFound
from data.imports.ledger import as_uuid
from data.imports.plans import Plan
from data.imports.rights import importable, require_import
from data.models import ImportMapping

MOST = 200  # of one person


class Kept(NamedTuple):
    id: str
    name: str
    entity: str
    is_own: bool
    fit: float  # the share of its columns that a file has


def keep(db: Session, name: str, shared: bool, plan: Plan) -> None:
    """Under a name; the same name again replaces what one kept before."""
    require_import(db.actor)
    name = " ".join(name.split())
    if not name or len(name) > 300 or not name.isprintable():
        raise Invalid({"name": "Give it a name of one line, at most 300 characters."})
    if not plan.entity:
        raise Invalid({"name": "Say first what the file holds."})
    plan.feeds()
    mine = ImportMapping.owner_id == db.actor.user_id
    row = db.scalars(sa.select(ImportMapping).where(mine, ImportMapping.name == name)).one_or_none()
    if row is None:
        if db.scalars(sa.select(sa.func.count()).select_from(ImportMapping).where(mine)).one() >= MOST:
            raise Conflict(f"You keep {MOST} mappings already; replace one by giving its name.")
        row = ImportMapping(owner_id=db.actor.user_id, name=name)
        db.add(row)
    row.is_shared, row.entity, row.mapping = shared, plan.entity, plan.kept()
    db.flush()


def mine(db: Session) -> list[ImportMapping]:
    """One's own, by name."""
    require_import(db.actor)
    own = sa.select(ImportMapping).where(ImportMapping.owner_id == db.actor.user_id)
    return list(db.scalars(own.order_by(sa.func.lower(ImportMapping.name), ImportMapping.id)))


def forget(db: Session, id_: str) -> str:
    """Deletes one of one's own; returns what it was called."""
    require_import(db.actor)
    own = (ImportMapping.id == as_uuid(id_), ImportMapping.owner_id == db.actor.user_id)
    name = db.scalars(sa.delete(ImportMapping).where(*own).returning(ImportMapping.name)).one_or_none()
    if name is None:
        raise NotFound("That mapping is not kept any more, or it is not yours.")
    return name


def listed(db: Session, found: dict[str, Any]) -> list[Kept]:
    """Those that fit a file best first; none that share no column with it."""
    allowed = {entity.name for entity in importable(db.actor)}
    names = {column["name"] for column in found["columns"]}
    rows = db.scalars(sa.select(ImportMapping).where(_usable(db), ImportMapping.entity.in_(allowed)))
    kept = [Kept(str(row.id), row.name, row.entity, row.owner_id == db.actor.user_id, _fit(row, names)) for row in rows]
    return sorted((one for one in kept if one.fit > 0), key=lambda one: (-one.fit, one.name))[:50]


def apply(db: Session, id_: str, plan: Plan, found: dict[str, Any]) -> Plan:
    """What was kept, for the columns that this file has; the others are left out."""
    row = db.scalars(sa.select(ImportMapping).where(ImportMapping.id == as_uuid(id_), _usable(db))).one_or_none()
    if row is None:
        raise NotFound("That mapping is not kept any more, or it is not shared with you.")
    kept = Plan.of(row.mapping)
    columns = {column["name"]: kept.columns.get(column["name"], "") for column in found["columns"]}
    opened = {"sheet": plan.sheet, "delimiter": plan.delimiter, "encoding": plan.encoding}
    return Plan.of(row.mapping | {"columns": columns} | opened)


def _usable(db: Session) -> sa.ColumnElement[bool]:
    return sa.or_(ImportMapping.owner_id == db.actor.user_id, ImportMapping.is_shared)


def _fit(row: ImportMapping, names: set[str]) -> float:
    used = {column for column, field in Plan.of(row.mapping).columns.items() if field}
    return len(used & names) / len(used) if used else 0
