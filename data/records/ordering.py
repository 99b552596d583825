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

    name: str
    column: Column
    is_down: bool
    may_be_blank: bool
    own: Column  # what it is of the record itself: of a related record its id, of a word the word
    words: tuple[Any, ...] = ()  # all that it can be, in order, where that is few
    related: Any = None  # whose name it is, where it is another record's


def keys(entity: Entity, columns: dict[str, Column], sort: Iterable[Mapping[str, str]]) -> list[Key]:
    """By the columns wanted, else as the list is at first; equals by their id, in the direction of the first."""
    wanted = [(item.get("colId"), item.get("sort")) if isinstance(item, Mapping) else (None, None) for item in sort]
    known = [isinstance(name, str) and name in columns and way in ("asc", "desc") for name, way in wanted]
    if len(wanted) > MOST_SORTS or not all(known):
        raise Invalid({"": "The list cannot be sorted by that."})
    chosen = [(str(name), way == "desc") for name, way in wanted] or [(entity.order, entity.is_latest_first)]
    found = [key for name, is_down in chosen for key in _keys(entity, name, columns[name], is_down=is_down)]
    model: Any = entity.model
    return [*found, Key("id", model.id, found[0].is_down, may_be_blank=False, own=model.id)]


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
    """With the related records whose names it is sorted by, where there are any."""
    for key in keys:
        if key.related is not None:
            query = query.join(key.related, key.related.c.id == key.own, isouter=key.may_be_blank)
    return query


def _keys(entity: Entity, name: str, column: Column, *, is_down: bool) -> list[Key]:
    """A related record by its name, and what is related to the same one together."""
    field = entity.columns[name]
    if field.lookup:
        id_, label, related = labels.named(field.lookup)
        by_name = Key(name, sa.func.lower(label), is_down, True, column, related=related)
        return [by_name, Key(name, id_, is_down, True, column)]
    own = entity.table.c.get(name)
    may_be_blank = own is None or bool(own.nullable)
    return [Key(name, _comparable(field, column), is_down, may_be_blank, column, _words(field))]


def _words(field: Field) -> tuple[Any, ...]:
    if field.kind == "flag":
        return (False, True)
    return field.choices if field.kind == "choice" else ()


def _comparable(field: Field, column: Column) -> Column:
    """The words of a vocabulary stand as it lists them."""
    if field.choices and field.kind == "choice":
        return sa.case({word: place for place, word in enumerate(field.choices)}, value=column)
    return sa.func.lower(column) if isinstance(column.type, sa.String) else column
