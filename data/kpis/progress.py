"""Process progress: schedule health of open work, and how far along it is."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.health import health_of, is_open
from data.kpis.parts import Mark, Records, is_all, scoped
from data.kpis.records import processes
from data.models import Process
from data.narrowing import narrowed
from data.rollups import current, within
from data.vocabulary import OPEN, Health

PROGRESS = (
    "Progress is completed leaf tasks ÷ leaf tasks, or entered by hand where there are none. Expected progress is the "
    "share of planned working days that has passed, today included. The gap between the two decides: on track down to "
    "−10 points, at risk down to −25, off track below that; overdue is past its due date. A process without a start "
    "and a due date has no plan to be measured by."
)
AVERAGE = "The mean progress of open processes: plain, and weighted by their estimated hours."

SUMS: dict[str, Any] = {
    "processes": sa.literal(1),
    "progress": Process.progress,
    "estimate": Process.estimate,
    "weighted_progress": Process.estimate * Process.progress,
}


def process_progress(db: Session, filters: Filters) -> pd.DataFrame:
    """Open processes by schedule health today. Columns: health, processes; every health has its row."""
    counted: dict[str, int] = dict(db.execute(_by_health(db, filters)).all())
    return pd.DataFrame(
        [(health.value, int(counted.get(health, 0))) for health in Health], columns=["health", "processes"]
    )


def progress_average(db: Session, filters: Filters) -> pd.DataFrame:
    """One row. Columns: open_processes, average and weighted in per cent, None where nothing counts."""
    count, progress, estimate, both = (value or 0 for value in db.execute(_sums(db, filters)).one())
    average, weighted = progress / count if count else None, both / estimate if estimate else None
    return pd.DataFrame([(int(count), average, weighted)], columns=["open_processes", "average", "weighted"])


def behind_health(db: Session, mark: Mark, filters: Filters) -> Records:
    """The open processes of one health."""
    health = Health(mark["health"])
    query = processes(db, filters).where(is_open(), health_of(filters.today) == health.value)
    return Records("processes", f"Open processes: {health.lower()}", query, "due_date")


def behind_open(db: Session, _mark: Mark, filters: Filters) -> Records:
    return Records("processes", "Open processes", processes(db, filters).where(is_open()), "due_date")


def _by_health(db: Session, filters: Filters) -> sa.Select[Any]:
    """Columns: health, number; of all processes from what is kept, else counted."""
    if is_all(db, "processes", filters):
        kept = sa.select(current.c.key1, sa.func.sum(current.c.amount)).group_by(current.c.key1)
        return kept.where(within(db, "health"), current.c.day <= filters.today)
    health = health_of(filters.today).label("health")
    return _of_open(db, filters, health, sa.func.count()).group_by(health)


def _sums(db: Session, filters: Filters) -> sa.Select[Any]:
    """One row with the sums named by SUMS, over the open processes."""
    if is_all(db, "processes", filters):
        amount = sa.func.sum(current.c.amount)
        kept = sa.select(*(sa.cast(amount.filter(current.c.measure == name), sa.Float) for name in SUMS))
        return kept.where(within(db, *SUMS), current.c.key1.in_(OPEN))
    return _of_open(db, filters, *(sa.cast(sa.func.sum(each), sa.Float) for each in SUMS.values()))


def _of_open(db: Session, filters: Filters, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return scoped(db, narrowed(sa.select(*columns).where(is_open()), "processes", filters), Process.customer_id)
