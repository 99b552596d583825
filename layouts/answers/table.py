"""A KPI's figures as a table: generic, from the columns that the KPI names."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from data.kpis.entry import MONTH, SHARE, Column
from layouts import addresses
from layouts.charts.parts import NBSP, missing

MOST = 500  # rows that are shown; a file has them all
# columns that lead to the record that another column identifies
LEADING = {"customer": ("customers", "customer_id"), "process": ("processes", "process_id")}


def table(frame: pd.DataFrame, columns: Mapping[str, Column]) -> dict[str, Any]:
    """What the browser makes a table of: the heads, the cells as text, and how many rows there are in all."""
    named = [name for name in columns if name in frame.columns]
    numbers = [columns[name].unit == SHARE or _is_number(frame[name]) for name in named]
    heads = [{"label": columns[name].head, "number": number} for name, number in zip(named, numbers, strict=True)]
    lists = [[cell(value, columns[name].unit) for value in frame[name].iloc[:MOST]] for name in named]
    rows = [list(row) for row in zip(*lists, strict=True)]
    return {"heads": heads, "rows": rows, "links": _links(frame, named), "total": len(frame)}


def _links(frame: pd.DataFrame, named: list[str]) -> dict[int, list[str]]:
    """By the place of a column that names a record: the address of each row's."""
    return {
        named.index(name): [addresses.record(entity, id_) for id_ in frame[key].iloc[:MOST]]
        for name, (entity, key) in LEADING.items()
        if name in named and key in frame.columns
    }


def cell(value: Any, unit: str = "") -> str:
    if missing(value):
        return "–"
    if unit in UNITS:
        return UNITS[unit](value)
    return _writer(type(value))(value)


@cache
def _writer(kind: type) -> Callable[[Any], str]:
    return next((write for known, write in KINDS if issubclass(kind, known)), str)


def _is_number(values: pd.Series) -> bool:
    known = [value for value in values if not missing(value)]
    return bool(known) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known)


def _day(value: dt.date) -> str:
    return f"{value.day}{NBSP}{value:%b}{NBSP}{value:%Y}"


def _number(value: float) -> str:
    """Whole where it is whole, else to one place."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


UNITS: dict[str, Callable[[Any], str]] = {
    SHARE: lambda value: f"{100 * value:,.0f}",
    MONTH: lambda value: f"{value:%b}{NBSP}{value:%Y}",
}
KINDS: list[tuple[Any, Callable[[Any], str]]] = [
    (bool, lambda value: "Yes" if value else "No"),
    (int | float, _number),
    (dt.date, _day),
]
