"""SDLC funnel: how many processes have reached each stage, and how many are in it now."""

import pandas as pd

from layouts import theme
from layouts.charts.parts import GONE, Figure, count, figure, mark, nothing, percent, plural, safe

KPI = "sdlc_funnel"
# Where the funnel, centred on zero, and the column beside it stand, as shares of the widest stage.
LEFT, NOW, RIGHT = -0.55, 0.72, 0.82
NARROW_NOW, NARROW_RIGHT = 0.98, 1.12


def sdlc_funnel(frame: pd.DataFrame) -> Figure:
    """Reached as the funnel; in the stage now as a column of its own beside it."""
    if not len(frame) or not frame["reached"].max():
        return nothing("No processes yet.")
    most = int(frame["reached"].max())
    shown = figure([_reached(frame, most), _now(frame, most)], funnelgap=0.18, annotations=[_heading()])
    shown["layout"]["xaxis"] = {"visible": False, "range": [LEFT * most, RIGHT * most]}
    shown["layout"]["yaxis"] = {"autorange": "reversed", "showgrid": False, "ticks": "", "tickfont": {"size": 12}}
    shown["layout"]["margin"] = {"t": 26}
    shown["layout"]["meta"] = {"compact": _compact(len(frame), most)}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """Of how many processes."""
    began = plural(frame["reached"].max() if len(frame) else 0, "process", "processes")
    return f"{began}, by the stages they have reached"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if not len(frame) or not frame["reached"].max():
        return "No processes yet."
    stages = (f"{stage} {count(reached)}, {count(now)} in it now" for stage, reached, now in _rows(frame))
    return f"Processes that have reached each stage: {'; '.join(stages)}."


def _rows(frame: pd.DataFrame) -> list[tuple[str, int, int]]:
    return list(zip(frame["stage"], frame["reached"], frame["in_stage"], strict=True))


def _reached(frame: pd.DataFrame, most: int) -> dict:
    return {
        "type": "funnel",
        "orientation": "h",
        "y": [safe(stage) for stage in frame["stage"]],
        "x": [int(number) for number in frame["reached"]],
        "text": [f"{count(number)} · {percent(number / most)}" for number in frame["reached"]],
        "texttemplate": "%{text}",
        "textposition": "auto",
        "insidetextfont": {"color": theme.token("on-brand"), "size": 12},
        "outsidetextfont": {"color": theme.token("ink"), "size": 12},
        "cliponaxis": False,
        "marker": {"color": theme.token("brand"), "line": {"width": 0}},
        "connector": {"fillcolor": theme.token("brand-soft"), "line": {"width": 0}},
        "customdata": [mark(KPI, records=reached, reached=stage) for stage, reached, _ in _rows(frame)],
        "hovertext": _hovers(frame, most),
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _hovers(frame: pd.DataFrame, most: int) -> list[str]:
    previous = [None, *frame["reached"][:-1]]
    return [_hover(row, before, most) for row, before in zip(_rows(frame), previous, strict=True)]


def _hover(row: tuple[str, int, int], before: int | None, most: int) -> str:
    stage, reached, now = row
    lines = [
        f"<b>{safe(stage)}</b>: {plural(reached, 'process has', 'processes have')} reached it",
        f"{percent(reached / most)} of the {count(most)} that began",
        f"{percent(reached / before)} of the stage before" if before else "",
        f"{plural(now, 'process', 'processes')} in it now",
    ]
    return "<br>".join(line for line in lines if line)


def _now(frame: pd.DataFrame, most: int) -> dict:
    """Written as text, so that it can be clicked and never takes the place of a bar."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": [safe(stage) for stage in frame["stage"]],
        "x": [NOW * most] * len(frame),
        "text": [f"<b>{count(number)}</b>" for number in frame["in_stage"]],
        "textfont": {"color": theme.token("ink"), "size": 13},
        "cliponaxis": False,
        "customdata": [mark(KPI, records=now, stage=stage) for stage, _, now in _rows(frame)],
        "hovertext": [
            f"<b>{safe(stage)}</b>: {plural(now, 'process', 'processes')} in it now" for stage, _, now in _rows(frame)
        ],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _heading() -> dict:
    return {
        "text": "In it now",
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": (NOW - LEFT) / (RIGHT - LEFT),
        "y": 1,
        "xanchor": "center",
        "yanchor": "bottom",
        "font": {"color": theme.token("muted"), "size": 12},
    }


def _compact(stages: int, most: int) -> dict:
    """On a narrow screen labels leave the bars sooner, so the column stands further off."""
    return {
        "layout.xaxis.range": [LEFT * most, NARROW_RIGHT * most],
        "layout.annotations.0.x": (NARROW_NOW - LEFT) / (NARROW_RIGHT - LEFT),
        "data.1.x": [NARROW_NOW * most] * stages,
    }
