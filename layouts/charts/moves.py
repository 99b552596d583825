"""Movement through the pipeline: what came into each status and went from it, and from where to where."""

import math

import pandas as pd

from data.vocabulary import RegulatoryStatus
from layouts import theme
from layouts.charts.compared import changed, spans, summed
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
    said = ", ".join(f"{summed(frame, way)} {way}" for way in ("entered", "advanced", "left"))
    return f"{said}, status by status{spans(frame)}"


def movement_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    told = [(row["regulatory_status"], _told(row)) for row in frame.to_dict("records")]
    listed = "; ".join(f"{status} {said}" for status, said in told if said)
    return f"Products by status{spans(frame)}: {listed}." if listed else STILL


def transition_matrix(frame: pd.DataFrame) -> Figure:
    """A cell for each pair of statuses, as full as products went that way."""
    if not len(frame) or not frame["products"].sum():
        return nothing(STILL)
    moved = {(row["from_status"], row["to_status"]): row for row in frame.to_dict("records")}
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
    made = summed(frame, "products")
    ways = plural((frame["products"] > 0).sum() if len(frame) else 0, "way", "ways")
    return f"{made} {'move' if made == '1' else 'moves'} in {ways}; rows from, columns to{spans(frame)}"


def matrix_words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, the most frequent first."""
    rows = frame.sort_values("products", ascending=False, kind="stable").to_dict("records")
    listed = "; ".join(f"{row['from_status']} to {row['to_status']} {_number(row)}" for row in rows)
    return f"Products that moved{spans(frame)}: {listed}." if listed else STILL


def _told(row: dict) -> str:
    """The ways that products went, now or before."""
    ways = [way for way in WAYS if row[way] or row.get(f"{way}_before")]
    return ", ".join(f"{count(row[way])}{changed(row, way)} {way}" for way in ways)


def _number(row: dict) -> str:
    return f"{count(row['products'])}{changed(row, 'products')}"


def _way(frame: pd.DataFrame, way: str) -> dict:
    colour, side = WAYS[way]
    rows = list(zip(frame["regulatory_status"], frame[way], frame.to_dict("records"), strict=True))
    return {
        "type": "bar",
        "orientation": "h",
        "name": way.capitalize(),
        "y": [safe(status) for status, *_ in rows],
        "x": [side * int(number) for _, number, _ in rows],
        "marker": {"color": theme.token(colour), "line": {"width": 0}},
        "customdata": [mark(MOVEMENT, records=number, of=status, way=way) for status, number, _ in rows],
        "hovertext": [
            f"<b>{safe(status)}</b>: {way}<br>{plural(number, 'product', 'products')} {SAID[way]}{changed(row, way)}"
            for status, number, row in rows
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _ticks(most: float) -> list[float]:
    """A few whole numbers on both sides of zero."""
    magnitude = 10 ** math.floor(math.log10(most / 2)) if most >= 2 else 1
    step = magnitude * max(each for each in (1, 2, 5) if each * magnitude <= max(most / 2, 1))
    return [place * step for place in range(-math.floor(most / step), math.floor(most / step) + 1)]


def _cells(moved: dict[tuple[str, str], dict], rows: list[str], columns: list[str]) -> dict:
    told = [[moved.get((old, new)) for new in columns] for old in rows]
    numbers = [[row and int(row["products"]) for row in line] for line in told]
    return {
        "type": "heatmap",
        "x": [safe(status) for status in columns],
        "y": [safe(status) for status in rows],
        "z": numbers,
        "text": [["" if number is None else count(number) for number in line] for line in numbers],
        "texttemplate": "%{text}",
        "customdata": [[_mark(row) for row in line] for line in told],
        "hovertext": [[_hover(row) for row in line] for line in told],
        "hovertemplate": "%{hovertext}" + GONE,
        "hoverongaps": False,
        "xgap": 3,
        "ygap": 3,
        "showscale": False,
        "zmin": 0,
        "colorscale": [[0, theme.token("seq-1")], [1, theme.token("seq-5")]],
    }


def _mark(row: dict | None) -> str:
    return mark(MATRIX, records=row["products"], **{"from": row["from_status"], "to": row["to_status"]}) if row else ""


def _hover(row: dict | None) -> str:
    if row is None:
        return ""
    moved = f"{plural(row['products'], 'product', 'products')}{changed(row, 'products')}"
    return f"<b>{safe(row['from_status'])}</b> to <b>{safe(row['to_status'])}</b><br>{moved}"


def _axis(statuses: list[str]) -> dict:
    return {"type": "category", "showgrid": False, "ticks": "", "tickvals": [safe(status) for status in statuses]}
