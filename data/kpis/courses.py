"""How many active customers, open processes and overdue tasks there were at the end of each of the last weeks.

All of them together are kept by day. What is narrowed in any way is counted: customers from what is kept of each, work
from what is open now or was until a short while ago, which are few records and found by indexes.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from data.db import Session
from data.filters import Filters
from data.health import is_open
from data.kpis.parts import is_all, scoped, whose
from data.models import Process, ProcessTask
from data.narrowing import conditions
from data.rollups import current
from data.vocabulary import TaskStatus

WEEKS = 12
ALWAYS = dt.date(1900, 1, 1)


def courses(db: Session, filters: Filters) -> dict[str, list[float]]:
    """By measure: the number at the end of today and of the same weekday of the weeks before, oldest first."""
    spans = sa.union_all(*(_of(db, filters, measure) for measure in MEASURES)).subquery()
    found: dict[str, list[tuple[int, int | None, float]]] = {measure: [] for measure in MEASURES}
    for measure, since, until, number in db.execute(sa.select(spans)):
        found[measure].append((since, until, number))
    return {measure: [_at(week, rows) for week in range(WEEKS + 1)] for measure, rows in found.items()}


def _at(week: int, spans: Iterable[tuple[int, int | None, float]]) -> float:
    """How many began by the end of a week and did not end by then."""
    return sum(number for since, until, number in spans if since <= week and (until is None or until > week))


def _of(db: Session, filters: Filters, measure: str) -> sa.Select[Any]:
    """Columns: measure, since and until (weeks, until is None for what has not ended), number."""
    table = MEASURES[measure]
    if table not in COUNTED or is_all(db, table, filters):
        return _kept(db, filters, measure, table)
    days = sa.union_all(*COUNTED[table](db, filters)).subquery().c
    since, until = _week(filters, days.since), _week(filters, days.until)
    number = sa.cast(sa.func.sum(days.number), sa.Float).label("number")
    query = sa.select(sa.literal(measure).label("measure"), since.label("since"), until.label("until"), number)
    return query.group_by(since, until)


def _kept(db: Session, filters: Filters, measure: str, table: str) -> sa.Select[Any]:
    """Movements, more or less from a day on."""
    week = _week(filters, current.c.day)
    number = sa.cast(sa.func.sum(current.c.amount), sa.Float).label("number")
    never = sa.cast(sa.null(), sa.Integer).label("until")
    query = sa.select(sa.literal(measure).label("measure"), week.label("since"), never, number)
    query = query.where(current.c.measure == measure, whose(db, table, filters), current.c.day <= filters.today)
    return query.group_by(week)


def _processes(db: Session, filters: Filters) -> list[sa.Select[Any]]:
    """Those that are open, and those completed in these weeks; columns: since, until (days), number."""
    start = _start(filters)
    created = sa.case((Process.created_at < start, ALWAYS), else_=_day(Process.created_at)).label("since")
    completed = sa.func.greatest(_day(Process.created_at), _day(Process.completed_at)).label("until")
    number, never = sa.func.count().label("number"), sa.cast(sa.null(), sa.Date).label("until")
    narrowing = conditions("processes", filters)
    still = sa.select(created, never, number).where(is_open(), *narrowing).group_by(created)
    done = sa.select(created, completed, number).where(Process.completed_at >= start, *narrowing)
    return [scoped(db, query, Process.customer_id) for query in (still, done.group_by(created, completed))]


def _tasks(db: Session, filters: Filters) -> list[sa.Select[Any]]:
    """Those overdue, and those completed late in these weeks; columns: since, until (days), number."""
    late = (ProcessTask.due_date + 1).label("since")
    number, never = sa.func.count().label("number"), sa.cast(sa.null(), sa.Date).label("until")
    still = sa.select(late, never, number).where(
        ProcessTask.status != TaskStatus.COMPLETED,
        ProcessTask.due_date < filters.today,
        *conditions("tasks", filters),
    )
    done = sa.select(late, ProcessTask.completed_date.label("until"), number).where(
        ProcessTask.completed_date > ProcessTask.due_date,
        ProcessTask.completed_date > _first(filters),
        *conditions("tasks", filters),
    )
    grouped = still.group_by(late), done.group_by(late, ProcessTask.completed_date)
    return [scoped(db, query, ProcessTask.customer_id) for query in grouped]


MEASURES = {"active_customers": "customers", "open_processes": "processes", "overdue_tasks": "tasks"}
COUNTED = {"processes": _processes, "tasks": _tasks}


def _first(filters: Filters) -> dt.date:
    return filters.today - dt.timedelta(weeks=WEEKS)


def _start(filters: Filters) -> dt.datetime:
    """Before the first of the days begins, whatever the time zone."""
    return dt.datetime.combine(_first(filters), dt.time(), dt.UTC) - dt.timedelta(days=1)


def _day(moment: InstrumentedAttribute[Any]) -> sa.ColumnElement[dt.date]:
    """The reporting day, the zone being asked for once."""
    zone = sa.select(sa.func.reporting_zone()).scalar_subquery()
    return sa.cast(sa.func.timezone(zone, moment), sa.Date)


def _week(filters: Filters, day: sa.ColumnElement[dt.date]) -> sa.ColumnElement[int | None]:
    """The first of the weeks at whose end a day has come, 0 for the first and what was before."""
    since = sa.type_coerce(day - _first(filters), sa.Integer)
    return sa.case((day.is_not(None), sa.func.greatest(0, (since + 6) // 7)))
