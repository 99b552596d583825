"""Draws the overview: all its figures in one transaction, in one round trip."""

from typing import Any

import dash
from dash import Input, Output
from dash.development.base_component import Component

from callbacks.context import session
from callbacks.declare import needs
from callbacks.messages import show_error
from data import calendar, kpis
from data.filters import Filters
from layouts import overview
from layouts.notices import error_card


def register(app: dash.Dash) -> None:
    app.callback(
        Output("overview-content", "children"),
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
def draw(_refresh: int | None = None, _retry: int | None = None, _changed: Any = None) -> list:
    with session() as db:
        as_of = calendar.now(db)
        filters = Filters(as_of.date())
        tiles = kpis.read(db, "headline", filters)
        frames = kpis.readable(db, overview.FRAMES, filters)
    return overview.content(tiles, frames, as_of)
