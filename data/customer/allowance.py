"""What a customer's services grant in the running month, and how much of it was worked."""

import datetime as dt
from typing import NamedTuple

import sqlalchemy as sa

from data import calendar
from data.access import require
from data.calendar import end_of, month_of
from data.customer.standing import of
from data.db import Session
from data.models import Customer, Service, TimeEntry


class Granted(NamedTuple):
    """A service with the hours of the running month and of the one before."""

    id: str
    name: str
    monthly_hours: int
    allocated: float
    logged: float
    logged_before: float


def allowances(db: Session, customer_id: str) -> list[Granted]:
    """The services by name. What they grant together is what the utilisation of the customer is measured by."""
    require(db.actor, "read", "services")
    require(db.actor, "read", "hours")
    customer, now = of(db, customer_id), calendar.now(db)
    share = covered(customer, now)
    this, before = calendar.months_back(now.date(), 2)[::-1]
    query = sa.select(Service.id, Service.name, Service.monthly_hours, _logged(this), _logged(before))
    query = query.where(Service.customer_id == customer_id).order_by(sa.func.lower(Service.name), Service.id)
    return [
        Granted(id_, name, hours, hours * share, logged, earlier)
        for id_, name, hours, logged, earlier in db.execute(query)
    ]


def covered(customer: Customer, now: dt.datetime) -> float:
    """The share of the running month's days that the contract covers; it ends where the customer is made inactive."""
    month, after = month_of(now.date()), end_of(now.date()) + dt.timedelta(days=1)
    first = max(month, customer.contract_start_date or month)
    stops = [after]
    if customer.contract_end_date:
        stops.append(customer.contract_end_date + dt.timedelta(days=1))
    if customer.inactivated_at:
        stops.append(customer.inactivated_at.astimezone(now.tzinfo).date())
    return max((min(stops) - first).days, 0) / (after - month).days


def _logged(month: dt.date) -> sa.ColumnElement[float]:
    worked = sa.select(sa.cast(sa.func.coalesce(sa.func.sum(TimeEntry.hours), 0), sa.Float))
    worked = worked.where(TimeEntry.service_id == Service.id, TimeEntry.worked_on.between(month, end_of(month)))
    return worked.correlate(Service).scalar_subquery()
