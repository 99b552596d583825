"""Settings: the form, saving what differs, and a test message."""

import time
from typing import Any

import dash
from dash import Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import actor, session, signed_in
from callbacks.declare import needs
from callbacks.forms import told
from callbacks.messages import show_error
from data import installation
from data.access import require
from jobs import mail
from layouts.admin import settings as page
from layouts.charts.parts import plural
from layouts.notices import error_card

TOAST = Output("toast", "data", allow_duplicate=True)


def register(app: dash.Dash) -> None:
    app.callback(
        Output("settings-content", "children"),
        Input("settings-changed", "data"),
        Input("settings-retry", "n_clicks", allow_optional=True),
        on_error=apologise,
    )(draw)
    app.callback(
        TOAST,
        Output("settings-changed", "data"),
        Input("settings-save", "n_clicks"),
        State("settings-seen", "data"),
        *forms.fields(page.FORM),
        prevent_initial_call=True,
        on_error=forms.refused(page.FORM, *installation.SETTINGS),
        running=[(Output("settings-save", "disabled"), True, False)],
    )(save)
    app.callback(
        TOAST,
        Input("settings-test", "n_clicks"),
        prevent_initial_call=True,
        running=[(Output("settings-test", "disabled"), True, False)],
    )(send_test)


def apologise(error: Exception) -> Component:
    show_error(error)
    return error_card("The settings could not be read. Nothing was lost.", "settings-retry")


@needs("settings:read")
def draw(_changed: float | None = None, _retry: int | None = None) -> list[Component]:
    with session() as db:
        values, seen = installation.read(db), installation.versions(db)
    return page.content(values, seen, actor().can("update", "settings"), signed_in().email)


@needs("settings:update")
def save(pressed: int | None, seen: dict[str, int], ids: list, values: list) -> tuple:
    if not pressed:
        return no_update, no_update
    with session() as db:
        changed = installation.change(db, forms.given(ids, values), seen)
    if not changed:
        return told("Nothing differs from what is saved.", "info"), time.time()
    return told(f"{plural(len(changed), 'setting is', 'settings are')} saved."), time.time()


@needs("settings:update")
def send_test(pressed: int | None) -> dict[str, Any]:
    """Waits for the mail server, at most ten seconds; the toast says what it said."""
    if not pressed:
        return no_update
    with session() as db:
        require(db.actor, "update", "settings")
        values = installation.read(db)
    mail.send_test(values, signed_in().email)
    return told(f"The mail server took a message to {signed_in().email}.")
