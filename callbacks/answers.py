"""Draws the analytic pages: all figures of a page in one transaction, in one round trip."""

from typing import Any

import dash
from dash import Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks.context import session
from callbacks.declare import needs
from callbacks.messages import show_error
from data import calendar, kpis
from data.errors import NotFound
from data.filters import from_query
from layouts import answers
from layouts.notices import error_card


def register(app: dash.Dash) -> None:
    app.callback(
        Output("answer-content", "children"),
        Input("answer-query", "data"),
        Input("answer-refresh", "n_clicks"),
        Input("answer-retry", "n_clicks", allow_optional=True),
        Input("records-changed", "data"),
        Input("figures-changed", "data"),
        State("answer-of", "data"),
        on_error=apologise,
        running=[(Output("answer-refresh", "disabled"), True, False)],
    )(draw)


def apologise(error: Exception) -> Component:
    show_error(error)
    return error_card("The figures could not be read. Nothing was lost.", "answer-retry")


@needs("dashboards:read")
def draw(
    query: dict[str, Any] | None, _refresh: Any, _retry: Any, _mine: Any, _theirs: Any, of: dict[str, str] | None
) -> Any:
    if not query or not of:
        return no_update
    answer = found(of["page"])
    with session() as db:
        as_of = calendar.now(db)
        filters, said = from_query(query["asked"], as_of.date())
        frames = kpis.readable(db, answer.kpis, filters)
    return answers.content(answer, frames, filters, as_of, said)


def found(name: str) -> answers.Answer:
    if name not in answers.ANSWERS:
        raise NotFound("There is no such page of figures.")
    return answers.ANSWERS[name]
