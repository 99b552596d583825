"""Milestone slip: the nine in order, on time, late or missing, and by how many days."""

import pandas as pd

from layouts import theme
from layouts.charts.compared import changed, spans, summed
from layouts.charts.parts import (
    GONE,
    NBSP,
    Figure,
    count,
    counting,
    figure,
    mark,
    missing,
    nothing,
    percent,
    safe,
    short,
)

KPI = "milestone_slip"
OUTCOMES = {"on_time": ("On time", "good"), "late": ("Late", "warn"), "missing": ("Missing", "bad")}
NONE = "No milestones were due in this period."


def milestone_slip(frame: pd.DataFrame) -> Figure:
    """A bar for each milestone, the median slip beside it."""
    totals = frame[list(OUTCOMES)].sum(axis=1) if len(frame) else pd.Series(dtype=int)
    if not totals.sum():
        return nothing(NONE)
    named = [safe(kind) for kind in frame["milestone"]]
    shown = figure([_outcome(frame, outcome) for outcome in OUTCOMES], barmode="stack", bargap=0.34)
    shown["layout"]["annotations"] = [_slip(*row) for row in zip(named, totals, frame["median_slip"], strict=True)]
    shown["layout"]["xaxis"] = counting(totals.max()) | {"range": [0, float(totals.max()) * 1.2]}
    shown["layout"]["yaxis"] = _axis(frame, 34)
    compact = {"layout.yaxis.ticktext": _axis(frame, 18)["ticktext"], "layout.yaxis.tickfont.size": 11}
    shown["layout"]["meta"] = {"compact": compact | {"layout.xaxis.nticks": 3}}
    return shown


def legend() -> list[tuple[str, str]]:
    return [(name, theme.token(colour)) for name, colour in OUTCOMES.values()]


def subtitle(frame: pd.DataFrame) -> str:
    """How many were due, and how many of them on time."""
    due, before = summed(frame, *OUTCOMES), f" ({_kept(frame, '_before')} before)" if "before" in frame.attrs else ""
    milestones = "milestone" if due == "1" else "milestones"
    said = f"{due} {milestones} due, {_kept(frame)} on time{before}"
    return f"{said}; the number is the median slip in days{spans(frame)}"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    rows = [row for row in frame.to_dict("records") if row["on_time"] + row["late"] + row["missing"]]
    return f"Milestones{spans(frame)}: {'; '.join(_told(row) for row in rows)}." if rows else NONE


def days(value: float | None) -> str:
    """A slip with its sign, for it may be early."""
    return "–" if missing(value) else f"{round(value):+d}{NBSP}d" if round(value) else f"0{NBSP}d"


def _kept(frame: pd.DataFrame, then: str = "") -> str:
    """The share of milestones on time, now or of the other period."""
    due = int(frame[[f"{name}{then}" for name in OUTCOMES]].to_numpy().sum()) if len(frame) else 0
    return percent(frame[f"on_time{then}"].sum() / due) if due else "–"


def _told(row: dict) -> str:
    said = (f"{count(row[name])}{changed(row, name)} {words.lower()}" for name, (words, _colour) in OUTCOMES.items())
    return f"{row['milestone']} {', '.join(said)}, {_median(row)}"


def _median(row: dict) -> str:
    before = f", before {days(row['median_slip_before'])}" if "median_slip_before" in row else ""
    return f"median slip {days(row['median_slip'])}{before}"


def _outcome(frame: pd.DataFrame, outcome: str) -> dict:
    name, colour = OUTCOMES[outcome]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [safe(kind) for kind in frame["milestone"]],
        "x": [int(number) for number in frame[outcome]],
        "marker": {"color": theme.token(colour), "line": {"width": 0}},
        "customdata": [
            mark(KPI, records=number, milestone=kind, outcome=outcome)
            for kind, number in zip(frame["milestone"], frame[outcome], strict=True)
        ],
        "hovertext": [_hover(row, outcome) for row in frame.to_dict("records")],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(row: dict, outcome: str) -> str:
    due = sum(row[name] for name in OUTCOMES)
    share = percent(row[outcome] / due) if due else "–"
    counted = f"{count(row[outcome])} of {count(due)} {OUTCOMES[outcome][0].lower()}, {share}{changed(row, outcome)}"
    return f"<b>{safe(row['milestone'])}</b><br>{counted}<br>{_median(row)}"


def _slip(milestone: str, total: int, slip: float | None) -> dict:
    return {
        "text": f"<b>{days(slip)}</b>",
        "x": float(total),
        "y": milestone,
        "xanchor": "left",
        "xshift": 4,
        "showarrow": False,
        "font": {"size": 12, "color": theme.token("ink")},
    }


def _axis(frame: pd.DataFrame, most: int) -> dict:
    return {
        "type": "category",
        "autorange": "reversed",
        "showgrid": False,
        "ticks": "",
        "tickvals": [safe(kind) for kind in frame["milestone"]],
        "ticktext": [short(kind, most) for kind in frame["milestone"]],
    }
