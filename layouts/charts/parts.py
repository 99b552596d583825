"""What every chart is made of: the empty figure, text that is safe to draw, a mark's own filter, and number formats."""

import datetime as dt
import html
import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import pandas as pd

from layouts import theme

Figure = dict[str, Any]
NBSP = "\u00a0"
GONE = "<extra></extra>"  # plotly's second hover box, which would repeat the trace's name


def figure(traces: Sequence[dict[str, Any]], **layout: Any) -> Figure:
    """A figure on the common template. Its layout's meta may say how high it is drawn (`height`), and what changes on a
    narrow screen (`compact`)."""
    return {"data": list(traces), "layout": {"template": theme.TEMPLATE, "showlegend": False, **layout}}


def nothing(sentence: str) -> Figure:
    """A figure without marks that says so."""
    hidden = {"visible": False}
    note = {
        "text": safe(sentence),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "font": {"size": 13, "color": theme.token("muted")},
    }
    return figure([], xaxis=hidden, yaxis=hidden, annotations=[note], meta={"nothing": sentence})


def safe(text: Any) -> str:
    """Text as plotly draws it letter for letter: it reads a little HTML, so that is escaped."""
    return html.escape(str(text), quote=False)


def short(text: Any, most: int) -> str:
    """At most `most` characters, safe to draw; hover has the full words."""
    words = str(text)
    return safe(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def mark(kpi: str, *, records: Any = None, hours: Any = None, **selection: Any) -> str:
    """The filter a mark carries, and what it counts: so many records, or the hours of its records.

    A string, because dcc.Graph drops any other kind from a heat map's click.
    """
    counts = {"records": int(records)} if hours is None else {"hours": round(float(hours), 2)}
    return json.dumps({"kpi": kpi, **counts, **selection}, ensure_ascii=False)


def count(value: Any) -> str:
    return f"{round(value):,}"


def hours(value: Any) -> str:
    return f"{value:,.0f}{NBSP}h"


def percent(ratio: Any) -> str:
    """A ratio in whole per cent; a missing one as a dash."""
    return "–" if missing(ratio) else f"{round(100 * ratio)}{NBSP}%"


def counting(most: Any, ticks: int = 6) -> dict[str, Any]:
    """An axis of things that are counted, up to `most` of them: it never names a half."""
    return {"rangemode": "tozero", "nticks": ticks, **({"dtick": 1} if most < ticks else {})}


def downwards(rows: int, least: int = 6) -> list[float]:
    """The range of an axis of rows from the top, where a few stay as narrow as many are."""
    return [max(rows, least) - 0.5, -0.5]


def tall(rows: int, each: int = 28, least: int = 6) -> int:
    """How many pixels a chart of rows takes, its axis with it; for its meta's `height`."""
    return 62 + each * max(rows, least)


def rows(frame: pd.DataFrame) -> list[Any]:
    """Each row with its columns by name, in a tenth of the time that `itertuples` takes for a few."""
    return list(map(_row(tuple(frame.columns)), *(frame[name] for name in frame.columns)))


@cache
def _row(columns: tuple[str, ...]) -> Callable[..., Any]:
    return namedtuple("Row", columns)  # type: ignore[misc]  # what a KPI's columns are is known when it is read


def missing(value: Any) -> bool:
    return value is None or value != value  # NaN is the one value that differs from itself


def known(values: Iterable[Any]) -> list[float | None]:
    """Plain numbers for the wire, None where there is none."""
    return [None if missing(value) else float(value) for value in values]


def day(date: dt.date) -> str:
    """A day in a sentence: 5 Mar 2026."""
    return f"{date.day}{NBSP}{date:%b}{NBSP}{date:%Y}"


def plural(number: Any, one: str, many: str) -> str:
    return f"{count(number)} {one if round(number) == 1 else many}"
