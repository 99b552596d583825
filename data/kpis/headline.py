"""The headline numbers over every page: what there is now, how it changed, and its recent course."""

import datetime as dt
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, months_back, working_days
from data.db import Session
from data.filters import Filters
from data.kpis.parts import Mark, Records, frame, kept
from data.kpis.progress import behind_open
from data.kpis.records import customers, tasks
from data.kpis.utilisation import behind_month
from data.models import Customer, ProcessTask
from data.narrowing import TAKEN, narrowed
from data.vocabulary import CustomerPhase, TaskStatus

WEEKS = 12
COMPARED = 4  # weeks back
COLUMNS = ["measure", "label", "value", "change", "change_unit", "versus", "better", "unit", "points"]


DEFINITIONS = {
    "active_customers": "Customers that are active and whose phase is not Terminated.",
    "open_processes": "Processes that are Not Started or In Progress. A reopened process counts as open throughout.",
    "overdue_tasks": "Tasks past their due date that are not Completed.",
    "hours_this_month": "Hours logged in the running month. The change and the course compare hours per working day, "
    "today included, with those of the months before.",
}


class Headline(NamedTuple):
    label: str
    better: str  # which way is good news: "up", "down", or "" for neither
    table: str  # whose filters it takes


COUNTED = {
    "active_customers": Headline("Active customers", "up", "customers"),
    "open_processes": Headline("Open processes", "", "processes"),
    "overdue_tasks": Headline("Overdue tasks", "down", "tasks"),
}
TAKES = frozenset().union(*(TAKEN[table] for table in ("customers", "processes", "tasks", "hours")))


def headline(db: Session, filters: Filters) -> pd.DataFrame:
    """Four rows. Columns as in COLUMNS: `change` in per cent or None, `points` the recent course, oldest first."""
    courses = _courses(db, filters)
    rows = [_counted(measure, shown, courses[measure]) for measure, shown in COUNTED.items()]
    return pd.DataFrame([*rows, _hours(db, filters)], columns=COLUMNS)


def behind_active_customers(db: Session, _mark: Mark, filters: Filters) -> Records:
    query = customers(db).where(Customer.active, Customer.phase != CustomerPhase.TERMINATED)
    return Records("customers", "Active customers", narrowed(query, "customers", filters), "name")


def behind_overdue_tasks(db: Session, _mark: Mark, filters: Filters) -> Records:
    late = sa.and_(ProcessTask.due_date < filters.today, ProcessTask.status != TaskStatus.COMPLETED)
    return Records("tasks", "Overdue tasks", narrowed(tasks(db), "tasks", filters).where(late), "due_date")


BEHIND = {
    "active_customers": behind_active_customers,
    "open_processes": behind_open,
    "overdue_tasks": behind_overdue_tasks,
    "hours_this_month": behind_month,
}


def behind_headline(db: Session, mark: Mark, filters: Filters) -> Records:
    return BEHIND[mark["measure"]](db, mark, filters)


def _courses(db: Session, filters: Filters) -> dict[str, list[float]]:
    """Each counted measure at the end of today and of the same weekday of the weeks before, oldest first."""
    today, start = filters.today, filters.today - dt.timedelta(weeks=WEEKS)
    moves = sa.union_all(*(sa.select(kept(db, shown.table, filters, name)) for name, shown in COUNTED.items()))
    move = moves.subquery().c
    week = sa.func.greatest(0, sa.cast(sa.func.ceil((move.day - start) / 7.0), sa.Integer))
    query = sa.select(move.measure, week.label("week"), sa.cast(sa.func.sum(move.amount), sa.Float).label("n"))
    rows = frame(db, query.where(move.day <= today).group_by(move.measure, week))
    moved = rows.pivot(index="measure", columns="week", values="n")
    moved = moved.reindex(index=list(COUNTED), columns=range(WEEKS + 1)).fillna(0.0)
    return {
        str(measure): list(course) for measure, course in zip(moved.index, moved.cumsum(axis=1).values, strict=True)
    }


def _counted(measure: str, shown: Headline, course: list[float]) -> tuple:
    change = _percent(course[-1], course[-1 - COMPARED])
    return measure, shown.label, course[-1], change, "%", f"vs {COMPARED} weeks ago", shown.better, "", course


def _hours(db: Session, filters: Filters) -> tuple:
    """This month so far; change and course are hours per working day, so that half a month meets a whole one fairly."""
    today, months = filters.today, months_back(filters.today, 12)
    logged = _logged(db, months, filters)
    pace = [_per_day(logged.get(month, 0.0), month, min(end_of(month), today)) for month in months]
    now, change = logged.get(months[-1], 0.0), _percent(pace[-1], pace[-2])
    return "hours_this_month", "Hours this month", now, change, "%", f"a day vs {months[-2]:%B}", "up", "h", pace


def _logged(db: Session, months: list[dt.date], filters: Filters) -> dict[dt.date, float]:
    move = kept(db, "hours", filters, "logged").c
    query = sa.select(move.day, sa.cast(sa.func.sum(move.amount), sa.Float)).where(move.day.in_(months))
    return dict(db.execute(query.group_by(move.day)).all())


def _per_day(hours: float, first: dt.date, last: dt.date) -> float:
    return hours / max(working_days(month_of(first), last), 1)


def _percent(now: float, before: float) -> float | None:
    return 100 * (now - before) / before if before else None
