"""Service-hour utilisation: hours logged against hours allocated, by customer and month and for the running month."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.access import require
from data.calendar import end_of, month_of, months_back, working_days
from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.kpis.parts import Mark, Records, frame
from data.kpis.records import time_entries
from data.models import Customer, TimeEntry
from data.rollups import current, within

MONTHS = 12
LARGEST = 12
HEATMAP = (
    "Hours logged ÷ hours allocated, per customer and month. Allocated are the monthly hours of the customer's "
    "services, pro rata by days for months its contract covers in part. Shown are the customers with the most hours "
    "logged in these months."
)
PACE = (
    "Pace is this month's utilisation ÷ the share of its working days elapsed, today included. The forecast is the "
    "hours logged ÷ that share. Over is a forecast above 110 %, under is below 60 %."
)


def utilisation_heatmap(db: Session, filters: Filters) -> pd.DataFrame:
    """The largest customers by month. Columns: customer_id, customer, month, logged, allocated, utilisation (ratio)."""
    months = months_back(filters.today, MONTHS)
    names = _largest(db, months)
    index = pd.MultiIndex.from_product([list(names), months], names=["customer_id", "month"])
    logged = frame(db, _logged(current.c.customer_id.in_(names), months)).set_index(["customer_id", "month"])["logged"]
    allocated = frame(db, _allocated(current.c.customer_id.in_(names), months)).set_index(["customer_id", "month"])
    rows = pd.DataFrame(index=index).join(logged).join(allocated).fillna(0.0).reset_index()
    rows.insert(1, "customer", rows["customer_id"].map(names))
    return rows.assign(utilisation=_ratio(rows["logged"], rows["allocated"]))


def utilisation_pace(db: Session, filters: Filters) -> pd.DataFrame:
    """The running month in one row: month, logged, allocated, utilisation, share_elapsed, pace, forecast (a ratio)."""
    return _pace(db, filters.today, within(db, "logged"), _whole(db))


def pace_of(db: Session, customer_id: str, filters: Filters) -> pd.DataFrame:
    """The same for one customer."""
    require(db.actor, "read", "hours")
    theirs = current.c.customer_id == customer_id
    return _pace(db, filters.today, sa.and_(theirs, current.c.measure == "logged"), theirs)


def _pace(
    db: Session, today: dt.date, was_logged: sa.ColumnElement[bool], was_allocated: sa.ColumnElement[bool]
) -> pd.DataFrame:
    month, last = month_of(today), end_of(today)
    logged = db.scalar(_sum(sa.and_(was_logged, current.c.day == month)))
    allocated = float(frame(db, _allocated(was_allocated, [month]))["allocated"].sum())
    share = working_days(month, today) / working_days(month, last)
    utilisation = logged / allocated if allocated else None
    pace = utilisation / share if utilisation is not None and share else None
    columns = ["month", "logged", "allocated", "utilisation", "share_elapsed", "pace", "forecast"]
    return pd.DataFrame([(month, logged, allocated, utilisation, share, pace, pace)], columns=columns)


def behind_month(db: Session, mark: Mark, filters: Filters) -> Records:
    """The hours logged in a month, of one customer where the mark names one."""
    month = month_of(dt.date.fromisoformat(mark.get("month") or filters.today.isoformat()))
    query, title = time_entries(db, month, end_of(month)), f"Hours logged in {month:%B %Y}"
    if customer_id := mark.get("customer_id"):
        if (name := db.scalar(sa.select(Customer.name).where(Customer.id == customer_id))) is None:
            raise NotFound("There is no such customer any more.")
        query, title = query.where(TimeEntry.customer_id == customer_id), f"{name}: {title[0].lower()}{title[1:]}"
    return Records("hours", title, query, "worked_on")


def used_up(months: list[dt.date]) -> sa.Select:
    """Customers that have logged more in a month than it grants; columns: customer_id, month, logged, allocated."""
    each = current.c.customer_id != "*"
    logged, allocated = _logged(each, months).subquery(), _allocated(each, months).subquery()
    same = (logged.c.customer_id == allocated.c.customer_id) & (logged.c.month == allocated.c.month)
    query = sa.select(allocated, logged.c.logged).join(logged, same)
    return query.where(allocated.c.allocated > 0, logged.c.logged > allocated.c.allocated)


def _largest(db: Session, months: list[dt.date]) -> dict[str, str]:
    """id -> name of the customers with the most hours in the months, most first."""
    total = sa.func.sum(current.c.amount)
    mine = db.actor.customer_ids
    each = current.c.customer_id != "*" if mine is None else current.c.customer_id.in_(sorted(mine))
    query = (
        sa.select(current.c.customer_id, Customer.name)
        .join(Customer, Customer.id == current.c.customer_id)
        .where(current.c.measure == "logged", current.c.day.in_(months), each)
        .group_by(current.c.customer_id, Customer.name)
        .having(total > 0)
        .order_by(total.desc(), Customer.name)
        .limit(LARGEST)
    )
    return dict(db.execute(query).all())


def _logged(whose: sa.ColumnElement[bool], months: list[dt.date]) -> sa.Select:
    return (
        sa.select(
            current.c.customer_id,
            current.c.day.label("month"),
            sa.cast(sa.func.sum(current.c.amount), sa.Float).label("logged"),
        )
        .where(current.c.measure == "logged", whose, current.c.day.in_(months))
        .group_by(current.c.customer_id, current.c.day)
    )


def _allocated(whose: sa.ColumnElement[bool], months: list[dt.date]) -> sa.Select:
    """What the contracts grant: a movement of h hours a month on a day counts for the days of the month from it on."""
    spans = sa.values(sa.column("month", sa.Date), sa.column("last", sa.Date), name="spans")
    spans = spans.data([(month, end_of(month)) for month in months])
    month, last = sa.cast(spans.c.month, sa.Date), sa.cast(spans.c.last, sa.Date)
    days = last - sa.func.greatest(current.c.day, month) + 1
    granted = sa.func.sum(current.c.amount * days / (last - month + 1))
    return (
        sa.select(current.c.customer_id, month.label("month"), sa.cast(granted, sa.Float).label("allocated"))
        .select_from(spans.join(current, current.c.day <= last))
        .where(current.c.measure == "allocated", whose)
        .group_by(current.c.customer_id, month)
    )


def _whole(db: Session) -> sa.ColumnElement[bool]:
    return within(db, "allocated")


def _sum(condition: sa.ColumnElement[bool]) -> sa.Select:
    return sa.select(sa.cast(sa.func.coalesce(sa.func.sum(current.c.amount), 0), sa.Float)).where(condition)


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """part ÷ whole, None where nothing was allocated."""
    return (part / whole.where(whole > 0)).astype(object).where(whole > 0, None)
