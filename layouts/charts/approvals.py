"""What the pipeline may come to: months spent in each status, and approvals to be expected."""

import pandas as pd

from layouts import theme
from layouts.charts.compared import spans, summed
from layouts.charts.parts import GONE, NBSP, Figure, count, figure, known, mark, missing, nothing, plural, safe

STAYS, EXPECTED = "months_in_status", "expected_approvals"
NO_STAYS = "No product moved on from a status in this period."
NO_PRODUCTS = "No products on their way to approval."


def months_in_status(frame: pd.DataFrame) -> Figure:
    """The median as a bar, the 85th percentile as a tick further out."""
    if not len(frame) or not frame["products"].sum():
        return nothing(NO_STAYS)
    rows = list(frame.itertuples())
    longest = max(row.p85 for row in rows if not missing(row.p85))
    shown = figure([_medians(rows), _percentiles(rows)], bargap=0.42)
    shown["layout"]["xaxis"] = {"rangemode": "tozero", "nticks": 6, "range": [0, max(longest, 0.1) * 1.2]}
    shown["layout"]["xaxis"]["title"] = {"text": "Months"}
    shown["layout"]["yaxis"] = {"type": "category", "autorange": "reversed", "showgrid": False, "ticks": ""}
    return shown


def stays_subtitle(frame: pd.DataFrame) -> str:
    """Of how many products."""
    ended = summed(frame, "products")
    stays = "stay" if ended == "1" else "stays"
    return f"{ended} {stays} that ended; bar the median, tick the 85th percentile{spans(frame)}"


def stays_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    rows = [row for row in frame.itertuples() if row.products]
    listed = "; ".join(
        f"{row.regulatory_status} {months(row.median)}, 85 % within {months(row.p85)}{_before(row)}" for row in rows
    )
    return f"Median months in a status{spans(frame)}: {listed}." if listed else NO_STAYS


def expected_approvals(frame: pd.DataFrame) -> Figure:
    """A bar for each status: how many of its products are to be expected to be approved."""
    if not len(frame) or not frame["products"].sum():
        return nothing(NO_PRODUCTS)
    rows = list(frame.itertuples())
    shown = figure([_approvals(rows)], bargap=0.38)
    most = max(*frame["expected"], 0.1)
    shown["layout"]["xaxis"] = {"visible": False, "range": [0, most * 1.9]}
    shown["layout"]["yaxis"] = {"type": "category", "autorange": "reversed", "showgrid": False, "ticks": ""}
    compact = {"data.0.text": [_label(row, False) for row in rows], "layout.xaxis.range": [0, most * 3]}
    shown["layout"]["meta"] = {"compact": compact}
    return shown


def expected_subtitle(frame: pd.DataFrame) -> str:
    """The sum, of how many products."""
    on = plural(frame["products"].sum() if len(frame) else 0, "product", "products")
    return f"About {number(frame['expected'].sum() if len(frame) else 0)} of {on} on their way"


def expected_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    rows = [row for row in frame.itertuples() if row.products]
    said = (f"{row.regulatory_status} {number(row.expected)} of {count(row.products)}" for row in rows)
    listed = "; ".join(said)
    return f"{expected_subtitle(frame)}: {listed}." if listed else NO_PRODUCTS


def months(value: float | None) -> str:
    return "–" if missing(value) else f"{value:,.1f}{NBSP}months"


def number(value: float) -> str:
    """To one place, as long as that says something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _medians(rows: list) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [safe(row.regulatory_status) for row in rows],
        "x": known(row.median for row in rows),
        "marker": {"color": theme.token("brand"), "line": {"width": 0}},
        "customdata": [mark(STAYS, records=row.products, of=row.regulatory_status) for row in rows],
        "hovertext": [_stay(row) for row in rows],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _percentiles(rows: list) -> dict:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "y": [safe(row.regulatory_status) for row in rows],
        "x": known(row.p85 for row in rows),
        "text": ["" if missing(row.median) else f"<b>{row.median:,.1f}</b> · {row.p85:,.1f}" for row in rows],
        "textposition": "middle right",
        "textfont": {"color": theme.token("ink"), "size": 12},
        "cliponaxis": False,
        "marker": {"symbol": "line-ns", "size": 18, "line": {"width": 3, "color": theme.token("ink")}},
        "customdata": [mark(STAYS, records=row.products, of=row.regulatory_status) for row in rows],
        "hovertext": [_stay(row) for row in rows],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _stay(row) -> str:
    if not row.products:
        return f"<b>{safe(row.regulatory_status)}</b><br>no stay ended in this period"
    took = f"half took {months(row.median)} or less, 85{NBSP}% {months(row.p85)} or less"
    head = f"<b>{safe(row.regulatory_status)}</b>: {plural(row.products, 'product', 'products')} moved on<br>{took}"
    return f"{head}<br>{_before(row).lstrip(', ')}".removesuffix("<br>")


def _before(row) -> str:
    """The median of the period compared with; blank where nothing is compared."""
    return f", median before {months(row.median_before)}" if hasattr(row, "median_before") else ""


def _approvals(rows: list) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [safe(row.regulatory_status) for row in rows],
        "x": [float(row.expected) for row in rows],
        "marker": {"color": theme.steps(len(rows)), "line": {"width": 0}},
        "text": [_label(row, True) for row in rows],
        "textposition": "outside",
        "textfont": {"color": theme.token("ink"), "size": 12},
        "cliponaxis": False,
        "customdata": [mark(EXPECTED, records=row.products, regulatory_status=row.regulatory_status) for row in rows],
        "hovertext": [_approval(row) for row in rows],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _label(row, whole: bool) -> str:
    products = plural(row.products, "product", "products") if whole else count(row.products)
    return f"<b>{number(row.expected)}</b> · {products} × {row.rate:g}{NBSP}%"


def _approval(row) -> str:
    sum_ = f"{plural(row.products, 'product', 'products')} × {row.rate:g}{NBSP}% = {number(row.expected)} approvals"
    return f"<b>{safe(row.regulatory_status)}</b><br>{sum_}<br>{_folded(row.source)}"


def _folded(text: str, width: int = 60) -> str:
    """Lines short enough to point at, safe to draw."""
    lines = [""]
    for word in text.split():
        lines = [*lines, word] if len(lines[-1]) + len(word) > width else [*lines[:-1], f"{lines[-1]} {word}".strip()]
    return "<br>".join(safe(line) for line in lines)
