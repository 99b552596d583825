"""Service-hour utilisation: heat maps of customers and of services by month."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from data.kpis.services import LARGEST as SERVICES
from data.kpis.utilisation import LARGEST as CUSTOMERS
from layouts import theme
from layouts.charts.parts import (
    GONE,
    Figure,
    downwards,
    figure,
    hours,
    known,
    mark,
    missing,
    nothing,
    percent,
    plural,
    rows,
    safe,
    short,
    tall,
)

KPI = "utilisation_heatmap"
UNDER, OVER, MOST = 0.6, 1.1, 1.6  # the dictionary's limits, and where the scale ends
# Three bands with a break at each limit: grey is under, blue is as agreed, orange is over.
SCALE = [
    [0, theme.token("heat-none")],
    [UNDER / MOST, theme.token("heat-under")],
    [UNDER / MOST, theme.token("heat-low")],
    [OVER / MOST, theme.token("heat-full")],
    [OVER / MOST, theme.token("heat-over")],
    [1, theme.token("heat-most")],
]


def utilisation_heatmap(frame: pd.DataFrame) -> Figure:
    """One cell per customer and month; cells over the limit say their number."""
    return _heatmap(frame.rename(columns={"customer_id": "id", "customer": "name"}), KPI, "customer_id")


def service_heatmap(frame: pd.DataFrame) -> Figure:
    """The same with a row for each service, after its customer's name, which tells more where room is short."""
    names = [f"{customer} · {service}" for service, customer in zip(frame["service"], frame["customer"], strict=True)]
    return _heatmap(frame.assign(id=frame["service_id"], name=names), "service_heatmap", "service_id", 48)


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence: the last month, and who is outside the limits in it."""
    return _words(frame, frame["customer"], ("customer", "customers"))


def service_words(frame: pd.DataFrame) -> str:
    return _words(frame, frame["service"] + " of " + frame["customer"], ("service", "services"))


def span(frame: pd.DataFrame) -> str:
    """Of how many, and from when to when."""
    if not len(frame):
        return "Logged ÷ allocated hours, by customer and month"
    customers = frame["customer_id"].nunique()
    named = plural(customers, "customer", "customers")
    shown = f"top {named} by hours" if customers >= CUSTOMERS else named
    return f"Logged ÷ allocated, {shown}, {_when(frame)}"


def service_span(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "Logged ÷ allocated hours, by service and month"
    services = frame["service_id"].nunique()
    named = plural(services, "service", "services")
    shown = f"the {named} with the most monthly hours" if services >= SERVICES else named
    return f"Logged ÷ allocated, {shown}, {_when(frame)}"


def _when(frame: pd.DataFrame) -> str:
    return f"{min(frame['month']):%b %Y} to {max(frame['month']):%b %Y}"


def _words(frame: pd.DataFrame, names: pd.Series, noun: tuple[str, str]) -> str:
    if not len(frame):
        return "No allocated or logged hours yet."
    last = max(frame["month"])
    now = [row for row in zip(names, frame["utilisation"], frame["month"], strict=True) if row[-1] == last]
    over = [name for name, ratio, _month in now if _over(ratio)]
    named = f": {', '.join(over)}" if over else ""
    return f"{plural(len(now), *noun)} in {last:%B %Y}, {len(over)} over {percent(OVER)}{named}."


def _heatmap(frame: pd.DataFrame, kpi: str, key: str, most: int = 24) -> Figure:
    if not len(frame):
        return nothing("No allocated or logged hours yet.")
    table = rows(frame)
    months, ids = sorted({row.month for row in table}), list(dict.fromkeys(row.id for row in table))
    shown = figure([_cells(table, ids, months, lambda row: _mark(row, kpi, key))], shapes=[_last(ids, months)])
    shown["layout"]["xaxis"] = _months(months)
    shown["layout"]["yaxis"] = _rows(table, ids, most)
    shown["layout"]["meta"] = {"compact": _compact(table, ids, months), "height": tall(len(ids), 22)}
    return shown


def _over(ratio: float | None) -> bool:
    return not missing(ratio) and ratio > OVER


def _cells(table: Sequence[Any], ids: Sequence[str], months: Sequence[dt.date], marked: Callable[[Any], str]) -> dict:
    index = {(row.id, row.month): row for row in table}
    lines = [[index.get((id_, month)) for month in months] for id_ in ids]
    return {
        "type": "heatmap",
        "x": [_key(month) for month in months],
        "y": list(ids),
        "z": [known(row and row.utilisation for row in line) for line in lines],
        "text": [[_label(row) for row in line] for line in lines],
        "texttemplate": "%{text}",
        "textfont": {"color": theme.token("on-brand")},
        "customdata": [[marked(row) for row in line] for line in lines],
        "hovertext": [[_hover(row) for row in line] for line in lines],
        "hovertemplate": "%{hovertext}" + GONE,
        "hoverongaps": False,
        "xgap": 3,
        "ygap": 3,
        "zmin": 0,
        "zmax": MOST,
        "colorscale": SCALE,
        "colorbar": _colour_bar(),
    }


def _key(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def _label(row) -> str:
    return f"{round(100 * row.utilisation)}" if row and _over(row.utilisation) else ""


def _mark(row, kpi: str, key: str) -> str:
    return mark(kpi, hours=row.logged, **{key: row.id, "month": f"{row.month:%Y-%m-%d}"}) if row else ""


def _hover(row) -> str:
    if not row:
        return ""
    share = "nothing allocated" if missing(row.utilisation) else percent(row.utilisation)
    spent = f"{hours(row.logged)} of {hours(row.allocated)}"
    return f"<b>{safe(row.name)}</b> · {row.month:%B %Y}<br>{spent} ({share})"


def _colour_bar() -> dict:
    return {
        "outlinewidth": 0,
        "thickness": 10,
        "len": 0.96,
        "xpad": 6,
        "ticks": "",
        "tickvals": [0, UNDER, OVER, MOST],
        "ticktext": [percent(0), percent(UNDER), percent(OVER), f"{percent(MOST)}+"],
        "tickfont": {"color": theme.token("muted"), "size": 11},
    }


def _last(ids: Sequence[str], months: Sequence[dt.date]) -> dict:
    """A frame round the last month, which may not be over yet."""
    last = len(months) - 1
    return {
        "type": "rect",
        "x0": last - 0.5,
        "x1": last + 0.5,
        "y0": -0.5,
        "y1": len(ids) - 0.5,
        "line": {"color": theme.token("ink"), "width": 1.5},
        "fillcolor": "rgba(0,0,0,0)",
    }


def _months(months: Sequence[dt.date]) -> dict:
    return {
        "type": "category",
        "showgrid": False,
        "ticks": "",
        "tickangle": 0,
        "tickfont": {"size": 11},
        "tickvals": [_key(month) for month in months],
        "ticktext": _month_names(months, every=1),
    }


def _month_names(months: Sequence[dt.date], every: int) -> list[str]:
    """Short names, the year under each January and the first; the running month is bold and always named."""
    last = len(months) - 1
    named = [place for place in range(len(months)) if (last - place) % every == 0]
    dated = {place for place in named if months[place].month == 1} or set(named[:1])
    names = [_month_name(month, place in named, place in dated) for place, month in enumerate(months)]
    return [*names[:-1], f"<b>{names[-1]}</b>"]


def _month_name(month: dt.date, named: bool, dated: bool) -> str:
    return (f"{month:%b}<br>{month:%Y}" if dated else f"{month:%b}") if named else ""


def _rows(table: Sequence[Any], ids: Sequence[str], most: int) -> dict:
    return {
        "type": "category",
        "range": downwards(len(ids)),
        "showgrid": False,
        "ticks": "",
        "tickvals": list(ids),
        "ticktext": _names(table, ids, most),
    }


def _names(table: Sequence[Any], ids: Sequence[str], most: int) -> list[str]:
    named = {row.id: row.name for row in table}
    return [short(named[id_], most) for id_ in ids]


def _compact(table: Sequence[Any], ids: Sequence[str], months: Sequence[dt.date]) -> dict:
    return {
        "layout.xaxis.ticktext": _month_names(months, every=3),
        "layout.yaxis.ticktext": _names(table, ids, 13),
        "layout.yaxis.tickfont.size": 11,
        "data.0.texttemplate": "",
        "data.0.xgap": 2,
        "data.0.ygap": 2,
        "data.0.colorbar.thickness": 8,
    }
