"""Who may take a change back: its author with the rights it took, anybody else with those it takes to reverse it."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from data.access import Actor, require
from data.db import Session
from data.entities import Entity, Guard
from data.errors import Forbidden
from data.history.tables import (
    CHANGED,
    CREATED,
    DELETED,
    DERIVED,
    PARENTS_FIRST,
    PARTS,
    UNDOING,
    entity_of,
    of,
    u,
)
from data.models import DocumentVersion, ProcessTeam

LINKS = {*PARTS, ProcessTeam.__tablename__}  # made and removed by changing what they link
MADE = {"create": CREATED, "update": CHANGED, "delete": DELETED}
REVERSED = {"create": "delete", "update": "update", "delete": "create"}
# what a process takes from its tasks
FROM_TASKS = {"progress", "status", "completed_at", "at_risk_from", "off_track_from", "needs_active_customer"}
FROM_FILES = {"file_size", "mime_type"}  # what a document takes from its newest file


def check(db: Session, tables: set[str]) -> None:
    """Raises Forbidden for the first permission that is missing. What came by itself with something else needs none."""
    is_author = (
        db.actor.user_id is not None
        and not db.execute(sa.select(sa.exists().where(u.user_id.is_distinct_from(db.actor.user_id)))).scalar_one()
    )
    for table in PARENTS_FIRST:
        if table.name in tables:
            for action in _actions(db, table, is_author):
                require(db.actor, action, entity_of(table.name).permission)
            _check_decisions(db, table)


def check_way_back(db: Session, entity: Entity, wanted: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """The same for one record: a return to a point of its history decides no more than its reader may."""
    for guard in entity.guards:
        value = wanted.get(guard.field)
        if value in guard.values and value != now.get(guard.field):
            _require_guard(db.actor, entity, guard)


def _check_decisions(db: Session, table: sa.Table) -> None:
    """Whose change it was makes no difference: what was decided in between would be overruled by what was before."""
    entity = entity_of(table.name)
    for guard in entity.guards if entity.table is table else ():
        before, after = u.before[guard.field], u.after[guard.field]
        values = [sa.cast(value, JSONB) for value in guard.values]
        lines = sa.exists().where(of(table), CHANGED, before.in_(values), before.is_distinct_from(after))
        if db.execute(sa.select(lines)).scalar_one():
            _require_guard(db.actor, entity, guard)


def _require_guard(actor: Actor, entity: Entity, guard: Guard) -> None:
    if not actor.can(guard.action, entity.permission):
        raise Forbidden(f"That would {guard.words}, which you may not; ask somebody who may.")


def _actions(db: Session, table: sa.Table, is_author: bool) -> Iterator[str]:
    """What was done to records of the table, or what undoes it."""
    for action, did in MADE.items():
        if db.execute(sa.select(sa.exists().where(of(table), did, ~_came_along(table)))).scalar_one():
            yield "update" if table.name in LINKS else action if is_author else REVERSED[action]


def follows() -> sa.ColumnElement[bool]:
    """A process's figures that follow from its tasks, and a document's that follow from its files."""
    leaves = DERIVED["processes"]
    counted = u.after.op("?|", is_comparison=True)(sa.cast(sorted(leaves), ARRAY(sa.Text)))
    line = UNDOING.alias()
    whose = sa.func.coalesce(line.c.after, line.c.before, type_=JSONB)["document_id"].astext
    of_file = sa.exists().where(line.c.resource_type == DocumentVersion.__tablename__, whose == u.resource_id)
    return sa.or_(
        sa.and_(CHANGED, u.resource_type == "processes", counted, _nothing_but(leaves | FROM_TASKS)),
        sa.and_(CHANGED, u.resource_type == "documents", of_file, _nothing_but(FROM_FILES)),
    )


def _nothing_but(names: set[str]) -> sa.ColumnElement[bool]:
    rest = u.after.op("-", return_type=JSONB)(sa.cast(sorted(names), ARRAY(sa.Text)))
    return rest == sa.cast({}, JSONB)


def _came_along(table: sa.Table) -> sa.ColumnElement[bool]:
    """Deleted with what it belonged to, parted from what was deleted, or counted anew."""
    return sa.or_(follows(), *_deleted_with(table), _parted(table))


def _deleted_with(table: sa.Table) -> Iterator[sa.ColumnElement[bool]]:
    for key in table.foreign_keys:
        if key.ondelete == "CASCADE" and key.column.name == "id":
            yield DELETED & _is_deleted(key.column.table, u.before[key.parent.name].astext)


def _parted(table: sa.Table) -> sa.ColumnElement[bool]:
    """All that changed are references to deleted records."""
    keys = {key.parent.name: key.column.table for key in table.foreign_keys if _lets_go(key)}
    if not keys:
        return sa.false()
    gone = [
        sa.or_(u.before[name].astext.is_(None), _is_deleted(parent, u.before[name].astext))
        for name, parent in keys.items()
    ]
    return sa.and_(CHANGED, _nothing_but(set(keys)), *gone)


def _lets_go(key: sa.ForeignKey) -> bool:
    return key.column.name == "id" and (key.ondelete or "").startswith("SET NULL")


def _is_deleted(table: sa.Table, id_: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    line = UNDOING.alias()
    deleted = (line.c.resource_type == table.name, line.c.existed, ~line.c.stands)
    return sa.exists().where(*deleted, line.c.resource_id == id_)
