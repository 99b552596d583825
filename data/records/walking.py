"""A list cut into parts that follow one another, each of which an index knows in order.

What is sorted by a word comes word by word, what may be blank ends with the blanks. So the first of a million records
are found without sorting the others, and the last by reading the same parts from their ends.
"""

from typing import Any, NamedTuple

import sqlalchemy as sa

from data.entities import Entity
from data.records.filtering import Condition
from data.records.ordering import Key


class Part(NamedTuple):
    """What all of it has in common, and how it is sorted."""

    where: list[Condition]
    keys: list[Key]
    word: Any = None  # the one that all of it has, if that makes the part


def is_known(entity: Entity, keys: list[Key]) -> bool:
    """Whether an index knows the order, so that the first are found without sorting."""
    first = keys[0]
    name = f"lower({first.name})" if isinstance(first.own.type, sa.String) else first.name
    led = {getattr(index.expressions[0], "name", str(index.expressions[0])) for index in entity.table.indexes}
    return bool(first.words) or first.related is not None or name in led


def parts(keys: list[Key], *, sees_all: bool) -> list[Part]:
    """In their order. Who does not see all records may find related ones missing: those stand with the blanks."""
    first, rest = keys[0], keys[1:]
    if first.words:
        words = reversed(first.words) if first.is_down else first.words
        found = [Part([first.own == word], rest, word) for word in words]
        return [*found, *_blanks(first, rest, first.own.is_(None))]
    if first.related is not None:
        named = [first._replace(may_be_blank=False), rest[0]._replace(may_be_blank=False), *rest[1:]]
        return [Part([], named), *_blanks(first, rest[1:], _nameless(first, sees_all=sees_all))]
    if not first.may_be_blank:
        return [Part([], keys)]
    known = Part([first.own.is_not(None)], [first._replace(may_be_blank=False), *rest])
    return [known, *_blanks(first, rest, first.own.is_(None))]


def _blanks(first: Key, rest: list[Key], are_blank: Condition) -> list[Part]:
    return [Part([are_blank], rest)] if first.may_be_blank else []


def _nameless(first: Key, *, sees_all: bool) -> Condition:
    if sees_all:
        return first.own.is_(None)
    seen: Any = sa.select(first.related.c.id).where(first.related.c.id == first.own)
    return ~seen.correlate_except(first.related).exists()
