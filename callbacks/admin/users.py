"""Users: the list, the form, and letting people in and out."""

import time
from typing import Any

import dash
from dash import Input, Output, State, no_update

from callbacks import forms
from callbacks.admin import links
from callbacks.context import session
from callbacks.context import signed_in as here
from callbacks.declare import needs
from callbacks.forms import told
from data import choices, listing, signed_in, users
from layouts.admin import users as page
from layouts.charts.parts import plural

TOAST = Output("toast", "data", allow_duplicate=True)
CHANGED = Output("users-changed", "data", allow_duplicate=True)
PANEL = Output("users-panel", "is_open", allow_duplicate=True)
BODY = Output("users-panel-body", "children", allow_duplicate=True)
AGAIN = Output("users-open", "data", allow_duplicate=True)
OF = State("users-form-of", "data")
REFUSED = forms.refused(page.FORM, *page.FIELDS)
CUSTOMERS = {"kind": "field", "form": page.FORM, "field": "customer_ids"}
UNTOUCHED = (no_update, no_update, no_update)


def register(app: dash.Dash) -> None:
    _register_list(app)
    _register_form(app)
    for id_, act in (("unlock", unlock), ("activate", activate), ("deactivate", deactivate), ("end", end_sessions)):
        pressed = Input(f"users-{id_}", "n_clicks")
        app.callback(TOAST, CHANGED, AGAIN, pressed, OF, prevent_initial_call=True, on_error=REFUSED)(act)


def _register_list(app: dash.Dash) -> None:
    app.callback(
        Output("users-grid", "getRowsResponse"),
        Output("users-count", "children"),
        Input("users-grid", "getRowsRequest"),
        State("users-search", "value"),
        prevent_initial_call=True,
    )(rows)
    forms.clientside(
        app, "reread", Input("users-search", "value"), Input("users-changed", "data"), State("users-grid", "id")
    )
    forms.clientside(app, "open", Input("users-grid", "cellRendererData"), output=AGAIN)
    forms.clientside(app, "openNew", Input("users-invite", "n_clicks"), output=AGAIN)
    opened = Input("users-open", "data")
    forms.clientside(app, "address", Input("users-panel", "is_open"), opened, State("users-open", "id"))
    forms.clientside(app, "shut", Input("users-done", "n_clicks"), output=PANEL)
    app.callback(
        Output("users-panel", "is_open"),
        Output("users-panel-title", "children"),
        Output("users-panel-body", "children"),
        opened,
    )(open_form)


def _register_form(app: dash.Dash) -> None:
    typed = forms.fields(page.FORM)
    app.callback(
        Output(CUSTOMERS, "options"),
        Input(CUSTOMERS, "search_value"),
        State(CUSTOMERS, "value"),
        prevent_initial_call=True,
    )(find_customers)
    given = {"prevent_initial_call": True, "on_error": REFUSED}
    app.callback(
        TOAST, CHANGED, BODY, Input("users-send", "n_clicks"), *typed, **given,
        running=[(Output("users-send", "disabled"), True, False)],
    )(invite)  # fmt: skip
    app.callback(TOAST, CHANGED, PANEL, Input("users-save", "n_clicks"), OF, *typed, **given)(save)
    app.callback(TOAST, Output("users-link-place", "children"), Input("users-link", "n_clicks"), OF, **given)(new_link)


@needs("users:read")
def rows(request: dict[str, Any] | None, words: str | None) -> tuple:
    if not request:
        return no_update, no_update
    with session() as db:
        query = listing.narrowed(users.listed(db), words or "", "name", "email")
        found = listing.window(db, query, request)
    return {"rowData": [page.row(row) for row in found.rows], "rowCount": found.total}, page.counted(found.total, words)


@needs("users:read")
def open_form(opened: dict[str, Any] | None) -> tuple:
    if not opened or not opened.get("id"):
        return UNTOUCHED
    with session() as db:
        sheet = users.sheet(db, None if opened["id"] == page.NEW else str(opened["id"]))
    return True, page.title(sheet), page.form(sheet)


@needs("users:read")
def find_customers(words: str | None, chosen: list[str] | None) -> list[dict[str, Any]]:
    with session() as db:
        return page.options(choices.customers(db, words or "", chosen or []))


@needs("users:create")
def invite(pressed: int | None, ids: list, values: list) -> tuple:
    if not pressed:
        return UNTOUCHED
    wanted = users.wanted(forms.given(ids, values))
    with session() as db:
        link_id = users.invite(db, wanted).id
    shown = page.invited(wanted.name, links.address(link_id), links.mailed(link_id, wanted.email))
    return told(f"{wanted.name} is invited."), time.time(), shown


@needs("users:update")
def save(pressed: int | None, of: dict[str, Any], ids: list, values: list) -> tuple:
    if not pressed:
        return UNTOUCHED
    wanted = users.wanted(forms.given(ids, values))
    with session() as db:
        users.change(db, of["id"], wanted, of["version"])
    return told(f"{wanted.name} is saved."), time.time(), False


@needs("users:update")
def new_link(pressed: int | None, of: dict[str, Any]) -> tuple:
    if not pressed:
        return no_update, no_update
    with session() as db:
        link_id, email = users.invite_again(db, of["id"]).id, users.profile(db, of["id"])[0].email
    shown = page.link(links.address(link_id), links.mailed(link_id, email))
    return told("A new link is made; earlier ones no longer work."), shown


@needs("users:update")
def unlock(pressed: int | None, of: dict[str, Any]) -> tuple:
    if not pressed:
        return UNTOUCHED
    with session() as db:
        users.unlock(db, of["id"])
    return _done("They can try again now.", of)


@needs("users:update")
def activate(pressed: int | None, of: dict[str, Any]) -> tuple:
    return _switch(pressed, of, True, "They can sign in again.")


@needs("users:update")
def deactivate(pressed: int | None, of: dict[str, Any]) -> tuple:
    return _switch(pressed, of, False, "They are signed out and cannot sign in any more.")


@needs("sessions:delete")
def end_sessions(pressed: int | None, of: dict[str, Any]) -> tuple:
    if not pressed:
        return UNTOUCHED
    with session() as db:
        ended = signed_in.end_all(db, of["id"], here().family_id)
    return _done(f"{plural(ended, 'session has', 'sessions have')} ended.", of)


def _switch(pressed: int | None, of: dict[str, Any], active: bool, said: str) -> tuple:
    if not pressed:
        return UNTOUCHED
    with session() as db:
        users.activate(db, of["id"], active)
    return _done(said, of)


def _done(said: str, of: dict[str, Any]) -> tuple:
    """Says it, reads the list again, and opens the form anew as it is now."""
    return told(said), time.time(), {"id": of["id"], "at": time.time()}
