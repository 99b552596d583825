"""Draws the overview: all its figures in one transaction, in one round trip."""

from typing import Any

import dash
from dash import Input, Output, no_update
from dash.development.base_component import Component

from callbacks.context import session
from callbacks.declare import needs
from callbacks.messages import show_error
from data import calendar, kpis, views
from data.asked import asked
from data.filters import to_query
from layouts import overview
from layouts.notices import error_card


def register(app: dash.Dash) -> None:
    app.callback(
        Output("overview-content", "children"),
        Input("answer-query", "data"),
        Input("overview-refresh", "n_clicks"),
        Input("overview-retry", "n_clicks", allow_optional=True),
        Input("figures-changed", "data"),
        on_error=apologise,
        running=[(Output("overview-refresh", "disabled"), True, False)],
    )(draw)


def apologise(error: Exception) -> Component:
    show_error(error)
    return error_card("The figures could not be read. Nothing was lost.", "overview-retry")


@needs("dashboards:read")
def draw(query: dict[str, Any] | None, _refresh: Any = None, _retry: Any = None, _changed: Any = None) -> Any:
    if not query:
        return no_update
    with session() as db:
        as_of = calendar.now(db)
        wanted = asked(db, query["asked"], as_of.date())
        views.leave(db, overview.NAME, to_query(wanted.filters))
        tiles = kpis.read(db, "headline", wanted.filters)
        frames = kpis.readable(db, overview.FRAMES, wanted.filters)
        reader = db.actor
    return overview.content(tiles, frames, wanted, as_of, reader)
