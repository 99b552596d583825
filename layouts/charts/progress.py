"""Process progress: how many open processes are on track, and how far along they are."""

import pandas as pd

from data.vocabulary import Health
from layouts import theme
from layouts.charts.parts import GONE, NBSP, Figure, count, figure, mark, missing, nothing, percent, plural, safe

KPI = "process_progress"
MEANING = {
    Health.ON_TRACK: "progress is at most 10 points behind plan",
    Health.AT_RISK: "progress is 10 to 25 points behind plan",
    Health.OFF_TRACK: "progress is more than 25 points behind plan",
    Health.OVERDUE: "past the due date and still open",
    Health.NO_PLAN: "no start or due date to measure against",
}


def process_progress(frame: pd.DataFrame) -> Figure:
    """Open processes by health, worst share readable at a glance."""
    counted = by_health(frame)
    total = sum(counted.values())
    if not total:
        return nothing("No open processes.")
    shown = figure([_bars(counted, total)], bargap=0.38)
    shown["layout"]["xaxis"] = {"visible": False, "range": [0, max(counted.values()) * 1.34]}
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.range": [0, max(counted.values()) * 1.8]}}
    shown["layout"]["yaxis"] = {"autorange": "reversed", "ticks": "", "showgrid": False, "tickfont": {"size": 13}}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    total = plural(frame["processes"].sum(), "open process", "open processes")
    return f"{total} by schedule health, today"


def by_health(frame: pd.DataFrame) -> dict[str, int]:
    """Every health in its order, those without processes as zero."""
    given = dict(zip(frame["health"], frame["processes"], strict=True))
    return {health.value: int(given.get(health.value, 0)) for health in Health}


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    counted = by_health(frame)
    parts = ", ".join(f"{count(number)} {health.lower()}" for health, number in counted.items())
    return f"{plural(sum(counted.values()), 'open process', 'open processes')}: {parts}."


def averages(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """The two prominent numbers of the card: value, then what it is."""
    row = frame.iloc[0] if len(frame) else {}
    names = {"average": "average progress", "weighted": "weighted by estimate"}
    return [(_points(row.get(column)), name) for column, name in names.items()]


def _points(value: float | None) -> str:
    return "–" if missing(value) else f"{round(value)}{NBSP}%"


def _bars(counted: dict[str, int], total: int) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(counted),
        "x": list(counted.values()),
        "marker": {"color": [theme.tone(health) for health in counted]},
        "text": [f"<b>{count(number)}</b> · {percent(number / total)}" for number in counted.values()],
        "textposition": "outside",
        "textfont": {"size": 13, "color": theme.token("ink")},
        "cliponaxis": False,
        "customdata": [mark(KPI, records=number, health=health) for health, number in counted.items()],
        "hovertext": [_hover(health, number, total) for health, number in counted.items()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(health: str, number: int, total: int) -> str:
    share = f"{percent(number / total)} of {count(total)} open"
    return f"<b>{safe(health)}</b>: {plural(number, 'process', 'processes')}<br>{share}<br>{MEANING[Health(health)]}"
