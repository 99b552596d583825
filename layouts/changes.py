"""The page of changes: what was written, latest first, each with a way to take it back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.moments import moment
from layouts.notices import empty_card

TITLE = "Changes"
SENTENCE = "What has been changed, and can it be taken back?"
DONE = {"create": "Created", "update": "Changed", "delete": "Deleted"}
MINE, EVERYBODYS = "mine", "everybody's"


class Did(Protocol):
    """What was done to how many records of a kind."""

    action: str
    one: str
    many: str
    records: int


class ChangeSet(Protocol):
    """What was written in one go."""

    id: str
    at: dt.datetime
    who: str | None
    did: Sequence[Any]
    title: str
    reason: str
    undoes: str
    is_undone: bool


def layout(reader: Actor = SYSTEM, **_: Any) -> html.Div:
    """Everybody's changes are for who reads the audit trail of all customers."""
    may = reader.can("read", "audit") and reader.customer_ids is None
    options = [{"value": MINE, "label": "Mine"}, *([{"value": EVERYBODYS, "label": "Everybody's"}] if may else [])]
    whose = dbc.RadioItems(id="changes-whose", options=options, value=MINE, inline=True, class_name="whose")
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE),
            html.Fieldset([html.Legend("Whose", className="visually-hidden"), whose], hidden=not may),
            html.Div(kit.skeleton("sk-chart"), id="changes-list"),
            html.Div(id="changes-more"),
        ],
        className="page stack",
    )


def rows(found: Sequence[ChangeSet]) -> list[Component]:
    return [html.Ul([_row(one) for one in found], className="panel rows changes")] if found else []


def more(found: Sequence[ChangeSet], full: int) -> list[Component]:
    """A way on, where there may be more."""
    if len(found) < full:
        return []
    until = dcc.Store(id="changes-until", data=found[-1].at.isoformat())
    return [until, forms.button("changes-earlier", "Show earlier", "bi-chevron-down", "plain")]


def none() -> html.Div:
    return empty_card("Nothing changed yet", "What you create, change or delete stands here, and can be taken back.")


def _row(one: ChangeSet) -> html.Li:
    who = [one.who, ", "] if one.who else []
    reason = [html.Span(one.reason)] if one.reason else []
    words = [html.Strong(_said(one)), html.Span([*who, moment(one.at)]), *reason]
    return html.Li([html.Div(words, className="row-words"), _undo(one)])


def _said(one: ChangeSet) -> str:
    """Such as “Deleted Weekly extract, and 4 tasks”; what came along is named after what it came with."""
    first, rest = one.did[0], one.did[1:]
    again = "Taken back: " if one.undoes else ""
    name = f"{first.one} {one.title}" if one.title else plural(first.records, first.one, first.many)
    along = ", ".join(f"{DONE[did.action].lower()} {plural(did.records, did.one, did.many)}" for did in rest[:3])
    return f"{again}{DONE[first.action]} {name}{f'; {along}' if along else ''}{', and more' if len(rest) > 3 else ''}"


def _undo(one: ChangeSet) -> Component:
    if one.is_undone:
        return kit.toned("quiet", "bi-arrow-counterclockwise", "Taken back")
    label = f"Undo: {_said(one)}"
    return html.Button(
        [kit.icon("bi-arrow-counterclockwise"), "Undo"],
        type="button",
        className="btn btn-plain",
        **{"data-undo": one.id, "aria-label": label},
    )
