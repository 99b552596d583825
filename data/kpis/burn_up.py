"""The running month by day: hours logged against an even pace, and the day on which they run out."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, working_days
from data.db import Session
from data.filters import Filters
from data.kpis.allowance import allocated, is_by_customer, of_phases, together, total
from data.kpis.parts import Mark, Records, scoped
from data.kpis.records import time_entries
from data.models import TimeEntry
from data.narrowing import narrowed
from data.rollups import current

DEFINITION = (
    "Hours logged since the first of the month, day by day, against the allocated hours spread evenly over its working "
    "days. The forecast goes on at the average of the working days elapsed, today included. The hours run out on the "
    "day on which what is logged or forecast reaches what is allocated. With a period, its last month is shown."
)
COLUMNS = ["day", "hours", "logged", "pace", "forecast", "allocated", "left"]
TINY = 1e-6  # hours; what is less was lost in division


def burn_up(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns as in COLUMNS: hours of the day; logged, pace and forecast since the first of the month.

    `logged` is None after today, `forecast` before it; `left` is what is allocated less the one that is there.
    """
    month = month_of(min(filters.last or filters.today, filters.today))
    worked = hours_by_day(db, filters, month, min(end_of(month), filters.today))
    granted = total(db, allocated(together(db, filters), [month]))
    if not granted and not worked:
        return pd.DataFrame(columns=COLUMNS)
    days = [month + dt.timedelta(days=count) for count in range((end_of(month) - month).days + 1)]
    return pd.DataFrame(_course(days, worked, granted, filters.today), columns=COLUMNS)


def behind_day(db: Session, mark: Mark, filters: Filters) -> Records:
    """The hours logged on a day."""
    day = dt.date.fromisoformat(mark["day"])
    query = narrowed(time_entries(db, day, day), "hours", filters)
    return Records("hours", f"Hours logged on {day.day} {day:%B %Y}", query, "customer")


def hours_by_day(db: Session, filters: Filters, first: dt.date, last: dt.date) -> dict[dt.date, float]:
    """All hours logged on each day that has any."""
    if is_by_customer(db, filters):
        query = sa.select(TimeEntry.worked_on, sa.cast(sa.func.sum(TimeEntry.hours), sa.Float))
        query = query.where(TimeEntry.worked_on.between(first, last)).group_by(TimeEntry.worked_on)
        query = scoped(db, narrowed(query, "hours", filters), TimeEntry.customer_id)
    else:
        query = sa.select(current.c.day, sa.cast(sa.func.sum(current.c.amount), sa.Float))
        query = query.where(current.c.measure == "day_hours", of_phases(filters, current.c.key2))
        query = query.where(current.c.day.between(first, last)).group_by(current.c.day)
    return {day: hours for day, hours in db.execute(query) if hours}


def _course(days: list[dt.date], worked: dict[dt.date, float], granted: float, today: dt.date) -> list[tuple]:
    elapsed, planned = working_days(days[0], min(today, days[-1])), working_days(days[0], days[-1])
    so_far = sum(worked.values())
    rows: list[tuple] = []
    logged = 0.0
    for day in days:
        pace = granted * working_days(days[0], day) / planned
        if day <= today:
            logged += worked.get(day, 0.0)
            begun = logged if day == today and elapsed else None
            rows.append((day, worked.get(day, 0.0), logged, pace, begun, granted, granted - logged))
        else:
            later = so_far / elapsed * working_days(days[0], day) if elapsed else None
            rows.append((day, 0.0, None, pace, later, granted, None if later is None else granted - later))
    return rows
