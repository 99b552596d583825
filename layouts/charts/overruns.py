"""Customers whose month ends over or far under its hours."""

import pandas as pd

from data.vocabulary import Verdict
from layouts import theme
from layouts.charts.parts import (
    GONE,
    Figure,
    count,
    downwards,
    figure,
    hours,
    mark,
    missing,
    nothing,
    percent,
    plural,
    safe,
    short,
    tall,
)

KPI = "overruns"
NONE = "No customer is over 110 % or under 60 % this month."
COLOURS = {Verdict.OVER: "heat-over", Verdict.UNDER: "quiet"}
WIDEST = 2.5  # a forecast beyond is drawn as this one; its number is written
OVERS, UNDERS = 10, 5  # customers that are drawn; the table has more


def overruns(frame: pd.DataFrame) -> Figure:
    """A bar for each customer, those who run out first at the top; the day is written at its end."""
    if not len(frame):
        return nothing(NONE)
    rows = _drawn(frame)
    end = max(1.2, min(WIDEST, rows["forecast"].max()))
    shown = figure([_bars(rows)], bargap=0.3, shapes=[_limit(1.0)])
    shown["layout"]["xaxis"] = {"range": [0, end * 1.45], "tickformat": ".0%", "nticks": 6}
    shown["layout"]["yaxis"] = {
        **{"type": "category", "range": downwards(len(rows)), "showgrid": False, "ticks": ""},
        **{"tickvals": list(rows["customer_id"]), "ticktext": [short(name, 24) for name in rows["customer"]]},
    }
    narrow = [short(name, 13) for name in rows["customer"]]
    compact = {"layout.yaxis.ticktext": narrow, "layout.yaxis.tickfont.size": 11, "layout.xaxis.range": [0, end * 2]}
    shown["layout"]["meta"] = {"compact": compact | {"layout.xaxis.nticks": 4}, "height": tall(len(rows), 22)}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """How many are over and under."""
    if not len(frame):
        return NONE
    over, under = (_among(frame, verdict) for verdict in (Verdict.OVER, Verdict.UNDER))
    return f"{plural(over, 'customer', 'customers')} over 110 % this month, {count(under)} under 60 %"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, with who runs out first."""
    over = frame[frame["verdict"] == Verdict.OVER]
    first = over.iloc[0] if len(over) else None
    named = (
        f"; {first.customer} runs out first, on {first.runs_out.day} {first.runs_out:%B}" if first is not None else ""
    )
    return f"{subtitle(frame).rstrip('.')}{named}."


def _among(frame: pd.DataFrame, verdict: Verdict) -> int:
    found = frame.loc[frame["verdict"] == verdict, "among"]
    return int(found.iloc[0]) if len(found) else 0


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    over, under = (frame[frame["verdict"] == verdict] for verdict in (Verdict.OVER, Verdict.UNDER))
    return pd.concat([over.head(OVERS), under.head(UNDERS)])


def _bars(rows: pd.DataFrame) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(rows["customer_id"]),
        "x": [min(float(forecast), WIDEST) for forecast in rows["forecast"]],
        "text": [_end(row) for row in rows.itertuples()],
        "texttemplate": "%{text}",
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": theme.token("ink"), "size": 12},
        "marker": {"color": [theme.token(COLOURS[verdict]) for verdict in rows["verdict"]], "line": {"width": 0}},
        "customdata": [mark(KPI, hours=row.logged, customer_id=row.customer_id) for row in rows.itertuples()],
        "hovertext": [_hover(row) for row in rows.itertuples()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _end(row) -> str:
    day = "" if missing(row.runs_out) else f" · {row.runs_out.day} {row.runs_out:%b}"
    return f"{percent(row.forecast)}{day}"


def _hover(row) -> str:
    spent = f"{hours(row.logged)} of {hours(row.allocated)} logged, forecast {percent(row.forecast)}"
    day = "" if missing(row.runs_out) else f"<br>runs out on {row.runs_out.day} {row.runs_out:%B}"
    return f"<b>{safe(row.customer)}</b><br>{spent}{day}"


def _limit(ratio: float) -> dict:
    """Where what is allocated is used up."""
    line = {"color": theme.token("ink"), "width": 1.5, "dash": "dot"}
    return {"type": "line", "yref": "paper", "x0": ratio, "x1": ratio, "y0": 0, "y1": 1, "line": line}
