"""The history of a record in the panel, a return to a point of it, and the page of changes."""

import datetime as dt
import time
from typing import Any

import dash
from dash import ALL, Input, Output, Patch, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import session
from callbacks.declare import SIGNED_IN, needs
from callbacks.messages import show_error
from callbacks.wrote import wrote
from data import history
from data.catalog import ENTITIES
from data.errors import NotFound
from data.history.listing import PAGE
from layouts import changes
from layouts import history as page
from layouts.kit import part
from layouts.notices import error_card
from layouts.undo import told

RETURN = part("return", to=ALL)
CHANGES = (Output("changes-list", "children"), Output("changes-more", "children"))


def register(app: dash.Dash) -> None:
    app.callback(
        Output(page.PANEL, "is_open"),
        Output(f"{page.PANEL}-title", "children"),
        Output(f"{page.PANEL}-body", "children"),
        Input("history-open", "data"),
        prevent_initial_call=True,
    )(open_panel)
    app.callback(
        Output("history-open", "data"),
        Input(RETURN, forms.PRESSED),
        State(RETURN, "id"),
        State("history-open", "data"),
        State("history-latest", "data"),
        prevent_initial_call=True,
    )(go_back)
    app.callback(
        *CHANGES,
        Input("changes-whose", "value"),
        Input("records-changed", "data"),
        Input("changes-retry", "n_clicks", allow_optional=True),
        on_error=apologise,
    )(draw)
    app.callback(
        Output("changes-list", "children", allow_duplicate=True),
        Output("changes-more", "children", allow_duplicate=True),
        Input("changes-earlier", "n_clicks"),
        State("changes-whose", "value"),
        State("changes-until", "data"),
        prevent_initial_call=True,
        running=[(Output("changes-earlier", "disabled"), True, False)],
    )(earlier)


@needs(SIGNED_IN)
def open_panel(opened: dict[str, Any] | None) -> tuple:
    if not opened:
        return no_update, no_update, no_update
    with session() as db:
        found = history.of(db, _entity(opened), opened["id"])
    return True, page.title(found), page.content(found)


@needs(SIGNED_IN)
def go_back(pressed: list, ids: list[dict[str, str]], opened: dict[str, Any] | None, latest: str | None) -> Any:
    """The record as it was after the chosen entry; then its history is told anew."""
    chosen = forms.pressed(pressed, ids)
    if not chosen or not opened:
        return no_update
    with session() as db:
        done = history.revert(db, _entity(opened), opened["id"], chosen["to"], latest)
    wrote(told(done), db.change_set_id)
    return {**opened, "at": time.time()}


@needs(SIGNED_IN)
def draw(whose: str | None, _changed: Any = None, _retry: int | None = None) -> tuple:
    found = _found(whose, None)
    return changes.rows(found) or changes.none(), changes.more(found, PAGE)


@needs(SIGNED_IN)
def earlier(pressed: int | None, whose: str | None, until: str | None) -> tuple:
    if not pressed or not until:
        return no_update, no_update
    found, more = _found(whose, _moment(until)), Patch()
    more.extend(changes.rows(found))
    return more, changes.more(found, PAGE)


def apologise(error: Exception) -> tuple[Component, list]:
    show_error(error)
    return error_card("The changes could not be read. Nothing was lost.", "changes-retry"), []


def _found(whose: str | None, until: dt.datetime | None) -> list[history.ChangeSet]:
    with session() as db:
        return history.change_sets(db, mine=whose != changes.EVERYBODYS, until=until)


def _entity(opened: dict[str, Any]) -> Any:
    if opened["entity"] not in ENTITIES:
        raise NotFound("There is no such kind of record.")
    return ENTITIES[opened["entity"]]


def _moment(said: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(said).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise NotFound("There is nothing earlier.") from error
