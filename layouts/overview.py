"""Overview: what executives see first, the headline numbers of the whole book of work."""

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.filters import Filters
from data.imports.rights import may_import
from data.kpis import KPIS
from layouts import drill, kit, records
from layouts.answers import card
from layouts.answers.bar import bar
from layouts.answers.parts import Card, Frames
from layouts.attention import listed
from layouts.charts import about, attention, funnel, pace, pipeline, progress, utilisation
from layouts.charts.parts import count, hours
from layouts.kit import skeleton
from layouts.notices import empty_card
from layouts.tiles import tiles as headline

NAME = "overview"
TITLE = "Overview"
SENTENCE = "Are we on track, and what changed?"
COUNTED = {"sdlc_funnel": "reached", "utilisation_heatmap": "logged", "pharma_pipeline": "products"}


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


def figures(frames: Frames, filters: Filters, reader: Actor = SYSTEM) -> list[Component]:
    """The page's numbers."""
    tiles = frames["headline"]
    is_bare = is_empty(tiles, frames) and not filters.used()
    return [headline(tiles), _nothing_yet(reader) if is_bare else _cards(frames, filters, reader)]


def is_empty(tiles: pd.DataFrame, frames: Frames) -> bool:
    """Nothing to draw in any card."""
    counted = (frames[name][column].sum() for name, column in COUNTED.items() if name in frames)
    return not tiles["value"].sum() and not any(counted)


def _cards(frames: Frames, filters: Filters, reader: Actor) -> html.Div:
    """A card for each KPI the reader was given."""
    drawn = [card.drawn(one, frames, filters, reader) for one in CARDS if one.kpi in frames]
    return html.Div(drawn, className="cards")


def _nothing_yet(reader: Actor) -> html.Div:
    """The two ways to begin, as far as they are open to the reader."""
    sentence = "Figures stand here as soon as there are records: of customers, their processes, hours and products."
    begin = [records.maker("customers", "New customer", {})] if reader.can("create", "customers") else []
    bring = [dcc.Link("Import a file", href="/imports", className="btn btn-plain")] if may_import(reader) else []
    again = html.Button("Look again", id="overview-retry", type="button", className="btn btn-plain")
    return empty_card("The portfolio is empty", sentence, html.Div([*begin, *bring, again], className="notice-acts"))


def _waiting() -> list:
    shapes = [html.Div([skeleton("sk-line"), skeleton("sk-value"), skeleton("sk-spark")], className="panel tile")] * 4
    boxes = [html.Div([skeleton("sk-title"), skeleton("sk-line"), skeleton("sk-chart")], className="panel")] * 4
    said = html.P("Loading the overview.", className="visually-hidden", role="status")
    return [said, html.Div(shapes, className="tiles"), html.Div(boxes, className="cards")]


def _averages(frames: Frames) -> html.Div:
    numbers = progress.averages(frames["progress_average"])
    shown = [html.Div([html.Strong(value), html.Span(name)], className="figure") for value, name in numbers]
    return html.Div(shown, className="figures")


def _pace(frames: Frames) -> Component:
    name = "utilisation_pace"
    frame = frames[name]
    row = pace.first(frame)
    if row is None:
        return html.P(pace.words(frame), className="pace-none")
    spent = html.Span([html.Strong(f"{count(row.logged)} of {hours(row.allocated)}"), " logged this month"])
    tag, meaning = kit.toned(*pace.verdict(frame)), kit.explain(KPIS[name].title, about(name))
    head = html.Div([spent, html.Div([tag, meaning], className="pace-verdict")], className="pace-head")
    due = html.P(f"{hours(pace.due(row))} expected by today; {pace.forecast(frame)}", className="pace-due")
    return html.Div([head, kit.chart(name, pace.utilisation_pace(frame), pace.words(frame)), due], className="pace")


CARDS = (
    Card("process_progress", progress.subtitle, above=_averages),
    Card("sdlc_funnel", funnel.subtitle),
    Card("utilisation_heatmap", utilisation.span, below=_pace),
    Card("pharma_pipeline", pipeline.subtitle),
    Card("attention", attention.subtitle, wide=True, instead=listed),
)
FRAMES = (*(one.kpi for one in CARDS), "progress_average", "utilisation_pace")
