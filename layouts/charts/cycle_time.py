"""Cycle and lead time: how many finished processes took how many days, one over the other."""

from typing import Any

import pandas as pd

from layouts import theme
from layouts.charts.compared import spans
from layouts.charts.guides import upright
from layouts.charts.parts import GONE, NBSP, Figure, count, counting, day, figure, mark, missing, nothing, plural, safe

KPI = "cycle_time"
NONE = "No process was finished in these weeks."
FEWEST = 10  # days that the axis shows
PANELS = {"Cycle time": ("", "brand", [0.58, 0.94]), "Lead time": ("2", "seq-3", [0.0, 0.36])}


def cycle_time(frame: pd.DataFrame) -> Figure:
    if not len(frame):
        return nothing(NONE)
    drawn = [name for name in PANELS if (frame["measure"] == name).any()]
    shown = figure([_bars(frame, name) for name in drawn], bargap=0.08)
    lines = [line for name in drawn for line in _lines(frame, name)]
    shown["layout"]["shapes"] = [line for line, _ in lines]
    shown["layout"]["annotations"] = [label for _, label in lines]
    end = max(max(bar + width / 2 for bar, width in zip(t["x"], t["width"], strict=True)) for t in shown["data"])
    shown["layout"]["xaxis"] = {"title": {"text": "days"}, "showgrid": False, "anchor": "y2"}
    shown["layout"]["xaxis"]["range"] = [0, max(1.15 * end, FEWEST)]
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.range": [0, max(1.3 * end, FEWEST)]}}
    heights = counting(frame["processes"].max(), 4)
    shown["layout"]["yaxis"] = heights | _named("Cycle time")
    shown["layout"]["yaxis2"] = heights | _named("Lead time") | {"anchor": "x"}
    return shown


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    told = [f"{name.lower()} {_summary(frame.attrs[name])}" for name in PANELS if _known(frame, name)]
    return f"Of processes finished: {'; '.join(told)}." if told else NONE


def subtitle(frame: pd.DataFrame) -> str:
    if not _known(frame, "Cycle time"):
        return "Days that finished processes took"
    told = frame.attrs["Cycle time"]
    before = told.get("median_before")
    against = f", {count(before)} before" if not missing(before) else ""
    span = spans(frame) or f", {day(frame.attrs['first'])} to {day(frame.attrs['last'])}"
    return f"Median cycle {plural(told['median'], 'day', 'days')}{against}{span}"


def _known(frame: pd.DataFrame, name: str) -> bool:
    return bool(frame.attrs.get(name, {}).get("count"))


def _summary(told: dict[str, Any]) -> str:
    before = "" if missing(told.get("median_before")) else f" ({count(told['median_before'])} before)"
    return f"half within {count(told['median'])} days{before}, 85 of 100 within {count(told['p85'])}"


def _bars(frame: pd.DataFrame, name: str) -> dict:
    panel, colour, _ends = PANELS[name]
    rows = [row for row in frame.itertuples() if row.measure == name]
    width = rows[1].from_days - rows[0].from_days if len(rows) > 1 else rows[0].to_days - rows[0].from_days + 1
    return {
        "type": "bar",
        "name": name,
        "x": [row.from_days + width / 2 for row in rows],
        "width": [width * 0.92] * len(rows),
        "y": [int(row.processes) for row in rows],
        "yaxis": f"y{panel}",
        "marker": {"color": theme.token(colour), "line": {"width": 0}},
        "customdata": [_mark(name, row) for row in rows],
        "hovertext": [
            f"<b>{safe(name)}</b>, {_days(row)}<br>{plural(row.processes, 'process', 'processes')}" for row in rows
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _mark(name: str, row) -> str:
    least, most = str(row.from_days), "" if missing(row.to_days) else str(row.to_days)
    return mark(KPI, records=row.processes, measure=name, **{"from": least, "to": most})


def _days(row) -> str:
    if missing(row.to_days):
        return f"{row.from_days} days and more"
    return f"{row.from_days} to {row.to_days} days" if row.to_days > row.from_days else f"{row.from_days} days"


def _lines(frame: pd.DataFrame, name: str) -> list[tuple[dict, dict]]:
    told = frame.attrs.get(name, {})
    if missing(told.get("median")):
        return []
    panel = PANELS[name][0]
    half = upright(told["median"] + 0.5, f"half {count(told['median'])}{NBSP}d", panel, "right")
    return [half, upright(told["p85"] + 0.5, f"85 % {count(told['p85'])}{NBSP}d", panel)]


def _named(name: str) -> dict:
    """A panel's place, and its name beside it."""
    return {"domain": PANELS[name][2], "title": {"text": f"<b>{name}</b>", "font": {"color": theme.token("ink")}}}
