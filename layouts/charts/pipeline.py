"""Pharma pipeline: products by therapeutic area and regulatory status."""

import pandas as pd

from data.vocabulary import OFF_PIPELINE, PIPELINE
from layouts import theme
from layouts.charts.parts import GONE, Figure, count, figure, mark, nothing, percent, plural, safe, short

KPI = "pharma_pipeline"
MOST_AREAS = 8


def pharma_pipeline(frame: pd.DataFrame) -> Figure:
    """A bar per area, most products first, its phases in order from light to dark."""
    totals = areas(frame)
    if not len(totals):
        return nothing("No products in the pipeline.")
    shown = figure(_phases(frame, totals), barmode="stack", bargap=0.34)
    shown["layout"]["annotations"] = [_total(area, number) for area, number in totals.items()]
    shown["layout"]["xaxis"] = {"rangemode": "tozero", "nticks": 6, "range": [0, float(totals.max()) * 1.1]}
    shown["layout"]["yaxis"] = _area_axis(totals, 20)
    shown["layout"]["meta"] = {"compact": _compact(totals)}
    return shown


def legend() -> list[tuple[str, str]]:
    """Each phase with its colour; drawn outside the figure, where it may take the width of the card."""
    return list(zip([status.value for status in PIPELINE], theme.steps(len(PIPELINE)), strict=True))


def areas(frame: pd.DataFrame) -> pd.Series:
    """Products in the pipeline of the largest areas."""
    on = frame[frame["regulatory_status"].isin(list(PIPELINE))]
    totals = on.groupby("therapeutic_area")["products"].sum()
    return totals[totals > 0].sort_values(ascending=False, kind="stable").head(MOST_AREAS)


def off_pipeline(frame: pd.DataFrame) -> int:
    """Products discontinued or withdrawn."""
    return int(frame[frame["regulatory_status"].isin(list(OFF_PIPELINE))]["products"].sum())


def subtitle(frame: pd.DataFrame) -> str:
    """Of what: how many products, how many areas of all, and those off the pipeline."""
    on = frame[frame["regulatory_status"].isin(list(PIPELINE)) & (frame["products"] > 0)]
    every = on["therapeutic_area"].nunique()
    scope = f"top {MOST_AREAS} of {every} areas" if every > MOST_AREAS else plural(every, "area", "areas")
    lost = off_pipeline(frame)
    tail = f", +{count(lost)} discontinued or withdrawn" if lost else ""
    return f"{plural(on['products'].sum(), 'product', 'products')}, {scope}{tail}"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    listed = "; ".join(f"{area} {count(number)}" for area, number in areas(frame).items())
    return f"{subtitle(frame)}: {listed}." if listed else "No products in the pipeline."


def _phases(frame: pd.DataFrame, totals: pd.Series) -> list[dict]:
    table = frame.pivot_table(
        index="therapeutic_area", columns="regulatory_status", values="products", aggfunc="sum", fill_value=0
    ).reindex(index=list(totals.index), columns=[status.value for status in PIPELINE], fill_value=0)
    return [_phase(status, table[status], totals, colour) for status, colour in legend()]


def _phase(status: str, products: pd.Series, totals: pd.Series, colour: str) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(status),
        "y": [safe(area) for area in products.index],
        "x": [int(number) for number in products],
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [mark(KPI, therapeutic_area=area, regulatory_status=status) for area in products.index],
        "hovertext": [_hover(area, status, number, totals[area]) for area, number in products.items()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(area: str, status: str, number: int, total: int) -> str:
    share = f"{percent(number / total)} of {count(total)} in the pipeline"
    return f"<b>{safe(area)}</b> · {safe(status)}<br>{plural(number, 'product', 'products')}, {share}"


def _total(area: str, number: int) -> dict:
    return {
        "text": f"<b>{count(number)}</b>",
        "x": float(number),
        "y": safe(area),
        "xanchor": "left",
        "xshift": 4,
        "showarrow": False,
        "font": {"size": 12, "color": theme.token("ink")},
    }


def _area_axis(totals: pd.Series, most: int) -> dict:
    return {
        "type": "category",
        "autorange": "reversed",
        "showgrid": False,
        "ticks": "",
        "tickvals": [safe(area) for area in totals.index],
        "ticktext": [short(area, most) for area in totals.index],
    }


def _compact(totals: pd.Series) -> dict:
    return {
        "layout.yaxis.ticktext": [short(area, 18) for area in totals.index],
        "layout.yaxis.tickfont.size": 11,
        "layout.xaxis.nticks": 4,
    }
