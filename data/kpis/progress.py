"""Process progress: schedule health of open work, and how far along it is."""

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.health import health_of, is_open
from data.kpis.parts import Mark, Records, kept
from data.kpis.records import processes
from data.vocabulary import OPEN, Health

PROGRESS = (
    "Progress is completed leaf tasks ÷ leaf tasks, or entered by hand where there are none. Expected progress is the "
    "share of planned working days that has passed, today included. The gap between the two decides: on track down to "
    "−10 points, at risk down to −25, off track below that; overdue is past its due date. A process without a start "
    "and a due date has no plan to be measured by."
)
AVERAGE = "The mean progress of open processes: plain, and weighted by their estimated hours."


def process_progress(db: Session, filters: Filters) -> pd.DataFrame:
    """Open processes by schedule health today. Columns: health, processes; every health has its row."""
    move = kept(db, "processes", filters, "health").c
    query = sa.select(move.key1, sa.func.sum(move.amount)).where(move.day <= filters.today).group_by(move.key1)
    counted: dict[str, int] = dict(db.execute(query).all())
    return pd.DataFrame(
        [(health.value, int(counted.get(health, 0))) for health in Health], columns=["health", "processes"]
    )


def progress_average(db: Session, filters: Filters) -> pd.DataFrame:
    """One row. Columns: open_processes, average and weighted in per cent, None where nothing counts."""
    one = kept(db, "processes", filters, "processes", "progress", "estimate", "weighted_progress").c
    amount = sa.cast(sa.func.sum(one.amount), sa.Float)
    total = dict(db.execute(sa.select(one.measure, amount).where(one.key1.in_(OPEN)).group_by(one.measure)).all())
    count, estimate = total.get("processes", 0), total.get("estimate", 0)
    average = total.get("progress", 0) / count if count else None
    weighted = total.get("weighted_progress", 0) / estimate if estimate else None
    return pd.DataFrame([(int(count), average, weighted)], columns=["open_processes", "average", "weighted"])


def behind_health(db: Session, mark: Mark, filters: Filters) -> Records:
    """The open processes of one health."""
    health = Health(mark["health"])
    query = processes(db, filters).where(is_open(), health_of(filters.today) == health.value)
    return Records("processes", f"Open processes: {health.lower()}", query, "due_date")


def behind_open(db: Session, _mark: Mark, filters: Filters) -> Records:
    return Records("processes", "Open processes", processes(db, filters).where(is_open()), "due_date")
