"""Rules between the fields of one record: values in, a message for each field that breaks one out.

A rule speaks only about values that are there. The database holds the same by constraint.
"""

from collections.abc import Callable
from typing import Any

Rule = Callable[[dict[str, Any]], dict[str, str]]


def after(start: str, end: str, sentence: str) -> Rule:
    """`end` is later than `start`."""
    return _pair(start, end, lambda first, last: last > first, sentence)


def not_before(start: str, end: str, sentence: str) -> Rule:
    """`end` is `start` or later."""
    return _pair(start, end, lambda first, last: last >= first, sentence)


def between(name: str, least: float, most: float, sentence: str) -> Rule:
    return _single(name, lambda value: least <= value <= most, sentence)


def at_least(name: str, least: float, sentence: str) -> Rule:
    return _single(name, lambda value: value >= least, sentence)


def above(name: str, bound: float, sentence: str) -> Rule:
    return _single(name, lambda value: value > bound, sentence)


def with_start(start: str, end: str, sentence: str) -> Rule:
    """An end needs a start; speaks only where the start is known to be empty."""

    def rule(values: dict[str, Any]) -> dict[str, str]:
        lacks = values.get(end) is not None and start in values and values[start] is None
        return {end: sentence} if lacks else {}

    return rule


def needed_unless(name: str, other: str, word: str, sentence: str) -> Rule:
    """`name` must be given unless `other` is `word`."""

    def rule(values: dict[str, Any]) -> dict[str, str]:
        lacks = name in values and values[name] is None and other in values and values[other] != word
        return {name: sentence} if lacks else {}

    return rule


def needed_if(name: str, other: str, word: str, sentence: str) -> Rule:
    """`name` must be given where `other` is `word`."""

    def rule(values: dict[str, Any]) -> dict[str, str]:
        lacks = name in values and values[name] is None and values.get(other) == word
        return {name: sentence} if lacks else {}

    return rule


def only_if(name: str, other: str, word: str, sentence: str) -> Rule:
    """`name` may be given only where `other` is `word`."""

    def rule(values: dict[str, Any]) -> dict[str, str]:
        excess = values.get(name) is not None and values.get(other, word) != word
        return {name: sentence} if excess else {}

    return rule


def _pair(start: str, end: str, keeps: Callable[[Any, Any], bool], sentence: str) -> Rule:
    def rule(values: dict[str, Any]) -> dict[str, str]:
        first, last = values.get(start), values.get(end)
        broken = first is not None and last is not None and not keeps(first, last)
        return {end: sentence} if broken else {}

    return rule


def _single(name: str, keeps: Callable[[Any], bool], sentence: str) -> Rule:
    def rule(values: dict[str, Any]) -> dict[str, str]:
        value = values.get(name)
        return {name: sentence} if value is not None and not keeps(value) else {}

    return rule
