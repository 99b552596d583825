"""What is kept of each customer: its row as of the last fold, and what was appended for it since."""

import datetime as dt
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from data.calendar import end_of, month_of
from data.db import Session
from data.filters import Filters
from data.models import Communication, Contact, Customer, CustomerFigures, FiguresKept, RollupDelta
from data.narrowing import conditions
from data.vocabulary import Health

MEASURES = ("health", "logged", "allocated", "active_customers", "spoken")
COUNTS = {"overdue": Health.OVERDUE, "off_track": Health.OFF_TRACK, "at_risk": Health.AT_RISK}
ANY_DAY = dt.date(1900, 1, 2), dt.date(9999, 12, 31)
kept = CustomerFigures
appended = RollupDelta.__table__.c  # what the reader may see of them, row-level security decides


class Kept(NamedTuple):
    """Whether the rows hold for the days asked about, and whether something was appended that they lack."""

    holds: bool
    lacks: bool


def look(db: Session, first: dt.date, last: dt.date) -> Kept:
    lacking = sa.exists().where(appended.measure.in_(MEASURES), appended.customer_id != "")
    holds, lacks = db.execute(sa.select(FiguresKept.day.between(first, last), lacking)).one()
    return Kept(holds, lacks)


def changed(today: dt.date) -> sa.CTE:
    """What the rows lack, of those that lack anything; what sums count is summed, and `spoken` says to look again.

    Columns: customer_id, open_processes, overdue, off_track, at_risk, logged, allocated, spoken.
    """
    month, last = month_of(today), end_of(today)
    health = sa.and_(appended.measure == "health", appended.day <= today)
    granted = appended.amount * (last - sa.func.greatest(appended.day, month) + 1) / last.day
    sums = {
        "open_processes": (appended.amount, health),
        **{name: (appended.amount, sa.and_(health, appended.key1 == word.value)) for name, word in COUNTS.items()},
        "logged": (appended.amount, sa.and_(appended.measure == "logged", appended.day == month)),
        "allocated": (granted, sa.and_(appended.measure == "allocated", appended.day <= last)),
    }
    columns = [
        sa.func.coalesce(sa.func.sum(amount).filter(which), 0).label(name) for name, (amount, which) in sums.items()
    ]
    spoken = sa.func.bool_or(appended.measure == "spoken").label("spoken")
    query = sa.select(appended.customer_id, *columns, spoken).group_by(appended.customer_id)
    return query.where(appended.measure.in_(MEASURES), appended.customer_id != "").cte("changed")


def unchanged(apart: sa.Select[Any] | None, filters: Filters) -> sa.Select[Any]:
    """The rows that are right as they are, of customers the filters leave; not those of the customers apart.

    Columns: customer_id, open_processes, overdue, off_track, at_risk, logged, allocated, spoken_on.
    """
    numbers = [getattr(kept, name).label(name) for name in ("open_processes", *COUNTS)]
    hours = [sa.cast(getattr(kept, name), sa.Float).label(name) for name in ("logged", "allocated")]
    query = sa.select(kept.customer_id, *numbers, *hours, kept.spoken_on)
    query = query if apart is None else query.where(kept.customer_id.not_in(apart))
    narrowing = conditions("customers", filters)
    return query.where(kept.customer_id.in_(sa.select(Customer.id).where(*narrowing))) if narrowing else query


def brought_up(since: sa.CTE, apart: sa.Select[Any], filters: Filters) -> sa.Select[Any]:
    """The same of the customers apart, with what was appended for them."""
    both = [
        sa.cast(sa.func.coalesce(getattr(kept, name), 0) + sa.func.coalesce(since.c[name], 0), type_).label(name)
        for type_, names in ((sa.Integer, ("open_processes", *COUNTS)), (sa.Float, ("logged", "allocated")))
        for name in names
    ]
    spoken_on = sa.case((since.c.spoken, _spoken_on(Customer.id)), else_=kept.spoken_on).label("spoken_on")
    query = sa.select(Customer.id.label("customer_id"), *both, spoken_on)
    query = query.outerjoin(kept, kept.customer_id == Customer.id)
    query = query.outerjoin(since, since.c.customer_id == Customer.id)
    return query.where(Customer.id.in_(apart), *conditions("customers", filters))


def _spoken_on(customer_id: InstrumentedAttribute[str]) -> sa.ScalarSelect[Any]:
    """The day of the last communication with one customer, that of the row it is asked for."""
    last = sa.select(Communication.date).where(Communication.contact_id == Contact.id)
    last_of = last.order_by(Communication.date.desc()).limit(1).correlate(Contact).scalar_subquery()
    query = sa.select(sa.func.max(last_of)).where(Contact.customer_id == customer_id)
    return query.correlate_except(Contact).scalar_subquery()
