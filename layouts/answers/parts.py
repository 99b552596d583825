"""What an analytic page is described by: its cards, each one KPI."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd


class Card(NamedTuple):
    """One KPI on a page; the subtitle says of what and since when."""

    kpi: str
    subtitle: Callable[[pd.DataFrame], str]
    wide: bool = False  # over both columns
    tabled: bool = False  # shown as its table at first


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
