"""How work flowed, by the stays that are kept of it: movements to count, and the stays behind what is counted."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.parts import frame
from data.kpis.records import processes
from data.models import Process, ProcessStay
from data.narrowing import DATED, TAKEN, narrowed
from data.rollups import current, within
from data.vocabulary import ProcessStatus, SdlcStage

WEEK = dt.timedelta(days=7)
STATES = (ProcessStatus.NOT_STARTED, *SdlcStage, ProcessStatus.COMPLETED)
# where a process is now says nothing about how it came there
TAKES = DATED["processes"] - {"stage", "status"}
MOST_DAYS = 200_000
Condition = sa.ColumnElement[bool]
Days = tuple[dt.date, dt.date]


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def weeks(filters: Filters, usual: int) -> Days:
    """The period in whole weeks, or so many weeks, the running one included: from a Monday to a Sunday."""
    first, last = filters.span(7 * (usual - 1) + 1)
    return monday(first), monday(last) + WEEK - dt.timedelta(days=1)


def weeks_before(filters: Filters, first: dt.date, last: dt.date) -> Days | None:
    """As many whole weeks to compare these with."""
    compared = filters.compared(first, last)
    return None if compared is None else (monday(compared[0]), monday(compared[0]) + (last - first))


def percentile(amounts: pd.Series, share: float) -> int | None:
    """The value that this share of all reaches at most; `amounts` by value. None of nothing."""
    counted = amounts.groupby(level=0).sum().sort_index()
    if not counted.sum():
        return None
    return int(counted.index[(counted.cumsum() >= share * counted.sum()).argmax()])


def movements(db: Session, filters: Filters, measure: str, days: Days | None = None) -> pd.DataFrame:
    """Columns: day, key1, key2, amount. From what is kept of all work, or counted from the stays that are chosen."""
    is_all = db.actor.customer_ids is None and not filters.used() & TAKEN["processes"]
    counted = _kept(db, measure) if is_all else _counted(filters, measure, days)
    query = sa.select(
        counted.c.day,
        counted.c.key1,
        counted.c.key2,
        sa.cast(sa.func.sum(counted.c.amount), sa.Integer).label("amount"),
    )
    query = query.group_by(counted.c.day, counted.c.key1, counted.c.key2)
    rows = frame(db, query if days is None else query.where(counted.c.day.between(*days)))
    return rows[rows["amount"] != 0]


def behind(db: Session, filters: Filters, *of_stay: Condition) -> sa.Select[Any]:
    """The processes that have such a stay."""
    having = sa.select(ProcessStay.process_id).where(*of_stay)
    if customers := filters.of("customer"):
        having = having.where(ProcessStay.customer_id.in_(customers))
    return processes(db, filters).where(Process.id.in_(having))


def present(day: dt.date) -> Condition:
    """Stays that go on at the end of a day."""
    end = midnight(day + dt.timedelta(days=1))
    return sa.and_(ProcessStay.since < end, sa.or_(ProcessStay.until.is_(None), ProcessStay.until >= end))


def finished(days: Days) -> Condition:
    return sa.and_(ProcessStay.state == ProcessStatus.COMPLETED, _between(ProcessStay.since, days))


def left(days: Days) -> Condition:
    """What is known to have left a stage for the last time so far."""
    return sa.and_(ProcessStay.days.is_not(None), _between(ProcessStay.until, days))


def returned(days: Days) -> Condition:
    return sa.and_(ProcessStay.is_return, _between(ProcessStay.since, days))


def number(text: str) -> int:
    """Days as a mark names them; ValueError for what cannot be any."""
    if not 0 <= int(text) <= MOST_DAYS:
        raise ValueError(text)
    return int(text)


def in_work() -> Condition:
    return sa.and_(ProcessStay.until.is_(None), ProcessStay.state.in_(list(SdlcStage)))


def midnight(day: dt.date) -> sa.ColumnElement[dt.datetime]:
    """The moment a day begins in the reporting time zone."""
    return sa.func.timezone(sa.func.reporting_zone(), sa.cast(day, sa.DateTime))


# Which stays can contribute to a measure at all: it spares looking at the others.
SOURCES: dict[str, Callable[[Days], Condition]] = {
    "flow": lambda days: ProcessStay.since < midnight(days[1] + dt.timedelta(days=1)),
    "flow_stage_days": left,
    "flow_returns": returned,
    "flow_cycle_days": finished,
    "flow_lead_days": finished,
    "flow_finished": finished,
    "flow_ages": lambda _days: in_work(),
}
EVER = dt.date(1900, 1, 1), dt.date(2199, 12, 30)


def _kept(db: Session, measure: str) -> sa.Subquery:
    return sa.select(current).where(within(db, measure)).subquery()


def _counted(filters: Filters, measure: str, days: Days | None) -> sa.Subquery:
    """By the same function that says what is kept, so that both agree."""
    row: sa.ColumnElement[Any] = sa.literal_column(ProcessStay.__tablename__)
    counted = sa.func.process_stays_contributions(row).table_valued(*current.c, name="counted").lateral("counted")
    query = (
        sa.select(counted)
        .select_from(ProcessStay)
        .join(Process, Process.id == ProcessStay.process_id)
        .join(counted, sa.true())
        .where(counted.c.measure == measure, SOURCES[measure](days or EVER))
    )
    if customers := filters.of("customer"):
        query = query.where(ProcessStay.customer_id.in_(customers))
    return narrowed(query, "processes", filters).subquery()


def _between(moment: Any, days: Days) -> Condition:
    first, last = days
    return sa.and_(moment >= midnight(first), moment < midnight(last + dt.timedelta(days=1)))
