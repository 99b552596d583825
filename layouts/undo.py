"""Taking back: what is said when it is done, and the dialog that shows what somebody has changed since."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data import days
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.moments import moment

DIALOG = "undo-dialog"


class Undone(Protocol):
    """What was taken back."""

    records: int
    title: str
    left: int
    secrets: Sequence[str]


class Clash(Protocol):
    """A record that stands in the way."""

    title: str
    fields: Mapping[str, tuple[Any, Any]]
    is_gone: bool
    who: str | None
    at: Any


def told(done: Undone) -> str:
    """What the message says."""
    more = f" and {plural(done.records - 1, 'more record', 'more records')}" if done.records > 1 else ""
    said = [f"{done.title}{more} {'are as they were' if more else 'is as it was'} before."]
    if done.left:
        said.append(
            f"{plural(done.left, 'record', 'records')} changed since {'was' if done.left == 1 else 'were'} left."
        )
    if done.secrets:
        names = ", ".join(name.replace("_", " ") for name in done.secrets)
        said.append(f"Secrets are not kept, so check: {names}.")
    return " ".join(said)


def shell_parts() -> list[Component]:
    """What every page has for it: which change is to be taken back, and a dialog that is closed."""
    rest = html.Div(id="undo-foot", className="form-foot")
    return [
        dcc.Store(id="undo-wanted"),
        dcc.Store(id="undo-rest-of"),
        dbc.Modal(
            [
                dbc.ModalHeader(dbc.ModalTitle("Changed again since", id="undo-title")),
                dbc.ModalBody([html.Div(id="undo-body"), rest]),
            ],
            id=DIALOG,
            is_open=False,
            scrollable=True,
            labelledby="undo-title",
            class_name="dialog",
        ),
    ]


def question(clashes: Sequence[Clash], total: int) -> list[Component]:
    """What stands in the way, record by record."""
    sentence = "Nothing was undone: somebody has changed these records in the meantime, and that is not overwritten."
    more = [html.P(f"and {total - len(clashes)} more", className="card-sub")] if total > len(clashes) else []
    return [html.P(sentence), html.Ul([_row(clash) for clash in clashes], className="rows clashes"), *more]


def answers(rest: int) -> list[Component]:
    """The rest can be taken back without them; where there is none, the dialog can only be closed."""
    words = f"Undo the other {plural(rest, 'record', 'records')}"
    go_on = [forms.button("undo-rest", words, "bi-arrow-counterclockwise")] if rest else []
    return [*go_on, forms.button("undo-cancel", "Leave everything as it is" if rest else "Close", look="plain")]


def _row(clash: Clash) -> html.Li:
    who = [" by ", clash.who] if clash.who else []
    when = [", ", moment(clash.at)] if clash.at else []
    did = (
        "Deleted"
        if clash.is_gone
        else "Changed"
        if clash.fields
        else "Something else refers to it by now; last changed"
    )
    shown = [html.Div([_name(name), *_values(*pair)], className="clash") for name, pair in clash.fields.items()]
    words = html.Div([html.Strong(clash.title), html.Span([did, *who, *when]), *shown], className="row-words")
    return html.Li(words)


def _name(field: str) -> html.Span:
    return html.Span(field.removesuffix("_id").replace("_", " ").capitalize(), className="clash-field")


def _values(left: Any, now: Any) -> list[Component]:
    arrow = kit.icon("bi-arrow-right")
    return [html.Del(_said(left)), arrow, html.Span("is now", className="visually-hidden"), html.Ins(_said(now))]


def _said(value: Any) -> str:
    if isinstance(value, dt.date):
        return days.written(value)
    return "nothing" if value in (None, "", []) else str(value)[:200]
