"""Writes what was: whole tables at a time, in an order in which nothing stands without what it needs.

Parents come back before their parts and go after them. What nobody refers to goes first and comes back last, so that
a place taken in the same change is free again. Tasks come before their processes, which cannot be completed while one
of them is open; a customer is active before its processes open, and inactive after they close.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from data.db import Session
from data.history.tables import (
    CHANGED,
    CREATED,
    DELETED,
    MASK,
    PARENTS_FIRST,
    UNDOING,
    WAITING,
    has_key,
    is_same,
    of,
    own_columns,
    row_of,
    u,
)
from data.models import Customer, Process, ProcessTask, TimeEntry
from data.vocabulary import ProcessStatus

CUSTOMERS, PROCESSES, TASKS = Customer.__tablename__, Process.__tablename__, ProcessTask.__tablename__
DEPTH = 10
UNSYNCED = {"synchronize_session": False}
HOURS = TimeEntry.__tablename__
LAST = {TASKS: 2, PROCESSES: 4, HOURS: 5, CUSTOMERS: 6}  # in which turn a table is changed; any other in the third
Condition = sa.ColumnElement[bool]


def write(db: Session, tables: set[str]) -> None:
    listed = [table for table in PARENTS_FIRST if table.name in tables]
    leaves = [table for table in listed if not _is_referred_to(table)]
    stems = [table for table in listed if table not in leaves]
    for table in leaves:
        _delete(db, table)
    for table in stems:
        if table.name == CUSTOMERS:
            _change(db, table, ~_sleeps())
        _insert(db, table)
    for _, table, condition in sorted(_rounds(listed), key=lambda turn: turn[0]):
        _change(db, table, condition)
        if table.name == TASKS:
            _delete(db, table)
    for table in leaves:
        _insert(db, table)
    for table in reversed(stems):
        if table.name != TASKS:
            _delete(db, table)


def _rounds(tables: list[sa.Table]) -> Iterator[tuple[int, sa.Table, Condition]]:
    """The turn of each table's lines. Hours leave a process before it moves to another customer and return to it
    after; a process opens before its tasks, which would open it by themselves, and is completed after them."""
    said = u.before
    for table in tables:
        if table.name == HOURS:
            yield 0, table, has_key(said, "process_id") & said["process_id"].astext.is_(None)
        if table.name == PROCESSES:
            yield 1, table, said["status"].astext != ProcessStatus.COMPLETED
        yield LAST.get(table.name, 3), table, _sleeps() if table.name == CUSTOMERS else sa.true()


def _sleeps() -> Condition:
    """Customers but those that become active."""
    return u.before["active"].astext.is_distinct_from("true")


def _is_referred_to(table: sa.Table) -> bool:
    return any(key.column.table is table for other in PARENTS_FIRST for key in other.foreign_keys)


def _delete(db: Session, table: sa.Table) -> None:
    chosen = sa.delete(table).where(of(table), CREATED, WAITING, is_same(table))
    db.execute(chosen, execution_options=UNSYNCED)


def _insert(db: Session, table: sa.Table) -> None:
    """With their ids; a version above the last, so that no form that was open takes it for its own."""
    chosen = (of(table), DELETED, WAITING)
    known = _keys(db, *chosen)
    row = _row(table)
    columns = [column for column in (*own_columns(table), *_kept(table)) if column.name in known]
    if not columns:
        return
    values = [_returned(row, column) for column in columns]
    order = [u.before["depth"].as_integer()] if "depth" in table.c else []
    lines = sa.select(*values).select_from(UNDOING.join(row, sa.true())).where(*chosen)
    lines = lines.order_by(*order, u.resource_id)
    db.execute(sa.insert(table).from_select([column.name for column in columns], lines, include_defaults=False))


def _kept(table: sa.Table) -> list[sa.Column[Any]]:
    """What a row that comes back needs besides its own values."""
    own = own_columns(table)
    return [table.c[name] for name in ("id", "version", "customer_id") if name in table.c and table.c[name] not in own]


def _returned(row: sa.TableValuedAlias, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if column.name == "version":
        return row.c.version + 1
    if isinstance(column.type, sa.String) and column.nullable:
        return sa.func.nullif(row.c[column.name], MASK)
    return row.c[column.name]


def _change(db: Session, table: sa.Table, *conditions: Condition) -> None:
    """The fields that the change touched, record by record; a secret, which the trail does not hold, stays."""
    chosen = (of(table), CHANGED, WAITING, *conditions)
    known = _keys(db, *chosen)
    columns = [column for column in own_columns(table) if column.name in known]
    if not columns:
        return
    row = _row(table)
    lines = sa.select(*UNDOING.c, *(row.c[column.name].label(f"to_{column.name}") for column in columns))
    line = lines.select_from(UNDOING.join(row, sa.true())).where(*chosen).subquery("line")
    update = sa.update(table).where(is_same(table, line)).values({c.name: _changed(line, c) for c in columns})
    # from the top down: a task takes its depth from its parent
    depths = range(DEPTH) if table.name == TASKS and "parent_task_id" in known else ()
    for depth in depths:
        at = sa.func.coalesce(line.c.before["depth"].as_integer(), table.c.depth)
        db.execute(update.where(at == depth), execution_options=UNSYNCED)
    if not depths:
        db.execute(update, execution_options=UNSYNCED)


def _changed(line: sa.Subquery, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    said = sa.and_(has_key(line.c.before, column.name), line.c.before[column.name].astext.is_distinct_from(MASK))
    return sa.case((said, line.c[f"to_{column.name}"]), else_=column)


def _row(table: sa.Table) -> sa.TableValuedAlias:
    columns = [sa.column(column.name, column.type) for column in table.columns]
    return row_of(table, u.before).table_valued(*columns, name="row")


def _keys(db: Session, *chosen: Condition) -> set[str]:
    """The fields that these lines say anything of."""
    key = sa.func.jsonb_object_keys(u.before).table_valued("key", name="one").render_derived()
    query = sa.select(key.c.key).distinct().select_from(UNDOING.join(key, sa.true())).where(*chosen)
    return set(db.scalars(query))
