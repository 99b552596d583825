"""Draws the overview: all its figures in one transaction, in one round trip."""

from typing import Any

import dash
from dash import Input, Output, no_update
from dash.development.base_component import Component

from callbacks import figures
from callbacks.declare import needs
from callbacks.messages import show_error
from data import kpis
from data.db import Session
from data.filters import Filters
from layouts import overview
from layouts.answers.parts import Frames
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
    return figures.answer(PAGE, query["asked"]) if query else no_update


def _read(db: Session, filters: Filters) -> Frames:
    return {"headline": kpis.read(db, "headline", filters)} | kpis.readable(db, overview.FRAMES, filters)


PAGE = figures.Page(overview.NAME, _read, overview.figures)
