"""Schedule health of open processes, told apart by customer, functional area or who is responsible."""

from typing import NamedTuple

import pandas as pd

from data.vocabulary import Health
from layouts import theme
from layouts.charts.parts import (
    GONE,
    Figure,
    count,
    counting,
    downwards,
    figure,
    mark,
    nothing,
    percent,
    plural,
    safe,
    short,
    tall,
)
from layouts.charts.progress import MEANING

NONE = "No open processes."
WORST_FIRST = (Health.OVERDUE, Health.OFF_TRACK, Health.AT_RISK, Health.ON_TRACK, Health.NO_PLAN)
TROUBLED = [health.value for health in WORST_FIRST[:3]]


class Side(NamedTuple):
    """What processes are told apart by: the KPI, the filter its marks carry, its columns, and what they are called."""

    kpi: str
    name: str
    key: str
    one: str
    many: str
    nothing: str = ""  # the key of processes that have none


CUSTOMERS = Side("health_by_customer", "customer", "customer_id", "customer", "customers")
AREAS = Side("health_by_area", "area", "area", "area", "areas", "No area")
RESPONSIBLE = Side("health_by_responsible", "responsible", "responsible_id", "person", "people")


def drawn(side: Side, frame: pd.DataFrame) -> Figure:
    """A bar each, the worst first, its healths side by side from overdue to no plan."""
    table = _table(side, frame)
    if not len(table) or not table.to_numpy().sum():
        return nothing(NONE)
    named = dict(zip(frame[side.key], frame[side.name], strict=True))
    shown = figure([_health(side, table, named, health.value) for health in WORST_FIRST], barmode="stack", bargap=0.34)
    shown["layout"]["xaxis"] = counting(table.sum(axis=1).max())
    shown["layout"]["yaxis"] = {
        "type": "category",
        "range": downwards(len(table)),
        "showgrid": False,
        "ticks": "",
        "tickvals": [_key(key) for key in table.index],
        "ticktext": [short(named[key], 24) for key in table.index],
    }
    narrow = {"layout.yaxis.ticktext": [short(named[key], 16) for key in table.index], "layout.xaxis.nticks": 4}
    shown["layout"]["meta"] = {"compact": narrow, "height": tall(len(table))}
    return shown


def legend() -> list[tuple[str, str]]:
    return [(health.value, theme.tone(health)) for health in WORST_FIRST]


def subtitle(side: Side, frame: pd.DataFrame) -> str:
    """How many of how many are in trouble, of those shown."""
    table = _table(side, frame)
    troubled = int(table[TROUBLED].to_numpy().sum()) if len(table) else 0
    total = plural(table.to_numpy().sum() if len(table) else 0, "open process", "open processes")
    return f"{count(troubled)} of {total} late or behind plan; {plural(len(table), side.one, side.many)} shown"


def words(side: Side, frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    named = dict(zip(frame[side.key], frame[side.name], strict=True)) if len(frame) else {}
    listed = "; ".join(
        f"{named[key]}: {', '.join(f'{count(number)} {health.lower()}' for health, number in row.items() if number)}"
        for key, row in _table(side, frame).iterrows()
    )
    return f"Open processes by schedule health. {listed}." if listed else NONE


def _table(side: Side, frame: pd.DataFrame) -> pd.DataFrame:
    """Healths side by side, in the order given."""
    if not len(frame):
        return pd.DataFrame()
    table = frame.pivot_table(index=side.key, columns="health", values="processes", aggfunc="sum", fill_value=0)
    return table.reindex(index=list(dict.fromkeys(frame[side.key])), columns=[h.value for h in WORST_FIRST]).fillna(0)


def _key(key: str) -> str:
    return safe(key) or " "  # plotly takes a blank category for none


def _health(side: Side, table: pd.DataFrame, named: dict[str, str], health: str) -> dict:
    numbers = table[health].astype(int)
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(health),
        "y": [_key(key) for key in table.index],
        "x": [int(number) for number in numbers],
        "marker": {"color": theme.tone(health), "line": {"width": 0}},
        "customdata": [_mark(side, key, health, number) for key, number in numbers.items()],
        "hovertext": [_hover(named[key], health, number, int(table.loc[key].sum())) for key, number in numbers.items()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _mark(side: Side, key: str, health: str, number: int) -> str:
    return mark(side.kpi, records=number, **{side.name: "" if key == side.nothing else key}, health=health)


def _hover(name: str, health: str, number: int, total: int) -> str:
    share = f"{plural(number, 'process', 'processes')}, {percent(number / total)} of {count(total)} open"
    return f"<b>{safe(name)}</b> · {safe(health)}<br>{share}<br>{MEANING[Health(health)]}"
