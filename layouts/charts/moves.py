"""Movement through the pipeline: what came into each status and went from it, and from where to where."""

import math

import pandas as pd

from data.vocabulary import RegulatoryStatus
from layouts import theme
from layouts.charts.parts import GONE, Figure, count, downwards, figure, mark, nothing, plural, safe

MOVEMENT, MATRIX = "pipeline_movement", "transition_matrix"
# what came in stands to the right of the axis, what went to the left
WAYS = {"entered": ("info", 1), "advanced": ("good", -1), "returned": ("warn", -1), "left": ("quiet", -1)}
SAID = {
    "entered": "came into it",
    "advanced": "went on to a later status",
    "returned": "went back to an earlier status",
    "left": "were discontinued or withdrawn",
}
STILL = "No product moved in this period."
ORDER = [status.value for status in RegulatoryStatus]


def pipeline_movement(frame: pd.DataFrame) -> Figure:
    """For each status a bar of what came in, and one the other way of what went on, back and away."""
    if not len(frame) or not frame[list(WAYS)].to_numpy().sum():
        return nothing(STILL)
    shown = figure([_way(frame, way) for way in WAYS], barmode="relative", bargap=0.34)
    most = float(max(frame["entered"].max(), frame[["advanced", "returned", "left"]].sum(axis=1).max()))
    ticks = _ticks(most)
    shown["layout"]["xaxis"] = {
        "range": [-most * 1.08, most * 1.08],
        "tickvals": ticks,
        "ticktext": [count(abs(tick)) for tick in ticks],
        "zeroline": True,
        "zerolinecolor": theme.token("control-line"),
    }
    shown["layout"]["yaxis"] = {"type": "category", "autorange": "reversed", "showgrid": False, "ticks": ""}
    return shown


def legend() -> list[tuple[str, str]]:
    return [(way.capitalize(), theme.token(colour)) for way, (colour, _) in WAYS.items()]


def movement_subtitle(frame: pd.DataFrame) -> str:
    """How many came in and went on, of all statuses together."""
    entered, advanced, left = (int(frame[way].sum()) if len(frame) else 0 for way in ("entered", "advanced", "left"))
    return f"{count(entered)} entered, {count(advanced)} advanced, {count(left)} left, status by status"


def movement_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    moved = [row for row in frame.to_dict("records") if any(row[way] for way in WAYS)]
    said = (", ".join(f"{count(row[way])} {way}" for way in WAYS if row[way]) for row in moved)
    listed = "; ".join(f"{row['regulatory_status']} {text}" for row, text in zip(moved, said, strict=True))
    return f"Products by status: {listed}." if listed else STILL


def transition_matrix(frame: pd.DataFrame) -> Figure:
    """A cell for each pair of statuses, as full as products went that way."""
    if not len(frame):
        return nothing(STILL)
    moved = {(row.from_status, row.to_status): int(row.products) for row in frame.itertuples()}
    rows = [status for status in ORDER if status in set(frame["from_status"])]
    columns = [status for status in ORDER if status in set(frame["to_status"])]
    shown = figure([_cells(moved, rows, columns)])
    across = downwards(len(columns))[::-1]
    shown["layout"]["xaxis"] = _axis(columns) | {"side": "top", "tickangle": -30, "range": across}
    shown["layout"]["yaxis"] = _axis(rows) | {"range": downwards(len(rows))}
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.tickangle": -60, "layout.xaxis.tickfont.size": 11}}
    return shown


def matrix_subtitle(frame: pd.DataFrame) -> str:
    """How many moves of how many kinds."""
    ways = plural(len(frame), "way", "ways")
    return f"{plural(frame['products'].sum() if len(frame) else 0, 'move', 'moves')} in {ways}; rows from, columns to"


def matrix_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, the most frequent first."""
    rows = frame.sort_values("products", ascending=False, kind="stable").itertuples()
    listed = "; ".join(f"{row.from_status} to {row.to_status} {count(row.products)}" for row in rows)
    return f"Products that moved: {listed}." if listed else STILL


def _way(frame: pd.DataFrame, way: str) -> dict:
    colour, side = WAYS[way]
    rows = list(zip(frame["regulatory_status"], frame[way], strict=True))
    return {
        "type": "bar",
        "orientation": "h",
        "name": way.capitalize(),
        "y": [safe(status) for status, _ in rows],
        "x": [side * int(number) for _, number in rows],
        "marker": {"color": theme.token(colour), "line": {"width": 0}},
        "customdata": [mark(MOVEMENT, records=number, of=status, way=way) for status, number in rows],
        "hovertext": [
            f"<b>{safe(status)}</b>: {way}<br>{plural(number, 'product', 'products')} {SAID[way]}"
            for status, number in rows
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _ticks(most: float) -> list[float]:
    """A few whole numbers on both sides of zero."""
    magnitude = 10 ** math.floor(math.log10(most / 2)) if most >= 2 else 1
    step = magnitude * max(each for each in (1, 2, 5) if each * magnitude <= max(most / 2, 1))
    return [place * step for place in range(-math.floor(most / step), math.floor(most / step) + 1)]


def _cells(moved: dict[tuple[str, str], int], rows: list[str], columns: list[str]) -> dict:
    numbers = [[moved.get((old, new)) for new in columns] for old in rows]
    return {
        "type": "heatmap",
        "x": [safe(status) for status in columns],
        "y": [safe(status) for status in rows],
        "z": numbers,
        "text": [["" if number is None else count(number) for number in line] for line in numbers],
        "texttemplate": "%{text}",
        "customdata": [[_mark(old, new, moved.get((old, new))) for new in columns] for old in rows],
        "hovertext": [[_hover(old, new, moved.get((old, new))) for new in columns] for old in rows],
        "hovertemplate": "%{hovertext}" + GONE,
        "hoverongaps": False,
        "xgap": 3,
        "ygap": 3,
        "showscale": False,
        "zmin": 0,
        "colorscale": [[0, theme.token("seq-1")], [1, theme.token("seq-5")]],
    }


def _mark(old: str, new: str, number: int | None) -> str:
    return mark(MATRIX, records=number, **{"from": old, "to": new}) if number else ""


def _hover(old: str, new: str, number: int | None) -> str:
    moved = plural(number, "product", "products") if number else ""
    return f"<b>{safe(old)}</b> to <b>{safe(new)}</b><br>{moved}" if number else ""


def _axis(statuses: list[str]) -> dict:
    return {"type": "category", "showgrid": False, "ticks": "", "tickvals": [safe(status) for status in statuses]}
