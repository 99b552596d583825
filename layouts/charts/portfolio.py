"""The portfolio: what the health of the least healthy customers is made of."""

import pandas as pd

from data.kpis import wellbeing
from layouts import theme
from layouts.charts.parts import GONE, Figure, count, downwards, figure, mark, missing, nothing, plural, safe, short

KPI = "portfolio"
NONE = "No active customers."
MOST = 15  # customers that are drawn; the table has more
COLOURS = {"schedule": "seq-6", "hours": "seq-5", "silence": "seq-3", "failures": "seq-2"}


def portfolio(frame: pd.DataFrame) -> Figure:
    """A bar of points for each customer, in the colours of the four parts; the least healthy at the top."""
    rows = frame[frame["health"].notna()].head(MOST)
    if not len(rows):
        return nothing(NONE)
    shown = figure([_points(rows, part) for part in _parts(rows)], barmode="stack", bargap=0.3)
    shown["layout"]["xaxis"] = {"range": [0, 100], "nticks": 6}
    shown["layout"]["yaxis"] = {
        **{"type": "category", "range": downwards(len(rows)), "showgrid": False, "ticks": ""},
        **{"tickvals": list(rows["customer_id"]), "ticktext": [short(name, 24) for name in rows["customer"]]},
    }
    narrow = [short(name, 13) for name in rows["customer"]]
    shown["layout"]["meta"] = {"compact": {"layout.yaxis.ticktext": narrow, "layout.yaxis.tickfont.size": 11}}
    return shown


def subtitle(frame: pd.DataFrame) -> str:
    """Of how many customers these are the least healthy."""
    if not len(frame):
        return NONE
    among, shown = int(frame["among"].iloc[0]), len(frame)
    whole = plural(among, "customer", "customers")
    return f"{whole}, the least healthy first" if shown == among else f"The {count(shown)} least healthy of {whole}"


def words(frame: pd.DataFrame) -> str:
    """The chart in a sentence, with who is worst off and why."""
    if not len(frame):
        return NONE
    worst = frame.iloc[0]
    why = "; ".join(f"{part} {worst[part]}" for part in wellbeing.PARTS if not missing(worst[part]))
    health = (
        "" if missing(worst["health"]) else f" First {worst['customer']} with {count(worst['health'])} points: {why}."
    )
    return f"{subtitle(frame)}.{health}"


def legend() -> list[tuple[str, str]]:
    return [(part.capitalize(), theme.token(colour)) for part, colour in COLOURS.items()]


def _parts(rows: pd.DataFrame) -> list[str]:
    """Those that the reader may read."""
    return [part for part in COLOURS if rows[part].notna().any()]


def _points(rows: pd.DataFrame, part: str) -> dict:
    """Scaled as the health is, where parts are left out."""
    weights = sum(wellbeing.PARTS[name].weight for name in _parts(rows))
    return {
        "type": "bar",
        "orientation": "h",
        "name": part.capitalize(),
        "y": list(rows["customer_id"]),
        "x": [100 * float(said.split(" of ")[0]) / weights for said in rows[part]],
        "marker": {"color": theme.token(COLOURS[part]), "line": {"width": 0}},
        "customdata": [_mark(row) for row in rows.itertuples()],
        "hovertext": [_hover(row, part) for _place, row in rows.iterrows()],
        "hovertemplate": "%{hovertext}" + GONE,
    }


def _mark(row) -> str:
    """Lists the open work, for who may read it."""
    return "" if missing(row.open_processes) else mark(KPI, records=row.open_processes, customer_id=row.customer_id)


def _hover(row: pd.Series, part: str) -> str:
    return f"<b>{safe(row['customer'])}</b>, health {count(row['health'])}<br>{part.capitalize()}: {safe(row[part])}"
