"""What became of one record: who changed what and when, in words, for everybody who may read the record."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data import days
from data.access import require
from data.db import Session
from data.entities import Entity
from data.errors import NotFound
from data.history.clashes import title
from data.history.tables import ignored, live
from data.labels import names_of
from data.models import User

MOST = 200  # entries that are told
HIDDEN = {
    "created_at",
    "inactivated_at",
    "deleted_at",
    "terminated_at",
}  # said by another field, or by the entry itself


class Change(NamedTuple):
    """A field's old and new value as they are read; blank where there is none."""

    field: str
    old: str
    new: str


class Step(NamedTuple):
    """One entry of the history; `is_way_back` says whether the record can be returned to how it was then."""

    id: str
    at: dt.datetime
    who: str
    action: str
    changes: list[Change]
    reason: str
    is_way_back: bool


class History(NamedTuple):
    title: str
    steps: list[Step]
    latest: str  # the entry after which a return would overwrite something unseen


def of(db: Session, entity: Entity, id_: str) -> History:
    """The latest entries, newest first; NotFound for what never was and for what the reader may not see."""
    require(db.actor, "read", entity.permission)
    entries = _entries(db, entity, id_)
    if not entries:
        raise NotFound(f"There is no history of this {entity.one}, or it is not yours to see.")
    names = _names(db, entity, entries)
    may = db.actor.can("update", entity.permission)
    steps = [_step(entity, entry, names, may) for entry in entries]
    told = [step for step in steps if step.changes or step.action != "update"]
    return History(_title(db, entity, id_, entries), [_not_now(step, told) for step in told], steps[0].id)


def _title(db: Session, entity: Entity, id_: str, entries: list[sa.Row[Any]]) -> str:
    """What it is called, or was when it was deleted."""
    is_it = entity.table.c.id == sa.cast(id_, entity.table.c.id.type)
    now = db.execute(sa.select(live(entity.table)).where(is_it)).scalar()
    return title(entity.table.name, now or entries[0].old_values or {})


def _entries(db: Session, entity: Entity, id_: str) -> list[sa.Row[Any]]:
    trail = sa.func.record_trail(entity.table.name, id_.replace("\0", ""), MOST).table_valued(
        *("id", "created_at", "user_id", "user_agent", "action", "old_values", "new_values", "reason"), name="trail"
    )
    c = trail.c
    query = sa.select(
        sa.cast(c.id, sa.Text).label("id"),
        sa.cast(c.created_at, sa.DateTime(timezone=True)).label("at"),
        sa.func.coalesce(User.name, c.user_agent, "system").label("who"),
        c.action,
        sa.cast(c.old_values, JSONB).label("old_values"),
        sa.cast(c.new_values, JSONB).label("new_values"),
        c.reason,
    )
    return list(db.execute(query.select_from(trail.outerjoin(User, User.id == c.user_id))).all())


def _names(db: Session, entity: Entity, entries: Iterable[sa.Row[Any]]) -> dict[str, str]:
    """What the ids in it are called, as far as the reader sees the records."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for values in (entry.old_values, entry.new_values):
            for name, value in (values or {}).items():
                if value and (lookup := _lookup(entity, name)):
                    wanted[lookup].add(value)
    return {id_: name for table, ids in wanted.items() for id_, name in names_of(db, table, ids).items()}


def _lookup(entity: Entity, name: str) -> str | None:
    return entity.fields[name].lookup if name in entity.fields else None


def _step(entity: Entity, entry: sa.Row[Any], names: dict[str, str], may: bool) -> Step:
    old, new = entry.old_values or {}, entry.new_values or {}
    left_out = ignored(entity.table) | HIDDEN
    fields = [name for name in _ordered(entity, old if entry.action == "delete" else new) if name not in left_out]
    pairs = [
        (name, _said(entity, name, old.get(name), names), _said(entity, name, new.get(name), names)) for name in fields
    ]
    changes = [Change(_label(entity, name), before, after) for name, before, after in pairs if before or after]
    back = may and entry.action != "delete"
    return Step(entry.id, entry.at, entry.who, entry.action, changes, entry.reason or "", back)


def _not_now(step: Step, told: list[Step]) -> Step:
    """How the record is already is nothing to return to."""
    return step._replace(is_way_back=False) if step is told[0] else step


def _ordered(entity: Entity, values: dict[str, Any]) -> list[str]:
    """As the form has them, then the rest."""
    return [
        *(name for name in entity.fields if name in values),
        *(name for name in values if name not in entity.fields),
    ]


def _label(entity: Entity, name: str) -> str:
    return (
        entity.fields[name].label if name in entity.fields else name.removesuffix("_id").replace("_", " ").capitalize()
    )


def _said(entity: Entity, name: str, value: Any, names: dict[str, str]) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if _lookup(entity, name):
        return names.get(str(value), "one that you do not see or that is gone")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(day := days.read(entity.table.c.get(name), value), dt.date):
        return days.written(day)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
