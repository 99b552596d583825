"""Mappings of imports that are kept by name: one is kept, one's own are listed, and one of them is deleted."""

import time

import dash
from dash import ALL, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import session
from callbacks.declare import SIGNED_IN, needs
from callbacks.forms import told
from data.errors import Invalid
from data.imports import ledger, rights, saved
from data.imports.plans import Plan
from layouts.imports import page
from layouts.kit import part

TOAST = Output("toast", "data", allow_duplicate=True)
CHANGED = "import-kept-changed"
FORGET = part("import-forget", mapping=ALL)


def register(app: dash.Dash) -> None:
    app.callback(
        TOAST,
        Output("import-keep-problem", "children"),
        Input("import-keep", "n_clicks"),
        State("import-keep-name", "value"),
        State("import-keep-shared", "value"),
        State("import-of", "data"),
        prevent_initial_call=True,
    )(keep)
    app.callback(Output("import-kept", "children"), Input(CHANGED, "data"))(kept)
    app.callback(
        TOAST,
        Output(CHANGED, "data"),
        Input(FORGET, forms.PRESSED),
        State(FORGET, "id"),
        prevent_initial_call=True,
    )(forget)


@needs(SIGNED_IN)
def keep(pressed: int | None, name: str | None, shared: bool | None, of: dict[str, str]) -> tuple:
    if not pressed:
        return no_update, no_update
    try:
        with session() as db:
            saved.keep(db, name or "", bool(shared), Plan.of(ledger.read(db, of["id"]).plan))
    except Invalid as error:
        return no_update, str(error)
    return told(f"The mapping is kept as “{' '.join((name or '').split())}”."), ""


@needs(SIGNED_IN)
def kept(_changed: float | None = None) -> list[Component]:
    with session() as db:
        return page.kept(saved.mine(db)) if rights.may_import(db.actor) else []


@needs(SIGNED_IN)
def forget(pressed: list[int | None], ids: list[dict[str, str]]) -> tuple:
    chosen = forms.pressed(pressed, ids)
    if not chosen:
        return no_update, no_update
    with session() as db:
        name = saved.forget(db, chosen["mapping"])
    return told(f"The mapping “{name}” is deleted."), time.time()
