"""The query of an entity's list, and the window of it that a grid asks for."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import calendar, labels
from data.access import require
from data.db import Session
from data.entities import Entity, Field
from data.errors import Invalid
from data.listing import LARGEST_WINDOW, Window
from data.records import filtering
from data.records.filtering import Column, Condition

MOST_WORDS = 8
MOST_SORTS = 5


class Wanted(NamedTuple):
    """What a list is narrowed to and how it is sorted: as AG Grid's filterModel and sortModel say it.

    What is inactive or put away is listed only where the filter speaks of `active`.
    """

    words: str = ""
    filters: Mapping[str, Any] = {}
    sort: tuple[Mapping[str, str], ...] = ()
    within: Mapping[str, str] = {}  # such as {"customer_id": id}


class _List(NamedTuple):
    """The columns and conditions of one list, on the day it is read."""

    entity: Entity
    columns: dict[str, Column]
    where: list[Condition]
    order: list[tuple[Column, bool]]  # and whether downwards


def listed(db: Session, entity: Entity, wanted: Wanted) -> sa.Select:
    """Columns: id, version, those of the list, and for each lookup `<name>__label`; sorted."""
    list_ = _list(db, entity, wanted)
    return _labelled(list_).where(*list_.where).order_by(*_ordered(list_.order))


def page(db: Session, entity: Entity, wanted: Wanted, start: int, end: int) -> Window:
    """The rows from `start` to `end` (exclusive), and how many there are in all."""
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= start + LARGEST_WINDOW:
        raise Invalid({"": f"A list is read in windows of at most {LARGEST_WINDOW} rows."})
    list_ = _list(db, entity, wanted)
    total = _total(db, list_)
    chosen = _window(db, list_, total, start, end)
    rows = db.execute(_labelled(list_).where(_id(list_).in_(chosen))).mappings()
    found = {row["id"]: dict(row) for row in rows}
    return Window([found[id_] for id_ in chosen if id_ in found], total)


def counted(db: Session, entity: Entity, wanted: Wanted) -> int:
    return _total(db, _list(db, entity, wanted))


def ids(db: Session, entity: Entity, wanted: Wanted, most: int) -> list[str]:
    """The ids of what is found, `most` of them at most."""
    list_ = _list(db, entity, wanted)
    return list(db.scalars(sa.select(_id(list_)).where(*list_.where).limit(most)))


def _list(db: Session, entity: Entity, wanted: Wanted) -> _List:
    require(db.actor, "read", entity.permission)
    today = calendar.now(db).date()
    columns = {name: _column(entity, name, today) for name in entity.columns}
    where = [*_filtered(entity, columns, wanted.filters), *_worded(entity, columns, wanted.words)]
    where += [_within(entity, columns, name, id_) for name, id_ in wanted.within.items()]
    return _List(entity, columns, where, _order(entity, columns, wanted.sort))


def _column(entity: Entity, name: str, today: Any) -> Any:
    return entity.derived[name].of(today) if name in entity.derived else getattr(entity.model, name)


def _filtered(entity: Entity, columns: dict[str, Column], filters: Mapping[str, Any]) -> list[Condition]:
    strange = [str(name) for name in filters if name not in columns]
    if strange:
        raise Invalid({"": f"The list cannot be filtered by {', '.join(strange)[:100]}."})
    found = [filtering.condition(entity.columns[name], columns[name], model) for name, model in filters.items()]
    return [*found, columns["active"]] if entity.put_away and "active" not in filters else found


def _worded(entity: Entity, columns: dict[str, Column], words: str) -> list[Condition]:
    """Every word in one of the columns, or in the name of a record that a row points to."""
    if "\0" in words or len(words) > filtering.LONGEST_WORD:
        raise Invalid({"": f"Search for at most {filtering.LONGEST_WORD} characters."})
    return [sa.or_(*_places(entity, columns, word)) for word in words.split()[:MOST_WORDS]]


def _places(entity: Entity, columns: dict[str, Column], word: str) -> list[Condition]:
    own = [filtering.contains(getattr(entity.model, name), word) for name in entity.words]
    for name, field in entity.columns.items():
        if field.lookup:
            target: Any = labels.BY_TABLE[field.lookup].model
            alias = sa.orm.aliased(target)
            named = sa.select(alias.id).where(filtering.contains(labels.name_column(alias, field.lookup), word))
            own.append(columns[name].in_(named))
    return own


def _within(entity: Entity, columns: dict[str, Column], name: str, id_: str) -> Condition:
    """Of one customer, process, team…: by the record's own column, its parent's, or a link."""
    field = entity.columns.get(name) or entity.fields.get(name)
    if not isinstance(id_, str) or "\0" in id_:
        raise Invalid({"": "The list cannot be narrowed to that."})
    if field is not None and field.lookup:
        mine = columns[name] if name in columns else getattr(entity.model, name)
        fits = mine == id_ if labels.BY_TABLE[field.lookup].is_id(id_) else sa.false()
        return sa.or_(fits, *(_linked(entity, key, id_) for key in entity.links if entity.links[key].other == name))
    parent = labels.BY_TABLE.get(entity.fields[entity.parent].lookup or "") if entity.parent else None
    if parent is None or name not in parent.fields or not entity.parent:
        raise Invalid({"": "The list cannot be narrowed to that."})
    parents: Any = parent.model
    return getattr(entity.model, entity.parent).in_(sa.select(parents.id).where(getattr(parents, name) == id_))


def _linked(entity: Entity, name: str, id_: str) -> Condition:
    link, model = entity.links[name], entity.model
    pairs: Any = link.model
    return model.id.in_(sa.select(getattr(pairs, link.own)).where(getattr(pairs, link.other) == id_))  # type: ignore[attr-defined]


def _order(
    entity: Entity, columns: dict[str, Column], sort: tuple[Mapping[str, str], ...]
) -> list[tuple[Column, bool]]:
    """By the columns wanted, else as the list is at first; equals by their id, in the direction of the first."""
    wanted = [(item.get("colId"), item.get("sort")) for item in sort if isinstance(item, Mapping)]
    if len(wanted) != len(sort) or len(sort) > MOST_SORTS:
        raise Invalid({"": "The list cannot be sorted by that."})
    if any(name not in columns or way not in ("asc", "desc") for name, way in wanted):
        raise Invalid({"": "The list cannot be sorted by that."})
    chosen = [(str(name), way == "desc") for name, way in wanted] or [(entity.order, False)]
    order = [(_comparable(entity.columns[name], columns[name]), down) for name, down in chosen]
    model: Any = entity.model
    return [*order, (model.id, order[0][1])]


def _comparable(field: Field, column: Column) -> Column:
    """Words as people sort them: capitals make no difference; a related record by its name, a word of an ordered
    vocabulary by its place."""
    if field.lookup:
        alias: Any = sa.orm.aliased(labels.BY_TABLE[field.lookup].model)
        name = labels.name_column(alias, field.lookup)
        return sa.select(sa.func.lower(name)).where(alias.id == column).scalar_subquery()
    if field.choices and field.kind == "choice":
        return sa.case({word: place for place, word in enumerate(field.choices)}, value=column)
    return sa.func.lower(column) if isinstance(column.type, sa.String) else column


def _ordered(order: list[tuple[Column, bool]], *, backwards: bool = False) -> list[Column]:
    """Blanks stand last both ways, and so first when the list is read from its end."""
    found: list[Column] = []
    for column, down in order:
        ordered = column.desc() if down != backwards else column.asc()
        if _may_be_blank(column):
            ordered = ordered.nulls_first() if backwards else ordered.nulls_last()
        found.append(ordered)
    return found


def _may_be_blank(column: Column) -> bool:
    """An index on a column that never is fits both ways only where nothing is said of blanks."""
    return True


def _total(db: Session, list_: _List) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(list_.entity.model).where(*list_.where)) or 0


def _window(db: Session, list_: _List, total: int, start: int, end: int) -> list[Any]:
    """The ids in their order. What lies beyond the middle is counted from the end."""
    end = min(end, total)
    if start >= end:
        return []
    backwards = start > total - end
    skipped = total - end if backwards else start
    query = sa.select(_id(list_)).where(*list_.where).order_by(*_ordered(list_.order, backwards=backwards))
    found = list(db.scalars(query.offset(skipped).limit(end - start)))
    return found[::-1] if backwards else found


def _id(list_: _List) -> Any:
    model: Any = list_.entity.model
    return model.id


def _labelled(list_: _List) -> sa.Select:
    """The list's columns, and the names of what its lookups mean."""
    model: Any = list_.entity.model
    version = model.version if list_.entity.is_editable else sa.literal(0).label("version")
    query = sa.select(model.id, version)
    for name, field in list_.entity.columns.items():
        column = list_.columns[name]
        query = query.add_columns(_plain(column).label(name))
        if field.lookup:
            alias: Any = sa.orm.aliased(labels.BY_TABLE[field.lookup].model)
            named = sa.select(labels.name_column(alias, field.lookup)).where(alias.id == column).scalar_subquery()
            query = query.add_columns(named.label(f"{name}__label"))
    return query


def _plain(column: Column) -> Column:
    """JSON has no decimals, and a word is a word."""
    if isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float):
        return sa.cast(column, sa.Float)
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.Enum) else column
