"""What an analytic page is described by: its cards, each one KPI."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd
from dash.development.base_component import Component

Frames = Mapping[str, pd.DataFrame]
Drawn = Callable[[Frames], Component]


class Card(NamedTuple):
    """One KPI on a page; the subtitle says of what and since when."""

    kpi: str
    subtitle: Callable[[pd.DataFrame], str]
    wide: bool = False  # over both columns
    tabled: bool = False  # shown as its table at first
    above: Drawn | None = (
        None  # what stands between the head and the chart; it may be of other KPIs, and so may `below`
    )
    below: Drawn | None = None
    instead: Drawn | None = None  # of a chart


class Answer(NamedTuple):
    """A page that answers a question with figures."""

    path: str
    title: str
    sentence: str
    icon: str
    cards: tuple[Card, ...]

    @property
    def kpis(self) -> tuple[str, ...]:
        return tuple(card.kpi for card in self.cards)
