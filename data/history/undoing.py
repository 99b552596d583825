"""Puts back what a change set did, as one new change set: all of it, or all but what was chosen to be left."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.access import require
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, Forbidden, NotFound
from data.history import clashes, rights, writing
from data.history.clashes import Key, title
from data.history.tables import MASK, PARENTS_FIRST, UNDOING, WAITING, entity_of, is_same, live, of, u
from data.models import Base

PATIENCE = "120000"  # milliseconds a statement may take; thousands of records may go back
SETTINGS = {
    "statement_timeout": PATIENCE,
    "plan_cache_mode": "auto",  # or each check of a foreign key, one a row, is planned anew
    "app.source": "undo",  # what is put back is no news, and keeps its dates
}


class Undone(NamedTuple):
    """How many records are as they were, what the foremost is called, and what could not be put back."""

    records: int
    title: str
    left: int = 0
    secrets: tuple[str, ...] = ()


def undo(db: Session, change_set_id: str, leave: Collection[Key] | None = ()) -> Undone:
    """Every record of the change set as it was before it; Conflicting where somebody has changed the same since.

    `leave` names records that then stay as they are, each by its table and id; None leaves all that clash.
    """
    wanted = _id(change_set_id)
    _wait_for_others(db, f"undo {wanted}")
    columns = [column.name for column in UNDOING.columns if column.name not in ("verdict", "fields")]
    found = sa.func.change_set(sa.cast(wanted, sa.Uuid())).table_valued(*columns, name="found")
    with _patiently(db, f"undo of {wanted}"):
        _begin(db, sa.select(*(sa.cast(found.c[name], UNDOING.c[name].type) for name in columns)), columns)
        tables = _tables(db)
        if not tables:
            raise NotFound("There is nothing of that change to take back.")
        rights.check(db, tables)
        try:
            return _take_back(db, tables, leave)
        except clashes.Conflicting as conflict:
            conflict.change_set_id = wanted
            raise


def revert(db: Session, entity: Entity, id_: str, to: str, seen: str | None = None) -> Undone:
    """One record as it was right after an entry of its history; `seen` is the latest entry that the reader knew of."""
    require(db.actor, "update", entity.permission)
    _wait_for_others(db, f"revert {entity.table.name} {id_}")
    line = _way_back(db, entity.table, id_, _id(to), seen)
    rights.check_way_back(db, entity, line["before"], line.pop("now"))
    columns = list(line)
    with _patiently(db, f"return to {to}"):
        _begin(db, sa.select(*(sa.literal(value, UNDOING.c[name].type) for name, value in line.items())), columns)
        if not line["stands"]:
            require(db.actor, "create", entity.permission)
        return _take_back(db, {entity.table.name}, ())


def _id(said: str) -> str:
    try:
        return str(uuid.UUID(said))
    except (ValueError, TypeError, AttributeError) as error:
        raise NotFound("There is no such change.") from error


def _wait_for_others(db: Session, what: str) -> None:
    """Two who take back the same wait for each other; the later finds it done."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"dm_crm.{what}", 0))))


@contextmanager
def _patiently(db: Session, reason: str) -> Iterator[None]:
    """For reading a large change set as well as for writing it."""
    before = _set(db, SETTINGS | {"app.reason": reason})
    yield
    _set(db, before)


def _begin(db: Session, lines: sa.Select[Any], columns: list[str]) -> None:
    connection = db.connection()
    UNDOING.drop(connection, checkfirst=True)
    UNDOING.create(connection)
    db.execute(sa.insert(UNDOING).from_select(columns, lines))
    db.execute(sa.text("ANALYZE undoing"))


def _tables(db: Session) -> set[str]:
    """What the change concerned; it must all be records, and all seen by who takes it back."""
    rows = db.execute(sa.select(u.resource_type, sa.func.bool_and(u.seen)).group_by(u.resource_type)).all()
    known = {table.name for table in PARENTS_FIRST}
    if beyond := sorted({name for name, _ in rows} - known):
        raise Conflict(f"That change concerned {beyond[0].replace('_', ' ')} too, which are changed on their own page.")
    if not all(seen for _, seen in rows):
        raise Forbidden("That change concerned customers whom you do not see, so you cannot take it back.")
    return {name for name, _ in rows}


def _take_back(db: Session, tables: set[str], leave: Collection[Key] | None) -> Undone:
    for table in reversed(PARENTS_FIRST):
        if table.name in tables:
            _hold(db, table)
    clashes.find(db, tables)
    clashes.leave(db, leave)
    clashes.refuse(db)
    done = _account(db)
    if not done.records:
        raise Conflict("That is as it was before already; there is nothing left to undo.")
    writing.write(db, tables)
    db.expire_all()
    return done


def _hold(db: Session, table: sa.Table) -> None:
    """Locks the rows. One that is seen and cannot be locked is not theirs to write: a contact of another's."""
    rows = sa.select(sa.literal(1)).select_from(UNDOING.join(table, is_same(table))).where(of(table))
    held = db.execute(rows.order_by(*table.primary_key).with_for_update(of=table)).all()
    if db.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one() > len(held):
        raise Forbidden("That belongs to a customer whom you do not see, so you cannot take it back.")


def _set(db: Session, values: dict[str, str]) -> dict[str, str]:
    """Sets them for this transaction; returns what they were."""
    names = list(values)
    were = db.execute(sa.select(*(sa.func.current_setting(name, True) for name in names))).one()
    db.execute(sa.select(*(sa.func.set_config(name, value, True) for name, value in values.items())))
    return {name: were[index] or "" for index, name in enumerate(names)}


def _account(db: Session) -> Undone:
    """What is about to be put back; a process's figures that follow from its tasks are not counted."""
    own = sa.and_(WAITING, ~rights.follows())
    counted = sa.select(
        sa.func.count().filter(own),
        sa.func.count().filter(u.verdict == "left"),
        sa.func.count().filter(WAITING),
    ).select_from(UNDOING)
    records, left, waiting = db.execute(counted).one()
    foremost = sa.case({table.name: place for place, table in enumerate(PARENTS_FIRST)}, value=u.resource_type)
    first = sa.select(UNDOING).where(own if records else WAITING).order_by(foremost, u.resource_id).limit(1)
    one = db.execute(first).first()
    return Undone(records or waiting, _called(db, one) if one else "", left, _secrets(db))


def _called(db: Session, row: sa.Row[Any]) -> str:
    table = Base.metadata.tables[row.resource_type]
    is_it = (u.resource_type == row.resource_type) & (u.resource_id == row.resource_id)
    now = db.execute(sa.select(live(table)).select_from(UNDOING.join(table, is_same(table))).where(is_it)).scalar()
    return title(row.resource_type, {**(now or row.after or {}), **(row.before or {})})


def _secrets(db: Session) -> tuple[str, ...]:
    """Fields that the trail does not hold, which stay as they are or blank."""
    pairs = sa.func.jsonb_each_text(u.before).table_valued("key", "value", name="pair")
    hidden = sa.select(pairs.c.key).distinct().select_from(UNDOING.join(pairs, sa.true()))
    return tuple(db.scalars(hidden.where(WAITING, pairs.c.value == MASK)))


def _way_back(db: Session, table: sa.Table, id_: str, to: str, seen: str | None) -> dict[str, Any]:
    """The line of the work list that leads from now to right after the entry."""
    trail = sa.func.record_trail(table.name, id_, 10_000).table_valued(
        "id", "action", "old_values", "new_values", name="trail"
    )
    entries = db.execute(sa.select(sa.cast(trail.c.id, sa.Text), *list(trail.c)[1:])).all()
    ids = [entry[0] for entry in entries]
    if to not in ids:
        raise NotFound(f"That is no entry of the history of this {entity_of(table.name).one}.")
    if seen and ids[0] != seen:
        raise Conflict("It has been changed in the meantime; look at its history again.")
    chosen, later = entries[ids.index(to)], entries[: ids.index(to)]
    if chosen.action == "delete":
        raise Conflict("There it had been deleted; choose an entry before.")
    stands = entries[0].action != "delete"
    before: dict[str, Any] = {}
    for entry in later:
        before |= entry.old_values or {}
    # as it is now, so that nothing clashes: the reader has looked at it
    after = db.execute(sa.select(live(table)).where(table.c.id == id_)).scalar() if stands else None
    if stands and after is None:
        raise NotFound("There is no such record any more.")
    kept = {name: after[name] for name in before if name in after} if after else None
    return {
        "resource_type": table.name,
        "resource_id": id_,
        "existed": True,
        "stands": stands,
        "before": before,
        "after": kept,
        "seen": True,
        "now": after or entries[0].old_values or {},
    }
