"""Open processes that are late or behind: in words for their tables, and the next ones as a Gantt."""

import datetime as dt

import pandas as pd

from data.kpis.late import DRAWN
from data.vocabulary import Health
from layouts import theme
from layouts.charts.parts import GONE, NBSP, Figure, count, downwards, figure, mark, nothing, plural, safe, short, tall

KPI = "gantt"
DAY = 86_400_000  # plotly reckons a date axis in milliseconds
NO_PLAN = "No open processes with a plan are due in this period."


def overdue_subtitle(frame: pd.DataFrame) -> str:
    return f"{_of(frame)}, the longest overdue first"


def overdue_words(frame: pd.DataFrame) -> str:
    return _listed(frame, "No process is overdue.", "Overdue processes")


def at_risk_subtitle(frame: pd.DataFrame) -> str:
    return f"{_of(frame)}, the furthest behind first"


def at_risk_words(frame: pd.DataFrame) -> str:
    return _listed(frame, "No process is at risk or off track.", "Processes behind their plan")


def gantt(frame: pd.DataFrame) -> Figure:
    """A bar from start to due date in the colour of its health, full as far as it has come; today is a line."""
    if not len(frame):
        return nothing(NO_PLAN)
    rows = list(frame.itertuples())
    shown = figure([_plan(rows), _done(rows)], barmode="overlay", bargap=0.3, shapes=[_today(rows[0].today)])
    shown["layout"]["xaxis"] = {"type": "date", "side": "top", "showgrid": True, "nticks": 8, "tickangle": 0}
    shown["layout"]["yaxis"] = _axis(rows, 30)
    compact = {"layout.yaxis.ticktext": _axis(rows, 15)["ticktext"], "layout.yaxis.tickfont.size": 10}
    shown["layout"]["meta"] = {"compact": compact | {"layout.xaxis.nticks": 3}, "height": tall(len(rows), 22)}
    return shown


def legend() -> list[tuple[str, str]]:
    return [(health.value, theme.tone(health)) for health in Health if health != Health.NO_PLAN]


def gantt_subtitle(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "By due date"
    which = "The next " if len(frame) >= DRAWN else ""
    return f"{which}{plural(len(frame), 'process', 'processes')} by due date, until {day(frame['due_date'].max())}"


def gantt_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if not len(frame):
        return NO_PLAN
    listed = "; ".join(f"{row.process} due {day(row.due_date)}, {row.progress} %" for row in frame.itertuples())
    return f"Open processes by due date: {listed}."


def day(date: dt.date) -> str:
    return f"{date.day}{NBSP}{date:%b %Y}"


def _of(frame: pd.DataFrame) -> str:
    total = int(frame["total"].iloc[0]) if len(frame) else 0
    shown = f"The worst {count(len(frame))} of " if total > len(frame) else ""
    return f"{shown}{plural(total, 'process', 'processes')}"


def _listed(frame: pd.DataFrame, none: str, what: str) -> str:
    listed = "; ".join(f"{row.process} of {row.customer}, {row.reason}" for row in frame.itertuples())
    return f"{what}: {listed}." if listed else none


def _plan(rows: list) -> dict:
    return _bars(rows, [1.0] * len(rows)) | {"opacity": 0.32}


def _done(rows: list) -> dict:
    return _bars(rows, [row.progress / 100 for row in rows])


def _bars(rows: list, portions: list[float]) -> dict:
    """Each begins where the process does and covers a portion of its days, the due day included."""
    spans = [((row.due_date - row.start_date).days + 1) * DAY for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [safe(row.process_id) for row in rows],
        "base": [row.start_date.isoformat() for row in rows],
        "x": [round(span * portion) for span, portion in zip(spans, portions, strict=True)],
        "marker": {"color": [theme.tone(row.health) for row in rows], "line": {"width": 0}},
        "customdata": [mark(KPI, records=1, process_id=row.process_id) for row in rows],
        "hovertext": [_hover(row) for row in rows],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(row) -> str:
    span = f"{day(row.start_date)} to {day(row.due_date)}"
    return f"<b>{safe(row.process)}</b><br>{safe(row.customer)}<br>{span}<br>{row.progress}{NBSP}% done · {row.health}"


def _today(today: dt.date) -> dict:
    return {
        "type": "line",
        "x0": today.isoformat(),
        "x1": today.isoformat(),
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": theme.token("ink"), "width": 1.5, "dash": "dot"},
    }


def _axis(rows: list, most: int) -> dict:
    return {
        "type": "category",
        "range": downwards(len(rows)),
        "showgrid": False,
        "ticks": "",
        "tickfont": {"size": 11},
        "tickvals": [safe(row.process_id) for row in rows],
        "ticktext": [short(row.process, most) for row in rows],
    }
