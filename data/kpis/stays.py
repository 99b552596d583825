"""How work flowed, by the stays that are kept of it: movements to count, and the stays behind what is counted."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

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
EVER: Days = dt.date(1900, 1, 2), dt.date(2199, 12, 30)


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


def movements(db: Session, filters: Filters, measure: str, days: Days = EVER) -> pd.DataFrame:
    """Columns: day, key1, key2, amount. From what is kept of all work, or counted from the stays that are chosen."""
    is_all = db.actor.customer_ids is None and not filters.used() & TAKEN["processes"]
    counted = _kept(db, measure) if is_all else _counted(db, filters, measure, days)
    query = sa.select(
        counted.c.day,
        counted.c.key1,
        counted.c.key2,
        sa.cast(sa.func.sum(counted.c.amount), sa.Integer).label("amount"),
    )
    query = query.where(counted.c.day.between(*days)).group_by(counted.c.day, counted.c.key1, counted.c.key2)
    rows = frame(db, query)
    return rows[rows["amount"] != 0]


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
    return sa.and_(ProcessStay.state == ProcessStatus.COMPLETED, _between(db, ProcessStay.since, days))


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


def midnight(db: Session, day: dt.date) -> dt.datetime:
    """The moment a day begins in the reporting time zone. A plain value: the planner knows how much lies before it."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(_zone(db)))


class Counted(NamedTuple):
    """How a stay counts: on which day, by what besides its state, and which stays do."""

    day: Callable[[str], sa.ColumnElement[dt.date]]
    among: Callable[[Session, Days], Condition]
    key: sa.ColumnElement[Any] = sa.literal("")
    amount: int = 1


def _day(moment: Any) -> Callable[[str], sa.ColumnElement[dt.date]]:
    return lambda zone: sa.cast(sa.func.timezone(zone, moment), sa.Date)


def _week(moment: Any) -> Callable[[str], sa.ColumnElement[dt.date]]:
    return lambda zone: sa.cast(sa.func.date_trunc("week", sa.func.timezone(zone, moment)), sa.Date)


def _took(began: Any) -> sa.ColumnElement[str]:
    return sa.cast(sa.func.whole_days(began, ProcessStay.since), sa.Text)


def _known(began: Any) -> Callable[[Session, Days], Condition]:
    return lambda db, days: sa.and_(finished(db, days), began <= ProcessStay.since)


def _until(moment: Any) -> Callable[[Session, Days], Condition]:
    return lambda db, days: moment < midnight(db, days[1] + dt.timedelta(days=1))


# The same as the function `process_stays_contributions` says of what is kept, for the stays that are chosen.
COUNTED: dict[str, tuple[Counted, ...]] = {
    "flow": (
        Counted(_day(ProcessStay.since), _until(ProcessStay.since)),
        Counted(_day(ProcessStay.until), _until(ProcessStay.until), amount=-1),
    ),
    "flow_stage_days": (Counted(_week(ProcessStay.until), left, sa.cast(ProcessStay.days, sa.Text)),),
    "flow_returns": (Counted(_week(ProcessStay.since), returned),),
    "flow_cycle_days": (
        Counted(
            _week(ProcessStay.since), _known(ProcessStay.process_started_at), _took(ProcessStay.process_started_at)
        ),
    ),
    "flow_lead_days": (
        Counted(
            _week(ProcessStay.since), _known(ProcessStay.process_created_at), _took(ProcessStay.process_created_at)
        ),
    ),
    "flow_finished": (Counted(_week(ProcessStay.since), finished),),
    "flow_ages": (Counted(_day(ProcessStay.process_started_at), lambda _db, _days: in_work()),),
}


def _kept(db: Session, measure: str) -> sa.Subquery:
    return sa.select(current).where(within(db, measure)).subquery()


def _counted(db: Session, filters: Filters, measure: str, days: Days) -> sa.Subquery:
    zone = _zone(db)
    queries = [_of(counted, zone, filters).where(counted.among(db, days)) for counted in COUNTED[measure]]
    return sa.union_all(*queries).subquery()


def _of(counted: Counted, zone: str, filters: Filters) -> sa.Select[Any]:
    query = sa.select(
        counted.day(zone).label("day"),
        ProcessStay.state.label("key1"),
        counted.key.label("key2"),
        sa.literal(counted.amount).label("amount"),
    ).join(Process, Process.id == ProcessStay.process_id)
    if customers := filters.of("customer"):
        query = query.where(ProcessStay.customer_id.in_(customers))
    return narrowed(query, "processes", filters)


def _zone(db: Session) -> str:
    if "zone" not in db.info:
        db.info["zone"] = db.scalar(sa.select(sa.func.reporting_zone()))
    return db.info["zone"]


def _between(db: Session, moment: Any, days: Days) -> Condition:
    first, last = days
    return sa.and_(moment >= midnight(db, first), moment < midnight(db, last + dt.timedelta(days=1)))
