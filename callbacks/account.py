"""Your account: the profile, the password, and the sessions one holds."""

import time
from typing import Any

import dash
from dash import ALL, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import session, signed_in
from callbacks.declare import SIGNED_IN, needs
from callbacks.forms import told
from callbacks.messages import show_error
from data import accounts, own_account
from data import signed_in as sessions
from data.errors import Invalid
from layouts import account
from layouts.charts.parts import plural
from layouts.kit import part
from layouts.notices import error_card

TOAST = Output("toast", "data", allow_duplicate=True)
CHANGED = Output("account-changed", "data", allow_duplicate=True)
OWN_SESSION = part("own-session", session=ALL)


def register(app: dash.Dash) -> None:
    app.callback(
        Output("account-content", "children"),
        Input("account-changed", "data"),
        Input("account-retry", "n_clicks", allow_optional=True),
        on_error=apologise,
    )(draw)
    app.callback(
        TOAST,
        CHANGED,
        Input("account-save", "n_clicks"),
        State("account-version", "data"),
        *forms.fields(account.PROFILE),
        prevent_initial_call=True,
        on_error=forms.refused(account.PROFILE, "name", "timezone"),
    )(save)
    app.callback(
        TOAST,
        Output("account-left", "data"),
        Input("password-save", "n_clicks"),
        *forms.fields(account.PASSWORD),
        prevent_initial_call=True,
        on_error=forms.refused(account.PASSWORD, "old", "password", "again"),
        running=[(Output("password-save", "disabled"), True, False)],
    )(change_password)
    app.callback(
        TOAST, CHANGED, Input(OWN_SESSION, forms.PRESSED), State(OWN_SESSION, "id"), prevent_initial_call=True
    )(end)
    app.callback(TOAST, CHANGED, Input("sessions-end-others", "n_clicks"), prevent_initial_call=True)(end_others)
    forms.clientside(app, "leave", Input("account-left", "data"))


def apologise(error: Exception) -> Component:
    show_error(error)
    return error_card("Your account could not be read. Nothing was lost.", "account-retry")


@needs(SIGNED_IN)
def draw(_changed: int | None = None, _retry: int | None = None) -> list:
    with session() as db:
        own, held = own_account.read(db), sessions.own(db)
    return account.content(own, held, signed_in().family_id)


@needs(SIGNED_IN)
def save(pressed: int | None, version: int, ids: list, values: list) -> tuple:
    if not pressed:
        return no_update, no_update
    given = forms.given(ids, values)
    with session() as db:
        own_account.change(db, given["name"] or "", given["timezone"], version)
    return told("Your profile is saved."), time.time()


@needs(SIGNED_IN)
def change_password(pressed: int | None, ids: list, values: list) -> tuple:
    if not pressed:
        return no_update, no_update
    given = {name: value or "" for name, value in forms.given(ids, values).items()}
    if given["password"] != given["again"]:
        raise Invalid({"again": "The two passwords differ."})
    accounts.change_password(signed_in(), given["old"], given["password"])
    return told("Your password is changed. Sign in with the new one."), "/sign-in?next=%2Faccount"


@needs(SIGNED_IN)
def end(pressed: list[int | None], ids: list[dict[str, Any]]) -> tuple:
    chosen = forms.pressed(pressed, ids)
    if not chosen:
        return no_update, no_update
    with session() as db:
        sessions.end(db, chosen["session"])
    return told("The session has ended."), time.time()


@needs(SIGNED_IN)
def end_others(pressed: int | None) -> tuple:
    if not pressed:
        return no_update, no_update
    with session() as db:
        ended = sessions.end_others(db, signed_in().family_id)
    return told(f"{plural(ended, 'other session has', 'other sessions have')} ended."), time.time()
