"""What becomes of the records of one step: duplicate, same, changed, new or rejected."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from data.db import Session
from data.imports import resolving, sampling, writing
from data.imports.resolving import key_words, keyed, reject
from data.imports.staging import Staged

Expression = sa.ColumnElement[Any]
Progress = Callable[[int], None]


def settle(db: Session, record: Staged, progress: Progress) -> None:
    db.execute(sa.text(f"ANALYZE {record.table.name}"))
    resolving.find_related(db, record)
    _require_key(db, record)
    _find_repeated(db, record)
    if record.kin():
        _settle_generations(db, record, progress)
    else:
        _settle_ready(db, record, sa.true(), progress)


def _require_key(db: Session, record: Staged) -> None:
    """A record without the first part of its key cannot be recognised the next time."""
    first = record.step.key[0]
    if first == "id":
        return  # without one it is new
    words = f"{record.step.entity.fields[first].label} is blank, and {key_words(record)} is how records are recognised."
    reject(db, record, keyed(record, first).is_(None), record.step.column_of(first), words)


def _find_repeated(db: Session, record: Staged) -> None:
    """The same key again: a duplicate where all is the same, else one of the two is wrong and the first stands."""
    staged, first = record.table, record.table.alias()
    place = sa.func.first_value(staged.c.item).over(partition_by=_key_in_file(record), order_by=staged.c.item)
    ranked = sa.select(staged.c.item, place.label("first")).where(record.waiting).subquery()
    again = (staged.c.item == ranked.c.item) & (first.c.item == ranked.c.first) & (staged.c.item != first.c.item)
    names = [f"said_{name}" if name == record.kin() else f"f_{name}" for name in record.step.feeds]
    alike = sa.and_(*(staged.c[name].is_not_distinct_from(first.c[name]) for name in names))
    words = sa.literal("Row ") + sa.cast(first.c.row_number, sa.Text)
    words += sa.literal(f" has the same {key_words(record)} with other values.")
    db.execute(sa.update(staged).where(again, alike).values(verdict="duplicate"))
    reject(db, record, again, record.step.column_of(record.step.key[0]), words)


def _key_in_file(record: Staged) -> list[Expression]:
    """A parent in the same file has no id yet: it is told by what the file calls it."""
    kin, item = record.kin(), record.table.c.item
    if record.step.key == ("id",):
        return [sa.func.coalesce(sa.cast(record.value("id"), sa.Text), sa.cast(item, sa.Text))]
    return [record.said(name) if name == kin else keyed(record, name) for name in record.step.key]


def _settle_generations(db: Session, record: Staged, progress: Progress) -> None:
    """Parents before children, a generation at a time, however the file orders them."""
    kin = record.kin()
    ready = record.said(kin).is_(None) | record.value(kin).is_not(None)
    while True:
        resolving.look_up(db, record, kin)
        if not db.execute(sa.select(sa.exists().where(record.waiting, ready))).scalar_one():
            break
        _settle_ready(db, record, ready, progress)
    resolving.refuse_unfound(db, record, kin)


def _settle_ready(db: Session, record: Staged, ready: Expression, progress: Progress) -> None:
    resolving.find_existing(db, record)
    writing.leave_same(db, record, ready)
    _refuse_decisions(db, record, ready)
    sampling.remember(db, record, ready)
    writing.change(db, record, ready, progress)
    _require_complete(db, record, ready)
    writing.insert(db, record, ready, progress)


def _refuse_decisions(db: Session, record: Staged, ready: Expression) -> None:
    """A file decides no more than who brings it may: it may say again what has been decided."""
    entity, staged, target = record.step.entity, record.table, record.target
    for guard in entity.guards:
        if guard.field in record.fed() and not db.actor.can(guard.action, entity.permission):
            value, default = record.value(guard.field), entity.fields[guard.field].default
            other = target.c[guard.field].is_distinct_from(value)
            changed = sa.exists().where(target.c.id == staged.c.target, other)
            new = staged.c.target.is_(None) & value.is_distinct_from(sa.literal(default, value.type))
            words = f"You may not {guard.words}; leave it as it is, or ask somebody who may."
            fault = ready & value.in_(guard.values) & (changed | new)
            reject(db, record, fault, record.step.column_of(guard.field), words)


def _require_complete(db: Session, record: Staged, ready: Expression) -> None:
    """A new record needs what its table requires, fed or not."""
    entity, staged = record.step.entity, record.table
    new = ready & staged.c.target.is_(None)
    reject(db, record, new & staged.c.new_reason.is_not(None), staged.c.new_faulty, staged.c.new_reason)
    missing = [field for name, field in entity.fields.items() if field.required and name not in record.step.feeds]
    for field in missing:
        words = f"{field.label} is required for a new {entity.one}, and no column feeds it."
        reject(db, record, new, field.name, words)
