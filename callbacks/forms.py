"""What forms have in common: their values as one mapping, and what is wrong said at the fields."""

import time
from collections.abc import Callable
from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, no_update, set_props

from callbacks.messages import show_error
from data.errors import DomainError, Invalid
from layouts.forms import WHOLE, problem
from layouts.kit import part

PRESSED = "n_clicks_timestamp"  # of buttons that are many: which was it now? A count tells only which it ever was


def fields(form: str) -> tuple[State, State]:
    """The ids and the values of whatever fields the form has."""
    every = part("field", form=form, field=ALL)
    return State(every, "id"), State(every, "value")


def given(ids: list[dict[str, str]], values: list[Any]) -> dict[str, Any]:
    """The values by the names of their fields."""
    return {id_["field"]: value for id_, value in zip(ids, values, strict=True)}


def told(text: str, kind: str = "success") -> dict[str, Any]:
    """What the toast says; the moment makes the same words news again."""
    return {"text": text, "kind": kind, "at": time.time()}


def pressed(moments: list[int | None], ids: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Which of many alike buttons was pressed last; one that was refused before does not answer for it."""
    last = max(((moment or 0, place) for place, moment in enumerate(moments)), default=(0, 0))
    return ids[last[1]] if last[0] > 0 else None


def clientside(app: dash.Dash, function: str, *given: Input | State, output: Output | None = None) -> None:
    """Lets one of our scripts answer, without asking the server."""
    outputs = (output,) if output else ()
    app.clientside_callback(ClientsideFunction("crm", function), *outputs, *given, prevent_initial_call=True)


def refused(form: str, *names: str) -> Callable[[Exception], None]:
    """An error handler: an expected error is said in the form and nothing typed is lost."""

    def tell(error: Exception) -> None:
        if not isinstance(error, DomainError):
            return show_error(error)
        messages = _placed(error, names)
        for name in (*names, WHOLE):
            set_props(problem(form, name), {"children": messages.get(name, "")})
        return None

    return tell


def problems_said(app: dash.Dash, form: str) -> None:
    """What is put into the form's store of problems is said at the fields that there are, the rest over the whole."""
    places = part("problem", form=form, field=ALL)
    app.clientside_callback(
        ClientsideFunction("crm", "sayProblems"),
        Output(places, "children"),
        Input(f"{form}-problems", "data"),
        State(places, "id"),
        prevent_initial_call=True,
    )


def said(error: Exception) -> Any:
    """What a form's store of problems takes: every wrong field at once. Anything unexpected is told apart from it."""
    if not isinstance(error, DomainError):
        show_error(error)
        return no_update
    return problems(error.messages if isinstance(error, Invalid) else {WHOLE: str(error)})


def problems(messages: dict[str, str]) -> dict[str, Any]:
    return {"messages": messages, "at": time.time()}


def _placed(error: DomainError, names: tuple[str, ...]) -> dict[str, str]:
    """Messages by field; what belongs to none of the form's fields stands over the whole."""
    messages = error.messages if isinstance(error, Invalid) else {WHOLE: str(error)}
    beside = [text for name, text in messages.items() if name not in names]
    return {**{name: text for name, text in messages.items() if name in names}, WHOLE: " ".join(beside)}
