"""Throughput: what was completed each week, and what was in the weeks it is compared with."""

import pandas as pd

from data.vocabulary import ProcessStatus
from layouts import theme
from layouts.charts.compared import spans
from layouts.charts.guides import level
from layouts.charts.parts import GONE, Figure, count, counting, day, figure, known, mark, missing, nothing, plural

KPI = "throughput"
NONE = "No process was completed in these weeks."


def throughput(frame: pd.DataFrame) -> Figure:
    if is_empty(frame):
        return nothing(NONE)
    shown = figure([_bars(frame), *_before(frame)], bargap=0.2)
    if (mean := average(frame)) is not None:
        shown["layout"]["shapes"] = [level(mean)]
    shown["layout"]["xaxis"] = {"type": "date", "showgrid": False, "nticks": 8}
    shown["layout"]["yaxis"] = counting(max(frame["finished"].max(), *(one or 0 for one in known(frame["before"]))))
    shown["layout"]["meta"] = {"compact": {"layout.xaxis.nticks": 4}}
    return shown


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if is_empty(frame):
        return NONE
    return f"{subtitle(frame)}; the most was {count(frame['finished'].max())} in a week."


def subtitle(frame: pd.DataFrame) -> str:
    if is_empty(frame):
        return "Processes completed each week"
    mean, before = average(frame), known(frame["before"])
    paced = f", {mean:,.1f} in a whole week" if mean is not None and mean >= 0.05 else ""
    against = "" if missing(frame["before"].iloc[0]) else f", {count(sum(one or 0 for one in before))} before"
    done = plural(frame["finished"].sum(), "process", "processes")
    return f"{done} completed in {plural(len(frame), 'week', 'weeks')}{against}{paced}{spans(frame)}"


def is_empty(frame: pd.DataFrame) -> bool:
    return not len(frame) or not (frame["finished"].sum() or sum(one or 0 for one in known(frame["before"])))


def average(frame: pd.DataFrame) -> float | None:
    """Of the weeks that are over."""
    over = frame[frame["week"] < frame.attrs["running"]] if "running" in frame.attrs else frame
    return float(over["finished"].mean()) if len(over) else None


def _bars(frame: pd.DataFrame) -> dict:
    running = frame.attrs.get("running")
    colours = [theme.token("seq-1" if week == running else "brand") for week in frame["week"]]
    return {
        "type": "bar",
        "name": ProcessStatus.COMPLETED.value,
        "x": [week.isoformat() for week in frame["week"]],
        "y": [int(number) for number in frame["finished"]],
        "marker": {"color": colours, "line": {"width": 0}},
        "customdata": [mark(KPI, records=row.finished, week=row.week.isoformat()) for row in frame.itertuples()],
        "hovertext": [_hover(row, row.week == running) for row in frame.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hover(row, is_running: bool) -> str:
    said = f"<b>Week of {day(row.week)}</b>{', not over yet' if is_running else ''}"
    before = "" if missing(row.before) else f"<br>{count(row.before)} in the week it is compared with"
    return f"{said}<br>{plural(row.finished, 'process', 'processes')} completed{before}"


def _before(frame: pd.DataFrame) -> list[dict]:
    """A stroke on each bar where something is compared."""
    if missing(frame["before"].iloc[0]):
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Compared with",
            "x": [week.isoformat() for week in frame["week"]],
            "y": known(frame["before"]),
            "marker": {"symbol": "line-ew", "size": 11, "line": {"color": theme.token("ink"), "width": 2}},
            "customdata": [
                mark(KPI, records=row.before, week=row.before_week.isoformat()) for row in frame.itertuples()
            ],
            "hovertext": [
                f"<b>Week of {day(row.before_week)}</b><br>{plural(row.before, 'process', 'processes')} completed"
                for row in frame.itertuples()
            ],
            "hovertemplate": "%{hovertext}" + GONE,
        }
    ]
