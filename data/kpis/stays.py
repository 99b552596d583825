"""How work flowed, by the stays that are kept of it: which of them count, and the processes behind them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.db import Session
from data.filters import AGAINST, DAY, Filters
from data.kpis.records import processes
from data.models import Process, ProcessStay
from data.narrowing import DATED
from data.vocabulary import Comparison, ProcessStatus, SdlcStage

WEEK = dt.timedelta(days=7)
STATES = (ProcessStatus.NOT_STARTED, *SdlcStage, ProcessStatus.COMPLETED)
# where a process is now says nothing about how it came there
TAKES = DATED["processes"] - {"stage", "status"}
COMPARES = TAKES | {AGAINST}
MOST_DAYS = 200_000
Condition = sa.ColumnElement[bool]
Days = tuple[dt.date, dt.date]
EVER: Days = dt.date(1900, 1, 2), dt.date(2199, 12, 30)


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def weeks(filters: Filters, usual: int) -> Days:
    """The period in whole weeks, or so many weeks, the running one included: from a Monday to a Sunday."""
    first, last = filters.span(7 * (usual - 1) + 1)
    return monday(first), monday(last) + WEEK - dt.timedelta(days=1)


def weeks_before(filters: Filters, first: dt.date, last: dt.date) -> Days | None:
    """As many whole weeks to compare these with, also where they are a whole month."""
    if (compared := filters.compared(first, last)) is None:
        return None
    is_previous = filters.against is Comparison.PREVIOUS
    begin = first - (last - first) - DAY if is_previous else monday(compared[0])
    return begin, begin + (last - first)


def percentile(amounts: Mapping[int, int], share: float) -> int | None:
    """The value that this share of all reaches at most; `amounts` by value. None of nothing."""
    least, reached = share * sum(amounts.values()), 0
    for value, amount in sorted(amounts.items()):
        reached += amount
        if amount and reached >= least:
            return value
    return None


def behind(db: Session, filters: Filters, *of_stay: Condition) -> sa.Select[Any]:
    """The processes that have such a stay."""
    having = sa.select(ProcessStay.process_id).where(*of_stay)
    if customers := filters.of("customer"):
        having = having.where(ProcessStay.customer_id.in_(customers))
    return processes(db, filters).where(Process.id.in_(having))


def present(db: Session, day: dt.date) -> Condition:
    """Stays that go on at the end of a day."""
    end = midnight(db, day + dt.timedelta(days=1))
    return sa.and_(ProcessStay.since < end, sa.or_(ProcessStay.until.is_(None), ProcessStay.until >= end))


def finished(db: Session, days: Days) -> Condition:
    return sa.and_(is_completed(), _between(db, ProcessStay.since, days))


def left(db: Session, days: Days) -> Condition:
    """What is known to have left a stage for the last time so far."""
    return sa.and_(ProcessStay.days.is_not(None), _between(db, ProcessStay.until, days))


def returned(db: Session, days: Days) -> Condition:
    return sa.and_(ProcessStay.is_return, _between(db, ProcessStay.since, days))


def number(text: str) -> int:
    """Days as a mark names them; ValueError for what cannot be any."""
    if not 0 <= int(text) <= MOST_DAYS:
        raise ValueError(text)
    return int(text)


def in_work() -> Condition:
    return sa.and_(ProcessStay.until.is_(None), ProcessStay.state.in_(list(SdlcStage)))


def is_completed() -> Condition:
    """Nothing follows on it; said as well, for the indexes that lead with when a stay ended."""
    return sa.and_(ProcessStay.state == ProcessStatus.COMPLETED, ProcessStay.until.is_(None))


def is_open() -> Condition:
    return sa.and_(ProcessStay.until.is_(None), ProcessStay.state != ProcessStatus.COMPLETED)


def midnight(db: Session, day: dt.date) -> dt.datetime:
    """The moment a day begins in the reporting time zone. A plain value: the planner knows how much lies before it."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone(db)))


def zone(db: Session) -> str:
    if "zone" not in db.info:
        db.info["zone"] = db.scalar(sa.select(sa.func.reporting_zone()))
    return db.info["zone"]


def _between(db: Session, moment: Any, days: Days) -> Condition:
    first, last = days
    return sa.and_(moment >= midnight(db, first), moment < midnight(db, last + dt.timedelta(days=1)))
