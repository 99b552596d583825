"""Saved views of the analytic pages: listed, kept, and changed by their owner."""

import time
from collections.abc import Callable
from typing import Any

import dash
from dash import Input, Output, State, no_update, set_props

from callbacks import forms
from callbacks.answers import known
from callbacks.context import session
from callbacks.declare import needs
from data import views
from data.db import Session
from layouts.answers import views as menu

ACTS: dict[str, Callable[[Session, str], None]] = {
    "default": views.make_default,
    "share": views.share,
    "remove": views.remove,
    "remember": views.remember,
}


def register(app: dash.Dash) -> None:
    of = State("answer-of", "data")
    app.callback(Output("answer-views", "children"), Input("answer-of", "data"), Input("views-changed", "data"))(show)
    app.callback(
        Output("views-changed", "data"),
        Output("view-name", "value"),
        Input("view-save", "n_clicks"),
        State("view-name", "value"),
        State("view-shared", "value"),
        State("answer-query", "data"),
        of,
        prevent_initial_call=True,
        running=[(Output("view-save", "disabled"), True, False)],
    )(keep)
    app.callback(
        Output("views-changed", "data", allow_duplicate=True), Input("view-act", "data"), prevent_initial_call=True
    )(act)


@needs("dashboards:read")
def show(of: dict[str, str] | None, _changed: Any = None) -> Any:
    if not of:
        return no_update
    with session() as db:
        return menu.content(views.listed(db, known(of["page"])), views.remembers(db))


@needs("dashboards:read")
def keep(
    pressed: int | None, name: str | None, shared: bool | None, query: dict[str, Any] | None, of: dict[str, str] | None
) -> tuple:
    if not pressed or not query or not of:
        return no_update, no_update
    with session() as db:
        views.save(db, known(of["page"]), name or "", query["asked"], shared=bool(shared))
    set_props("toast", {"data": forms.told("The view is kept.")})
    return time.time(), ""


@needs("dashboards:read")
def act(asked: dict[str, Any] | None) -> Any:
    if not asked:
        return no_update
    with session() as db:
        ACTS[asked["do"]](db, asked["id"])
    return time.time()
