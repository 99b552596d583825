"""The query of an entity's list, and the window of it that a grid asks for."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import calendar, labels
from data.access import require
from data.db import Session
from data.entities import Entity
from data.errors import Invalid
from data.listing import LARGEST_WINDOW, Window
from data.records import counting, walking
from data.records.filtering import Column, Condition, is_by_text
from data.records.narrowing import filtered, within, worded
from data.records.ordering import Key, joined, keys, ordered
from data.records.walking import Part

NOTHING = sa.cast(sa.null(), sa.Text)
FEW = 8_000  # so many are sorted at once; of more, the first are found along an index


class Wanted(NamedTuple):
    """What a list is narrowed to and how it is sorted: as AG Grid's filterModel and sortModel say it.

    What is inactive or put away is listed only where the filter speaks of `active`.
    """

    words: str = ""
    filters: Mapping[str, Any] = {}
    sort: tuple[Mapping[str, str], ...] = ()
    within: Mapping[str, str] = {}  # such as {"customer_id": id}


class _List(NamedTuple):
    """The columns, conditions and order of one list, on the day it is read."""

    entity: Entity
    wanted: Wanted
    columns: dict[str, Column]
    where: list[Condition]
    keys: list[Key]
    nameless: set[str]  # lookups whose records the reader may not read, so does not learn the names of
    is_searched: bool  # by text, which no index helps with: every row is looked at

    @property
    def id(self) -> Any:
        model: Any = self.entity.model
        return model.id


def listed(db: Session, entity: Entity, wanted: Wanted) -> sa.Select:
    """Columns: id, version, those of the list, and for each lookup `<name>__label`; sorted."""
    list_ = _list(db, entity, wanted)
    return joined(_labelled(list_), list_.keys).where(*list_.where).order_by(*ordered(list_.keys))


def page(db: Session, entity: Entity, wanted: Wanted, start: int, end: int) -> Window:
    """The rows from `start` to `end` (exclusive), and how many there are in all."""
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= start + LARGEST_WINDOW:
        raise Invalid({"": f"A list is read in windows of at most {LARGEST_WINDOW} rows."})
    list_ = _list(db, entity, wanted)
    chosen, total = _searched(db, list_, start, end) if list_.is_searched else _window(db, list_, start, end)
    rows = db.execute(_labelled(list_).where(list_.id.in_(chosen))).mappings()
    found = {row["id"]: dict(row) for row in rows}
    return Window([found[id_] for id_ in chosen if id_ in found], total)


def columns(db: Session, entity: Entity) -> dict[str, Column]:
    """What the list shows, as expressions over the entity's model, today."""
    today = calendar.now(db).date()
    return {name: _column(entity, name, today) for name in entity.columns}


def found(db: Session, entity: Entity, wanted: Wanted) -> sa.Select:
    """The ids of what is found, in order; to be widened by further columns of the entity's model."""
    list_ = _list(db, entity, wanted)
    return joined(sa.select(list_.id), list_.keys).where(*list_.where).order_by(*ordered(list_.keys))


def counted(db: Session, entity: Entity, wanted: Wanted) -> int:
    return _total(db, _list(db, entity, wanted))


def ids(db: Session, entity: Entity, wanted: Wanted, most: int) -> list[str]:
    """The ids of what is found, `most` of them at most."""
    list_ = _list(db, entity, wanted)
    return list(db.scalars(sa.select(list_.id).where(*list_.where).limit(most)))


def _list(db: Session, entity: Entity, wanted: Wanted) -> _List:
    require(db.actor, "read", entity.permission)
    shown = columns(db, entity)
    lookups = {name: field.lookup for name, field in entity.columns.items() if field.lookup}
    nameless = {name for name, table in lookups.items() if not labels.may_know(db, table)}
    told = {name: column for name, column in shown.items() if name not in nameless}
    where = [*filtered(entity, told, wanted.filters), *worded(entity, told, wanted.words)]
    where += [within(entity, shown, name, id_) for name, id_ in wanted.within.items()]
    by_text = bool(wanted.words.split()) or any(map(is_by_text, wanted.filters.values()))
    return _List(
        entity, wanted, shown, where, keys(entity, told if wanted.sort else shown, wanted.sort), nameless, by_text
    )


def _column(entity: Entity, name: str, today: dt.date) -> Any:
    return entity.derived[name].of(today) if name in entity.derived else getattr(entity.model, name)


def _total(db: Session, list_: _List, part: Part | None = None) -> int:
    """Of the list, or of a part of it."""
    if (known := _known(db, list_, part)) is not None:
        return known
    keys, where = (part.keys, part.where) if part else ([], [])
    query = joined(sa.select(sa.func.count()).select_from(list_.entity.model), keys)
    return db.scalar(query.where(*list_.where, *where)) or 0


def _known(db: Session, list_: _List, part: Part | None = None) -> int | None:
    """The same where it need not be counted."""
    words, filters, name = list_.wanted.words, dict(list_.wanted.filters), list_.keys[0].name
    if part and (part.word is None or name in filters):
        return None
    if part:
        filters[name] = {"filterType": "set", "values": [part.word]}
    return counting.kept(db, list_.entity.name, words, filters, list_.wanted.within)


def _window(db: Session, list_: _List, start: int, end: int) -> tuple[list[Any], int]:
    """The ids in their order, and how many there are. What lies beyond the middle is counted from the end."""
    total = _total(db, list_)
    end = min(end, total)
    if start >= end:
        return [], total
    backwards = start > total - end
    skipped, most = (total - end if backwards else start), end - start
    if total <= FEW:  # or an index would be followed through all that is not wanted
        query, sieved = _sieved(joined(sa.select(list_.id), list_.keys).where(*list_.where), list_)
        cut = query.order_by(*ordered(sieved.keys, backwards=backwards)).offset(skipped).limit(most)
        found = list(db.scalars(cut))
    else:
        found = _walked(db, list_, skipped, most, backwards=backwards)
    return (found[::-1] if backwards else found), total


def _walked(db: Session, list_: _List, skipped: int, most: int, *, backwards: bool) -> list[Any]:
    """The first after those that are skipped, part by part."""
    parts = walking.parts(list_.keys, sees_all=db.actor.customer_ids is None)
    found: list[Any] = []
    for part in reversed(parts) if backwards else parts:
        known = None if part.word is None else _known(db, list_, part)
        if known is not None and known <= skipped:
            skipped -= known
            continue
        query = joined(sa.select(list_.id), part.keys).where(*list_.where, *part.where)
        cut = query.order_by(*ordered(part.keys, backwards=backwards)).offset(skipped).limit(most - len(found))
        more = list(db.scalars(cut))
        found += more
        if len(found) == most:
            break
        if skipped:
            skipped = 0 if more else skipped - _total(db, list_, part)
    return found


def _searched(db: Session, list_: _List, start: int, end: int) -> tuple[list[Any], int]:
    """The same by looking at every row once."""
    query, sieved = _sieved(joined(sa.select(list_.id), list_.keys).where(*list_.where), list_)
    total = sa.select(sa.func.count()).select_from(query.subquery()).scalar_subquery()
    place = sa.func.row_number().over(order_by=ordered(sieved.keys)).label("place")
    cut = query.add_columns(place).order_by(place).offset(start).limit(end - start).subquery()
    counted = sa.select(total.label("total")).subquery()
    rows = db.execute(sa.select(counted.c.total, cut.c.id).outerjoin(cut, sa.true()).order_by(cut.c.place)).all()
    return [row.id for row in rows if row.id is not None], rows[0].total


def _sieved(query: sa.Select, list_: _List) -> tuple[sa.Select, _List]:
    """Found first, sorted afterwards: the ids and what they are sorted by, apart from their table."""
    columns = [key.column.label(f"key{place}") for place, key in enumerate(list_.keys)]
    found = query.add_columns(*columns).cte("found").prefix_with("MATERIALIZED")
    apart = [key._replace(column=found.c[f"key{place}"], related=None) for place, key in enumerate(list_.keys)]
    return sa.select(found.c.id), list_._replace(keys=apart)


def _labelled(list_: _List) -> sa.Select:
    """The list's columns, and the names of what its lookups mean."""
    model: Any = list_.entity.model
    version = model.version if list_.entity.is_editable else sa.literal(0).label("version")
    query = sa.select(model.id, version)
    for name, field in list_.entity.columns.items():
        column = list_.columns[name]
        query = query.add_columns(_plain(column).label(name))
        if field.lookup:
            id_, label, _ = labels.named(field.lookup)
            named = sa.select(label).where(id_ == column).scalar_subquery()
            query = query.add_columns((NOTHING if name in list_.nameless else named).label(f"{name}__label"))
    return query


def _plain(column: Column) -> Column:
    """JSON has no decimals, and a word is a word."""
    if isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float):
        return sa.cast(column, sa.Float)
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.Enum) else column
