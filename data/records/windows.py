"""The ids of a window of a list, and how many there are: sorted at once if they are few, else found along an index."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.errors import Invalid
from data.records import counting, walking
from data.records.described import List, Wanted
from data.records.narrowing import filtered, worded
from data.records.ordering import joined, ordered
from data.records.walking import Part

FEW = 8_000  # so many are sorted at once; of more, the first are found along an index
MANY = 1_000_000  # more are sorted only by what an index knows
LOOKED_AT = (500, 4_000)  # the first of a long list, among which those that are wanted may be found already
ENOUGH = 50  # among these, to go on like that


class Found(NamedTuple):
    ids: list[Any]
    total: int | None  # none where there are more, which are not counted yet


def window(db: Session, list_: List, start: int, end: int) -> Found:
    """The ids from `start` to `end` (exclusive), in their order."""
    total = _known(db, list_)
    if total is None and _is_long(db, list_) and (found := _looked_at(db, list_, start, end)):
        return found
    if list_.is_searched:
        return _searched(db, list_, start, end)
    return _cut(db, list_, total_of(db, list_) if total is None else total, start, end)


def total_of(db: Session, list_: List, part: Part | None = None) -> int:
    """Of the list, or of a part of it."""
    if (known := _known(db, list_, part)) is not None:
        return known
    keys, where = (part.keys, part.where) if part else ([], [])
    query = joined(sa.select(sa.func.count()).select_from(list_.entity.model), keys)
    return db.scalar(query.where(*list_.where, *where)) or 0


def _known(db: Session, list_: List, part: Part | None = None) -> int | None:
    """The same where it need not be counted."""
    words, filters, name = list_.wanted.words, dict(list_.wanted.filters), list_.keys[0].name
    if part and (part.word is None or name in filters):
        return None
    if part:
        filters[name] = {"filterType": "set", "values": [part.word]}
    return counting.kept(db, list_.entity.name, words, filters, list_.wanted.within)


def _is_long(db: Session, list_: List) -> bool:
    """Even without most of its filters, and so that an index knows the order."""
    whole = _known(db, _whole(list_))
    return whole is not None and whole > FEW and walking.is_known(list_.entity, list_.keys)


def _whole(list_: List) -> List:
    """Narrowed only by what is counted already, in the same order."""
    entity, wanted = list_.entity, list_.wanted
    filters = counting.by_kept(entity.name, wanted.filters)
    where = [*filtered(entity, list_.told, filters), *list_.inside]
    return list_._replace(wanted=Wanted(filters=filters, within=wanted.within), where=where)


def _looked_at(db: Session, list_: List, start: int, end: int) -> Found | None:
    """Found among the first of the whole list, or by going on like that; none where too few of these are wanted."""
    found, whole = list[Any](), _whole(list_)
    for size in LOOKED_AT:
        found = _fitting(db, list_, _walked(db, whole, 0, size))
        if len(found) > end:
            return Found(found[start:end], None)
    if len(found) < ENOUGH:
        return None
    found = _walked(db, list_, start, end - start)
    return Found(found, None) if len(found) == end - start else None


def _fitting(db: Session, list_: List, first: list[Any]) -> list[Any]:
    """Of these ids, those that are wanted."""
    entity, wanted = list_.entity, list_.wanted
    among = list_.id == sa.any_(sa.literal(first, sa.ARRAY(list_.id.type)))
    words = worded(entity, list_.told, wanted.words, is_few=True)
    fits = set(db.scalars(sa.select(list_.id).where(among, *filtered(entity, list_.told, wanted.filters), *words)))
    return [id_ for id_ in first if id_ in fits]


def _cut(db: Session, list_: List, total: int, start: int, end: int) -> Found:
    """What lies beyond the middle is counted from the end."""
    end = min(end, total)
    if start >= end:
        return Found([], total)
    if total > MANY and not walking.is_known(list_.entity, list_.keys):
        raise Invalid({"": _too_many(list_, total)})
    backwards = start > total - end
    skipped, most = (total - end if backwards else start), end - start
    # of few, an index would be followed through all that is not wanted
    found = (_sorted if total <= FEW else _walked)(db, list_, skipped, most, backwards=backwards)
    return Found(found[::-1] if backwards else found, total)


def _too_many(list_: List, total: int) -> str:
    entity = list_.entity
    by = entity.columns[list_.keys[0].name].label
    return f"{total:,} {entity.title.lower()} are too many to sort by {by}: narrow the list to {MANY:,} at most."


def _sorted(db: Session, list_: List, skipped: int, most: int, *, backwards: bool) -> list[Any]:
    query, sieved = _sieved(joined(sa.select(list_.id), list_.keys).where(*list_.where), list_)
    return list(db.scalars(query.order_by(*ordered(sieved.keys, backwards=backwards)).offset(skipped).limit(most)))


def _walked(db: Session, list_: List, skipped: int, most: int, *, backwards: bool = False) -> list[Any]:
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
            skipped = 0 if more else skipped - total_of(db, list_, part)
    return found


def _searched(db: Session, list_: List, start: int, end: int) -> Found:
    """By looking at every row once."""
    query, sieved = _sieved(joined(sa.select(list_.id), list_.keys).where(*list_.where), list_)
    total = sa.select(sa.func.count()).select_from(query.subquery()).scalar_subquery()
    place = sa.func.row_number().over(order_by=ordered(sieved.keys)).label("place")
    cut = query.add_columns(place).order_by(place).offset(start).limit(end - start).subquery()
    counted = sa.select(total.label("total")).subquery()
    rows = db.execute(sa.select(counted.c.total, cut.c.id).outerjoin(cut, sa.true()).order_by(cut.c.place)).all()
    return Found([row.id for row in rows if row.id is not None], rows[0].total)


def _sieved(query: sa.Select, list_: List) -> tuple[sa.Select, List]:
    """Found first, sorted afterwards: the ids and what they are sorted by, apart from their table."""
    columns = [key.column.label(f"key{place}") for place, key in enumerate(list_.keys)]
    found = query.add_columns(*columns).cte("found").prefix_with("MATERIALIZED")
    apart = [key._replace(column=found.c[f"key{place}"], related=None) for place, key in enumerate(list_.keys)]
    return sa.select(found.c.id), list_._replace(keys=apart)
