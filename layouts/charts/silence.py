"""Customers by how long ago somebody last spoke with them."""

import pandas as pd

from data.vocabulary import Silence
from layouts import theme
from layouts.charts.parts import GONE, Figure, count, figure, mark, nothing, percent, plural

KPI = "silence"
NONE = "No active customers."
COLOURS = {
    Silence.FORTNIGHT: "good",
    Silence.MONTH: "good",
    Silence.TWO_MONTHS: "info",
    Silence.QUARTER: "warn",
    Silence.LONGER: "bad",
    Silence.NEVER: "quiet",
}


def silence(frame: pd.DataFrame) -> Figure:
    """A bar for each bucket, from just now to never."""
    total = frame["customers"].sum()
    if not total:
        return nothing(NONE)
    shown = figure([_bars(frame, total)], bargap=0.38)
    most = float(frame["customers"].max())
    shown["layout"]["xaxis"] = {"visible": False, "range": [0, most * 1.34]}
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.range": [0, most * 1.9]}}
    shown["layout"]["yaxis"] = {"autorange": "reversed", "ticks": "", "showgrid": False, "tickfont": {"size": 13}}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """How many have not been spoken with for long, or ever."""
    total = frame["customers"].sum()
    if not total:
        return NONE
    quiet = frame.loc[frame["silence"].isin([Silence.LONGER.value, Silence.NEVER.value]), "customers"].sum()
    return f"{count(quiet)} of {plural(total, 'customer', 'customers')} for more than 90 days or never"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if not frame["customers"].sum():
        return NONE
    counted = (f"{name.lower()} {count(number)}" for name, number in _rows(frame))
    return f"Customers by days since the last communication: {', '.join(counted)}."


def _rows(frame: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(frame["silence"], frame["customers"], strict=True))


def _bars(frame: pd.DataFrame, total: float) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(frame["silence"]),
        "x": [int(number) for number in frame["customers"]],
        "text": [f"{count(number)} · {percent(number / total)}" for number in frame["customers"]],
        "texttemplate": "%{text}",
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": theme.token("ink"), "size": 12},
        "marker": {"color": [theme.token(COLOURS[Silence(name)]) for name in frame["silence"]], "line": {"width": 0}},
        "customdata": [mark(KPI, records=number, silence=name) for name, number in _rows(frame)],
        "hovertext": [f"<b>{name}</b>: {plural(number, 'customer', 'customers')}" for name, number in _rows(frame)],
        "hovertemplate": "%{hovertext}" + GONE,
    }
