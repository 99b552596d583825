"""The first rows of each verdict, as they were understood: what a reader looks at before they let an import happen."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.imports import rejecting
from data.imports.resolving import with_default
from data.imports.staging import NAMED, Staged
from data.models import Base

KEPT = 100  # rows of each verdict
LONGEST = 200  # characters of a value
Expression = sa.ColumnElement[Any]
Sample = dict[str, list[dict[str, Any]]]  # by verdict: each row's number and values, or old and new values


class Samples(NamedTuple):
    """`steps` has one sample for each step; `rejected` is what was wrong, in the order of the rows."""

    steps: list[Sample]
    rejected: list[dict[str, Any]]


NOTHING = Samples([], [])


def remember(db: Session, record: Staged, ready: Expression) -> None:
    """What the first of the records that are about to be changed are like now."""
    staged, target = record.table, record.target
    first = sa.select(staged.c.item).where(record.waiting, ready, staged.c.target.is_not(None))
    first = first.order_by(staged.c.item).limit(KEPT).correlate(None)
    was = _object({name: target.c[name] for name in record.fed()})
    mine = (staged.c.target == target.c.id) & staged.c.item.in_(first)
    db.execute(sa.update(staged).where(mine).values(before=was))


def take(db: Session, record: Staged) -> Sample:
    """The values of rows that were new or the same; what differs, old and new, of those that were changed."""
    found = {verdict: _plain(db, record, verdict) for verdict in ("new", "same", "duplicate")}
    return {verdict: rows for verdict, rows in (found | {"changed": _changed(db, record)}).items() if rows}


def complaints(db: Session) -> list[dict[str, Any]]:
    """The first rows that were rejected, of all steps."""
    said = rejecting.rejections.c
    query = sa.select(said.row_number, said.faulty, sa.func.left(said.reason, 4 * LONGEST).label("reason"))
    rows = db.execute(query.order_by(said.source, said.row_number).limit(KEPT)).all()
    return [{"row": row.row_number, "column": row.faulty or "", "reason": row.reason} for row in rows]


def _plain(db: Session, record: Staged, verdict: str) -> list[dict[str, Any]]:
    staged, lookups = record.table, record.lookups()
    shown = {name: record.said(name) if name in lookups else with_default(record, name) for name in record.fed()}
    query = sa.select(staged.c.row_number, _object(shown).label("values")).where(staged.c.verdict == verdict)
    rows = db.execute(query.order_by(staged.c.item).limit(KEPT)).all()
    return [{"row": row.row_number, "values": row.values} for row in rows]


def _changed(db: Session, record: Staged) -> list[dict[str, Any]]:
    staged, target = record.table, record.target
    now = _object({name: target.c[name] for name in record.fed()})
    query = (
        sa.select(staged.c.row_number, staged.c.before, now.label("now"), _called(record).label("called"))
        .join(target, staged.c.target == target.c.id)
        .where(staged.c.verdict == "changed", staged.c.before.is_not(None))
    )
    rows = [row._asdict() for row in db.execute(query.order_by(staged.c.item).limit(KEPT))]
    _name_related(db, record, rows)
    return [
        {"row": row["row_number"], "called": row["called"], "fields": _differing(row["before"], row["now"])}
        for row in rows
    ]


def _differing(before: dict[str, Any], now: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [before.get(name), value] for name, value in now.items() if value != before.get(name)}


def _called(record: Staged) -> Expression:
    """What people call a record of the table, else what it is recognised by."""
    column = NAMED.get(record.target.name)
    return _short(column if column is not None else record.target.c[record.step.key[0]])


def _name_related(db: Session, record: Staged, rows: list[dict[str, Any]]) -> None:
    """Ids become names, where the table has names."""
    for field in record.lookups():
        table = Base.metadata.tables[record.step.entity.fields[field.partition(".")[0]].lookup or ""]
        if "." in field or table.name not in NAMED:
            continue
        sides = [side for row in rows for side in (row["before"], row["now"])]
        ids = {side[field] for side in sides if side.get(field)}
        named = sa.select(sa.cast(table.c.id, sa.Text), NAMED[table.name]).where(sa.cast(table.c.id, sa.Text).in_(ids))
        names = {row[0]: row[1] for row in db.execute(named)}
        for side in sides:
            side[field] = names.get(side[field], side[field])


def _object(parts: dict[str, Expression]) -> Expression:
    """As PostgreSQL writes it in JSON; long texts are cut."""
    pairs = (part for name, value in parts.items() for part in (sa.cast(name, sa.Text), _short(value)))
    return sa.func.jsonb_build_object(*pairs)


def _short(value: Expression) -> Expression:
    return sa.func.left(value, LONGEST) if isinstance(value.type, sa.String) else value
