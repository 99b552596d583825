"""A record's history: the button that opens it, and the panel that tells who changed what and when."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from dash import dcc, html
from dash.development.base_component import Component

from layouts import forms, kit
from layouts.moments import moment

PANEL = "history-panel"
DID = {
    "create": ("bi-plus-circle", "good", "Created"),
    "update": ("bi-pencil", "info", "Changed"),
    "delete": ("bi-trash3", "bad", "Deleted"),
}


class Change(Protocol):
    """A field's old and new value."""

    field: str
    old: str
    new: str


class Step(Protocol):
    """One entry."""

    id: str
    at: dt.datetime
    who: str
    action: str
    changes: Sequence[Any]
    reason: str
    is_way_back: bool


class History(Protocol):
    """The entries, newest first."""

    title: str
    steps: Sequence[Any]
    latest: str


def opener(entity: str, id_: str, words: str = "History") -> html.Button:
    """A button that opens the history of a record in the panel."""
    shown = [kit.icon("bi-clock-history"), words]
    of = {"data-history-entity": entity, "data-history-id": id_}
    return html.Button(shown, type="button", className="btn btn-plain", **of)


def shell_parts() -> list[Component]:
    """What every page has for it: whose history is open, and the closed panel."""
    return [dcc.Store(id="history-open"), kit.panel(PANEL, "History", wide=True)]


def title(history: History) -> str:
    return f"History: {history.title}"


def content(history: History) -> list[Component]:
    steps = [_step(step) for step in history.steps]
    return [dcc.Store(id="history-latest", data=history.latest), html.Ol(steps, className="history")]


def _step(step: Step) -> html.Li:
    look, tone, words = DID[step.action]
    head = html.Div(
        [
            html.Strong(words),
            html.Span([" by ", step.who, ", ", moment(step.at)]),
        ],
        className="history-head",
    )
    reason = [html.P([kit.icon("bi-chat-left-text"), step.reason], className="history-reason")] if step.reason else []
    changes = (
        [html.Dl([_change(change) for change in step.changes], className="history-changes")] if step.changes else []
    )
    return html.Li(
        [
            html.Span(kit.icon(look), className=f"event-icon tone-{tone}"),
            html.Div([head, *reason, *changes, *_back(step)], className="history-body"),
        ]
    )


def _change(change: Change) -> html.Div:
    arrow = [kit.icon("bi-arrow-right"), html.Span("is now", className="visually-hidden")] if change.old else []
    old = [html.Del(change.old), *arrow] if change.old else []
    new = html.Ins(change.new) if change.new else html.Span("nothing", className="none")
    return html.Div([html.Dt(change.field), html.Dd([*old, new])])


def _back(step: Step) -> list[Component]:
    """The record can be as it was then; that is a change of its own and can be undone."""
    if not step.is_way_back:
        return []
    sentence = "The record becomes what it was right after this entry. That is one more change and can be undone."
    return [forms.confirmed(kit.part("return", to=step.id), "Return to this", sentence, look="primary")]
