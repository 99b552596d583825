"""The filters over a page of figures: a menu for each that its cards take. What is chosen stands in the address."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.catalog import ENTITIES
from data.filters import AGAINST, FILTERS, PERIOD, TEXT, Choice
from data.kpis import KPIS
from data.vocabulary import Comparison
from layouts import kit, lookups
from layouts.answers import chips, views
from layouts.answers.asking import NAMES, asked
from layouts.kit import icon

FORM = "answers"
FIRST = {PERIOD, "customer", "stage", "therapeutic_area"}  # shown at once where there are many
MANY = 7
MARKS = {"customer_id": "customer", "team_id": "team", "contact_id": "responsible"}  # others are called as their filter
PRESETS = (
    ("4w", "Last 4 weeks"),
    ("12w", "Last 12 weeks"),
    ("month", "This month"),
    ("last-month", "Last month"),
    ("quarter", "This quarter"),
    ("year", "This year"),
    ("12m", "Last 12 months"),
    ("", "As each card says"),
)


def bar(page: str, path: str, kpis: Iterable[str], reader: Actor, query: Mapping[str, Any]) -> html.Div:
    """What the page asks for stands in a store; the script keeps that, the address and the menus the same."""
    shown = offered(kpis, reader)
    stores = [
        dcc.Store(id="answer-of", data={"page": page}),
        dcc.Store(id="answer-query", data={"asked": asked(query)}),
    ]
    return html.Div([*stores, *_row(menus(shown))], className="filter-bar", **_told(path, shown))


def menus(shown: frozenset[str]) -> list[Component]:
    """One for each filter, the period first and words last; of many, only some are shown until asked for."""
    made: dict[str, Component] = {PERIOD: _period(AGAINST in shown)} if PERIOD in shown else {}
    made |= {name: _menu(name, choice) for name, choice in FILTERS.items() if name in shown}
    further = [name for name in made if name not in FIRST] if len(shown - {AGAINST}) >= MANY else []
    for name in further:
        made[name].className += " is-further"
    words = [kit.search("answer-words", "Words in the name")] if TEXT in shown else []
    return [*made.values(), *_more(len(further)), *words]


def _more(count: int) -> list[html.Button]:
    """Unfolds the filters that are used less; one that is set is always there."""
    words = html.Span(f"{count} more")
    attributes = {"aria-expanded": "false", "aria-label": f"{count} more filters", "data-filter-more": ""}
    return [html.Button([icon("bi-sliders"), words], type="button", className="filter-pill", **attributes)][:count]


def offered(kpis: Iterable[str], reader: Actor) -> frozenset[str]:
    """What any of the cards takes; records are chosen only by who may read what they are called."""
    taken = frozenset().union(*(KPIS[name].takes for name in kpis))
    closed = {name for name, choice in FILTERS.items() if not _is_open(name, choice, reader)}
    return taken - closed


def areas(found: Iterable[str]) -> list[Component]:
    """What can be chosen of the functional areas that there are."""
    made: list[Component] = [_option("area", area, area) for area in found]
    return made or [html.P("No process has a functional area yet.", className="filter-none")]


def _row(made: list[Component]) -> list[Component]:
    """On a small screen they unfold under a button."""
    toggle = html.Button(
        [icon("bi-sliders"), html.Span("Filters")],
        type="button",
        className="btn btn-plain filter-toggle",
        **{"aria-expanded": "false", "data-filter-toggle": ""},
    )
    row = html.Div([*made, views.menu()], className="filter-menus", role="group", **{"aria-label": "Filters"})
    return [toggle, row] if made else []


def _is_open(name: str, choice: Choice, reader: Actor) -> bool:
    if name == "area":
        return reader.can("read", "processes")
    return not choice.table or reader.can("read", ENTITIES[choice.table].permission)


def _told(path: str, shown: frozenset[str]) -> dict[str, str]:
    """What the script must know: where the page is, its names in the address, and which marks narrow it."""
    marks = {name: name for name in FILTERS if name in shown}
    marks |= {mark: name for mark, name in MARKS.items() if name in shown}
    return {"data-path": path, "data-names": json.dumps(NAMES), "data-marks": json.dumps(marks)}


def _menu(name: str, choice: Choice) -> html.Details:
    if choice.table:
        body: list[Component] = [lookups.picker(FORM, name, choice.label, choice.table)]
    elif choice.words:
        body = [_option(name, word.value, word.value) for word in choice.words]
    else:
        body = [html.Div(id="answer-areas", className="filter-options")]
    return _popup(name, choice.label, body)


def _popup(name: str, label: str, body: list[Component]) -> html.Details:
    count = html.Span(className="filter-count")
    summary = html.Summary([html.Span(label), count, icon("bi-chevron-down")], className="filter-pill")
    inside = html.Div(body, className="popup-body filter-body", role="group", **{"aria-label": label})
    return html.Details([summary, inside], className="popup filter", **{"data-filter-menu": name})


def _option(name: str, value: str, words: str) -> html.Button:
    """Chosen or not is said by the script, which knows the address."""
    given = {"data-filter": name, "data-value": value, "aria-checked": "false"}
    return html.Button(
        [icon("bi-check-lg"), html.Span(words)], type="button", role="checkbox", className="filter-option", **given
    )


def _period(compares: bool) -> html.Details:
    """Days; and what they are compared with, where a card shows that."""
    presets = [
        html.Button(words, type="button", className="filter-preset", **{"data-preset": name, "aria-pressed": "false"})
        for name, words in PRESETS
    ]
    days = html.Div([_day("answer-from", "From"), _day("answer-to", "To")], className="filter-days")
    compared = [_compared()] if compares else []
    return _popup(PERIOD, "Period", [html.Div(presets, className="filter-presets"), days, *compared])


def _compared() -> html.Div:
    against = [("", "nothing"), *((word.value, chips.AGAINST[word]) for word in Comparison)]
    return html.Div(
        [html.P("Compared with", className="filter-title"), *(_against(value, words) for value, words in against)]
    )


def _day(id_: str, label: str) -> html.Div:
    return html.Div(
        [dbc.Label(label, html_for=id_), dbc.Input(id=id_, type="date", min="1900-01-01", max="2199-12-31")]
    )


def _against(value: str, words: str) -> html.Button:
    given = {"data-against": value, "aria-pressed": "false"}
    return html.Button([icon("bi-check-lg"), html.Span(words)], type="button", className="filter-option", **given)
