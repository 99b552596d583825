"""What needs attention, as a list: why, what it is, and the reason, each leading to the record itself."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts import addresses, kit
from layouts.answers.parts import Frames
from layouts.charts.attention import NOTHING


def listed(frames: Frames) -> Component:
    rows = [_row(row) for row in frames["attention"].itertuples(index=False)]
    return html.Ol(rows, className="attention") if rows else html.P(NOTHING, className="attention-none")


def _row(row: Any) -> html.Li:
    whose = [html.Span(row.customer, className="attention-customer")] if row.name != row.customer else []
    what = html.Div([dcc.Link(row.name, href=addresses.record(row.resource, row.id)), *whose])
    return html.Li([kit.status(row.kind), what, html.P(row.reason)])
