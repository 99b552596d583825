"""How much work is finished each week."""

import datetime as dt

import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis.compared import dated
from data.kpis.movements import finished_by_place
from data.kpis.parts import Mark, Records
from data.kpis.stays import WEEK, Days, behind, finished, monday, weeks, weeks_before

USUAL = 26  # weeks
DEFINITION = (
    "Processes by the week, Monday to Sunday, in which they were last completed. Work that was reopened counts again "
    "only when it is completed again. The running week is not over yet."
)


def throughput(db: Session, filters: Filters) -> pd.DataFrame:
    """A row for each week. Columns: week (its Monday), finished, before_week and before (None if nothing is compared).

    attrs: running, the Monday of the week that is not over.
    """
    first, last = weeks(filters, USUAL)
    mondays = _mondays(first, min(last, max(filters.today, first)))
    counted, compared = finished_by_week(db, filters, (first, last)), weeks_before(filters, first, last)
    now = [counted.get(week, 0) for week in mondays]
    told = pd.DataFrame({"week": mondays, "finished": now, "before_week": None, "before": None}, dtype=object)
    if compared:
        counted_before = finished_by_week(db, filters, compared)
        told["before_week"] = [compared[0] + WEEK * place for place in range(len(mondays))]
        told["before"] = [counted_before.get(week, 0) for week in told["before_week"]]
    told.attrs |= {"running": monday(filters.today)}
    return dated(told, (first, last), compared)


def behind_throughput(db: Session, mark: Mark, filters: Filters) -> Records:
    """What was finished in a week."""
    week = monday(dt.date.fromisoformat(mark["week"]))
    query = behind(db, filters, finished(db, (week, week + WEEK - dt.timedelta(days=1))))
    return Records("processes", f"Completed in the week of {week.day} {week:%B %Y}", query, "name")


def finished_by_week(db: Session, filters: Filters, days: Days) -> dict[dt.date, int]:
    """By Monday; the days are whole weeks."""
    mondays = _mondays(*days)
    return {mondays[place - 1]: number for place, number in finished_by_place(db, filters, days, mondays).items()}


def _mondays(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + WEEK * place for place in range((last - first).days // 7 + 1)]
