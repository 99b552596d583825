"""What a list is narrowed to: its filters, the words searched for, the record it belongs to."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from data import labels
from data.entities import Entity
from data.errors import Invalid
from data.records import filtering
from data.records.filtering import Column, Condition

Named = Callable[[Column, str, str], Condition]
MOST_WORDS = 8


def filtered(entity: Entity, columns: dict[str, Column], filters: Mapping[str, Any]) -> list[Condition]:
    """What is inactive or put away is listed only where the filter speaks of `active`."""
    strange = [str(name) for name in filters if name not in columns]
    if strange:
        raise Invalid({"": f"The list cannot be filtered by {', '.join(strange)[:100]}."})
    found = [filtering.condition(entity.columns[name], columns[name], model) for name, model in filters.items()]
    return [*found, columns["active"]] if entity.put_away and "active" not in filters else found


def worded(entity: Entity, columns: dict[str, Column], words: str, *, is_few: bool = False) -> list[Condition]:
    """Every word in one of the columns, or in the name of a record that a row points to.

    Of few rows these records are looked up one by one; else all that have the word in their name are found first.
    """
    if not isinstance(words, str) or "\0" in words or len(words) > filtering.LONGEST_WORD:
        raise Invalid({"": f"Search for at most {filtering.LONGEST_WORD} characters."})
    named = _one_named if is_few else _any_named
    return [sa.or_(*_places(entity, columns, word, named)) for word in words.split()[:MOST_WORDS]]


def _places(entity: Entity, columns: dict[str, Column], word: str, named: Named) -> list[Condition]:
    found = [filtering.contains(getattr(entity.model, name), word) for name in entity.words]
    for name, field in entity.columns.items():
        if field.lookup and name in columns:
            found.append(named(columns[name], field.lookup, word))
    return found


def _any_named(column: Column, table: str, word: str) -> Condition:
    id_, label, _ = labels.named(table)
    return column.in_(sa.select(id_).where(filtering.contains(label, word)))


def _one_named(column: Column, table: str, word: str) -> Condition:
    id_, label, _ = labels.named(table)
    return sa.select(filtering.contains(label, word)).where(id_ == column).scalar_subquery()


def within(entity: Entity, columns: dict[str, Column], name: str, id_: str) -> Condition:
    """Of one customer, process, team…: by the record's own column, a link, or its parent's."""
    if not isinstance(id_, str) or "\0" in id_:
        raise Invalid({"": "The list cannot be narrowed to that."})
    field = entity.columns.get(name) or entity.fields.get(name)
    if field is None or not field.lookup:
        return _by_parent(entity, name, id_)
    mine = columns[name] if name in columns else getattr(entity.model, name)
    fits = mine == id_ if labels.BY_TABLE[field.lookup].is_id(id_) else sa.false()
    return sa.or_(fits, *(_linked(entity, key, id_) for key in entity.links if entity.links[key].other == name))


def _by_parent(entity: Entity, name: str, id_: str) -> Condition:
    parent = labels.BY_TABLE.get(entity.fields[entity.parent].lookup or "") if entity.parent else None
    field = parent.fields.get(name) if parent else None
    if parent is None or field is None or not field.lookup or not entity.parent:
        raise Invalid({"": "The list cannot be narrowed to that."})
    if not labels.BY_TABLE[field.lookup].is_id(id_):
        return sa.false()
    parents: Any = parent.model
    return getattr(entity.model, entity.parent).in_(sa.select(parents.id).where(getattr(parents, name) == id_))


def _linked(entity: Entity, name: str, id_: str) -> Condition:
    link = entity.links[name]
    model: Any = entity.model
    pairs: Any = link.model
    return model.id.in_(sa.select(getattr(pairs, link.own)).where(getattr(pairs, link.other) == id_))
