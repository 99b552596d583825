"""A record as its form opens it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import labels
from data.access import require
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, NotFound

Values = dict[str, Any]


class Sheet(NamedTuple):
    """`values` are fit for JSON; `labels` say what the lookups among them are called."""

    entity: str
    id: str | None
    title: str
    values: Values
    labels: dict[str, str]
    version: int
    may_save: bool
    may_remove: bool
    fixed: tuple[str, ...] = ()  # fields that follow from others just now, and cannot be entered
    is_away: bool = False  # put away; it can be brought back


class Outdated(Conflict):
    """Somebody saved the record in between; nothing was written."""

    def __init__(self, theirs: Sheet, who: str, at: dt.datetime):
        self.theirs, self.who, self.at = theirs, who, at
        super().__init__(f"{who} has changed {theirs.title} in the meantime; nothing was saved.")


def sheet(db: Session, entity: Entity, id_: str | None, preset: Mapping[str, Any] = {}) -> Sheet:
    """The form of a record; of a new one where there is no id, filled in with the preset."""
    require(db.actor, "read", entity.permission)
    return opened(db, entity, row_of(db, entity, id_)) if id_ else _blank(db, entity, preset)


def opened(db: Session, entity: Entity, row: Values) -> Sheet:
    """The form of a record that has been read."""
    values = {name: plain(row[name]) for name in entity.form}
    mine = owns(db, entity, row)
    return Sheet(
        entity.name,
        row["id"],
        labels.title(db, entity, row),
        values,
        _labels(db, entity, values),
        row.get("version", 0),
        mine and entity.is_editable and db.actor.can("update", entity.permission),
        mine and db.actor.can(entity.action("delete"), entity.permission),
        fixed(entity, row),
        entity.put_away and not row["active"],
    )


def _blank(db: Session, entity: Entity, preset: Mapping[str, Any]) -> Sheet:
    given = {name: value for name, value in preset.items() if name in entity.inputs and _is_plain(value)}
    values = dict.fromkeys(entity.form) | entity.blank() | given
    known = _labels(db, entity, values)
    for name in given:  # a related record that is not there, or not to be seen, is not chosen
        if entity.inputs[name].kind == "lookup" and name not in known:
            values[name] = None
    return Sheet(entity.name, None, f"New {entity.one}", values, known, 0, may_create(db, entity), False)


def may_create(db: Session, entity: Entity) -> bool:
    """A customer of their own would be beyond those that a reader was given."""
    within = entity.name != "customers" or db.actor.customer_ids is None
    return within and db.actor.can(entity.action("create"), entity.permission)


def row_of(db: Session, entity: Entity, id_: str) -> Values:
    """A record's columns, and its links by their name; NotFound also for what the reader may not see."""
    model: Any = entity.model
    query = sa.select(model).where(model.id == id_).execution_options(populate_existing=True)
    record = db.scalar(query) if entity.is_id(id_) else None
    if record is None:
        raise NotFound(f"There is no such {entity.one} any more, or you may not see it.")
    values = {column.key: getattr(record, column.key) for column in entity.table.c}
    return values | {name: linked(db, entity, name, id_) for name in entity.links}


def linked(db: Session, entity: Entity, name: str, id_: str) -> list[str]:
    """The ids of the records that a link ties this one to, as far as the reader may see them."""
    link = entity.links[name]
    model: Any = link.model
    other = getattr(model, link.other)
    return list(db.scalars(sa.select(other).where(getattr(model, link.own) == id_).order_by(other)))


def owns(db: Session, entity: Entity, row: Values) -> bool:
    """Whether the record is of a customer of theirs: a contact may be seen for working for one, and is another's."""
    mine = db.actor.customer_ids
    whose = row["id"] if entity.name == "customers" else row.get("customer_id")
    return mine is None or whose is None or whose in mine


def fixed(entity: Entity, row: Values) -> tuple[str, ...]:
    return ("progress",) if entity.name == "processes" and row.get("leaf_tasks") else ()


def plain(value: Any) -> Any:
    """As JSON can say it."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return float(value)
        case dt.time():
            return value.isoformat("minutes")
        case dt.date() | dt.datetime():
            return value.isoformat()
        case _:
            return value


def _labels(db: Session, entity: Entity, values: Values) -> dict[str, str]:
    named = {}
    for name, field in entity.inputs.items():
        if field.kind == "lookup" and field.lookup and labels.BY_TABLE[field.lookup].is_id(values[name]):
            named[name] = labels.names_of(db, field.lookup, [values[name]]).get(values[name])
    return {name: label for name, label in named.items() if label is not None}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
