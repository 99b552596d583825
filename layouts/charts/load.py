"""Planned load: the hours that are left to do, week by week."""

import pandas as pd

from data.vocabulary import Load
from layouts import theme
from layouts.charts.parts import GONE, Figure, figure, hours, mark, nothing, plural

KPI = "planned_load"
NONE = "No open process has an estimate and a due date."
COLOURS = {Load.PLANNED: "brand", Load.PAST_DUE: "late"}


def planned_load(frame: pd.DataFrame) -> Figure:
    """A column for each week; what is past due stands on the first."""
    if not frame["processes"].sum():
        return nothing(NONE)
    shown = figure([_columns(frame, load) for load in _loads(frame)], barmode="stack", bargap=0.3)
    weeks = sorted(set(frame["week"]))
    shown["layout"]["xaxis"] = {
        **{"type": "category", "showgrid": False, "ticks": "", "tickangle": 0},
        **{"tickvals": [str(week) for week in weeks], "ticktext": [f"{week.day}<br>{week:%b}" for week in weeks]},
    }
    shown["layout"]["yaxis"] = {"ticksuffix": " h", "nticks": 6}
    every_other = [f"{week.day}<br>{week:%b}" if place % 2 == 0 else "" for place, week in enumerate(weeks)]
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.ticktext": every_other}}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """All of it, and how much is past due."""
    if not frame["processes"].sum():
        return NONE
    late = frame.loc[frame["load"] == Load.PAST_DUE, "hours"].sum()
    weeks = plural(frame["week"].nunique(), "week", "weeks")
    return f"{hours(frame['hours'].sum())} in the next {weeks}, {hours(late)} of it past due"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, with its fullest week."""
    if not frame["processes"].sum():
        return NONE
    weeks = frame.groupby("week")["hours"].sum()
    week = weeks.idxmax()
    return f"{subtitle(frame)}; the fullest week begins on {week.day} {week:%B} with {hours(weeks.max())}."


def legend() -> list[tuple[str, str]]:
    return [(load.value, theme.token(colour)) for load, colour in COLOURS.items()]


def _loads(frame: pd.DataFrame) -> list[Load]:
    return [load for load in COLOURS if (frame["load"] == load).any()]


def _columns(frame: pd.DataFrame, load: Load) -> dict:
    rows = frame[frame["load"] == load]
    return {
        "type": "bar",
        "name": load.value,
        "x": [str(week) for week in rows["week"]],
        "y": [float(number) for number in rows["hours"]],
        "marker": {"color": theme.token(COLOURS[load]), "line": {"width": 0}},
        "customdata": [
            mark(KPI, records=row.processes, week=str(row.week), load=load.value) for row in rows.itertuples()
        ],
        "hovertext": [_hover(row) for row in rows.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(row) -> str:
    when = "Past due, so due at once" if row.load == Load.PAST_DUE else f"Week of {row.week.day} {row.week:%B %Y}"
    return f"<b>{when}</b><br>{hours(row.hours)} of {plural(row.processes, 'process', 'processes')}"
