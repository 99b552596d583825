"""What stands in the way of an undo: records that somebody has changed, deleted or built upon since."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from data import days
from data.db import Session
from data.errors import Conflict
from data.history.tables import (
    CREATED,
    DELETED,
    PARENTS_FIRST,
    UNDOING,
    WAITING,
    entity_of,
    has_key,
    ignored,
    is_same,
    live,
    names_of,
    of,
    row_of,
    u,
)
from data.models import Base, ProcessStay, TimelineEvent, User

SHOWN = 50
LEDGERS = {TimelineEvent.__tablename__}  # they outlive what they tell of
FOLLOWS = {ProcessStay.__tablename__}  # is kept by triggers from the record itself, and goes with it
TEXTS = ARRAY(sa.Text)
NONE = sa.cast([], TEXTS)
Key = tuple[str, str]  # a table and the id of one of its records


class Clash(NamedTuple):
    """A record that is not as the change left it; `fields` holds what that was and what is there now."""

    table: str
    id: str
    title: str
    fields: dict[str, tuple[Any, Any]]
    is_gone: bool
    who: str | None
    at: dt.datetime | None

    @property
    def key(self) -> Key:
        return self.table, self.id

    @property
    def is_used(self) -> bool:
        """It is as it was left, but something else refers to it by now."""
        return not self.fields and not self.is_gone


class Conflicting(Conflict):
    """Nothing was written. `clashes` are the first that stand in the way, `rest` is how many records do not."""

    change_set_id = ""

    def __init__(self, clashes: list[Clash], total: int, rest: int):
        self.clashes, self.total, self.rest = clashes, total, rest
        names = ", ".join(clash.title for clash in clashes[:3])
        super().__init__(f"Changed again since: {names}{' and others' if total > 3 else ''}. Nothing was undone.")


def find(db: Session, tables: Collection[str]) -> None:
    """Sets aside what is as it was before already, and marks what clashes. The rows must be locked."""
    for table in reversed(PARENTS_FIRST):
        if table.name in tables:
            db.execute(_judge(table))
            for column in _referring(table):
                used = sa.update(UNDOING).where(WAITING, of(table), CREATED, _refers(column))
                db.execute(used.values(verdict="clash", fields=NONE))


def leave(db: Session, keys: Collection[Key] | None) -> None:
    """Those that clash and were chosen to stay as they are; all that clash where none are named."""
    chosen = sa.true() if keys is None else sa.tuple_(u.resource_type, u.resource_id).in_(list(keys))
    db.execute(sa.update(UNDOING).where(u.verdict == "clash", chosen).values(verdict="left"))


def refuse(db: Session) -> None:
    """Raises Conflicting where anything still stands in the way."""
    is_clash = u.verdict == "clash"
    total = db.execute(sa.select(sa.func.count()).where(is_clash)).scalar_one()
    if total:
        rows = db.execute(sa.select(UNDOING).where(is_clash).order_by(u.resource_type, u.resource_id).limit(SHOWN))
        rest = db.execute(sa.select(sa.func.count()).where(WAITING)).scalar_one()
        raise Conflicting([_told(db, row) for row in rows.all()], total, rest)


def _judge(table: sa.Table) -> sa.Update:
    """Each line of a table's against the row as it is now."""
    left_out = sa.cast(sorted(ignored(table)), TEXTS)
    unmoved = _without_progress(table, left_out)
    key = next(iter(table.primary_key))
    now = sa.select(
        u.resource_id,
        key.is_not(None).label("there"),
        _differing(table, u.after, unmoved).label("moved"),
        _differing(table, u.before, left_out).label("away"),
    )
    seen = now.select_from(UNDOING.outerjoin(table, is_same(table))).where(of(table), WAITING).cte("now")
    moved, away = seen.c.moved, seen.c.away
    both: sa.Select[Any] = sa.select(sa.func.array_agg(sa.column("f"))).select_from(sa.func.unnest(moved).alias("f"))
    both = both.where(sa.column("f") == sa.any_(away))
    verdict = sa.case(
        (DELETED, sa.case((seen.c.there, "done"))),
        (CREATED, sa.case((~seen.c.there, "done"), (moved != NONE, "clash"))),
        (~seen.c.there, "clash"),
        (away == NONE, "done"),
        (moved.op("&&", is_comparison=True)(away), "clash"),
    )
    fields = sa.case((CREATED, moved), else_=sa.func.coalesce(both.scalar_subquery(), NONE))
    same = (u.resource_id == seen.c.resource_id, of(table))
    return sa.update(UNDOING).where(*same).values(verdict=verdict, fields=fields)


def _without_progress(table: sa.Table, left_out: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Progress that follows from tasks is nobody's edit."""
    if "leaf_tasks" not in table.c:
        return left_out
    return sa.case((table.c.leaf_tasks > 0, sa.func.array_append(left_out, "progress")), else_=left_out)


def _differing(
    table: sa.Table, values: sa.ColumnElement[Any], left_out: sa.ColumnElement[Any]
) -> sa.ColumnElement[Any]:
    """The fields of the values in which the row is another now; both are written as the database does today."""
    written = sa.func.to_jsonb(row_of(table, values), type_=JSONB)
    return sa.func.coalesce(sa.func.differing(values, live(table), written, left_out, type_=TEXTS), NONE)


def _referring(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns, anywhere, that refer to records of the table by their id."""
    keys = (
        key
        for other in Base.metadata.sorted_tables
        if other.name not in LEDGERS | FOLLOWS
        for key in other.foreign_keys
    )
    return list(dict.fromkeys(key.parent for key in keys if key.column.table is table and key.column.name == "id"))


def _refers(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Something refers to the record that this undo neither takes away nor turns elsewhere."""
    other, line = column.table.alias("other"), UNDOING.alias("line")
    if "id" in other.c:
        is_line = line.c.resource_id == sa.cast(other.c.id, sa.Text)
    else:
        is_line = sa.and_(*(other.c[key.name] == line.c.after[key.name].astext for key in column.table.primary_key))
    goes = sa.or_(~line.c.existed, has_key(line.c.before, column.name))
    taken = sa.exists().where(line.c.resource_type == column.table.name, line.c.verdict.is_(None), is_line, goes)
    refers = other.c[column.name] == sa.cast(u.resource_id, column.type)
    return sa.exists().where(refers, ~taken)


def _told(db: Session, row: sa.Row[Any]) -> Clash:
    """The clash as people read it: what is there now, and who wrote it."""
    table = Base.metadata.tables[row.resource_type]
    is_it = (u.resource_type == row.resource_type) & (u.resource_id == row.resource_id)
    now = db.execute(sa.select(live(table)).select_from(UNDOING.join(table, is_same(table))).where(is_it)).scalar()
    known = now or row.after or row.before
    left = {**(row.before or {}), **(row.after or {})}
    fields = {name: _pair(table, name, left, now) for name in sorted(row.fields or []) if now}
    who, at = _last(db, row.resource_type, row.resource_id, list(fields))
    return Clash(row.resource_type, row.resource_id, title(row.resource_type, known), fields, now is None, who, at)


def _pair(table: sa.Table, name: str, left: dict[str, Any], now: dict[str, Any]) -> tuple[Any, Any]:
    column = table.c.get(name)
    return days.read(column, left.get(name)), days.read(column, now.get(name))


def _last(db: Session, table: str, id_: str, fields: list[str]) -> tuple[str | None, dt.datetime | None]:
    """Who wrote these fields last, or was at the record at all where none is named."""
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("created_at", "user_id", "user_agent", "new_values")
    ]
    trail = sa.func.record_trail(table, id_, 200).table_valued(*columns, name="trail")
    wrote = sa.cast(trail.c.new_values, JSONB).op("?|", is_comparison=True)(sa.cast(fields, TEXTS))
    named = sa.func.coalesce(User.name, trail.c.user_agent)
    query = sa.select(named, sa.cast(trail.c.created_at, sa.DateTime(timezone=True)))
    query = query.select_from(trail.outerjoin(User, User.id == trail.c.user_id)).where(wrote if fields else sa.true())
    found = db.execute(query.order_by(trail.c.created_at.desc()).limit(1)).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def title(table: str, values: dict[str, Any]) -> str:
    """What the record is called, or what it is where it has no name."""
    called = next((str(values[name]) for name in names_of(table) if values.get(name)), None)
    return called or f"the {entity_of(table).one}"
