"""How a figure is said beside that of the period it is compared with."""

from typing import Any

import pandas as pd

from layouts.charts.parts import count, day


def spans(frame: pd.DataFrame) -> str:
    """Which period stands against which; blank where nothing is compared."""
    if "before" not in frame.attrs:
        return ""
    now, before = (f"{day(first)} to {day(last)}" for first, last in (frame.attrs["now"], frame.attrs["before"]))
    return f"; {now} against {before}"


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
