"""Draws the analytic pages: all figures of a page in one transaction, in one round trip."""

from functools import partial
from typing import Any

import dash
from dash import Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import figures
from callbacks.context import session
from callbacks.declare import needs
from callbacks.messages import show_error
from data import kpis
from data.asked import areas
from data.errors import NotFound
from layouts import answers, overview
from layouts.answers import bar
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
    app.callback(Output("answer-areas", "children"), Input("answer-of", "data"))(list_areas)


def apologise(error: Exception) -> Component:
    show_error(error)
    return error_card("The figures could not be read. Nothing was lost.", "answer-retry")


@needs("dashboards:read")
def draw(
    query: dict[str, Any] | None, _refresh: Any, _retry: Any, _mine: Any, _theirs: Any, of: dict[str, str] | None
) -> Any:
    if not query or not of:
        return no_update
    return figures.answer(_page(of["page"]), query["asked"])


@needs("processes:read")
def list_areas(of: dict[str, str] | None) -> Any:
    """What the menu of functional areas offers; it is on the page only of who may read processes."""
    if not of:
        return no_update
    with session() as db:
        return bar.areas(areas(db))


def known(page: str) -> str:
    """The name of a page that has filters."""
    if page not in {overview.NAME, *answers.ANSWERS}:
        raise NotFound("There is no such page of figures.")
    return page


def _page(name: str) -> figures.Page:
    answer = _found(name)
    read = partial(kpis.readable, names=answer.kpis)
    return figures.Page(name, lambda db, filters: read(db, filters=filters), partial(answers.figures, answer))


def _found(name: str) -> answers.Answer:
    if name not in answers.ANSWERS:
        raise NotFound("There is no such page of figures.")
    return answers.ANSWERS[name]
