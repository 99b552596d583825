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
from data.kpis.allowance import allocated, each, logged, ratio, together, total
from data.kpis.kept_customers import ANY_DAY, appended, kept, look
from data.kpis.parts import Mark, Records
from data.kpis.records import time_entries
from data.kpis.spans import USUAL, months_of
from data.models import Customer, TimeEntry
from data.narrowing import conditions, narrowed
from data.rollups import current

LARGEST = 12  # customers
HEATMAP = (
    "Hours logged ÷ hours allocated, per customer and month. Allocated are the monthly hours of the customer's "
    f"services, pro rata by days for months its contract covers in part. Shown are the {LARGEST} customers with the "
    "most hours logged in these months."
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
    found = _kept(db, filters, months) if look(db, *ANY_DAY).holds else _counted(db, filters, months)
    largest = found.subquery().c
    query = sa.select(Customer.id, Customer.name).join(largest.customer_id.table, largest.customer_id == Customer.id)
    query = query.where(largest.hours > 0).order_by(largest.hours.desc(), Customer.id)
    return dict(db.execute(query.limit(LARGEST)).all())


def _kept(db: Session, filters: Filters, months: list[dt.date]) -> sa.CompoundSelect:
    """Of what is kept the largest, and whoever logged hours since; columns: customer_id, hours."""
    narrowing = conditions("customers", filters)
    left = sa.select(Customer.id).where(*narrowing)
    since = sa.select(
        appended.customer_id, sa.func.sum(appended.amount).filter(appended.day.in_(months)).label("hours")
    )
    since = since.where(appended.measure == "logged", appended.customer_id != "").group_by(appended.customer_id)
    moved = since.cte("moved").c
    is_year = len(months) == USUAL and look(db, months[-1], end_of(months[-1])).holds
    hours = kept.year_logged if is_year else (_until(months[-1]) - _until(months[0] - dt.timedelta(days=1))) / 100.0
    alike = sa.select(kept.customer_id, hours.label("hours"))
    alike = alike.where(kept.customer_id.not_in(sa.select(moved.customer_id)), hours > 0)
    alike = alike.where(kept.customer_id.in_(left)) if narrowing else alike
    alike = alike.order_by(hours.desc(), kept.customer_id).limit(LARGEST)
    both = sa.func.coalesce(hours, 0) + sa.func.coalesce(moved.hours, 0)
    others = sa.select(moved.customer_id, both).outerjoin(kept, kept.customer_id == moved.customer_id)
    return sa.union_all(sa.select(alike.subquery()), others.where(moved.customer_id.in_(left)))


def _until(day: dt.date) -> sa.ColumnElement[int]:
    """Hundredths of hours logged from the beginning to the end of the day's month."""
    began = [sa.cast(sa.extract(part, kept.months_from), sa.Integer) for part in ("year", "month")]
    number = (day.year - began[0]) * 12 + day.month - began[1] + 1
    return sa.func.coalesce(kept.months[sa.func.least(number, sa.func.cardinality(kept.months))], 0)


def _counted(db: Session, filters: Filters, months: list[dt.date]) -> sa.Select:
    query = sa.select(current.c.customer_id, sa.func.sum(current.c.amount).label("hours"))
    query = query.where(current.c.measure == "logged", current.c.day.in_(months), each(db, filters))
    return query.group_by(current.c.customer_id)
