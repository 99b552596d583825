"""An analytic page: its frame while the figures are read, and the figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from data.filters import Filters
from layouts import drill, kit
from layouts.answers import asking, card
from layouts.answers.parts import Answer
from layouts.kit import skeleton
from layouts.moments import as_of as said_at
from layouts.notices import empty_card

Frames = Mapping[str, pd.DataFrame]


def layout(name: str, answer: Answer, query: Mapping[str, Any]) -> html.Div:
    refresh = html.Button(
        [kit.icon("bi-arrow-clockwise"), html.Span("Refresh")],
        id="answer-refresh",
        type="button",
        className="btn btn-plain",
    )
    waiting = html.Div(_waiting(answer), id="answer-content", className="answer-content", **{"aria-live": "off"})
    stores = [
        dcc.Store(id="answer-of", data={"page": name}),
        dcc.Store(id="answer-query", data={"asked": asking.asked(query)}),
    ]
    return html.Div(
        [*stores, kit.heading(answer.title, answer.sentence, refresh), waiting, drill.panel()], className="page answers"
    )


def content(answer: Answer, frames: Frames, filters: Filters, as_of: datetime, said: Sequence[str] = ()) -> list:
    """The page with its figures, all read at `as_of`; `said` is what of the address was not understood."""
    line = html.Div([said_at(as_of)], className="answer-line")
    left_out = [kit.note("bi-info-circle", sentence) for sentence in said]
    return [line, *left_out, _cards(answer, frames, filters)]


def _cards(answer: Answer, frames: Frames, filters: Filters) -> Component:
    shown = [card.drawn(one, frames[one.kpi], filters) for one in answer.cards if one.kpi in frames]
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
