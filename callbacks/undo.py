"""Takes back what was written, from the message that said so, from a list of changes or from the keyboard."""

from typing import Any

import dash
from dash import Input, Output, State, set_props

from callbacks import forms
from callbacks.context import session
from callbacks.declare import SIGNED_IN, needs
from callbacks.messages import show_error
from callbacks.wrote import wrote
from data import history
from layouts import undo as page

OPEN = Output(page.DIALOG, "is_open", allow_duplicate=True)


def register(app: dash.Dash) -> None:
    app.callback(Input("undo-wanted", "data"), prevent_initial_call=True, on_error=ask)(undo)
    app.callback(
        OPEN,
        Input("undo-rest", "n_clicks"),
        State("undo-rest-of", "data"),
        prevent_initial_call=True,
        running=[(Output("undo-rest", "disabled"), True, False)],
    )(undo_rest)
    forms.clientside(app, "shut", Input("undo-cancel", "n_clicks"), output=OPEN)


def ask(error: Exception) -> None:
    """What stands in the way is shown; nothing was written."""
    if not isinstance(error, history.Conflicting):
        return show_error(error)
    set_props("undo-rest-of", {"data": {"id": error.change_set_id}})
    set_props("undo-body", {"children": page.question(error.clashes, error.total)})
    set_props("undo-foot", {"children": page.answers(error.rest)})
    set_props(page.DIALOG, {"is_open": True})
    return None


@needs(SIGNED_IN)
def undo(wanted: dict[str, Any] | None) -> None:
    if wanted:
        _take_back(wanted["id"], ())


@needs(SIGNED_IN)
def undo_rest(pressed: int | None, of: dict[str, str] | None) -> bool:
    """All but what somebody has changed since."""
    if pressed and of:
        _take_back(of["id"], None)
    return False


def _take_back(change_set_id: str, leave: tuple | None) -> None:
    with session() as db:
        done = history.undo(db, change_set_id, leave)
    wrote(page.told(done), db.change_set_id)
