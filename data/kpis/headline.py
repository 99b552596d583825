"""The headline numbers over every page: what there is now, how it changed, and its recent course."""

import datetime as dt
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, months_back, working_days
from data.db import Session
from data.filters import Filters
from data.kpis.allowance import is_by_customer, of_phases
from data.kpis.courses import courses
from data.kpis.parts import Mark, Records, whose
from data.kpis.progress import behind_open
from data.kpis.records import customers, tasks
from data.kpis.utilisation import behind_month
from data.models import Customer, ProcessTask
from data.narrowing import TAKEN, narrowed
from data.rollups import current
from data.vocabulary import CustomerPhase, TaskStatus

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
    known = courses(db, filters)
    rows = [_counted(measure, shown, known[measure]) for measure, shown in COUNTED.items()]
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
    month = sa.cast(sa.func.date_trunc("month", current.c.day), sa.Date).label("month")
    query = sa.select(month, sa.cast(sa.func.sum(current.c.amount), sa.Float)).group_by(month)
    query = query.where(current.c.day.between(months[0], end_of(months[-1])))
    if filters.of("phase") and not is_by_customer(db, filters):  # by phase they are kept by day
        query = query.where(current.c.measure == "day_hours", of_phases(filters, current.c.key2))
    else:
        query = query.where(current.c.measure == "logged", whose(db, "hours", filters))
    return dict(db.execute(query).all())


def _per_day(hours: float, first: dt.date, last: dt.date) -> float:
    return hours / max(working_days(month_of(first), last), 1)


def _percent(now: float, before: float) -> float | None:
    return 100 * (now - before) / before if before else None
