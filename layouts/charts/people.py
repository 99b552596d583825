"""Who logged what: a bar for each person, billable first."""

import pandas as pd

from layouts import theme
from layouts.charts.compared import spans
from layouts.charts.parts import (
    GONE,
    Figure,
    downwards,
    figure,
    hours,
    mark,
    missing,
    nothing,
    percent,
    plural,
    safe,
    short,
    tall,
)

KPI = "who_logged"
NONE = "No hours were logged in this period."
MOST = 15  # people that are drawn; the table has them all


def who_logged(frame: pd.DataFrame) -> Figure:
    """Billable and other hours of the people with the most."""
    if not len(frame):
        return nothing(NONE)
    rows = frame.head(MOST)
    shown = figure([_billable(rows), _other(rows)], barmode="stack", bargap=0.3)
    shown["layout"]["xaxis"] = {"rangemode": "tozero", "ticksuffix": " h", "nticks": 6}
    shown["layout"]["yaxis"] = {
        **{"type": "category", "range": downwards(len(rows)), "showgrid": False, "ticks": ""},
        **{"tickvals": _places(rows), "ticktext": [short(name, 22) for name in rows["contact"]]},
    }
    narrow = [short(name, 13) for name in rows["contact"]]
    shown["layout"]["meta"] = {"compact": {"layout.yaxis.ticktext": narrow, "layout.yaxis.tickfont.size": 11}}
    shown["layout"]["meta"]["height"] = tall(len(rows), 22)
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """All hours, by how many people, and what of it is billable."""
    whole = frame["hours"].sum() if len(frame) else 0
    if not whole:
        return NONE
    named = sum(frame["contact_id"] != "")
    people = plural(named, "person", "people") if named else "nobody named"
    earlier = "" if missing(frame["before"].iloc[0]) else f", {hours(frame['before'].sum())} before"
    return f"{hours(whole)} by {people}, {percent(frame['billable'].sum() / whole)} billable{earlier}{spans(frame)}"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, with who logged most."""
    if not len(frame):
        return NONE
    return f"{subtitle(frame).rstrip('.')}; most by {frame['contact'].iloc[0]}, {hours(frame['hours'].iloc[0])}."


def legend() -> list[tuple[str, str]]:
    return [("Billable", theme.token("brand")), ("Not billable", theme.token("seq-2"))]


def _billable(rows: pd.DataFrame) -> dict:
    return _bars(rows, "Billable", rows["billable"], "brand", "yes")


def _other(rows: pd.DataFrame) -> dict:
    return _bars(rows, "Not billable", rows["hours"] - rows["billable"], "seq-2", "no")


def _bars(rows: pd.DataFrame, name: str, values: pd.Series, colour: str, billable: str) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": _places(rows),
        "x": [float(value) for value in values],
        "marker": {"color": theme.token(colour), "line": {"width": 0}},
        "customdata": [
            mark(KPI, hours=value, contact_id=id_, billable=billable)
            for id_, value in zip(rows["contact_id"], values, strict=True)
        ],
        "hovertext": [_hover(row, name, value) for row, value in zip(rows.itertuples(), values, strict=True)],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _places(rows: pd.DataFrame) -> list[str]:
    """Nobody needs a place of their own too."""
    return [id_ or "nobody" for id_ in rows["contact_id"]]


def _hover(row, name: str, value: float) -> str:
    earlier = "" if missing(row.before) else f"<br>{hours(row.before)} before"
    share = f"{hours(row.hours)} in all, {percent(row.share)} billable"
    return f"<b>{safe(row.contact)}</b><br>{name}: {hours(value)}<br>{share}{earlier}"
