"""What a record is called, by the column that is its name."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from data import days
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from data.models import Base

BY_TABLE = {entity.table.name: entity for entity in ENTITIES.values()}
NAMES = {
    table.name: column.key for table in Base.metadata.tables.values() for column in table.c if column.info.get("named")
}


def name_column(model: Any, table: str) -> sa.ColumnElement[str]:
    """The name of a model's records, or of an alias of it."""
    return getattr(model, NAMES[table])


def named(table: str) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[str], sa.FromClause]:
    """Id, name and table of the records that a lookup means, under a name of their own within a query."""
    alias = BY_TABLE[table].table.alias()
    return alias.c.id, alias.c[NAMES[table]], alias


def may_know(db: Session, table: str) -> bool:
    """Whether the reader may learn what a table's records are called."""
    return db.actor.can("read", BY_TABLE[table].permission)


def names_of(db: Session, table: str, ids: Collection[str]) -> dict[str, str]:
    """By id, of those that the reader may see."""
    if not ids or not may_know(db, table):
        return {}
    model: Any = BY_TABLE[table].model
    found = db.execute(sa.select(model.id, name_column(model, table)).where(model.id.in_(ids)))
    return {row[0]: row[1] for row in found}


def title(db: Session, entity: Entity, values: Mapping[str, Any]) -> str:
    """A record's name; where it has none, what it is about."""
    table = entity.table.name
    if table in NAMES:
        return str(values[NAMES[table]])
    parts = [_part(db, entity, name, values[name]) for name in entity.called]
    return " · ".join(part for part in parts if part)


def _part(db: Session, entity: Entity, name: str, value: Any) -> str:
    lookup = entity.fields[name].lookup
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return days.written(value)
    return names_of(db, lookup, [value]).get(value, "") if lookup else str(value)
