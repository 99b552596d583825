"""What needs attention, as a list: why, what it is, linked to its page, and the reason, which lists its records."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts import addresses, kit
from layouts.answers.parts import Frames
from layouts.charts.attention import NOTHING, marks


def listed(frames: Frames) -> Component:
    frame = frames["attention"]
    rows = [_row(*both) for both in zip(frame.itertuples(index=False), marks(frame), strict=True)]
    return html.Ol(rows, className="attention") if rows else html.P(NOTHING, className="attention-none")


def _row(row: Any, listed: str) -> html.Li:
    whose = [html.Span(row.customer, className="attention-customer")] if row.name != row.customer else []
    what = html.Div([dcc.Link(row.name, href=addresses.record(row.resource, row.id)), *whose])
    reason = html.Button(row.reason, type="button", title="List what this is about", **{"data-mark": listed})
    return html.Li([kit.status(row.kind), what, reason])
