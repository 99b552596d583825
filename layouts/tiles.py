"""Headline tiles: one number each, how it changed, and its recent course as a sparkline."""

from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd
from dash import html

from data.kpis.headline import DEFINITIONS
from layouts.charts.parts import NBSP, count, known, missing, plural, rows
from layouts.kit import explain, icon, part

ICONS = {
    "active_customers": "bi-buildings",
    "open_processes": "bi-diagram-3",
    "overdue_tasks": "bi-alarm",
    "hours_this_month": "bi-clock",
}
ARROWS = {"up": "bi-arrow-up-short", "down": "bi-arrow-down-short", "": "bi-dash"}


def tiles(frame: pd.DataFrame) -> html.Div:
    return html.Div([tile(row) for row in rows(frame)], className="tiles")


def tile(row) -> html.Div:
    """The button in it covers the tile; the definition lies above the button."""
    about = explain(row.label, DEFINITIONS[row.measure])
    head = html.Div([icon(ICONS[row.measure]), html.H2(row.label), about], className="tile-head")
    value = html.Button(
        [
            html.Span(_value(row), className="tile-value"),
            html.Span(f"List {row.label.lower()}", className="visually-hidden"),
        ],
        id=part("tile", measure=row.measure),
        type="button",
        className="tile-button",
    )
    return html.Div([head, value, _change(row), sparkline(known(row.points))], className="panel tile")


def _value(row) -> list:
    unit = [html.Small(f"{NBSP}{row.unit}")] if row.unit else []
    return ["–" if missing(row.value) else count(row.value), *unit]


def _change(row) -> html.P:
    """An arrow, the size of the change, and against what; its colour says whether that is good."""
    if missing(row.change):
        return html.P(
            html.Span("nothing to compare with yet", className="tile-versus"),
            className="tile-change",
        )
    way = direction(row.change)
    figure = html.Span([icon(ARROWS[way]), _size(row)], className=f"change change-{judged(way, row.better)}")
    return html.P([figure, html.Span(row.versus, className="tile-versus")], className="tile-change")


def direction(change: float) -> str:
    """Up, down, or neither when the change would be shown as zero."""
    if abs(change) < 0.05:
        return ""
    return "up" if change > 0 else "down"


def judged(way: str, better: str) -> str:
    """Good or bad news; neither when nothing moved or neither way is better."""
    if not way or not better:
        return "even"
    return "good" if way == better else "bad"


def _size(row) -> str:
    sign = {"up": "up", "down": "down", "": "unchanged"}[direction(row.change)]
    shown = f"{abs(row.change):,.1f}".removesuffix(".0")
    said = html.Span(f"{sign} ", className="visually-hidden")
    return html.Span([said, f"{shown}{NBSP}{row.change_unit}".rstrip(NBSP)])


def sparkline(points: Sequence[float | None]) -> html.Div:
    """Line over area as a mask, so that its colour is the stylesheet's and follows the mode."""
    drawn = [point for point in points if point is not None]
    if len(drawn) < 2:
        return html.Div(className="spark")
    mask = f'url("data:image/svg+xml,{quote(_svg(drawn))}")'
    said = f"Course over {plural(len(drawn), 'point', 'points')}: from {count(drawn[0])} to {count(drawn[-1])}"
    style = {"maskImage": mask, "WebkitMaskImage": mask}
    return html.Div(className="spark", style=style, role="img", **{"aria-label": said})


def _svg(points: Sequence[float]) -> str:
    low, high = min(points), max(points)
    reach, gap = (high - low) or 1.0, 200 / (len(points) - 1)
    line = " ".join(f"{place * gap:.1f},{36 - 32 * (point - low) / reach:.1f}" for place, point in enumerate(points))
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 40' preserveAspectRatio='none'>"
        f"<polygon points='0,40 {line} 200,40' fill-opacity='.14'/>"
        f"<polyline points='{line}' fill='none' stroke='#000' stroke-width='2' stroke-linejoin='round' "
        "stroke-linecap='round' vector-effect='non-scaling-stroke'/></svg>"
    )
