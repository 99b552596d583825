"""A grid's filter as a condition in SQL, by an allow-list of operators for each kind of field.

As AG Grid says it: {"filterType": "text", "type": "contains", "filter": "acme"}, two or more of them combined as
{"operator": "OR", "conditions": [...]}; and, of ours, {"filterType": "set", "values": [...]}.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from data import labels
from data.entities import Field
from data.errors import Invalid

Column = sa.ColumnElement[Any]
Condition = sa.ColumnElement[bool]
MOST_CONDITIONS = 10
MOST_VALUES = 1_000
LONGEST_WORD = 300


class _Strange(ValueError):
    """A filter that no grid of ours could have sent."""


def condition(field: Field, column: Column, model: Any) -> Condition:
    """What a filter of one column asks for; raises Invalid for anything that is not understood."""
    try:
        return _condition(field, column, model)
    except _Strange as error:
        raise Invalid({field.name: f"The list cannot be filtered by {field.label} like that."}) from error


def is_by_text(model: Mapping[str, Any]) -> bool:
    """Whether a filter that was understood looks into words."""
    return any(part.get("filterType") == "text" for part in (model, *model.get("conditions", ())))


def _condition(field: Field, column: Column, model: Any) -> Condition:
    if not isinstance(model, Mapping):
        raise _Strange
    if "operator" not in model:
        return _single(field, column, model)
    parts, ways = model.get("conditions"), {"AND": sa.and_, "OR": sa.or_}
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_CONDITIONS or model["operator"] not in ("AND", "OR"):
        raise _Strange
    if not all(isinstance(part, Mapping) for part in parts):
        raise _Strange
    return ways[model["operator"]](*(_single(field, column, part) for part in parts))


def _single(field: Field, column: Column, model: Mapping[str, Any]) -> Condition:
    if model.get("filterType") == "set":
        return _among(field, column, model.get("values"))
    kind = KINDS.get(field.kind)
    type_ = model.get("type")
    if kind is None or not isinstance(type_, str):
        raise _Strange
    if type_ in ("blank", "notBlank"):
        return _blank(field, column) if type_ == "blank" else sa.not_(_blank(field, column))
    return kind(field, column, type_, model)


def _blank(field: Field, column: Column) -> Condition:
    if field.kind == "choices":
        return column == sa.literal([], column.type)
    return sa.or_(column.is_(None), column == "") if field.kind in TEXTS else column.is_(None)


def _text(field: Field, column: Column, type_: str, model: Mapping[str, Any]) -> Condition:
    word = model.get("filter")
    if not isinstance(word, str) or len(word) > LONGEST_WORD or "\0" in word or type_ not in MATCHES:
        raise _Strange
    negated, match = MATCHES[type_]
    found: Condition
    if field.lookup:
        id_, name, _ = labels.named(field.lookup)
        found = column.in_(sa.select(id_).where(match(name, word)))
    else:
        found = match(sa.cast(column, sa.Text) if isinstance(column.type, sa.Enum) else column, word)
    return sa.or_(column.is_(None), sa.not_(found)) if negated else found


def contains(column: Column, word: str) -> Condition:
    """Somewhere in it; capitals make no difference. ILIKE, because that is what a trigram index knows."""
    return column.ilike(f"%{_literally(word)}%", escape="\\")


def _starts(column: Column, word: str) -> Condition:
    return column.ilike(f"{_literally(word)}%", escape="\\")


def _ends(column: Column, word: str) -> Condition:
    return column.ilike(f"%{_literally(word)}", escape="\\")


def _equals(column: Column, word: str) -> Condition:
    return sa.func.lower(column) == sa.func.lower(word)


def _literally(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


MATCHES: dict[str, tuple[bool, Callable[[Column, str], Condition]]] = {
    "contains": (False, contains),
    "notContains": (True, contains),
    "equals": (False, _equals),
    "notEqual": (True, _equals),
    "startsWith": (False, _starts),
    "endsWith": (False, _ends),
}


def _number(field: Field, column: Column, type_: str, model: Mapping[str, Any]) -> Condition:
    return _compared(column, type_, lambda name: _a_number(model.get(name)), ("filter", "filterTo"))


def _date(field: Field, column: Column, type_: str, model: Mapping[str, Any]) -> Condition:
    return _compared(column, type_, lambda name: _a_date(model.get(name)), ("dateFrom", "dateTo"))


def _compared(column: Column, type_: str, read: Callable[[str], Any], names: tuple[str, str]) -> Condition:
    first = read(names[0])
    if type_ == "inRange":
        return column.between(first, read(names[1]))
    if type_ not in COMPARISONS:
        raise _Strange
    return COMPARISONS[type_](column, first)


COMPARISONS: dict[str, Callable[[Column, Any], Condition]] = {
    "equals": lambda column, value: column == value,
    "notEqual": lambda column, value: column.is_distinct_from(value),
    "lessThan": lambda column, value: column < value,
    "lessThanOrEqual": lambda column, value: column <= value,
    "greaterThan": lambda column, value: column > value,
    "greaterThanOrEqual": lambda column, value: column >= value,
}


def _a_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        raise _Strange
    return value


def _a_date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else dt.date.fromisoformat("")
    except ValueError as error:
        raise _Strange from error


def _among(field: Field, column: Column, values: Any) -> Condition:
    """One of the values; None stands for a blank."""
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        raise _Strange
    given = [value for value in values if value is not None]
    blank = [_blank(field, column)] if None in values else []
    if field.kind == "flag":
        fits = all(isinstance(value, bool) for value in given)
    else:
        fits = all(isinstance(value, str) and "\0" not in value for value in given)
    if not fits or field.kind not in SETS or (field.choices and not set(given) <= set(field.choices)):
        raise _Strange
    if field.kind == "choices":
        return sa.or_(*(column.contains([value]) for value in given), *blank, sa.false())
    if field.lookup:
        given = [value for value in given if labels.BY_TABLE[field.lookup].is_id(value)]
    return sa.or_(column.in_(given), *blank)


TEXTS = {"line", "text", "email", "phone", "colour", "zone"}
SETS = {"choice", "choices", "flag", "lookup"}
KINDS: dict[str, Callable[[Field, Column, str, Mapping[str, Any]], Condition]] = {
    **dict.fromkeys((*TEXTS, "choice", "lookup"), _text),
    "number": _number,
    "decimal": _number,
    "date": _date,
}
