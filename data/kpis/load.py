"""Planned load: what is left to do of open work, spread over the working days until it is due."""

import datetime as dt
from collections.abc import Iterable

import pandas as pd
import sqlalchemy as sa

from data.calendar import working_days
from data.db import Session
from data.filters import Filters
from data.health import is_open
from data.kpis.parts import Mark, Records, frame, scoped
from data.kpis.records import processes
from data.models import Process
from data.narrowing import conditions, narrowed
from data.rollups import current
from data.vocabulary import Load

WEEKS = 12
DEFINITION = (
    "What is left of a process is its estimate × (1 − progress). It is spread evenly over the working days from today "
    f"to its due date; shown are the next {WEEKS} weeks. What is past due is due at once and stands in the first week. "
    "Open processes without an estimate or a due date are not in it."
)
COLUMNS = ["week", "load", "hours", "processes"]


def planned_load(db: Session, filters: Filters) -> pd.DataFrame:
    """By week (its Monday) and kind of load. Columns as in COLUMNS; processes are those with hours in that week."""
    start = first_day(filters.today)
    due = _left_by_due_date(db, filters)
    late = due[due["due_date"] < start]
    rows = [(monday_of(start), Load.PAST_DUE.value, float(late["hours"].sum()), int(late["processes"].sum()))]
    coming = list(due[due["due_date"] >= start].itertuples(index=False, name=None))
    for week in (monday_of(start) + dt.timedelta(weeks=count) for count in range(WEEKS)):
        rows.append((week, Load.PLANNED.value, *_of_week(coming, start, week)))
    return pd.DataFrame(rows, columns=COLUMNS)


def behind_week(db: Session, mark: Mark, filters: Filters) -> Records:
    """The processes that have hours left to do in a week, or those that are past due."""
    start, week = first_day(filters.today), dt.date.fromisoformat(mark["week"])
    query = narrowed(processes(db, filters), "processes", filters).where(*_counts())
    if Load(mark["load"]) is Load.PAST_DUE:
        return Records("processes", "Work past due", query.where(Process.due_date < start), "due_date")
    query = query.where(Process.due_date >= max(start, week))
    return Records("processes", f"Work planned for the week of {week.day} {week:%B %Y}", query, "due_date")


def first_day(today: dt.date) -> dt.date:
    """Today, or the Monday after it at a weekend."""
    return today if today.weekday() < 5 else monday_of(today) + dt.timedelta(weeks=1)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _of_week(due: Iterable[tuple[dt.date, float, int]], start: dt.date, week: dt.date) -> tuple[float, int]:
    first, last = max(start, week), week + dt.timedelta(days=4)
    concerned = [row for row in due if row[0] >= first]
    hours = [
        left * working_days(first, min(last, day)) / working_days(start, day) for day, left, _processes in concerned
    ]
    return sum(hours), sum(processes for _day, _left, processes in concerned)


def _left_by_due_date(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: due_date, hours, processes."""
    narrowing = conditions("processes", filters)
    query = _counted(db, narrowing) if narrowing or db.actor.customer_ids is not None else _kept()
    return frame(db, query).astype({"hours": float, "processes": int})


def _kept() -> sa.Select:
    hours, number = (_of(key).label(name) for key, name in (("hours", "hours"), ("processes", "processes")))
    query = sa.select(current.c.day.label("due_date"), hours, number).group_by(current.c.day).having(number > 0)
    return query.where(current.c.measure == "load", current.c.customer_id == "*")


def _of(key: str) -> sa.ColumnElement:
    return sa.func.coalesce(sa.func.sum(current.c.amount).filter(current.c.key1 == key), 0)


def _counted(db: Session, narrowing: list[sa.ColumnElement[bool]]) -> sa.Select:
    left = sa.func.sum(Process.estimate * (100 - Process.progress)) / 100.0
    query = sa.select(Process.due_date, left.label("hours"), sa.func.count().label("processes"))
    return scoped(db, query.where(*_counts(), *narrowing).group_by(Process.due_date), Process.customer_id)


def _counts() -> list[sa.ColumnElement[bool]]:
    return [is_open(), Process.due_date.is_not(None), Process.estimate > 0, Process.progress < 100]
