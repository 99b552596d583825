"""Whom the records of a file mean: the related ones they name, and the existing ones they are about."""

from typing import Any

import sqlalchemy as sa

from data.db import Session
from data.entities import target_of
from data.imports.staging import NAMED, Staged, column_of, field_of
from data.models import Base

Expression = sa.ColumnElement[Any]


def reject(db: Session, record: Staged, fault: Expression, column: Any, reason: Any) -> None:
    """All waiting records that have the fault."""
    values = {"verdict": "rejected", "faulty": column, "reason": reason}
    db.execute(sa.update(record.table).where(record.waiting, fault).values(values))


def find_related(db: Session, record: Staged) -> None:
    """Related records by id, external id or name. One that is not found is never made."""
    for name in record.lookups():
        if name != record.kin():
            look_up(db, record, name)
            refuse_unfound(db, record, name)


def refuse_unfound(db: Session, record: Staged, name: str) -> None:
    unfound = record.said(name).is_not(None) & record.value(name).is_(None)
    label = field_of(record.step, name).label
    words = sa.literal(f"{label} '") + record.said(name) + sa.literal("' does not exist; import or create it first.")
    reject(db, record, unfound, record.step.column_of(name), words)


def look_up(db: Session, record: Staged, name: str) -> None:
    """Fill in the ids of related records; refuse where a word may mean several."""
    best = _best(_candidates(record, name))
    scope, _ = _scope(record, name)
    same = (record.said(name) == best.c.word) & (sa.func.coalesce(sa.cast(scope, sa.Text), "") == best.c.scope)
    one = sa.cast(best.c.id, record.value(name).type)
    db.execute(sa.update(record.table).where(record.waiting, same, best.c.count == 1).values({f"f_{name}": one}))
    _refuse_several(db, record, name, same & (best.c.count > 1), best.c.count)


def _best(found: sa.Subquery) -> sa.Subquery:
    """For each word the records of the lowest rank: how many they are, and one of them."""
    least = sa.func.min(found.c.rank).over(partition_by=[found.c.word, found.c.scope]).label("least")
    ranked = sa.select(found, least).subquery()
    id_ = sa.func.min(sa.cast(ranked.c.id, sa.Text)).label("id")
    count = sa.func.count(sa.distinct(ranked.c.id)).label("count")
    words = (ranked.c.word, ranked.c.scope)
    return sa.select(*words, id_, count).where(ranked.c.rank == ranked.c.least).group_by(*words).subquery()


def _candidates(record: Staged, name: str) -> sa.Subquery:
    """What the distinct words might mean: rank 1 by id, 2 by external id, 3 by name."""
    scope, within = _scope(record, name)
    table = Base.metadata.tables[target_of(column_of(record.step, name)) or ""]
    scope_text = sa.func.coalesce(sa.cast(scope, sa.Text), "").label("scope")
    meant = record.waiting & record.said(name).is_not(None) & record.value(name).is_(None)
    words = sa.select(record.said(name).label("word"), scope_text).where(meant).distinct().cte()
    inside = sa.true() if within is None else sa.or_(words.c.scope == "", sa.cast(within, sa.Text) == words.c.scope)
    handles: list[Expression] = [sa.cast(table.c.id, sa.Text)]
    handles += [table.c.external_id] if "external_id" in table.c else []
    ways = [(rank, handle == words.c.word) for rank, handle in enumerate(handles, 1)]
    if table.name in NAMED:
        ways.append((3, (NAMED[table.name] == words.c.word) & inside))
    queries = [
        sa.select(words.c.word, words.c.scope, table.c.id, sa.literal(rank).label("rank")).join(table, match)
        for rank, match in ways
    ]
    return sa.union_all(*queries).subquery()


def _scope(record: Staged, name: str) -> tuple[Expression, Expression | None]:
    """What narrows a search by name: the customer that the file names, or the process of a parent task."""
    narrowing = f"{name}.customer_id"
    if narrowing in record.step.feeds:
        table = Base.metadata.tables[record.step.entity.fields[name].lookup or ""]
        return record.value(narrowing), table.c.customer_id
    above = record.step.entity.parent
    if name == record.kin() and above in record.fed():
        return record.value(above), record.target.c[above]
    return sa.literal("", sa.Text), None


def _refuse_several(db: Session, record: Staged, name: str, several: Expression, count: Expression) -> None:
    label = field_of(record.step, name).label
    words = sa.literal(f"{label} '") + record.said(name) + sa.literal("' may mean ") + sa.cast(count, sa.Text)
    words += sa.literal(" records; name it by its external id.")
    reject(db, record, several, record.step.column_of(name), words)


def find_existing(db: Session, record: Staged) -> None:
    """The record in the database that has the same key; two of them are one too many."""
    staged, target = record.table, record.target
    matches = [_equal(record, name) for name in record.step.key]
    found = (
        sa.select(staged.c.item, sa.func.min(sa.cast(target.c.id, sa.Text)).label("id"), sa.func.count().label("count"))
        .join(target, sa.and_(*matches))
        .where(record.waiting, staged.c.target.is_(None))
        .group_by(staged.c.item)
        .subquery()
    )
    here = staged.c.item == found.c.item
    db.execute(sa.update(staged).where(here, found.c.count == 1).values(target=sa.cast(found.c.id, target.c.id.type)))
    words = f" {record.step.entity.title.lower()} have this {key_words(record)} already; it is unclear which is meant."
    column = record.step.column_of(record.step.key[0])
    reject(db, record, here & (found.c.count > 1), column, sa.cast(found.c.count, sa.Text) + sa.literal(words))
    if record.step.key == ("id",):
        missing = record.value("id").is_not(None) & staged.c.target.is_(None)
        words = f"There is no {record.step.entity.one} with this id any more; leave the id blank to make a new one."
        reject(db, record, missing, column, words)


def _equal(record: Staged, name: str) -> Expression:
    """Equality that PostgreSQL can hash: a nullable column compares as text, nothing as the empty text."""
    column = record.target.c[name]
    mine = keyed(record, name)
    if not column.nullable or name == record.step.key[0]:
        return column == mine
    return sa.func.coalesce(sa.cast(column, sa.Text), "") == sa.func.coalesce(sa.cast(mine, sa.Text), "")


def keyed(record: Staged, name: str) -> Expression:
    """What a record has for a field of its key, default included."""
    if name not in record.step.feeds:
        return sa.literal(record.step.entity.fields[name].default, record.target.c[name].type)
    return with_default(record, name)


def with_default(record: Staged, name: str) -> Expression:
    """A blank stands for the column's default, where it has one."""
    column, value = record.target.c[name], record.value(name)
    default = record.step.entity.fields[name].default
    return value if column.nullable or default is None else sa.func.coalesce(value, sa.literal(default, column.type))


def key_words(record: Staged) -> str:
    return " and ".join(record.step.entity.fields[name].label.lower() for name in record.step.key)
