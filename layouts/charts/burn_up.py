"""The running month as it burns up: hours logged day by day against an even pace, and when they run out."""

import datetime as dt
from typing import Any

import pandas as pd

from layouts import theme
from layouts.charts.parts import GONE, Figure, figure, hours, known, mark, missing, nothing

KPI = "burn_up"
NONE = "No hours are allocated or logged in this month."


def burn_up(frame: pd.DataFrame) -> Figure:
    """Logged as a line with a mark for each day, the forecast dotted after it, an even pace dashed beside it."""
    if not len(frame):
        return nothing(NONE)
    traces = [_pace(frame), _logged(frame)]
    traces += [_forecast(frame)] if frame["forecast"].notna().any() else []
    shown = figure(traces, hovermode="closest")
    shown["layout"]["xaxis"] = {"type": "date", "showgrid": False, "tickformat": "%-d %b", "nticks": 8}
    shown["layout"]["yaxis"] = {"rangemode": "tozero", "ticksuffix": " h", "nticks": 6}
    shown["layout"] |= {"shapes": _lines(frame), "annotations": _notes(frame)}
    return shown


def runs_out(frame: pd.DataFrame) -> dt.date | None:
    """The first day on which nothing of what is allocated is left."""
    if not len(frame) or not frame["allocated"].iloc[0] > 0:
        return None
    days = frame["day"][[not missing(left) and left <= 1e-6 for left in frame["left"]]]
    return days.iloc[0] if len(days) else None


def subtitle(frame: pd.DataFrame) -> str:
    """How much is left, and for how long."""
    if not len(frame):
        return NONE
    logged, allocated = _so_far(frame), frame["allocated"].iloc[0]
    return f"{hours(logged)} of {hours(allocated)} logged in {frame['day'].iloc[0]:%B %Y}; {_outlook(frame)}"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    return f"{subtitle(frame).rstrip('.')}."


def legend() -> list[tuple[str, str]]:
    return [
        ("Logged", theme.token("brand")),
        ("Forecast", theme.token("seq-2")),
        ("Even pace", theme.token("quiet")),
        ("Allocated", theme.token("warn")),
    ]


def _outlook(frame: pd.DataFrame) -> str:
    day = runs_out(frame)
    if day:
        known_already = not missing(frame.set_index("day")["logged"].get(day))
        return f"the hours {'ran' if known_already else 'run'} out on {day.day} {day:%B}"
    if not frame["allocated"].iloc[0] > 0:
        return "none are allocated"
    last = frame.iloc[-1]
    left = last["left"]
    return "no forecast yet" if missing(left) else f"{hours(left)} left at the end of the month"


def _so_far(frame: pd.DataFrame) -> float:
    logged = frame["logged"].dropna()
    return float(logged.iloc[-1]) if len(logged) else 0.0


def _day(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _line(frame: pd.DataFrame, column: str, name: str, **line: Any) -> dict:
    shown = frame[frame[column].notna()]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [day.isoformat() for day in shown["day"]],
        "y": known(shown[column]),
        "line": {"width": 2, **line},
        "customdata": [""] * len(shown),
        "hovertext": [f"<b>{_day(row.day)}</b><br>{name}: {hours(getattr(row, column))}" for row in shown.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _logged(frame: pd.DataFrame) -> dict:
    shown = frame[frame["logged"].notna()]
    said = [
        f"<b>{_day(row.day)}</b><br>{hours(row.logged)} since the first, {hours(row.hours)} on this day"
        for row in shown.itertuples()
    ]
    line = _line(frame, "logged", "Logged", color=theme.token("brand"), width=3)
    listed = [mark(KPI, hours=row.hours, day=row.day.isoformat()) for row in shown.itertuples()]
    line |= {"mode": "lines+markers", "marker": {"size": 6, "color": theme.token("brand")}}
    return line | {"hovertext": said, "customdata": listed}


def _forecast(frame: pd.DataFrame) -> dict:
    return _line(frame, "forecast", "Forecast", color=theme.token("seq-2"), dash="dot", width=3)


def _pace(frame: pd.DataFrame) -> dict:
    return _line(frame, "pace", "Even pace", color=theme.token("quiet"), dash="dash")


def _lines(frame: pd.DataFrame) -> list[dict]:
    """What is allocated, across; the day on which it runs out, upwards."""
    allocated, day = float(frame["allocated"].iloc[0]), runs_out(frame)
    line = {"color": theme.token("warn"), "width": 1.5}
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": allocated, "y1": allocated, "line": line}
    dotted = {"color": theme.token("warn"), "width": 1.5, "dash": "dot"}
    upwards = {"type": "line", "x0": str(day), "x1": str(day), "y0": 0, "y1": allocated, "line": dotted}
    return [across, upwards] if day else [across]


def _notes(frame: pd.DataFrame) -> list[dict]:
    allocated, day = float(frame["allocated"].iloc[0]), runs_out(frame)
    text = {"showarrow": False, "font": {"size": 12, "color": theme.token("warn-ink")}}
    above = {"text": f"Allocated {hours(allocated)}", "xref": "paper", "x": 0, "y": allocated}
    notes = [text | above | {"xanchor": "left", "yanchor": "bottom"}]
    out = {"text": f"Run out {day.day} {day:%b}" if day else "", "x": str(day), "y": 0}
    return [*notes, text | out | {"xanchor": "left", "yanchor": "bottom", "xshift": 4}] if day else notes
