"""How a figure is said beside that of the period it is compared with."""

import datetime as dt
from typing import Any

import pandas as pd

from layouts.charts.parts import count, day


def spans(frame: pd.DataFrame) -> str:
    """Which period stands against which; blank where nothing is compared."""
    if "before" not in frame.attrs:
        return ""
    return f"; {_span(*frame.attrs['now'])} against {_span(*frame.attrs['before'])}"


def summed(frame: pd.DataFrame, *names: str) -> str:
    """The sum of some columns and its change: 12 (+3)."""
    now = sum(int(frame[name].sum()) for name in names)
    if "before" not in frame.attrs:
        return count(now)
    return f"{count(now)}{change(now, sum(int(frame[f'{name}_before'].sum()) for name in names))}"


def changed(row: Any, name: str) -> str:
    """The change of a count of a row, in brackets; blank where nothing is compared."""
    return change(row[name], row[f"{name}_before"]) if f"{name}_before" in row else ""


def change(now: int, before: int) -> str:
    moved = int(now) - int(before)
    return f" ({'+' if moved > 0 else '−' if moved else '±'}{count(abs(moved))})"


def _span(first: dt.date, last: dt.date) -> str:
    """A year that both days have is said once."""
    return f"{day(first)[: -5 if first.year == last.year else None]} to {day(last)}"
