"""Contracts that end soon, week by week."""

import pandas as pd

from data.vocabulary import Ending
from layouts import theme
from layouts.charts.parts import GONE, Figure, count, figure, mark, nothing, plural, safe

KPI = "contract_calendar"
NONE = "No contract ends in the next 90 days."
COLOURS = {Ending.MONTH: "bad", Ending.TWO_MONTHS: "warn", Ending.QUARTER: "info"}
NAMED = 8  # customers that a mark names when it is pointed at


def contract_calendar(frame: pd.DataFrame) -> Figure:
    """A column for each week, in the colour of how soon it is."""
    if not len(frame):
        return nothing(NONE)
    shown = figure([_columns(frame, ending) for ending in _endings(frame)], barmode="stack", bargap=0.3)
    weeks = [week.date() for week in pd.date_range(min(frame["week"]), max(frame["week"]), freq="7D")]
    shown["layout"]["xaxis"] = {
        **{"type": "category", "showgrid": False, "ticks": "", "tickangle": 0},
        **{"categoryorder": "array", "categoryarray": [str(week) for week in weeks]},
        **{"range": [-0.5, len(weeks) - 0.5]},
        **{"tickvals": [str(week) for week in weeks], "ticktext": [f"{week.day}<br>{week:%b}" for week in weeks]},
    }
    most = frame.groupby("week").size().max()
    shown["layout"]["yaxis"] = {"dtick": max(1, round(most / 4)), "rangemode": "tozero"}
    every_other = [f"{week.day}<br>{week:%b}" if place % 2 == 0 else "" for place, week in enumerate(weeks)]
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.ticktext": every_other}}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """How many end in 30, 60 and 90 days."""
    if not len(frame):
        return NONE
    within = [count(sum(frame["days"] <= days)) for days in (30, 60, 90)]
    return f"{within[0]} within 30 days, {within[1]} within 60, {within[2]} within 90"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, with the next to end."""
    if not len(frame):
        return NONE
    customer, end = frame["customer"].iloc[0], frame["contract_end"].iloc[0]
    return f"Contracts that end: {subtitle(frame)}; next {customer} on {end.day} {end:%B %Y}."


def legend() -> list[tuple[str, str]]:
    return [(ending.value, theme.token(colour)) for ending, colour in COLOURS.items()]


def _endings(frame: pd.DataFrame) -> list[Ending]:
    return [ending for ending in COLOURS if (frame["ending"] == ending).any()]


def _columns(frame: pd.DataFrame, ending: Ending) -> dict:
    weeks = list(frame[frame["ending"] == ending].groupby("week"))
    return {
        "type": "bar",
        "name": ending.value,
        "x": [str(week) for week, _rows in weeks],
        "y": [len(rows) for _week, rows in weeks],
        "marker": {"color": theme.token(COLOURS[ending]), "line": {"width": 0}},
        "customdata": [mark(KPI, records=len(rows), week=str(week), ending=ending.value) for week, rows in weeks],
        "hovertext": [_hover(week, rows) for week, rows in weeks],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(week, rows: pd.DataFrame) -> str:
    names = [safe(name) for name in rows["customer"].head(NAMED)]
    names += [f"and {count(len(rows) - NAMED)} more"] if len(rows) > NAMED else []
    head = f"<b>{plural(len(rows), 'contract ends', 'contracts end')}</b> in the week of {week.day} {week:%B}"
    return "<br>".join([head, *names])
