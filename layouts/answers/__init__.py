"""The analytic pages: a page is one row in ANSWERS; the navigation, its callback and its filters are made from it."""

from typing import Any

from dash import html

from data.access import SYSTEM, Actor
from layouts.answers import page
from layouts.answers.flow import FLOW
from layouts.answers.hours import PORTFOLIO, UTILISATION
from layouts.answers.page import figures, line
from layouts.answers.parts import Answer, Card
from layouts.answers.pipeline import PIPELINE
from layouts.answers.progress import PROGRESS

__all__ = ["ANSWERS", "Answer", "Card", "figures", "layout", "line"]

ANSWERS: dict[str, Answer] = {
    "progress": PROGRESS,
    "flow": FLOW,
    "utilisation": UTILISATION,
    "portfolio": PORTFOLIO,
    "pipeline": PIPELINE,
}


def layout(name: str, reader: Actor = SYSTEM, **query: Any) -> html.Div:
    """The page before its figures are there, asked for what stands in its address."""
    return page.layout(name, ANSWERS[name], reader, query)
