"""An analytic page: its frame while the figures are read, and the figures."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.asked import Asked
from data.filters import Filters, to_query
from layouts import drill, kit
from layouts.answers import bar, card, chips
from layouts.answers.parts import Answer, Frames
from layouts.kit import skeleton
from layouts.moments import as_of as said_at
from layouts.notices import empty_card


def layout(name: str, answer: Answer, reader: Actor, query: Mapping[str, Any]) -> html.Div:
    refresh = html.Button(
        [kit.icon("bi-arrow-clockwise"), html.Span("Refresh")],
        id="answer-refresh",
        type="button",
        className="btn btn-plain",
    )
    waiting = html.Div(
        _waiting(answer), id="answer-content", className="answer-content contents", **{"aria-live": "off"}
    )
    head = kit.heading(answer.title, answer.sentence, refresh)
    filters = bar.bar(name, answer.path, answer.kpis, reader, query)
    return html.Div([head, filters, waiting, drill.panel()], className="page answers")


def figures(answer: Answer, frames: Frames, filters: Filters, reader: Actor = SYSTEM) -> list[Component]:
    """The page's figures: a card for each KPI that the reader was given."""
    return [_cards(answer, frames, filters, reader)]


def line(asked: Asked, as_of: datetime) -> list[Component]:
    """What the page is narrowed to, when it was read, and what of its address was not understood."""
    shown = [chips.chips(asked.filters, asked.names), said_at(as_of)]
    told = {"data-today": as_of.date().isoformat(), "data-asked": json.dumps(to_query(asked.filters))}
    left_out = [kit.note("bi-info-circle", sentence) for sentence in asked.said]
    return [html.Div(shown, className="answer-line", **told), *left_out]


def _cards(answer: Answer, frames: Frames, filters: Filters, reader: Actor) -> Component:
    shown = [card.drawn(one, frames, filters, reader) for one in answer.cards if one.kpi in frames]
    if not shown:
        return empty_card("Nothing here is open to you", "Your role reads none of the figures on this page.")
    return html.Div(shown, className="cards")


def _waiting(answer: Answer) -> list:
    boxes = [
        html.Div(
            [skeleton("sk-title"), skeleton("sk-line"), skeleton("sk-chart")],
            className="panel wide" if one.wide else "panel",
        )
        for one in answer.cards
    ]
    said = html.P(f"Loading {answer.title}.", className="visually-hidden", role="status")
    return [said, html.Div(boxes, className="cards")]
