"""Ageing work: open processes by stage and age, against how long finished ones took."""

import math
from collections.abc import Callable
from functools import partial

import pandas as pd

from data.kpis.ageing_work import OLD, OLDER, YOUNG
from data.vocabulary import SdlcStage
from layouts import theme
from layouts.charts.guides import key, upright
from layouts.charts.parts import GONE, NBSP, Figure, count, figure, mark, missing, nothing, plural, safe

KPI = "ageing_work"
NONE = "No open process is in progress."
COLOURS = {YOUNG: "brand", OLDER: "warn", OLD: "bad", "Open work": "brand"}
SMALLEST, LARGEST = 9, 40  # across, in pixels
YOUNGEST = 7  # days that the axis shows at least
WIDTH = 350  # of the drawing at least, on a screen that is not narrow


def ageing_work(frame: pd.DataFrame) -> Figure:
    """A bubble for the processes of a stage that are about as old; its area is how many they are."""
    if not len(frame):
        return nothing(NONE)
    most = int(frame["processes"].max())
    told = frame.assign(standing=[row or "Open work" for row in frame["standing"]])
    told["whole"] = _spans(frame) == _spans(frame).max()  # a percentile cuts some in two, which then lie close
    largest = _room(frame)
    standings = [(name, rows) for name in COLOURS if len(rows := told[told["standing"] == name])]
    shown = figure([_bubbles(rows, name, partial(_size, most, largest)) for name, rows in standings])
    lines = _lines(frame)
    shown["layout"] |= {"shapes": [line for line, _ in lines], "annotations": [label for _, label in lines]}
    shown["layout"] |= {"showlegend": bool(lines), "legend": key(y=-0.2), "margin": {"t": 24}, "hovermode": "closest"}
    oldest = max(int(frame["to_days"].max()), frame.attrs.get("p85") or 0, YOUNGEST)
    shown["layout"]["xaxis"] = {
        "title": {"text": "days in progress"},
        "range": [-0.07 * oldest - 0.5, 1.06 * oldest + 1],
    }
    stages = [stage.value for stage in SdlcStage]
    shown["layout"]["yaxis"] = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": stages,
        "range": [len(stages) - 0.5, -0.5],
        "ticks": "",
    }
    shown["layout"]["meta"] = {"compact": _compact(shown["data"])}
    return shown


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if not len(frame):
        return NONE
    oldest = frame.loc[frame["to_days"].idxmax()]
    return f"{subtitle(frame)}; the oldest is {_days(oldest.from_days, oldest.to_days)} old, in {oldest.stage}."


def subtitle(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "Open processes by how long they have been in progress"
    total = plural(frame["processes"].sum(), "process", "processes")
    if missing(frame.attrs.get("p85")):
        return f"{total} in progress; too few were finished to measure them by"
    old = int(frame[frame["standing"] == OLD]["processes"].sum())
    return f"{count(old)} of {total} in progress are older than 85 % of finished ones were"


def _bubbles(rows: pd.DataFrame, name: str, size: Callable[[int], float]) -> dict:
    told = list(rows.itertuples())
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [(row.from_days + row.to_days) / 2 for row in told],
        "y": [safe(row.stage) for row in told],
        "text": [_number(row, size(row.processes)) for row in told],
        "textfont": {"color": theme.token("on-brand"), "size": 11},
        "marker": {
            "color": theme.token(COLOURS[name]),
            "opacity": 0.9,
            "size": [size(row.processes) for row in told],
            "line": {"color": theme.token("card"), "width": 1},
        },
        "cliponaxis": False,
        "customdata": [
            mark(KPI, records=row.processes, stage=row.stage, **{"from": str(row.from_days), "to": str(row.to_days)})
            for row in told
        ],
        "hovertext": [
            f"<b>{safe(row.stage)}</b>, {_days(row.from_days, row.to_days)} in progress<br>"
            f"{plural(row.processes, 'process', 'processes')}, {safe(name.lower())}"
            for row in told
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _compact(traces: list[dict]) -> dict:
    """Smaller, and without numbers in them."""
    sizes = {
        f"data.{place}.marker.size": [0.6 * size for size in trace["marker"]["size"]]
        for place, trace in enumerate(traces)
    }
    return sizes | {f"data.{place}.mode": "markers" for place in range(len(traces))}


def _spans(frame: pd.DataFrame) -> pd.Series:
    """How many days each bubble stands for."""
    return frame["to_days"] - frame["from_days"] + 1


def _room(frame: pd.DataFrame) -> float:
    """How large a bubble may be without lying on the next, which is older by the days that a bubble stands for."""
    days = int(_spans(frame).max())
    return max(SMALLEST, min(LARGEST, WIDTH * days / (int(frame["to_days"].max()) + days)))


def _size(most: int, largest: float, number: int) -> float:
    return round(max(SMALLEST, largest * math.sqrt(number / max(most, 12))), 1)


def _number(row, size: float) -> str:
    """Where there is room for it in the bubble."""
    words = count(row.processes)
    return words if row.whole and size > 9 + 5 * len(words) else ""


def _days(least: int, most: int) -> str:
    return f"{least} to {most} days" if most > least else plural(least, "day", "days")


def _lines(frame: pd.DataFrame) -> list[tuple[dict, dict]]:
    median, p85 = frame.attrs.get("median"), frame.attrs.get("p85")
    if missing(median):
        return []
    half = upright(median + 0.5, f"half {count(median)}{NBSP}d", place="right")
    return [half, upright(p85 + 0.5, f"85 % {count(p85)}{NBSP}d")]
