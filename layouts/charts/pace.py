"""This month against pace: hours logged, hours allocated, and what would be logged by now at an even pace."""

import pandas as pd

from layouts import theme
from layouts.charts.parts import GONE, Figure, figure, hours, mark, missing, nothing, percent, rows, safe
from layouts.charts.utilisation import OVER, UNDER

KPI = "utilisation_pace"


def utilisation_pace(frame: pd.DataFrame) -> Figure:
    """A bullet: allocation behind, logged in front, a tick where an even pace would be today."""
    row = first(frame)
    if row is None:
        return nothing("No hours are allocated this month.")
    shown = figure([_allocation(row), _logged(row), _expected(row)], barmode="overlay", hovermode="closest")
    longest = max(row.allocated, row.logged)
    shown["layout"]["xaxis"] = {"visible": False, "range": [0, longest]}
    shown["layout"]["yaxis"] = {"visible": False, "range": [-0.5, 0.5]}
    shown["layout"]["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    return shown


def first(frame: pd.DataFrame):
    """The month's row, or None where there is nothing to compare with."""
    row = next(iter(rows(frame)), None)
    return row if row and not missing(row.allocated) and row.allocated > 0 else None


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    row = first(frame)
    if row is None:
        return "No hours are allocated this month."
    begun = f"{_month(row)} so far: {hours(row.logged)} of {hours(row.allocated)} ({percent(row.utilisation)})"
    return f"{begun}; {forecast(frame)}."


def forecast(frame: pd.DataFrame) -> str:
    """Where the month ends at this pace."""
    row = first(frame)
    if row is None or missing(row.forecast):
        return "too early in the month for a forecast"
    return f"at this pace the month ends at {percent(row.forecast)}"


def due(row) -> float:
    """The hours that an even pace would have logged by today."""
    return row.allocated * (0 if missing(row.share_elapsed) else row.share_elapsed)


def verdict(frame: pd.DataFrame) -> tuple[str, str, str]:
    """Tone, icon and word for the forecast, by the dictionary's limits."""
    row = first(frame)
    if row is None or missing(row.forecast):
        return "quiet", "bi-dash-circle", "No forecast"
    if row.forecast > OVER:
        return "warn", "bi-exclamation-triangle", "Over allocation"
    if row.forecast < UNDER:
        return "quiet", "bi-arrow-down-circle", "Under-used"
    return "good", "bi-check-circle", "Within allocation"


def _month(row) -> str:
    return f"{pd.Timestamp(row.month):%B %Y}"


def _allocation(row) -> dict:
    hover = f"<b>Allocated</b> in {_month(row)}: {hours(row.allocated)}"
    return _bar(row, row.allocated, 0.94, theme.token("brand-soft")) | {"hovertext": [hover]}


def _logged(row) -> dict:
    hover = f"<b>Logged</b> in {_month(row)}: {hours(row.logged)} ({percent(row.utilisation)} of the allocation)"
    listed = mark(KPI, hours=row.logged, month=f"{pd.Timestamp(row.month):%Y-%m-%d}")
    return _bar(row, row.logged, 0.46, theme.token("brand")) | {"hovertext": [hover], "customdata": [listed]}


def _bar(row, value: float, width: float, colour: str) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [0],
        "x": [float(value)],
        "width": [width],
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [""],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _expected(row) -> dict:
    by_now, share = due(row), percent(row.share_elapsed)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [by_now, by_now],
        "y": [-0.47, 0.47],
        "line": {"color": theme.token("ink"), "width": 2.5},
        "customdata": ["", ""],
        "hovertext": [safe(f"Expected by today: {hours(by_now)}, {share} of the working days are over")] * 2,
        "hovertemplate": "%{hovertext}" + GONE,
    }
