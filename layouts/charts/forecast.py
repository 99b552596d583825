"""Completion forecast: what will be finished in the weeks to come, and how such forecasts have done."""

import pandas as pd

from data.kpis.forecast import FORECAST, LEAST, PAST
from layouts import theme
from layouts.charts.parts import GONE, Figure, count, day, figure, missing, nothing, plural

NONE = f"No forecast yet: it needs {LEAST} whole weeks of history."
AHEAD, BACK = [0, 0.64], [0.76, 1]  # of the width: the weeks to come, and what was said before


def completion_forecast(frame: pd.DataFrame) -> Figure:
    """A fan of what the weeks to come finish; beside it what was said 8 and 4 weeks ago, and what happened."""
    if not len(frame):
        return nothing(NONE)
    ahead, past = frame[frame["kind"] == FORECAST], frame[frame["kind"] == PAST].iloc[::-1]
    traces = [_edge(ahead, "high"), _edge(ahead, "low", "tonexty"), _middle(ahead)]
    shown = figure([*traces, *([_said(past), _happened(past)] if len(past) else [])], hovermode="closest")
    width = AHEAD if len(past) else [0, 1]
    shown["layout"]["xaxis"] = {"type": "date", "domain": width, "showgrid": False, "nticks": 6}
    shown["layout"]["xaxis"]["tickformat"] = "%-d %b\n%Y"
    shown["layout"]["yaxis"] = {"rangemode": "tozero", "nticks": 6}
    if len(past):
        shown["layout"] |= _beside()
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.nticks": 3}}
    return shown


def words(frame: pd.DataFrame) -> str:
    """The chart in sentences: when open work is done, the weeks to come, and how far such forecasts held."""
    if not len(frame):
        return NONE
    last = frame[frame["kind"] == FORECAST].iloc[-1]
    span = f"{count(last.low)} to {count(last.high)} processes finished until {day(last.day)}"
    return " ".join([f"{subtitle(frame)}.", f"Foreseen are {span}.", *_kept(frame), *map(_told, _past(frame))])


def subtitle(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "When the open work will be finished"
    told = frame.attrs
    if not told.get("open_processes"):
        return "Nothing is open"
    done = plural(told["open_processes"], "open process", "open processes")
    if missing(told.get("likely")):
        return f"{done} at this pace are not all finished within five years"
    return f"{done} finished by {day(told['likely'])} in 85 of 100 cases, by {day(told['half'])} in half of them"


def _kept(frame: pd.DataFrame) -> list[str]:
    checked = frame.attrs.get("checked", 0)
    if not checked:
        return []
    return [f"Of the last {plural(checked, 'forecast', 'forecasts')} for four weeks {frame.attrs['held']} held."]


def _past(frame: pd.DataFrame) -> list:
    return list(frame[frame["kind"] == PAST].itertuples())


def _told(row) -> str:
    return f"{row.weeks} weeks ago {count(row.low)} to {count(row.high)} were foreseen, {count(row.happened)} came."


def _edge(ahead: pd.DataFrame, column: str, fill: str = "none") -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [moment.isoformat() for moment in ahead["day"]],
        "y": [int(number) for number in ahead[column]],
        "line": {"width": 0, "color": theme.token("seq-1")},
        "fill": fill,
        "fillcolor": theme.token("seq-1"),
        "customdata": [""] * len(ahead),
        "hovertext": [_hover(row) for row in ahead.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _middle(ahead: pd.DataFrame) -> dict:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [moment.isoformat() for moment in ahead["day"]],
        "y": [int(number) for number in ahead["middle"]],
        "line": {"width": 2, "color": theme.token("brand")},
        "marker": {"size": 6, "color": theme.token("brand")},
        "customdata": [""] * len(ahead),
        "hovertext": [_hover(row) for row in ahead.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(row) -> str:
    return (
        f"<b>Until {day(row.day)}</b><br>at least {count(row.low)} in 85 of 100 cases<br>"
        f"at least {count(row.middle)} in half of them<br>at least {count(row.high)} in 15 of 100"
    )


def _said(past: pd.DataFrame) -> dict:
    """From the low to the high figure."""
    return {
        "type": "bar",
        "x": [f"{row.weeks} wk<br>ago" for row in past.itertuples()],
        "base": [int(row.low) for row in past.itertuples()],
        "y": [int(row.high - row.low) for row in past.itertuples()],
        "xaxis": "x2",
        "yaxis": "y2",
        "width": 0.5,
        "marker": {"color": theme.token("seq-1"), "line": {"width": 0}},
        "customdata": [""] * len(past),
        "hovertext": [_told(row) for row in past.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _happened(past: pd.DataFrame) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [f"{row.weeks} wk<br>ago" for row in past.itertuples()],
        "y": [int(row.happened) for row in past.itertuples()],
        "xaxis": "x2",
        "yaxis": "y2",
        "cliponaxis": False,
        "marker": {"size": 11, "symbol": "diamond", "color": theme.token("ink")},
        "customdata": [""] * len(past),
        "hovertext": [_told(row) for row in past.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _beside() -> dict:
    """The axes of what was said before, and its heading."""
    heading = {
        "text": "Said, and what happened",
        "x": 1,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": theme.token("muted"), "size": 11},
    }
    return {
        "xaxis2": {"domain": BACK, "anchor": "y2", "type": "category", "tickangle": 0, "showgrid": False},
        "yaxis2": {"anchor": "x2", "rangemode": "tozero", "nticks": 5},
        "annotations": [heading],
        "margin": {"t": 24},
    }
