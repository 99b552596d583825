"""What is done to many records at once: a dialogue that asks what to change, or says what deleting them means."""

from collections.abc import Iterable
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.entities import Entity
from layouts import forms, record_form
from layouts.lists import many

FORM = "bulk"
CHANGE, REMOVE = "change", "remove"


def dialogue() -> list[Component]:
    """In the shell; closed until records have been chosen and something is to be done to them."""
    head = dbc.ModalHeader(dbc.ModalTitle("Records", id="bulk-title"))
    made = dbc.Modal(
        [head, dbc.ModalBody(id="bulk-body")],
        id="bulk",
        is_open=False,
        centered=True,
        labelledby="bulk-title",
        class_name="bulk",
    )
    return [made, dcc.Store(id="bulk-open"), dcc.Store(id="bulk-problems"), dcc.Store(id="bulk-removed")]


def change(entity: Entity, count: int) -> list[Component]:
    """Which field, then its new value for all of them."""
    options = [
        (name, entity.inputs[name].label if name in entity.inputs else entity.fields[name].label)
        for name in entity.bulk
    ]
    return [
        forms.form(
            "bulk-form",
            forms.whole(FORM),
            forms.choose("bulk-of", "field", "What to change", [("", "Choose a field"), *options], ""),
            html.Div(id="bulk-value"),
            html.Div([forms.button("bulk-change", f"Change {many(entity, count)}"), _cancel()], className="form-foot"),
        )
    ]


def value(entity: Entity, name: str) -> list[Component]:
    """The control for the chosen field."""
    if name not in entity.bulk:
        return []
    of = entity.inputs.get(name) or entity.fields[name]
    return [record_form.field(FORM, of, {}, {}, None)]


def remove(entity: Entity, count: int, consequences: Iterable[str]) -> list[Component]:
    told = list(consequences)
    goes = [html.Ul([html.Li(sentence) for sentence in told])] if told else []
    press = forms.button("bulk-remove", f"Delete {many(entity, count)}", "bi-trash3", "danger")
    return [
        forms.whole(FORM),
        html.P(f"{many(entity, count)} will be deleted. You can undo it right afterwards."),
        *goes,
        html.Div([press, _cancel()], className="form-foot"),
    ]


def title(act: str, entity: Entity, count: int) -> str:
    return f"{'Change' if act == CHANGE else 'Delete'} {many(entity, count)}"


def _cancel() -> Any:
    return html.Button("Cancel", type="button", className="btn btn-plain bulk-cancel")
