"""Days in each stage: the median in front of the 85th percentile, and what came back beside it."""

import pandas as pd

from layouts import theme
from layouts.charts.compared import spans
from layouts.charts.parts import GONE, NBSP, Figure, count, day, figure, mark, missing, nothing, plural, safe

KPI = "stage_days"
NOBODY = "No process has left a stage in these weeks."
# Where the drawing ends, and the column beside the bars, as shares of the longest bar; wider on a narrow screen.
RIGHT, BACK = 1.5, 1.38
NARROW_RIGHT, NARROW_BACK = 2.1, 1.95


def stage_days(frame: pd.DataFrame) -> Figure:
    if not len(frame) or not (frame["processes"].sum() or frame["returned"].sum()):
        return nothing(NOBODY)
    longest = max([1, *(value for value in frame["p85"] if not missing(value))])
    shown = figure([_most(frame), _half(frame), _returned(frame, longest)], barmode="overlay", bargap=0.3)
    shown["layout"]["annotations"] = [_heading()]
    shown["layout"]["xaxis"] = {"visible": False, "range": [0, longest * RIGHT]}
    shown["layout"]["yaxis"] = {"autorange": "reversed", "showgrid": False, "ticks": "", "tickfont": {"size": 12}}
    shown["layout"]["margin"] = {"t": 26}
    shown["layout"]["meta"] = {"compact": _compact(len(frame), longest)}
    return shown


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if not len(frame) or not (frame["processes"].sum() or frame["returned"].sum()):
        return NOBODY
    told = "; ".join(_told(row) for row in frame.itertuples() if row.processes or row.returned)
    return f"Days in each stage, half of the processes and 85 of 100 of them at most: {told}."


def subtitle(frame: pd.DataFrame) -> str:
    span = f", {day(frame.attrs['first'])} to {day(frame.attrs['last'])}" if "first" in frame.attrs else ""
    return f"Days from entering to leaving for good{spans(frame) or span}"


def _told(row) -> str:
    came_back = f", {count(row.returned)} came back" if row.returned else ""
    spent = "nothing left it" if missing(row.median) else f"{count(row.median)} and {count(row.p85)}"
    before = "" if missing(row.median_before) else f" ({count(row.median_before)} before)"
    return f"{row.stage} {spent}{before}{came_back}"


def _most(frame: pd.DataFrame) -> dict:
    labels = ["" if missing(row.p85) else _label(row) for row in frame.itertuples()]
    return _bars(frame, "p85", theme.token("seq-1"), 0.8) | {
        "text": labels,
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": theme.token("ink"), "size": 12},
    }


def _half(frame: pd.DataFrame) -> dict:
    return _bars(frame, "median", theme.token("brand"), 0.44)


def _bars(frame: pd.DataFrame, column: str, colour: str, width: float) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [safe(stage) for stage in frame["stage"]],
        "x": [0 if missing(value) else int(value) for value in frame[column]],
        "width": width,
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [mark(KPI, records=row.processes, left=row.stage) for row in frame.itertuples()],
        "hovertext": [_hover(row) for row in frame.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _label(row) -> str:
    return f"<b>{count(row.median)}</b> · {count(row.p85)}{NBSP}d"


def _hover(row) -> str:
    lines = [f"<b>{safe(row.stage)}</b>: {plural(row.processes, 'process', 'processes')} left it"]
    if not missing(row.median):
        lines += [
            f"half of them within {plural(row.median, 'day', 'days')}",
            f"85 of 100 within {plural(row.p85, 'day', 'days')}",
        ]
    if not missing(row.median_before):
        lines.append(f"median before: {plural(row.median_before, 'day', 'days')}")
    return "<br>".join(lines)


def _returned(frame: pd.DataFrame, longest: int) -> dict:
    """As text, which can be clicked and never takes the place of a bar."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": [safe(stage) for stage in frame["stage"]],
        "x": [longest * BACK] * len(frame),
        "text": [f"<b>{count(number)}</b>" for number in frame["returned"]],
        "textfont": {"color": theme.token("ink"), "size": 13},
        "cliponaxis": False,
        "customdata": [mark(KPI, records=row.returned, returned=row.stage) for row in frame.itertuples()],
        "hovertext": [
            f"<b>{safe(row.stage)}</b>: {plural(row.returned, 'process', 'processes')} came back to it"
            for row in frame.itertuples()
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _heading() -> dict:
    return {
        "text": "Came back",
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 1,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": theme.token("muted"), "size": 12},
    }


def _compact(stages: int, longest: int) -> dict:
    return {
        "layout.xaxis.range": [0, longest * NARROW_RIGHT],
        "data.2.x": [longest * NARROW_BACK] * stages,
    }
