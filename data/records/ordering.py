"""How a list is sorted: words without regard to capitals, a related record by its name, blanks last."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import labels
from data.entities import Entity, Field
from data.errors import Invalid
from data.records.filtering import Column

MOST_SORTS = 5


class Key(NamedTuple):
    """One thing that a list is sorted by."""

    column: Column
    is_down: bool
    may_be_blank: bool
    joined: Any = None  # where it is another record's: the table of that one's places, and what ties the two
    tie: Any = None


def keys(entity: Entity, columns: dict[str, Column], sort: Iterable[Mapping[str, str]]) -> list[Key]:
    """By the columns wanted, else as the list is at first; equals by their id, in the direction of the first."""
    wanted = [(item.get("colId"), item.get("sort")) if isinstance(item, Mapping) else (None, None) for item in sort]
    known = [isinstance(name, str) and name in columns and way in ("asc", "desc") for name, way in wanted]
    if len(wanted) > MOST_SORTS or not all(known):
        raise Invalid({"": "The list cannot be sorted by that."})
    chosen = [(str(name), way == "desc") for name, way in wanted] or [(entity.order, entity.is_latest_first)]
    found = [_key(entity, name, columns[name], is_down=is_down) for name, is_down in chosen]
    model: Any = entity.model
    return [*found, Key(model.id, found[0].is_down, may_be_blank=False)]


def ordered(keys: list[Key], *, backwards: bool = False) -> list[Column]:
    """Blanks stand last both ways, and so first when the list is read from its end.

    Nothing is said of blanks where there are none: only then does an index serve both directions.
    """
    found: list[Column] = []
    for key in keys:
        column = key.column.desc() if key.is_down != backwards else key.column.asc()
        if key.may_be_blank:
            column = column.nulls_first() if backwards else column.nulls_last()
        found.append(column)
    return found


def joined(query: sa.Select, keys: list[Key]) -> sa.Select:
    for key in keys:
        if key.joined is not None:
            query = query.outerjoin(key.joined, key.tie)
    return query


def _key(entity: Entity, name: str, column: Column, *, is_down: bool) -> Key:
    field = entity.columns[name]
    if field.lookup:
        places = _places(field.lookup)
        return Key(places.c.place, is_down, True, places, places.c.id == column)
    own = entity.table.c.get(name)
    return Key(_comparable(field, column), is_down, own is None or bool(own.nullable))


def _places(table: str) -> sa.Subquery:
    """Where each of the related records stands among its like: numbers are quicker to sort by than names."""
    id_, name, _ = labels.named(table)
    return sa.select(id_, sa.func.dense_rank().over(order_by=sa.func.lower(name)).label("place")).subquery()


def _comparable(field: Field, column: Column) -> Column:
    """The words of a vocabulary stand as it lists them."""
    if field.choices and field.kind == "choice":
        return sa.case({word: place for place, word in enumerate(field.choices)}, value=column)
    return sa.func.lower(column) if isinstance(column.type, sa.String) else column
