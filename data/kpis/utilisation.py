"""Service-hour utilisation: hours logged against hours allocated, by customer and month and for the running month."""

import datetime as dt
from collections import defaultdict

import pandas as pd
import sqlalchemy as sa

from data.access import require
from data.calendar import end_of, month_of, working_days
from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.kpis.allowance import allocated, each, is_narrowed, logged, ratio, together, total
from data.kpis.parts import Mark, Records
from data.kpis.records import time_entries
from data.kpis.spans import months_of
from data.models import Customer, Rollup, RollupDelta, TimeEntry
from data.narrowing import narrowed
from data.rollups import current

LARGEST = 12  # customers
LOOKED_AT = 60  # customers of each month
HEATMAP = (
    "Hours logged ÷ hours allocated, per customer and month. Allocated are the monthly hours of the customer's "
    f"services, pro rata by days for months its contract covers in part. Shown are the {LARGEST} customers with the "
    f"most hours logged in these months; unfiltered, they are looked for among the {LOOKED_AT} largest of each month."
)
PACE = (
    "Pace is this month's utilisation ÷ the share of its working days elapsed, today included. The forecast is the "
    "hours logged ÷ that share. Over is a forecast above 110 %, under is below 60 %."
)


def utilisation_heatmap(db: Session, filters: Filters) -> pd.DataFrame:
    """The largest customers by month. Columns: customer_id, customer, month, logged, allocated, utilisation (ratio)."""
    months = months_of(filters)
    names = _largest(db, filters, months)
    shown = current.c.customer_id.in_(names)
    worked, granted = _by_month(db, logged(shown, months)), _by_month(db, allocated(shown, months))
    cells = [(id_, month) for id_ in names for month in months]
    rows = [(id_, names[id_], month, worked[id_, month], granted[id_, month]) for id_, month in cells]
    found = pd.DataFrame(rows, columns=["customer_id", "customer", "month", "logged", "allocated"])
    return found.assign(utilisation=ratio(found["logged"], found["allocated"]))


def _by_month(db: Session, query: sa.Select) -> dict[tuple[str, dt.date], float]:
    """Hours by customer and month; none where there is nothing."""
    return defaultdict(float, {(row[0], row[1]): row[2] for row in db.execute(query)})


def utilisation_pace(db: Session, filters: Filters) -> pd.DataFrame:
    """The running month in one row: month, logged, allocated, utilisation, share_elapsed, pace, forecast (a ratio)."""
    return _pace(db, filters.today, together(db, filters))


def pace_of(db: Session, customer_id: str, filters: Filters) -> pd.DataFrame:
    """The same for one customer."""
    require(db.actor, "read", "hours")
    return _pace(db, filters.today, current.c.customer_id == customer_id)


def _pace(db: Session, today: dt.date, whose: sa.ColumnElement[bool]) -> pd.DataFrame:
    month, last = month_of(today), end_of(today)
    worked, granted = total(db, logged(whose, [month])), total(db, allocated(whose, [month]))
    share = working_days(month, today) / working_days(month, last)
    utilisation = worked / granted if granted else None
    pace = utilisation / share if utilisation is not None and share else None
    columns = ["month", "logged", "allocated", "utilisation", "share_elapsed", "pace", "forecast"]
    return pd.DataFrame([(month, worked, granted, utilisation, share, pace, pace)], columns=columns)


def behind_month(db: Session, mark: Mark, filters: Filters) -> Records:
    """The hours logged in a month, of one customer where the mark names one."""
    month = month_of(dt.date.fromisoformat(mark.get("month") or filters.today.isoformat()))
    query = narrowed(time_entries(db, month, end_of(month)), "hours", filters)
    title = f"Hours logged in {month:%B %Y}"
    if customer_id := mark.get("customer_id"):
        if (name := db.scalar(sa.select(Customer.name).where(Customer.id == customer_id))) is None:
            raise NotFound("There is no such customer any more.")
        query, title = query.where(TimeEntry.customer_id == customer_id), f"{name}: {title[0].lower()}{title[1:]}"
    return Records("hours", title, query, "worked_on")


def used_up(months: list[dt.date]) -> sa.Select:
    """Customers that have logged more in a month than it grants; columns: customer_id, month, logged, allocated."""
    each = current.c.customer_id != "*"
    worked, granted = logged(each, months).subquery(), allocated(each, months).subquery()
    same = (worked.c.customer_id == granted.c.customer_id) & (worked.c.month == granted.c.month)
    query = sa.select(granted, worked.c.logged).join(worked, same)
    return query.where(granted.c.allocated > 0, worked.c.logged > granted.c.allocated)


def _largest(db: Session, filters: Filters, months: list[dt.date]) -> dict[str, str]:
    """id -> name of the customers with the most hours in the months, most first."""
    hours = sa.func.sum(current.c.amount)
    query = (
        sa.select(current.c.customer_id, Customer.name)
        .join(Customer, Customer.id == current.c.customer_id)
        .where(current.c.measure == "logged", current.c.day.in_(months), each(db, filters))
        .group_by(current.c.customer_id, Customer.name)
        .having(hours > 0)
        .order_by(hours.desc(), Customer.name, current.c.customer_id)
        .limit(LARGEST)
    )
    if not is_narrowed(db, filters):
        query = query.where(current.c.customer_id.in_(_candidates(months)))
    return dict(db.execute(query).all())


def _candidates(months: list[dt.date]) -> sa.CompoundSelect:
    """The largest of each month as it was folded last, by an index, and whoever logged hours since."""
    kept, month = Rollup, sa.values(sa.column("day", sa.Date), name="months").data([(month,) for month in months])
    of_month = sa.select(kept.customer_id).where(kept.measure == "logged", kept.day == sa.cast(month.c.day, sa.Date))
    largest = of_month.where(kept.customer_id != "*").order_by(kept.amount.desc()).limit(LOOKED_AT).lateral()
    since = sa.select(RollupDelta.customer_id).where(RollupDelta.measure == "logged", RollupDelta.day.in_(months))
    return sa.union(sa.select(largest.c.customer_id).select_from(month.join(largest, sa.true())), since)
