"""How long finished work took: from its beginning, and from the day it was asked for."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.compared import dated
from data.kpis.movements import days_to_finish
from data.kpis.parts import Mark, Records
from data.kpis.stays import Days, behind, finished, number, percentile, weeks, weeks_before
from data.models import ProcessStay

USUAL = 52  # weeks
MOST_BINS = 16
WIDTHS = (1, 2, 5, 7, 14, 28, 56, 91, 182, 364)
COLUMNS = ["measure", "from_days", "to_days", "processes"]
DEFINITION = (
    "Cycle time: days from first In Progress to last Completed. Lead time: days from created to last Completed; work "
    "that was entered here after its completion has none. Counted are processes completed in these weeks; half took "
    "at most the median, 85 of 100 at most the 85th percentile."
)
MEASURES = {"Cycle time": "flow_cycle_days", "Lead time": "flow_lead_days"}
BEGINNINGS = {"Cycle time": ProcessStay.process_started_at, "Lead time": ProcessStay.process_created_at}


def cycle_time(db: Session, filters: Filters) -> pd.DataFrame:
    """Finished processes by days taken. Columns as in COLUMNS; the last bin of a measure is open: to_days is None.

    attrs: first and last day, and for each measure its count, median, p85 and the median_before it is compared with.
    """
    days = weeks(filters, USUAL)
    taken = spent(db, filters, days)
    compared = weeks_before(filters, *days)
    before = spent(db, filters, compared) if compared else {}
    width = _width(taken)
    rows = [row for name in MEASURES for row in _bins(name, taken[name], width)]
    told = pd.DataFrame(rows, columns=COLUMNS)
    told["to_days"] = pd.Series([row[2] for row in rows], dtype=object)  # whole numbers, also beside a None
    told.attrs |= {"first": days[0], "last": min(days[1], filters.today)}
    told.attrs |= {name: _summary(taken[name], before.get(name, {})) for name in MEASURES}
    return dated(told, days, compared)


def behind_cycle_time(db: Session, mark: Mark, filters: Filters) -> Records:
    """The processes finished in these weeks that took so many days."""
    name, days = mark["measure"], weeks(filters, USUAL)
    took = sa.func.whole_days(BEGINNINGS[name], ProcessStay.since)
    least, most = number(mark["from"]), number(mark["to"]) if mark.get("to") else None
    within = [took >= least] + ([took <= most] if most is not None else [])
    known = BEGINNINGS[name] <= ProcessStay.since
    query = behind(db, filters, finished(db, days), known, *within)
    return Records("processes", f"{name}: {_said(least, most)}", query, "due_date")


def spent(db: Session, filters: Filters, days: Days) -> dict[str, dict[int, int]]:
    """By measure: how many finished processes took how many days."""
    taken = days_to_finish(db, filters, days)
    return {name: taken[kept] for name, kept in MEASURES.items()}


def _width(taken: Mapping[str, Mapping[int, int]]) -> int:
    """So that nearly all finished work lies in a few bins."""
    longest = max([percentile(amounts, 0.98) or 0 for amounts in taken.values()])
    return next((width for width in WIDTHS if longest < width * MOST_BINS), WIDTHS[-1])


def _bins(name: str, amounts: Mapping[int, int], width: int) -> list[tuple]:
    """From nothing up to the longest; what is longer than the bins reach is in the last."""
    if not amounts:
        return []
    longest = max(amounts) // width
    last = min(longest, MOST_BINS - 1)
    counted: Counter[int] = Counter()
    for days, amount in amounts.items():
        counted[min(days // width, last)] += amount
    return [
        (
            name,
            place * width,
            None if longest > last and place == last else place * width + width - 1,
            counted[place],
        )
        for place in range(last + 1)
    ]


def _summary(amounts: Mapping[int, int], before: Mapping[int, int]) -> dict[str, int | None]:
    return {
        "count": sum(amounts.values()),
        "median": percentile(amounts, 0.5),
        "p85": percentile(amounts, 0.85),
        "median_before": percentile(before, 0.5),
    }


def _said(least: int, most: int | None) -> str:
    return f"{least} days or more" if most is None else f"{least} to {most} days" if most > least else f"{least} days"
