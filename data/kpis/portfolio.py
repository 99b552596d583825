"""The portfolio: each customer with its figures and its health, the least healthy first."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, working_days
from data.db import Session
from data.filters import Filters
from data.health import health_of, is_open
from data.kpis import wellbeing
from data.kpis.allowance import HOURS
from data.kpis.kept_customers import brought_up, changed, look, unchanged
from data.kpis.overruns import month_by_customer
from data.kpis.parts import Mark, Records, scoped
from data.kpis.records import processes
from data.kpis.silence import last_spoken, present
from data.models import Customer, CustomerFigures, FileTransfer, Process, TransferRun
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
    counted = wellbeing.parts(db.actor)
    state = look(db, filters.today, filters.today)
    found = _kept(db, filters, state.lacks) if state.holds else _counted(db, filters)
    figures = _readable(found.subquery(), filters.today, counted).subquery()
    known = dict(figures.c)
    shares = [part.points(known).label(f"{name}_share") for name, part in counted.items()]
    health = wellbeing.score(known, counted)
    about = [Customer.name.label("customer"), Customer.phase, Customer.contract_end_date.label("contract_end")]
    query = sa.select(figures, health.label("health"), _among(filters).label("among"), *about, *shares)
    query = query.join(Customer, Customer.id == figures.c.customer_id)
    order = (health, figures.c.open_processes.desc(), figures.c.customer_id)
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


def _among(filters: Filters) -> sa.ScalarSelect[int]:
    """How many customers there are, whether they are shown or not."""
    query = narrowed(sa.select(sa.func.count()).select_from(Customer), "customers", filters)
    return query.where(present()).scalar_subquery()


def _readable(figures: sa.Subquery, today: dt.date, readable: Mapping[str, wellbeing.Part]) -> sa.Select:
    """What the health of each is made of; nothing of what the reader may not read."""
    of = figures.c
    forecast = of.logged / sa.func.nullif(of.allocated, 0.0) / sa.func.nullif(_share_elapsed(today), 0.0)
    columns: dict[str, list[sa.ColumnElement[Any]]] = {
        "schedule": [of.open_processes, of.overdue, of.off_track, of.at_risk],
        "hours": [of.logged, of.allocated, forecast.label("forecast")],
        "silence": [(today - of.spoken_on).label("silent")],
        "failures": [of.failed],
    }
    shown = [
        column if name in readable else sa.cast(sa.null(), sa.Integer).label(column.name)
        for name, some in columns.items()
        for column in some
    ]
    return sa.select(of.customer_id, *shown)


def _kept(db: Session, filters: Filters, lacks: bool) -> sa.CompoundSelect:
    """Columns as `unchanged` has them, and failed. Rows without failures are in the order of health by an index."""
    readable, since = wellbeing.parts(db.actor), changed(filters.today)
    failed = _failed(filters.today).cte("failed")
    has_failed = "failures" in readable and db.scalar(sa.select(_late_runs(filters.today).exists()))
    apart = [sa.select(some.c.customer_id) for some, is_any in ((since, lacks), (failed, has_failed)) if is_any]
    ids = sa.select(sa.union(*apart).subquery().c.customer_id) if apart else None
    alike = unchanged(ids, filters).where(CustomerFigures.is_present)
    if readable.keys() >= {"schedule", "hours", "silence"}:
        best = (CustomerFigures.points, CustomerFigures.open_processes.desc(), CustomerFigures.customer_id)
        alike = alike.order_by(*best).limit(MOST)
    rows = sa.select(alike.subquery(), sa.literal(0).label("failed"))
    if ids is None:
        return sa.union_all(rows)
    others = brought_up(since, ids, filters).where(present()).outerjoin(failed, failed.c.customer_id == Customer.id)
    return sa.union_all(rows, others.add_columns(_none(failed.c.failed)))


def _counted(db: Session, filters: Filters) -> sa.Select:
    """The same from the records themselves."""
    today = filters.today
    work, hours = _work(today).subquery(), month_by_customer(db, filters.only(HOURS), month_of(today)).subquery()
    spoken, failed = last_spoken().subquery(), _failed(today).subquery()
    numbers = [
        *(_none(work.c[name]).label(name) for name in ("open_processes", "overdue", "off_track", "at_risk")),
        *(_none(hours.c[name]).label(name) for name in ("logged", "allocated")),
        _none(failed.c.failed).label("failed"),
    ]
    query = sa.select(Customer.id.label("customer_id"), *numbers, spoken.c.spoken_on).where(present())
    for found in (work, hours, spoken, failed):
        query = query.outerjoin(found, found.c.customer_id == Customer.id)
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
    query = _late_runs(today).with_only_columns(Process.customer_id, sa.func.count().label("failed"))
    query = query.join(FileTransfer, FileTransfer.id == TransferRun.transfer_id)
    return query.join(Process, Process.id == FileTransfer.process_id).group_by(Process.customer_id)


def _late_runs(today: dt.date) -> sa.Select:
    began = dt.datetime.combine(
        today - dt.timedelta(days=DAYS + 1), dt.time(), dt.UTC
    )  # for the index; no zone is later
    since = sa.func.reporting_day(TransferRun.scheduled_for) > today - dt.timedelta(days=DAYS)
    of_late = sa.select(TransferRun.id).select_from(TransferRun).where(TransferRun.scheduled_for >= began, since)
    return of_late.where(TransferRun.status == RunState.FAILED)
