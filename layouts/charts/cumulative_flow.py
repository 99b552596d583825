"""Cumulative flow: where work stood at the end of each day or week, one band over the other."""

import pandas as pd

from data.kpis.stays import STATES
from data.vocabulary import ProcessStatus, SdlcStage
from layouts import theme
from layouts.charts.guides import key
from layouts.charts.parts import GONE, Figure, count, counting, day, figure, mark, nothing, plural, safe

KPI = "cumulative_flow"
NONE = "No processes in these weeks."
COLOURS = {
    ProcessStatus.COMPLETED: theme.token("heat-none"),
    **dict(zip(SdlcStage, theme.steps(len(SdlcStage)), strict=True)),
    ProcessStatus.NOT_STARTED: theme.token("heat-under"),
}
BEFORE = 7  # moments that are drawn before there was any work
BANDS = list(reversed(STATES))  # what is done lies at the bottom


def cumulative_flow(frame: pd.DataFrame) -> Figure:
    if is_empty(frame):
        return nothing(NONE)
    begun = _begun(frame)
    shown = figure([_band(begun, state) for state in BANDS], hovermode="closest")
    shown["layout"] |= {"showlegend": True, "legend": key(traceorder="reversed")}
    shown["layout"]["xaxis"] = {"type": "date", "showgrid": False, "nticks": 8}
    if len(begun) <= 2 * BEFORE:  # too few for plotly to keep from naming hours
        shown["layout"]["xaxis"] |= {"tickvals": [moment.isoformat() for moment in begun["day"][::2]]}
        shown["layout"]["xaxis"]["ticktext"] = [f"{moment.day} {moment:%b}" for moment in begun["day"][::2]]
    shown["layout"]["yaxis"] = counting(begun[list(STATES)].sum(axis=1).max())
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.nticks": 4}}
    return shown


def _begun(frame: pd.DataFrame) -> pd.DataFrame:
    """From shortly before there was any work."""
    some = frame[list(STATES)].sum(axis=1).to_numpy().nonzero()[0]
    return frame.iloc[max(int(some[0]) - BEFORE, 0) :]


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence: how it ended, and how far that is from how it began."""
    if is_empty(frame):
        return NONE
    first, last = frame.iloc[0], frame.iloc[-1]
    stood = ", ".join(f"{count(last[state])} {state.lower()}" for state in STATES)
    before, after = _in_work(first), _in_work(last)
    return f"On {day(last['day'])}: {stood}. In work were {count(after)}, {count(before)} on {day(first['day'])}."


def subtitle(frame: pd.DataFrame) -> str:
    if is_empty(frame):
        return "Processes by where they stood"
    first, last = frame["day"].iloc[0], frame["day"].iloc[-1]
    return f"{plural(_in_work(frame.iloc[-1]), 'process', 'processes')} in work, {day(first)} to {day(last)}"


def is_empty(frame: pd.DataFrame) -> bool:
    return not len(frame) or not frame[list(STATES)].to_numpy().sum()


def _in_work(row) -> int:
    return int(sum(row[stage] for stage in SdlcStage))


def _band(frame: pd.DataFrame, state: str) -> dict:
    stood = [int(number) for number in frame[state]]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": safe(state),
        "stackgroup": "work",
        "x": [moment.isoformat() for moment in frame["day"]],
        "y": stood,
        "line": {"width": 1, "color": theme.token("card")},
        "fillcolor": COLOURS[state],
        "hoveron": "points",
        "customdata": [
            mark(KPI, records=number, state=state, day=moment.isoformat())
            for moment, number in zip(frame["day"], stood, strict=True)
        ],
        "hovertext": [
            f"<b>{safe(state)}</b>: {plural(number, 'process', 'processes')}<br>at the end of {day(moment)}"
            for moment, number in zip(frame["day"], stood, strict=True)
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }
