"""How stays add up: read from what is kept of all work, or counted from the stays that the filters leave."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.stays import (
    EVER,
    Condition,
    Days,
    finished,
    in_work,
    is_completed,
    is_open,
    left,
    midnight,
    returned,
    zone,
)
from data.models import Process, ProcessStay
from data.narrowing import STAYS, TAKEN, meant, narrowed
from data.rollups import current, within
from data.vocabulary import OPEN, ProcessStatus

FLOW = "flow"
DAY = dt.timedelta(days=1)
FURTHER = TAKEN["processes"] - STAYS.keys()  # the filters that are asked of the process
Column = sa.ColumnElement[Any]


class Total(NamedTuple):
    """So many processes of a state; by days taken, by the place of their day among some, or by that day."""

    state: str
    key: Any
    amount: int


class Counted(NamedTuple):
    """Which stays count for a measure, when they do, and the days that are told of them."""

    moment: Any
    among: Callable[[Session, Days], Condition]
    taken: Any = sa.literal(0)


# The same as the function `process_stays_contributions` says of what is kept, for the stays that are chosen.
COUNTED: dict[str, Counted] = {
    "flow_stage_days": Counted(ProcessStay.until, left, ProcessStay.days),
    "flow_returns": Counted(ProcessStay.since, returned),
    "flow_ages": Counted(ProcessStay.process_started_at, lambda _db, _days: in_work()),
}
FINISHED = {"flow_cycle_days": ProcessStay.cycle_days, "flow_lead_days": ProcessStay.lead_days}


def by_days_taken(db: Session, filters: Filters, measure: str, days: Days) -> list[Total]:
    if _is_kept(db, filters):
        return [Total(state, int(key or 0), n) for state, key, n in _kept(db, measure, days, current.c.key2)]
    return _counted(db, filters, measure, days, COUNTED[measure].taken)


def days_to_finish(db: Session, filters: Filters, days: Days) -> dict[str, dict[int, int]]:
    """By each of FINISHED: how many that were completed in these days took how many days."""
    if _is_kept(db, filters):
        every = {measure: by_days_taken(db, filters, measure, days) for measure in FINISHED}
        return {measure: {one.key: one.amount for one in those} for measure, those in every.items()}
    query = sa.select(*FINISHED.values(), sa.func.count()).where(finished(db, days))
    query = _chosen(query, filters).group_by(sa.func.grouping_sets(*FINISHED.values()))
    told: dict[str, dict[int, int]] = {measure: {} for measure in FINISHED}
    rows: Sequence[Any] = db.execute(query).all()
    for cycle, lead, amount in rows:
        measure, taken = ("flow_cycle_days", cycle) if lead is None else ("flow_lead_days", lead)
        if taken is not None:
            told[measure][taken] = amount
    return told


def open_work(db: Session, filters: Filters) -> int:
    """How many processes are not completed: each of them stays in one state."""
    if _is_kept(db, filters):
        number = sa.cast(sa.func.sum(current.c.amount), sa.Integer)
        return db.scalar(sa.select(number).where(within(db, "processes"), current.c.key1.in_(OPEN))) or 0
    query = _chosen(sa.select(sa.func.count()).select_from(ProcessStay).where(is_open()), filters)
    return db.execute(query).scalar_one()


def by_day(db: Session, filters: Filters, measure: str) -> list[Total]:
    if _is_kept(db, filters):
        return _kept(db, measure, EVER, current.c.day)
    local = sa.func.timezone(zone(db), COUNTED[measure].moment)
    return _counted(db, filters, measure, EVER, sa.cast(local, sa.Date))


def finished_by_place(db: Session, filters: Filters, days: Days, edges: Sequence[dt.date]) -> dict[int, int]:
    """How many were completed, by the place of their day: how many of the ascending edges are not after it."""
    if _is_kept(db, filters):
        return {one.key: one.amount for one in _kept(db, "flow_finished", days, _place_of_day(edges))}
    place = _place(db, ProcessStay.since, edges).label("place")
    query = sa.select(place, sa.func.count()).where(finished(db, days))
    return dict(map(tuple, db.execute(_chosen(query, filters).group_by("place"))))


def stood(db: Session, filters: Filters, edges: Sequence[dt.date]) -> list[Total]:
    """What came into a state less what left it, by place; what is before the first edge is where work stood then.

    Nothing is told of what was Completed before, nor of what happens from the last edge on.
    """
    if _is_kept(db, filters):
        of = current.c
        told = sa.or_(of.key1 != ProcessStatus.COMPLETED, of.day >= edges[0])
        return _kept(db, FLOW, (EVER[0], edges[-1] - DAY), _place_of_day(edges), told)
    rows = db.execute(_passing(db, filters, edges)).all()
    begun = [Total(state, came, number) for state, came, _went, number in rows]
    return [*begun, *(Total(state, went, -number) for state, _came, went, number in rows if went)]


def _passing(db: Session, filters: Filters, edges: Sequence[dt.date]) -> sa.Select:
    """Stays that touch the days from the first edge to the last, by the places where they begin and end.

    Place 0 is where none ends before the last edge.
    """
    end = midnight(db, edges[-1])
    one = sa.union_all(*_touching(filters, midnight(db, edges[0]), end)).subquery().c
    came, went = _place(db, one.since, edges), sa.case((one.until < end, _place(db, one.until, edges)), else_=0)
    counted = sa.select(one.state, came.label("came"), went.label("went"), sa.func.count())
    return _further(counted, one.process_id, filters).group_by(one.state, "came", "went")


def _touching(filters: Filters, first: dt.datetime, end: dt.datetime) -> Iterator[sa.Select]:
    """Stays that ended, those of open work, and those of finished work: they lie in an index each.

    Selected is what that index holds or is about; the process only where it is asked for.
    """
    stay = ProcessStay
    whose = stay.process_id if _looks_further(filters) else sa.literal("").label("process_id")
    completed, lasts = sa.literal(ProcessStatus.COMPLETED.value), sa.cast(sa.null(), sa.DateTime(timezone=True))
    for state, until, which in (
        (stay.state, stay.until, stay.until >= first),
        (stay.state, lasts, is_open()),
        (completed, lasts, sa.and_(is_completed(), stay.since >= first)),
    ):
        query = sa.select(whose, sa.cast(state, sa.Text).label("state"), stay.since, until.label("until"))
        yield _said(query.where(stay.since < end, which), filters)


def _is_kept(db: Session, filters: Filters) -> bool:
    return db.actor.customer_ids is None and not filters.used() & TAKEN["processes"]


def _kept(db: Session, measure: str, days: Days, key: Column, *told: Condition) -> list[Total]:
    amount = sa.func.sum(current.c.amount)
    query = sa.select(current.c.key1, key.label("key"), sa.cast(amount, sa.Integer))
    query = query.where(within(db, measure), current.c.day.between(*days), *told)
    return [Total(*row) for row in db.execute(query.group_by("key1", "key").having(amount != 0))]


def _counted(db: Session, filters: Filters, measure: str, days: Days, key: Column) -> list[Total]:
    query = sa.select(ProcessStay.state, key.label("key"), sa.func.count())
    query = _chosen(query.where(COUNTED[measure].among(db, days)), filters)
    return [Total(*row) for row in db.execute(query.group_by(ProcessStay.state, "key"))]


def _chosen(query: sa.Select, filters: Filters) -> sa.Select:
    """Only stays that the filters leave."""
    return _further(_said(query, filters), ProcessStay.process_id, filters)


def _said(query: sa.Select, filters: Filters) -> sa.Select:
    return query.where(*meant(STAYS, filters))


def _further(query: sa.Select, process_id: Any, filters: Filters) -> sa.Select:
    """Processes are looked at only for what their stays do not say."""
    if not _looks_further(filters):
        return query
    query = query.join(Process, Process.id == process_id)
    return narrowed(query, "processes", filters.only(FURTHER))


def _looks_further(filters: Filters) -> bool:
    return bool(filters.used() & FURTHER)


def _place_of_day(edges: Sequence[dt.date]) -> Column:
    return sa.func.width_bucket(current.c.day, sa.cast(list(edges), sa.ARRAY(sa.Date)))


def _place(db: Session, moment: Any, edges: Sequence[dt.date]) -> Column:
    midnights = [midnight(db, day) for day in edges]
    return sa.func.width_bucket(moment, sa.cast(midnights, sa.ARRAY(sa.DateTime(timezone=True))))
