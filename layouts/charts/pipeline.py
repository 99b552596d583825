"""Pharma pipeline: products by regulatory status, and by area, class, customer or team."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from data.vocabulary import OFF_PIPELINE, PIPELINE
from layouts import theme
from layouts.charts.parts import (
    GONE,
    Figure,
    count,
    counting,
    downwards,
    figure,
    mark,
    missing,
    nothing,
    percent,
    plural,
    safe,
    short,
    tall,
)

MOST_AREAS = 8
ON, OFF = frozenset(PIPELINE), frozenset(OFF_PIPELINE)
NONE = "No products in the pipeline."


class Side(NamedTuple):
    """What products are told apart by: the KPI, the filter its marks carry, its columns, and what they are called."""

    kpi: str
    name: str
    key: str
    label: str
    one: str
    many: str
    most: int
    is_cut: bool = False  # of more than the most, only these are read


AREAS = Side("pharma_pipeline", *["therapeutic_area"] * 3, "area", "areas", MOST_AREAS)
CLASSES = Side("pipeline_by_class", *["drug_class"] * 3, "class", "classes", 12)
CUSTOMERS = Side("pipeline_by_customer", "customer", "customer_id", "customer", "customer", "customers", 12, True)
TEAMS = Side("pipeline_by_team", "team", "team_id", "team", "team", "teams", 12, True)


def drawn(side: Side, frame: pd.DataFrame) -> Figure:
    """A bar each, most products first, its phases in order from light to dark."""
    totals = largest(side, frame)
    if not len(totals):
        return nothing(NONE)
    shown = figure(_phases(side, frame, totals), barmode="stack", bargap=0.34)
    shown["layout"]["annotations"] = [_total(key, number) for key, number in totals.items()]
    shown["layout"]["xaxis"] = counting(max(totals.values())) | {"range": [0, float(max(totals.values())) * 1.1]}
    named = names(side, frame)
    shown["layout"]["yaxis"] = _axis([named[key] for key in totals], list(totals), 20)
    narrow = {"layout.xaxis.range": [0, float(max(totals.values())) * 1.35]}
    compact = _compact([named[key] for key in totals]) | narrow
    shown["layout"]["meta"] = {"compact": compact, "height": tall(len(totals))}
    return shown


def legend() -> list[tuple[str, str]]:
    """Each phase with its colour; drawn outside the figure, where it may take the width of the card."""
    return list(zip([status.value for status in PIPELINE], theme.steps(len(PIPELINE)), strict=True))


def largest(side: Side, frame: pd.DataFrame) -> dict[Any, int]:
    """Products in the pipeline of the largest, by their key."""
    totals: Counter = Counter()
    for (key, _status), products in _on(side, frame).items():
        totals[key] += products
    ranked = sorted((item for item in totals.items() if item[1] > 0), key=lambda item: (-item[1], item[0]))
    return dict(ranked[: side.most])


def _on(side: Side, frame: pd.DataFrame) -> Counter:
    """Products that are in the pipeline, by key and status."""
    found: Counter = Counter()
    for key, status, products in zip(frame[side.key], frame["regulatory_status"], frame["products"], strict=True):
        if status in ON and not missing(key):
            found[key, status] += products
    return found


def names(side: Side, frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame[side.key], frame[side.label], strict=True))


def off_pipeline(frame: pd.DataFrame) -> int:
    """Products discontinued or withdrawn."""
    pairs = zip(frame["regulatory_status"], frame["products"], strict=True)
    return sum(products for status, products in pairs if status in OFF)


def said(side: Side, frame: pd.DataFrame) -> str:
    """Of what: how many products, how many areas of all, and those off the pipeline."""
    on = +_on(side, frame)
    lost = off_pipeline(frame)
    tail = f", +{count(lost)} discontinued or withdrawn" if lost else ""
    return f"{plural(on.total(), 'product', 'products')}, {_scope(side, len({key for key, _status in on}))}{tail}"


def _scope(side: Side, every: int) -> str:
    if side.is_cut and every >= side.most:
        return f"the {side.most} {side.many} with the most"
    return f"top {side.most} of {every} {side.many}" if every > side.most else plural(every, side.one, side.many)


def in_words(side: Side, frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    named = names(side, frame)
    listed = "; ".join(f"{named[key]} {count(number)}" for key, number in largest(side, frame).items())
    return f"{said(side, frame)}: {listed}." if listed else NONE


pharma_pipeline: Callable[[pd.DataFrame], Figure] = partial(drawn, AREAS)
subtitle: Callable[[pd.DataFrame], str] = partial(said, AREAS)
words: Callable[[pd.DataFrame], str] = partial(in_words, AREAS)


def _phases(side: Side, frame: pd.DataFrame, totals: dict[Any, int]) -> list[dict]:
    on, named = _on(side, frame), names(side, frame)
    return [
        _phase(side, status, {key: int(on[key, status]) for key in totals}, totals, named, colour)
        for status, colour in legend()
    ]


def _phase(
    side: Side, status: str, products: dict[Any, int], totals: dict[Any, int], named: dict[str, str], colour: str
) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(status),
        "y": [safe(key) for key in products],
        "x": list(products.values()),
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [
            mark(side.kpi, records=number, **{side.name: key}, regulatory_status=status)
            for key, number in products.items()
        ],
        "hovertext": [_hover(named[key], status, number, totals[key]) for key, number in products.items()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(name: str, status: str, number: int, total: int) -> str:
    share = f"{percent(number / total)} of {count(total)} in the pipeline"
    return f"<b>{safe(name)}</b> · {safe(status)}<br>{plural(number, 'product', 'products')}, {share}"


def _total(key: str, number: int) -> dict:
    return {
        "text": f"<b>{count(number)}</b>",
        "x": float(number),
        "y": safe(key),
        "xanchor": "left",
        "xshift": 4,
        "showarrow": False,
        "font": {"size": 12, "color": theme.token("ink")},
    }


def _axis(named: list[str], keys: list[str], most: int) -> dict:
    return {
        "type": "category",
        "range": downwards(len(keys)),
        "showgrid": False,
        "ticks": "",
        "tickvals": [safe(key) for key in keys],
        "ticktext": [short(name, most) for name in named],
    }


def _compact(named: list[str]) -> dict:
    return {
        "layout.yaxis.ticktext": [short(name, 18) for name in named],
        "layout.yaxis.tickfont.size": 11,
        "layout.xaxis.nticks": 4,
    }
