"""The page of one customer: how we stand with them on top, everything kept about them in tabs below."""

from typing import Any

from dash import dcc, html

from data.access import SYSTEM, Actor
from layouts import kit
from layouts.customer import tabs

TITLE = "Customer"
SENTENCE = "How do we stand with them, and what is next?"


def layout(reader: Actor = SYSTEM, id_: str = "", tab: Any = "", **_: Any) -> html.Div:
    """Before anything is read. `tab` is what the address says; what the reader may not open is not opened."""
    open_ = tabs.known(tab, reader)
    head = [html.P("Loading the customer.", className="visually-hidden", role="status"), *_waiting()]
    return html.Div(
        [
            dcc.Store(id="customer-of", data={"id": id_}),
            dcc.Store(id="customer-counts"),
            dcc.Store(id="customer-tab", data={"tab": open_}),
            html.Div(head, id="customer-head", className="stack"),
            tabs.bar(reader, open_),
            html.Div(tabs.waiting(), id="customer-body", className="tab-body", role="tabpanel", tabIndex=0),
        ],
        className="page stack customer",
    )


def _waiting() -> list:
    tile = html.Div([kit.skeleton("sk-line"), kit.skeleton("sk-value")], className="panel tile")
    return [
        html.Div([kit.skeleton("sk-value"), kit.skeleton("sk-line")], className="customer-waiting"),
        html.Div([tile] * 5, className="tiles tiles-five"),
    ]
