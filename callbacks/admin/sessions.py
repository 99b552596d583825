"""Sessions of everybody: the list, and ending one or all of a user's."""

import time
from typing import Any

import dash
from dash import Input, Output, State, no_update

from callbacks import forms
from callbacks.context import session
from callbacks.context import signed_in as here
from callbacks.declare import needs
from callbacks.forms import told
from data import listing, signed_in
from data.db import Session
from layouts.admin import sessions as page
from layouts.charts.parts import plural


def register(app: dash.Dash) -> None:
    app.callback(
        Output("sessions-grid", "getRowsResponse"),
        Output("sessions-count", "children"),
        Input("sessions-grid", "getRowsRequest"),
        State("sessions-search", "value"),
        prevent_initial_call=True,
    )(rows)
    words, changed = Input("sessions-search", "value"), Input("sessions-changed", "data")
    forms.clientside(app, "reread", words, changed, State("sessions-grid", "id"))
    app.callback(
        Output("toast", "data", allow_duplicate=True),
        Output("sessions-changed", "data"),
        Input("sessions-grid", "cellRendererData"),
        prevent_initial_call=True,
    )(press)


@needs("sessions:read")
def rows(request: dict[str, Any] | None, words: str | None) -> tuple:
    if not request:
        return no_update, no_update
    with session() as db:
        query = listing.narrowed(signed_in.everybodys(db), words or "", "name", "email", "ip_address")
        found = listing.window(db, query, request)
    shown = [page.row(row, here().family_id) for row in found.rows]
    return {"rowData": shown, "rowCount": found.total}, page.counted(found.total, words)


@needs("sessions:delete")
def press(pressed: dict[str, Any] | None) -> tuple:
    """A button in a row was pressed."""
    act = ACTIONS.get(((pressed or {}).get("value") or {}).get("action"))
    if act is None:
        return no_update, no_update
    with session() as db:
        said = act(db, pressed["value"])
    return told(said), time.time()


def _end(db: Session, chosen: dict[str, str]) -> str:
    signed_in.end(db, chosen["id"])
    return "The session has ended."


def _end_all(db: Session, chosen: dict[str, str]) -> str:
    ended = signed_in.end_all(db, chosen["user"], here().family_id)
    return f"{plural(ended, 'session has', 'sessions have')} ended."


ACTIONS = {"end": _end, "end-all": _end_all}
