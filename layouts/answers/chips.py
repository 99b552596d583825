"""What a page is narrowed to, in words: a chip for each value, and a way back to everything."""

import datetime as dt
from collections.abc import Mapping

from dash import html

from data.filters import FILTERS, Filters
from data.vocabulary import Comparison
from layouts.charts.parts import plural
from layouts.kit import icon

AGAINST = {Comparison.PREVIOUS: "the period before", Comparison.LAST_YEAR: "the same period last year"}


def chips(filters: Filters, names: Mapping[str, Mapping[str, str]]) -> html.Div:
    """The button that lists records is shown by the script once a mark was chosen."""
    listing = html.Button(
        [icon("bi-list-ul"), "List the records"],
        id="answer-list",
        type="button",
        className="chip-clear",
        hidden=True,
        title="The records behind the mark that was chosen (Shift and click, or L, lists at once)",
    )
    return html.Div([*_chosen(filters, names), *_reset(filters), listing], className="chips", id="answer-chips")


def period(filters: Filters) -> str:
    """From when to when, as one says it."""
    first, last = filters.first, filters.last
    if first and last:
        return _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    return f"from {_day(first)}" if first else f"until {_day(last)}" if last else ""


def _chosen(filters: Filters, names: Mapping[str, Mapping[str, str]]) -> list[html.Button]:
    made = [_chip("Period", period(filters), "from,to")] if filters.first or filters.last else []
    if filters.against:
        made.append(_chip("Against", AGAINST[filters.against], "against"))
    for name, choice in FILTERS.items():
        known = names.get(name, {})
        made += [_chip(choice.label, known.get(value, value), name, value) for value in filters.of(name)]
    return [*made, _chip("Text", f"“{filters.words}”", "q")] if filters.words else made


def _chip(label: str, said: str, name: str, value: str = "") -> html.Button:
    return html.Button(
        [html.Span(f"{label}: {said}"), icon("bi-x")],
        type="button",
        className="chip",
        title="Take this filter off",
        **{"data-unfilter": name, "data-value": value},
    )


def _reset(filters: Filters) -> list[html.Button]:
    """Values of one filter count as one."""
    if not (used := filters.used()):
        return []
    words = f"{plural(len(used), 'filter', 'filters')} · reset"
    return [html.Button(words, type="button", className="chip-clear", **{"data-unfilter": "*"})]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
