"""The audit trail: who changed what, when, from where, from which value to which."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.audit_search import FIELDS, LONGEST
from data.choices import Choice
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.devices import device
from layouts.grid import first_by, listing, moment, text
from layouts.moments import moment as at

TITLE = "Audit trail"
SENTENCE = "Who changed what, and from which value to which?"
PATH = "/admin/audit"
FORM = "audit"
ANY = "any"  # a choice cannot be blank
PROGRAM = re.compile(r"[\w.-]+/\d")  # what a user agent begins with
COLUMNS = [
    moment("created_at", "When", 190) | {"cellRenderer": "RowOpen"},
    text("who", "Who", minWidth=170),
    text("action", "Did", flex=0, minWidth=0, width=130),
    text("resource_type", "To", minWidth=140),
    text("resource_id", "Record", minWidth=150),
    text("fields", "Fields", flex=2, sortable=False),
    text("ip_address", "From", flex=0, minWidth=0, width=125),
    text("reason", "Reason", minWidth=100),
]


class Entry(Protocol):
    """One entry of the trail."""

    action: str
    resource_type: str
    resource_id: str | None
    old_values: dict[str, Any] | None
    new_values: dict[str, Any] | None
    ip_address: str | None
    user_agent: str | None
    change_set_id: str | None
    reason: str | None
    created_at: dt.datetime


def layout(entry: str = "", **said: Any) -> html.Div:
    """The search is what the address says; `entry` is the row that is open."""
    search = {name: str(said.get(name) or "")[:LONGEST] for name in FIELDS}
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE),
            _form(search),
            html.Div(
                [html.P(id="audit-count", className="counted", role="status"), *_narrowed(search)], className="toolbar"
            ),
            listing("audit-grid", first_by(COLUMNS, "created_at", "desc"), "page-grid under-form"),
            kit.panel("audit-panel", "Change", wide=True),
            dcc.Store(id="audit-search", data=search),
            dcc.Store(id="audit-open", data={"id": entry} if entry else None),
        ],
        className="page stack",
    )


def row(found: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as the list shows it, with words for what the database writes."""
    words = {name: (found[name] or "").replace("_", " ") for name in ("action", "resource_type", "fields")}
    return {**found, **words, "who": _who(found["who"])}


def address(given: Mapping[str, Any]) -> str:
    """The address of a search; what is blank is left out."""
    said = {name: given[name] for name in FIELDS if given.get(name) not in (None, "", ANY)}
    return f"{PATH}?{urlencode(said)}" if said else PATH


def counted(total: int, searched: bool) -> str:
    if not total:
        return "Nothing in the trail matches." if searched else "Nothing has been recorded yet."
    return plural(total, "entry", "entries")


def options(words: list[str]) -> list[dict[str, str]]:
    """What a field offers, any of it first."""
    return [{"value": ANY, "label": "Any"}, *({"value": word, "label": word.replace("_", " ")} for word in words)]


def people(found: list[Choice]) -> list[dict[str, str]]:
    return [{"value": choice.value, "label": choice.label} for choice in found]


def title(row: Entry) -> str:
    return f"{row.resource_type.replace('_', ' ').capitalize()}: {row.action.replace('_', ' ')}"


def entry(row: Entry, who: str) -> list[Component]:
    """One entry: who, when, from where, and each field old and new."""
    facts = {
        "Who": _who(who),
        "When": at(row.created_at),
        "From": row.ip_address or "the machine itself",
        "With": html.Span(device(row.user_agent), title=row.user_agent) if row.user_agent else None,
        "Record": row.resource_id,
        "Reason": row.reason,
    }
    shown = [html.Div([html.Dt(name), html.Dd(said)]) for name, said in facts.items() if said]
    return [html.Dl(shown, className="facts"), _links(row), _compared(row.old_values or {}, row.new_values or {})]


def _who(said: str) -> str:
    """A name, or what program it was where nobody had signed in."""
    return f"Nobody signed in ({device(said)})" if PROGRAM.match(said) else said


def _form(search: Mapping[str, str]) -> html.Div:
    fields = [
        forms.found(FORM, "who", "Who", [], search["who"] or None, placeholder="Anybody"),
        forms.choose(FORM, "action", "Did", [(ANY, "Any")], search["action"] or ANY),
        forms.choose(FORM, "resource_type", "To", [(ANY, "Any")], search["resource_type"] or ANY),
        forms.line(FORM, "resource_id", "Record", search["resource_id"], maxlength=LONGEST, placeholder="Its id"),
        forms.line(FORM, "since", "From", search["since"], type="date"),
        forms.line(FORM, "until", "To and including", search["until"], type="date"),
        forms.line(FORM, "text", "Value", search["text"], maxlength=LONGEST, placeholder="Old or new value"),
        html.Div(forms.button("audit-seek", "Search", "bi-search"), className="field field-button"),
    ]
    return html.Div([forms.whole(FORM), forms.form("audit-form", *fields)], className="panel filters")


def _narrowed(search: Mapping[str, str]) -> list[Component]:
    """What else the list is narrowed to, and a way back to all of it."""
    one = [html.Span("One change set only", className="tag tag-info")] if search["change_set_id"] else []
    return [*one, dcc.Link("Show everything", href=PATH)] if any(search.values()) else []


def _links(row: Entry) -> html.P:
    links = [
        (row.change_set_id, "Everything changed with it", "bi-collection", {"change_set_id": row.change_set_id}),
        (
            row.resource_id,
            "History of this record",
            "bi-clock-history",
            {"resource_type": row.resource_type, "resource_id": row.resource_id},
        ),
    ]
    drawn = [
        dcc.Link([kit.icon(look), words], href=address(said), className="btn btn-plain")
        for there, words, look, said in links
        if there
    ]
    return html.P(drawn, className="form-foot")


def _compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> html.Div:
    """Old beside new, field by field; on a phone one under the other."""
    names = [name for name in dict.fromkeys([*new, *old]) if old.get(name) is not None or new.get(name) is not None]
    head = html.Thead(html.Tr([html.Th("Field"), html.Th("Old"), html.Th("New")]))
    rows = [
        html.Tr([html.Th(name.replace("_", " "), scope="row"), _value(old, name), _value(new, name)]) for name in names
    ]
    return html.Div(dbc.Table([head, html.Tbody(rows)], class_name="compared"), className="table-box", tabIndex=0)


def _value(values: Mapping[str, Any], name: str) -> html.Td:
    value = values.get(name)
    if value is None:
        return html.Td("–", className="none")
    return html.Td(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
