"""What a list is narrowed to, in words: a chip for each filter, and how many records are left."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from data.entities import Entity, Field
from layouts import lists
from layouts.kit import icon

SAID = {
    "contains": "has “{0}”",
    "notContains": "has no “{0}”",
    "equals": "is {0}",
    "notEqual": "is not {0}",
    "startsWith": "starts with “{0}”",
    "endsWith": "ends with “{0}”",
    "blank": "is blank",
    "notBlank": "is not blank",
    "lessThan": "below {0}",
    "lessThanOrEqual": "at most {0}",
    "greaterThan": "above {0}",
    "greaterThanOrEqual": "at least {0}",
    "inRange": "{0} to {1}",
}
OF_DAYS = {
    "lessThan": "before {0}",
    "lessThanOrEqual": "until {0}",
    "greaterThan": "after {0}",
    "greaterThanOrEqual": "from {0}",
}

COUNTING = "Counting…"
TOO_MANY = "Too many to count; narrow the list."


def counted(entity: Entity, found: int, of: int | None) -> str:
    """How many there are; where the list is narrowed, of how many."""
    if of is None or of == found:
        return lists.many(entity, found)
    return f"{found:,} of {lists.many(entity, of)}"


def chips(entity: Entity, filters: Mapping[str, Any]) -> list[Component]:
    """One for each filter that is on; pressing it takes the filter off."""
    on = [(entity.columns[name], model) for name, model in filters.items() if name in entity.columns]
    made = [_chip(field, f"{field.label} {words(field, model)}") for field, model in on]
    clear = html.Button("Clear filters", type="button", className="chip-clear records-clear")
    return [*made, clear] if made else []


def words(field: Field, model: Mapping[str, Any]) -> str:
    """A filter as one says it: is Low or High, from 1 Jan 2026, has “extract”."""
    if model.get("filterType") == "set":
        return f"is {' or '.join(map(_value, model.get('values', ()))) or 'nothing'}"
    joined = f" {str(model.get('operator', 'and')).lower()} "
    return joined.join(_condition(field, one) for one in model.get("conditions") or [model])


def _condition(field: Field, model: Mapping[str, Any]) -> str:
    said = (SAID | OF_DAYS if field.kind == "date" else SAID).get(str(model.get("type")), "is {0}")
    first = model.get("dateFrom", model.get("filter"))
    last = model.get("dateTo", model.get("filterTo"))
    return said.format(_value(first), _value(last))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value).removesuffix(" 00:00:00")


def _chip(field: Field, said: str) -> html.Button:
    return html.Button(
        [html.Span(said), icon("bi-x")],
        type="button",
        className="chip",
        title="Take this filter off",
        **{"data-clears": field.name},
    )
