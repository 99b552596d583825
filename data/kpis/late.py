"""Open processes that are overdue or behind their plan, the worst with the reasons; and the next ones as a Gantt."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.health import health_of, is_open
from data.kpis.parts import Mark, Records, frame, identified, scoped
from data.kpis.progress import process_progress
from data.kpis.records import processes
from data.models import Contact, Customer, Process, ProcessTask
from data.narrowing import narrowed
from data.vocabulary import ApprovalStatus, Health, ProcessStatus, TaskStatus

WORST, DRAWN = 20, 40
BEHIND = (Health.AT_RISK, Health.OFF_TRACK)
OVERDUE = (
    "Open processes past their due date, the longest overdue first; the twenty worst are shown. The reason says how "
    "late each is, what is left of its tasks and what stands in its way."
)
AT_RISK = (
    "Open processes that are at risk or off track: their progress is more than 10 points behind the share of planned "
    "working days that has passed. The twenty furthest behind are shown; the reason says what is done and expected."
)
GANTT = (
    "Open processes with a start and a due date, by due date: those due in the period, without one from today on, the "
    "first forty. A bar runs from start to due date, its full part shows the progress."
)
PLANNED = sa.func.working_days(Process.start_date, Process.due_date)


def overdue_processes(db: Session, filters: Filters) -> pd.DataFrame:
    """The worst. Columns: process_id, process, customer, responsible, sdlc_stage, progress, due_date, days_late,
    reason, and total: how many there are in all."""
    return _counted(db, filters, most_overdue(db, filters, WORST), (Health.OVERDUE,))


def most_overdue(db: Session, filters: Filters, most: int) -> pd.DataFrame:
    """So many of them, without how many there are in all."""
    rows = _worst(db, filters, _listed(), _late(filters.today), Process.due_date, most)
    rows.insert(7, "days_late", [(filters.today - due).days for due in rows["due_date"]])
    return _told(db, rows, [[f"{plural(row.days_late, 'day')} late", *_reasons(row)] for row in rows.itertuples()])


def at_risk_processes(db: Session, filters: Filters) -> pd.DataFrame:
    """The worst. Columns: process_id, process, customer, responsible, sdlc_stage, progress, due_date, health, expected
    (per cent), gap (points), reason, and total: how many there are in all."""
    return _counted(db, filters, furthest_behind(db, filters, WORST), BEHIND)


def furthest_behind(db: Session, filters: Filters, most: int) -> pd.DataFrame:
    """So many of them, without how many there are in all."""
    elapsed = sa.func.working_days(Process.start_date, filters.today)
    expected = 100.0 * elapsed / sa.func.nullif(PLANNED, 0)
    gap = Process.progress - expected
    query = _listed(health_of(filters.today).label("health"), sa.cast(expected, sa.Float).label("expected"))
    query = query.add_columns(sa.cast(gap, sa.Float).label("gap"))
    rows = _worst(db, filters, query, _behind(filters.today), gap, most)
    return _told(db, rows, [[_behind_plan(row, filters.today), *_reasons(row)] for row in rows.itertuples()])


def gantt(db: Session, filters: Filters) -> pd.DataFrame:
    """By due date. Columns: process_id, process, customer, start_date, due_date, progress, health, today."""
    first, last = _due_in(filters)
    query = sa.select(
        Process.id.label("process_id"),
        Process.name.label("process"),
        Customer.name.label("customer"),
        Process.start_date,
        Process.due_date,
        Process.progress,
        health_of(filters.today).label("health"),
    ).join(Customer, Process.customer_id == Customer.id)
    query = query.where(is_open(), Process.start_date.is_not(None), Process.due_date >= first)
    query = query.where(Process.due_date <= last) if last else query
    query = scoped(db, narrowed(query, "processes", filters), Process.customer_id)
    rows = frame(db, query.order_by(Process.due_date, Process.id).limit(DRAWN))
    return rows.assign(today=filters.today)


def behind_overdue(db: Session, mark: Mark, filters: Filters) -> Records:
    """All that are overdue, or the one of a row."""
    return _records(db, mark, filters, "Overdue processes", _late(filters.today))


def behind_at_risk(db: Session, mark: Mark, filters: Filters) -> Records:
    """All that are at risk or off track, or the one of a row."""
    return _records(db, mark, filters, "Processes at risk or off track", _behind(filters.today))


def behind_bar(db: Session, mark: Mark, filters: Filters) -> Records:
    """The process of a bar."""
    return _records(db, {"process_id": mark["process_id"]}, filters, "Open process", is_open())


def plural(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _listed(*more: Any) -> sa.Select[Any]:
    return (
        sa.select(
            Process.id.label("process_id"),
            Process.name.label("process"),
            Customer.name.label("customer"),
            Contact.name.label("responsible"),
            Process.sdlc_stage,
            Process.progress,
            Process.due_date,
            *more,
            (Process.leaf_tasks - Process.completed_leaf_tasks).label("open_tasks"),
            Process.leaf_tasks,
            Process.approval_status,
            Process.status,
        )
        .join(Customer, Process.customer_id == Customer.id)
        .outerjoin(Contact, Process.responsible_contact_id == Contact.id)
    )


def _worst(db: Session, filters: Filters, query: sa.Select[Any], which: Any, order: Any, most: int) -> pd.DataFrame:
    """The worst are found first, along an index that holds what decides; only of these are the names looked up."""
    found = scoped(db, narrowed(sa.select(Process.id).where(which), "processes", filters), Process.customer_id)
    worst = found.order_by(order, Process.id).limit(most).subquery()
    return frame(db, query.where(Process.id.in_(sa.select(worst.c.id))).order_by(order, Process.id))


def _late(today: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(is_open(), Process.due_date < today)


def _behind(today: dt.date) -> sa.ColumnElement[bool]:
    """At risk or off track today; not said by the days alone, an index of which would lead to rows far apart."""
    return sa.and_(is_open(), health_of(today).in_([health.value for health in BEHIND]))


def _told(db: Session, rows: pd.DataFrame, said: list[list[str]]) -> pd.DataFrame:
    """The rows with their reasons in words, without what those were made of."""
    blocked = _blocked(db, list(rows["process_id"]))
    for parts, id_ in zip(said, rows["process_id"], strict=True):
        parts.extend([f"{plural(blocked[id_], 'task')} blocked"] if id_ in blocked else [])
    kept = rows.drop(columns=["open_tasks", "leaf_tasks", "approval_status", "status"])
    return kept.assign(reason=["; ".join(parts) for parts in said])


def _counted(db: Session, filters: Filters, rows: pd.DataFrame, healths: Collection[Health]) -> pd.DataFrame:
    """With how many of these healths there are in all."""
    if len(rows) < WORST:
        return rows.assign(total=len(rows))
    by_health = process_progress(db, filters).set_index("health")["processes"]
    return rows.assign(total=int(by_health[[health.value for health in healths]].sum()))


def _blocked(db: Session, ids: list[str]) -> Mapping[str, int]:
    """Blocked tasks by process, where the reader may see tasks."""
    if not ids or not db.actor.can("read", "tasks"):
        return {}
    query = sa.select(ProcessTask.process_id, sa.func.count()).where(
        ProcessTask.process_id.in_(ids), ProcessTask.status == TaskStatus.BLOCKED
    )
    return dict(db.execute(query.group_by(ProcessTask.process_id)).all())


def _behind_plan(row: Any, today: dt.date) -> str:
    left = (row.due_date - today).days
    due = "due today" if not left else f"{plural(left, 'day')} left"
    return f"{row.progress} % done where {row.expected:.0f} % is expected, {due}"


def _reasons(row: Any) -> list[str]:
    """What stands in the way of a process, the plainest first."""
    found = {
        "not started": row.status == ProcessStatus.NOT_STARTED,
        f"{row.open_tasks:,} of {plural(row.leaf_tasks, 'task')} open": row.open_tasks > 0,
        "all tasks done, only to be closed": row.leaf_tasks > 0 and row.open_tasks == 0,
        "approval pending": row.approval_status == ApprovalStatus.PENDING,
        "approval rejected": row.approval_status == ApprovalStatus.REJECTED,
        "nobody responsible": row.responsible is None,
    }
    return [words for words, holds in found.items() if holds]


def _due_in(filters: Filters) -> tuple[dt.date, dt.date | None]:
    if filters.first or filters.last:
        return filters.span(1)
    return filters.today, None


def _records(db: Session, mark: Mark, filters: Filters, title: str, which: sa.ColumnElement[bool]) -> Records:
    query = narrowed(processes(db, filters), "processes", filters).where(which)
    if "process_id" in mark:
        query = query.where(Process.id == identified(mark["process_id"]))
    return Records("processes", title, query, "due_date")
