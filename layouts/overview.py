"""Overview: what executives see first, the headline numbers of the whole book of work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from dash import html

from data.access import SYSTEM, Actor
from data.asked import Asked
from data.filters import Filters
from data.kpis import KPIS
from layouts import drill, kit
from layouts.answers.bar import bar
from layouts.answers.card import took_line
from layouts.answers.page import line
from layouts.charts import CHARTS, about, funnel, pace, pipeline, progress, utilisation
from layouts.charts.parts import count, hours, plural
from layouts.kit import card, skeleton
from layouts.notices import empty_card
from layouts.tiles import tiles as headline

NAME = "overview"
TITLE = "Overview"
SENTENCE = "Are we on track, and what changed?"
COUNTED = {"sdlc_funnel": "reached", "utilisation_heatmap": "logged", "pharma_pipeline": "products"}
FRAMES = (*COUNTED, "process_progress", "progress_average", "utilisation_pace")
Frames = Mapping[str, pd.DataFrame]


def layout(reader: Actor = SYSTEM, **query: Any) -> html.Div:
    """The page before its numbers are there."""
    refresh = html.Button(
        [kit.icon("bi-arrow-clockwise"), html.Span("Refresh")],
        id="overview-refresh",
        type="button",
        className="btn btn-plain",
    )
    waiting = html.Div(_waiting(), id="overview-content", className="contents", **{"aria-live": "off"})
    filters = bar(NAME, "/", ("headline", *FRAMES), reader, query)
    return html.Div([kit.heading(TITLE, SENTENCE, refresh), filters, waiting, drill.panel()], className="page answers")


def content(tiles: pd.DataFrame, frames: Frames, asked: Asked, as_of: datetime) -> list:
    """The page with its numbers, all read at `as_of`."""
    is_bare = is_empty(tiles, frames) and not asked.filters.used()
    return [*line(asked, as_of), headline(tiles), _nothing_yet() if is_bare else _cards(frames, asked.filters)]


def is_empty(tiles: pd.DataFrame, frames: Frames) -> bool:
    """Nothing to draw in any card."""
    counted = (frames[name][column].sum() for name, column in COUNTED.items() if name in frames)
    return not tiles["value"].sum() and not any(counted)


def _cards(frames: Frames, filters: Filters) -> html.Div:
    """A card for each KPI the reader was given, and which of the filters it took."""
    drawn = [_took(draw(frames), name, filters) for name, draw in CARDS.items() if name in frames]
    return html.Div(drawn, className="cards")


def _took(drawn: html.Section, name: str, filters: Filters) -> html.Section:
    drawn.children[1:1] = took_line(name, filters)
    return drawn


def _nothing_yet() -> html.Div:
    sentence = "Import a file with “python -m dashboard import”, or the demo company with “make demo”, then look again."
    again = html.Button("Look again", id="overview-retry", type="button", className="btn btn-primary")
    return empty_card("The portfolio is empty", sentence, again)


def _waiting() -> list:
    shapes = [html.Div([skeleton("sk-line"), skeleton("sk-value"), skeleton("sk-spark")], className="panel tile")] * 4
    boxes = [html.Div([skeleton("sk-title"), skeleton("sk-line"), skeleton("sk-chart")], className="panel")] * 4
    said = html.P("Loading the overview.", className="visually-hidden", role="status")
    return [said, html.Div(shapes, className="tiles"), html.Div(boxes, className="cards")]


def _card(name: str, subtitle: str, body: Any) -> html.Section:
    return card(KPIS[name].title, subtitle, body, about(name))


def _drawn(name: str, frame: pd.DataFrame) -> html.Div:
    return kit.chart(name, CHARTS[name].draw(frame), CHARTS[name].words(frame))


def _progress(frames: Frames) -> html.Section:
    frame = frames["process_progress"]
    numbers = [
        html.Div([html.Strong(value), html.Span(name)], className="figure")
        for value, name in progress.averages(frames["progress_average"])
    ]
    total = plural(frame["processes"].sum(), "open process", "open processes")
    body = html.Div([html.Div(numbers, className="figures"), _drawn("process_progress", frame)])
    return _card("process_progress", f"{total} by schedule health, today", body)


def _funnel(frames: Frames) -> html.Section:
    frame = frames["sdlc_funnel"]
    return _card("sdlc_funnel", funnel.subtitle(frame), _drawn("sdlc_funnel", frame))


def _utilisation(frames: Frames) -> html.Section:
    frame = frames["utilisation_heatmap"]
    body = html.Div([_drawn("utilisation_heatmap", frame), _pace(frames["utilisation_pace"])])
    return _card("utilisation_heatmap", utilisation.span(frame), body)


def _pace(frame: pd.DataFrame) -> html.Div:
    row, name = pace.first(frame), "utilisation_pace"
    if row is None:
        return html.P(pace.words(frame), className="pace-none")
    spent = html.Span([html.Strong(f"{count(row.logged)} of {hours(row.allocated)}"), " logged this month"])
    tag, meaning = kit.toned(*pace.verdict(frame)), kit.explain(KPIS[name].title, about(name))
    head = html.Div([spent, html.Div([tag, meaning], className="pace-verdict")], className="pace-head")
    due = html.P(f"{hours(pace.due(row))} expected by today; {pace.forecast(frame)}", className="pace-due")
    return html.Div([head, _drawn(name, frame), due], className="pace")


def _pipeline(frames: Frames) -> html.Section:
    frame = frames["pharma_pipeline"]
    key = [kit.legend(pipeline.legend())] if len(pipeline.areas(frame)) else []
    body = html.Div([*key, _drawn("pharma_pipeline", frame)])
    return _card("pharma_pipeline", pipeline.subtitle(frame), body)


CARDS = {
    "process_progress": _progress,
    "sdlc_funnel": _funnel,
    "utilisation_heatmap": _utilisation,
    "pharma_pipeline": _pipeline,
}
