"""The portfolio: each customer with its figures and its health, the least healthy first."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, working_days
from data.db import Session
from data.filters import Filters
from data.health import health_of, is_open
from data.kpis import wellbeing
from data.kpis.allowance import HOURS
from data.kpis.overruns import month_by_customer
from data.kpis.parts import Mark, Records, scoped
from data.kpis.records import processes
from data.kpis.silence import last_spoken, present
from data.models import Customer, FileTransfer, Process, TransferRun
from data.narrowing import narrowed
from data.vocabulary import Health, RunState

MOST = 200  # customers
DAYS = 30  # in which a failed transfer counts
DEFINITION = (
    f"Customers that are active and whose phase is not Terminated, the least healthy first. {wellbeing.DEFINITION}"
)
COLUMNS = ["customer_id", "customer", "phase", "health", "open_processes", "overdue", "utilisation", "silent"]
COLUMNS += ["contract_end", *wellbeing.PARTS, "among"]


def portfolio(db: Session, filters: Filters) -> pd.DataFrame:
    """At most MOST customers. Columns as in COLUMNS: health is 0 to 100, utilisation a ratio, silent in days, each part
    of the health its points with their reason, among the number of customers in all; None for what may not be read.
    """
    figures, counted = _figures(db, filters).subquery(), wellbeing.parts(db.actor)
    known = dict(figures.c)
    shares = [part.points(known).label(f"{name}_share") for name, part in counted.items()]
    health = wellbeing.score(known, counted)
    query = sa.select(figures, health.label("health"), sa.func.count().over().label("among"), *shares)
    order = (health, figures.c.open_processes.desc(), figures.c.customer, figures.c.customer_id)
    rows = db.execute(query.order_by(*order).limit(MOST)).all()
    return pd.DataFrame([_shown(row, counted) for row in rows], columns=COLUMNS, dtype=object)


def behind_work(db: Session, mark: Mark, filters: Filters) -> Records:
    """The open processes of a customer, or those of them that are overdue."""
    query = processes(db, filters.only(())).where(Process.customer_id == mark["customer_id"], is_open())
    if mark.get("overdue"):
        return Records("processes", "Overdue processes", query.where(Process.due_date < filters.today), "due_date")
    return Records("processes", "Open processes", query, "due_date")


def _shown(row: sa.Row, counted: dict[str, wellbeing.Part]) -> tuple:
    utilisation = row.logged / row.allocated if row.allocated else None
    explained = [
        wellbeing.explained(name, part, row) if name in counted else None for name, part in wellbeing.PARTS.items()
    ]
    work = ("open_processes", "overdue") if "schedule" in counted else ()
    numbers = [getattr(row, name) if name in work else None for name in ("open_processes", "overdue")]
    known = (row.customer_id, row.customer, str(row.phase), row.health, *numbers, utilisation, row.silent)
    return (*known, row.contract_end, *explained, row.among)


def _figures(db: Session, filters: Filters) -> sa.Select:
    """Of each customer what its health is made of; nothing of what the reader may not read."""
    readable = wellbeing.parts(db.actor)
    today, share = filters.today, _share_elapsed(filters.today)
    work, hours = _work(today).subquery(), month_by_customer(db, filters.only(HOURS), month_of(today)).subquery()
    spoken, failed = last_spoken().subquery(), _failed(today).subquery()
    forecast = hours.c.logged / sa.func.nullif(share, 0.0) / sa.func.nullif(hours.c.allocated, 0)
    columns = {
        "schedule": [_none(work.c[name]).label(name) for name in ("open_processes", "overdue", "off_track", "at_risk")],
        "hours": [_none(hours.c[name]).label(name) for name in ("logged", "allocated")] + [forecast.label("forecast")],
        "silence": [(today - spoken.c.spoken_on).label("silent")],
        "failures": [_none(failed.c.failed).label("failed")],
    }
    shown = [
        column if name in readable else sa.cast(sa.null(), sa.Integer).label(column.name)
        for name, some in columns.items()
        for column in some
    ]
    known = [Customer.id.label("customer_id"), Customer.name.label("customer"), Customer.phase]
    query = sa.select(*known, Customer.contract_end_date.label("contract_end"), *shown).where(present())
    for name, found in zip(columns, (work, hours, spoken, failed), strict=True):
        query = query.outerjoin(found, found.c.customer_id == Customer.id) if name in readable else query
    return scoped(db, narrowed(query, "customers", filters), Customer.id)


def _none(column: sa.ColumnElement) -> sa.ColumnElement:
    return sa.func.coalesce(column, 0)


def _share_elapsed(today: dt.date) -> float:
    month = month_of(today)
    return working_days(month, today) / working_days(month, end_of(month))


def _work(today: dt.date) -> sa.Select:
    """Columns: customer_id, open_processes, overdue, off_track, at_risk."""
    health = sa.select(Process.customer_id, health_of(today).label("health")).where(is_open()).subquery()
    counts = {"overdue": Health.OVERDUE, "off_track": Health.OFF_TRACK, "at_risk": Health.AT_RISK}
    sums = [sa.func.count().filter(health.c.health == word.value).label(name) for name, word in counts.items()]
    query = sa.select(health.c.customer_id, sa.func.count().label("open_processes"), *sums)
    return query.group_by(health.c.customer_id)


def _failed(today: dt.date) -> sa.Select:
    """Columns: customer_id, failed: runs of its transfers that failed of late."""
    since = sa.func.reporting_day(TransferRun.scheduled_for) > today - dt.timedelta(days=DAYS)
    query = sa.select(Process.customer_id, sa.func.count().label("failed")).select_from(TransferRun)
    query = query.join(FileTransfer, FileTransfer.id == TransferRun.transfer_id)
    query = query.join(Process, Process.id == FileTransfer.process_id)
    return query.where(TransferRun.status == RunState.FAILED, since).group_by(Process.customer_id)
