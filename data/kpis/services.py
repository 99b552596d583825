"""Service-hour utilisation of single services, month by month."""

import datetime as dt
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of
from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.kpis.allowance import HOURS, ratio
from data.kpis.parts import Mark, Records, scoped
from data.kpis.records import time_entries
from data.kpis.spans import months_of
from data.models import Customer, Service, TimeEntry
from data.narrowing import narrowed
from data.rollups import current

LARGEST = 16
DEFINITION = (
    "Hours logged ÷ hours allocated, per service and month. Allocated are the service's monthly hours, pro rata by "
    f"days for months its customer's contract covers in part. Shown are the {LARGEST} services that grant the most "
    "hours a month, of active customers whose contract covers any of these months."
)
COLUMNS = ["service_id", "service", "customer_id", "customer", "month", "logged", "allocated", "utilisation"]


class _Granted(NamedTuple):
    service_id: str
    service: str
    customer_id: str
    customer: str
    monthly_hours: int
    begins: dt.date | None
    ends: dt.date | None


def service_heatmap(db: Session, filters: Filters) -> pd.DataFrame:
    """The largest services by month. Columns as in COLUMNS; utilisation is a ratio, None where nothing is allocated."""
    months = months_of(filters)
    services = _largest(db, filters, months)
    worked = _logged(db, services, months)
    rows = [
        (*service[:4], month, worked.get((service.service_id, month), 0.0), _allocated(service, month))
        for service in services
        for month in months
    ]
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return table.assign(utilisation=ratio(table["logged"], table["allocated"]))


def behind_service(db: Session, mark: Mark, filters: Filters) -> Records:
    """The hours logged for a service in a month."""
    month = month_of(dt.date.fromisoformat(mark["month"]))
    if (name := db.scalar(sa.select(Service.name).where(Service.id == mark["service_id"]))) is None:
        raise NotFound("There is no such service any more.")
    query = narrowed(time_entries(db, month, end_of(month)), "hours", filters)
    query = query.where(TimeEntry.service_id == mark["service_id"])
    return Records("hours", f"{name}: hours logged in {month:%B %Y}", query, "worked_on")


def _largest(db: Session, filters: Filters, months: list[dt.date]) -> list[_Granted]:
    query = sa.select(
        Service.id,
        Service.name,
        Service.customer_id,
        Customer.name,
        Service.monthly_hours,
        Customer.contract_start_date,
        Customer.contract_end_date,
    ).join(Customer, Customer.id == Service.customer_id)
    query = query.where(
        Customer.active,
        Service.monthly_hours > 0,
        sa.func.coalesce(Customer.contract_start_date, months[0]) <= end_of(months[-1]),
        sa.func.coalesce(Customer.contract_end_date, months[0]) >= months[0],
    )
    query = scoped(db, narrowed(query, "customers", filters.only(HOURS)), Service.customer_id)
    rows = db.execute(query.order_by(Service.monthly_hours.desc(), Service.id.desc()).limit(LARGEST))
    return [_Granted(*row) for row in rows]


def _logged(db: Session, services: list[_Granted], months: list[dt.date]) -> dict[tuple[str, dt.date], float]:
    kept = current.c
    query = sa.select(kept.key1.label("service_id"), kept.day, sa.cast(sa.func.sum(kept.amount), sa.Float))
    query = query.where(kept.measure == "service_hours", kept.day.in_(months))
    query = query.where(kept.customer_id.in_({service.customer_id for service in services}))
    query = query.where(kept.key1.in_([service.service_id for service in services]))
    return {(id_, month): hours for id_, month, hours in db.execute(query.group_by(kept.key1, kept.day))}


def _allocated(service: _Granted, month: dt.date) -> float:
    """The monthly hours, by the share of the month's days that the contract covers."""
    last = end_of(month)
    first_day, last_day = max(service.begins or month, month), min(service.ends or last, last)
    return service.monthly_hours * max((last_day - first_day).days + 1, 0) / last.day
