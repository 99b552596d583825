"""Lines that a chart is read against, each with its words."""

from typing import Any

from layouts import theme


def upright(at: float, words: str, panel: str = "", place: str = "left") -> tuple[dict[str, Any], dict[str, Any]]:
    """A line across a panel (its axis number, "" for the first) at a value, and its label over it."""
    height = f"y{panel} domain"
    line = {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "xref": "x",
        "yref": height,
        "line": {"color": theme.token("ink"), "width": 1.5, "dash": "dot"},
    }
    label = {
        "text": words,
        "x": at,
        "y": 1,
        "xref": "x",
        "yref": height,
        "xanchor": place,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": theme.token("muted"), "size": 11},
    }
    return line, label


def level(at: float) -> dict[str, Any]:
    """A line at a height; its words are the card's subtitle."""
    return {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "y0": at,
        "y1": at,
        "xref": "x domain",
        "yref": "y",
        "line": {"color": theme.token("ink"), "width": 1.5, "dash": "dot"},
    }


def key(**more: Any) -> dict[str, Any]:
    """What each colour stands for, under the chart."""
    font = {"color": theme.token("muted"), "size": 11}
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": -0.12,
        "yanchor": "top",
        "font": font,
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
        **more,
    }
