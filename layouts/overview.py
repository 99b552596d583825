"""Overview: what executives see first, the headline numbers of the whole book of work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from dash import html

from layouts import drill, kit
from layouts.charts import CHARTS, pace, pipeline, progress
from layouts.charts.parts import count, hours, plural
from layouts.kit import card, skeleton
from layouts.notices import empty_card
from layouts.tiles import tiles as headline

TITLE = "Overview"
SENTENCE = "Are we on track, and what changed?"
Frames = Mapping[str, pd.DataFrame]


def layout(**_: Any) -> html.Div:
    """The page before its numbers are there."""
    refresh = html.Button(
        [kit.icon("bi-arrow-clockwise"), html.Span("Refresh")],
        id="overview-refresh",
        type="button",
        className="btn btn-plain",
    )
    waiting = html.Div(_waiting(), id="overview-content", className="contents", **{"aria-live": "off"})
    return html.Div([kit.heading(TITLE, SENTENCE, refresh), waiting, drill.panel()], className="page overview")


def content(tiles: pd.DataFrame, frames: Frames, as_of: datetime) -> list:
    """The page with its numbers, all read at `as_of`."""
    cards = (
        [_nothing_yet()] if is_empty(tiles, frames) else [html.Div([draw(frames) for draw in CARDS], className="cards")]
    )
    return [_as_of(as_of), headline(tiles), *cards]


def is_empty(tiles: pd.DataFrame, frames: Frames) -> bool:
    """Nothing to draw in any card."""
    counts = (tiles["value"], frames["sdlc_funnel"]["reached"], frames["pharma_pipeline"]["products"])
    return not any(column.sum() for column in counts) and not len(frames["utilisation_heatmap"])


def _nothing_yet() -> html.Div:
    sentence = "Import a file with “python -m dashboard import”, or the demo company with “make demo”, then look again."
    again = html.Button("Look again", id=kit.part("retry", page="overview"), type="button", className="btn btn-primary")
    return empty_card("The portfolio is empty", sentence, again)


def _as_of(moment: datetime) -> html.P:
    shown = f"{moment:%H:%M} {moment.tzname() or ''}".strip()
    time = html.Time(shown, dateTime=moment.isoformat(timespec="seconds"))
    day = f"{moment:%d %B %Y}".lstrip("0")
    return html.P([kit.icon("bi-clock-history"), "As of ", time, html.Span(f", {day}")], className="as-of")


def _waiting() -> list:
    shapes = [html.Div([skeleton("sk-line"), skeleton("sk-value"), skeleton("sk-spark")], className="panel tile")] * 4
    boxes = [html.Div([skeleton("sk-title"), skeleton("sk-line"), skeleton("sk-chart")], className="panel")] * 4
    said = html.P("Loading the overview.", className="visually-hidden", role="status")
    return [said, html.Div(shapes, className="tiles"), html.Div(boxes, className="cards")]


def _drawn(name: str, frame: pd.DataFrame) -> html.Div:
    return kit.chart(name, CHARTS[name].draw(frame), CHARTS[name].words(frame))


def _progress(frames: Frames) -> html.Section:
    frame, kpi = frames["process_progress"], CHARTS["process_progress"]
    numbers = [
        html.Div([html.Strong(value), html.Span(name)], className="figure")
        for value, name in progress.averages(frames["progress_average"])
    ]
    total = plural(frame["processes"].sum(), "open process", "open processes")
    body = html.Div([html.Div(numbers, className="figures"), _drawn("process_progress", frame)])
    return card(kpi.title, f"{total} by schedule health, today", body, kpi.definition)


def _funnel(frames: Frames) -> html.Section:
    frame, kpi = frames["sdlc_funnel"], CHARTS["sdlc_funnel"]
    began = plural(frame["reached"].max() if len(frame) else 0, "process", "processes")
    return card(kpi.title, f"{began}, by the stages they have reached", _drawn("sdlc_funnel", frame), kpi.definition)


def _utilisation(frames: Frames) -> html.Section:
    frame, kpi = frames["utilisation_heatmap"], CHARTS["utilisation_heatmap"]
    body = html.Div([_drawn("utilisation_heatmap", frame), _pace(frames["utilisation_pace"])])
    return card(kpi.title, _span(frame), body, kpi.definition)


def _span(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "Logged ÷ allocated hours, by customer and month"
    months = pd.to_datetime(frame["month"])
    customers = plural(frame["customer_id"].nunique(), "customer", "customers")
    return f"Logged ÷ allocated hours, {customers}, {months.min():%b %Y} to {months.max():%b %Y}"


def _pace(frame: pd.DataFrame) -> html.Div:
    row, kpi = pace.first(frame), CHARTS["utilisation_pace"]
    if row is None:
        return html.P(pace.words(frame), className="pace-none")
    spent = html.Span([html.Strong(f"{count(row.logged)} of {hours(row.allocated)}"), " logged this month"])
    tag, about = kit.toned(*pace.verdict(frame)), kit.explain(kpi.title, kpi.definition)
    head = html.Div([spent, html.Div([tag, about], className="pace-verdict")], className="pace-head")
    due = html.P(f"{hours(pace.due(row))} expected by today; {pace.forecast(frame)}", className="pace-due")
    return html.Div([head, _drawn("utilisation_pace", frame), due], className="pace")


def _pipeline(frames: Frames) -> html.Section:
    frame, kpi = frames["pharma_pipeline"], CHARTS["pharma_pipeline"]
    return card(kpi.title, pipeline.subtitle(frame), _drawn("pharma_pipeline", frame), kpi.definition)


CARDS = (_progress, _funnel, _utilisation, _pipeline)
