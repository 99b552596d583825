"""The same done to many records at once: the dialogue, then one change set for all of them."""

import time
from typing import Any

import dash
from dash import Input, Output, State, no_update

from callbacks import forms
from callbacks.context import session
from callbacks.declare import SIGNED_IN, needs
from callbacks.records import asked, described
from callbacks.wrote import wrote
from data import crud
from data.crud import Chosen
from layouts import bulk
from layouts.forms import control
from layouts.lists import many

OPEN = State("bulk-open", "data")


def register(app: dash.Dash) -> None:
    app.callback(
        Output("bulk", "is_open"),
        Output("bulk-title", "children"),
        Output("bulk-body", "children"),
        Input("bulk-open", "data"),
        prevent_initial_call=True,
    )(open_dialogue)
    field = control("bulk-of", "field")
    app.callback(Output("bulk-value", "children"), Input(field, "value"), OPEN, prevent_initial_call=True)(choose_field)
    answers = (Output("bulk", "is_open", allow_duplicate=True), Output("bulk-problems", "data", allow_duplicate=True))
    app.callback(
        *answers, Input("bulk-change", "n_clicks"), OPEN, *forms.fields(bulk.FORM), prevent_initial_call=True,
        on_error=refuse, running=[(Output("bulk-change", "disabled"), True, False)],
    )(change)  # fmt: skip
    app.callback(
        *answers, Output("bulk-removed", "data"), Input("bulk-remove", "n_clicks"), OPEN, prevent_initial_call=True,
        on_error=lambda error: (*refuse(error), no_update), running=[(Output("bulk-remove", "disabled"), True, False)],
    )(remove)  # fmt: skip
    forms.clientside(app, "leaveChosen", Input("bulk-removed", "data"))
    forms.problems_said(app, bulk.FORM)


@needs(SIGNED_IN)
def open_dialogue(opened: dict[str, Any] | None) -> tuple:
    if not opened or not opened.get("act"):
        return no_update, no_update, no_update
    entity, count = described(opened["entity"]), int(opened.get("count") or 0)
    if opened["act"] == bulk.CHANGE:
        return True, bulk.title(bulk.CHANGE, entity, count), bulk.change(entity, count)
    with session() as db:
        goes = crud.consequences(db, entity, chosen(opened))
    return True, bulk.title(bulk.REMOVE, entity, count), bulk.remove(entity, count, goes)


@needs(SIGNED_IN)
def choose_field(name: str | None, opened: dict[str, Any] | None) -> Any:
    return bulk.value(described(opened["entity"]), name) if name and opened else []


@needs(SIGNED_IN)
def change(pressed: int | None, opened: dict[str, Any] | None, ids: list, values: list) -> tuple:
    if not pressed or not opened:
        return no_update, no_update
    entity = described(opened["entity"])
    with session() as db:
        count = crud.change(db, entity, chosen(opened), forms.given(ids, values))
        change_set = db.change_set_id
    wrote(f"{many(entity, count)} changed.", change_set)
    return False, no_update


@needs(SIGNED_IN)
def remove(pressed: int | None, opened: dict[str, Any] | None) -> tuple:
    if not pressed or not opened:
        return no_update, no_update, no_update
    entity = described(opened["entity"])
    with session() as db:
        count = crud.remove(db, entity, chosen(opened))
        change_set = db.change_set_id
    wrote(f"{many(entity, count)} deleted.", change_set)
    return False, no_update, {"entity": entity.name, "at": time.time()}


def chosen(opened: dict[str, Any]) -> Chosen:
    """The ticked ones, or everything that the list finds just now."""
    if opened.get("every"):
        return Chosen(wanted=asked(opened, opened.get("words"), opened))
    return Chosen(ids=tuple(opened.get("ids") or ()))


def refuse(error: Exception) -> tuple:
    """Said in the dialogue, which stays open."""
    return no_update, forms.said(error)
