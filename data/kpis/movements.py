"""How stays add up: read from what is kept of all work, or counted from the stays that the filters leave."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.stays import EVER, Condition, Days, finished, in_work, left, midnight, returned, zone
from data.models import Process, ProcessStay
from data.narrowing import STAYS, TAKEN, meant, narrowed
from data.rollups import current, within
from data.vocabulary import ProcessStatus

FLOW = "flow"
DAY = dt.timedelta(days=1)
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


def _took(began: Any) -> Column:
    return sa.func.whole_days(began, ProcessStay.since)


def _known(began: Any) -> Callable[[Session, Days], Condition]:
    return lambda db, days: sa.and_(finished(db, days), began <= ProcessStay.since)


CREATED, STARTED = ProcessStay.process_created_at, ProcessStay.process_started_at
# The same as the function `process_stays_contributions` says of what is kept, for the stays that are chosen.
COUNTED: dict[str, Counted] = {
    "flow_stage_days": Counted(ProcessStay.until, left, ProcessStay.days),
    "flow_returns": Counted(ProcessStay.since, returned),
    "flow_cycle_days": Counted(ProcessStay.since, _known(STARTED), _took(STARTED)),
    "flow_lead_days": Counted(ProcessStay.since, _known(CREATED), _took(CREATED)),
    "flow_finished": Counted(ProcessStay.since, finished),
    "flow_ages": Counted(STARTED, lambda _db, _days: in_work()),
}


def by_days_taken(db: Session, filters: Filters, measure: str, days: Days) -> list[Total]:
    if _is_kept(db, filters):
        return [Total(state, int(key or 0), n) for state, key, n in _kept(db, measure, days, current.c.key2)]
    return _counted(db, filters, measure, days, COUNTED[measure].taken)


def by_day(db: Session, filters: Filters, measure: str) -> list[Total]:
    if _is_kept(db, filters):
        return _kept(db, measure, EVER, current.c.day)
    local = sa.func.timezone(zone(db), COUNTED[measure].moment)
    return _counted(db, filters, measure, EVER, sa.cast(local, sa.Date))


def by_place(db: Session, filters: Filters, measure: str, days: Days, edges: Sequence[dt.date]) -> list[Total]:
    """The place of a day is how many of the ascending edges are not after it."""
    if _is_kept(db, filters):
        return _kept(db, measure, days, _place_of_day(edges))
    return _counted(db, filters, measure, days, _place(db, COUNTED[measure].moment, edges))


def stood(db: Session, filters: Filters, edges: Sequence[dt.date]) -> list[Total]:
    """What came into a state less what left it, by place; what is before the first edge is where work stood then.

    Nothing is told of what was Completed before, nor of what happens from the last edge on.
    """
    if _is_kept(db, filters):
        of = current.c
        told = sa.or_(of.key1 != ProcessStatus.COMPLETED, of.day >= edges[0])
        return _kept(db, FLOW, (EVER[0], edges[-1] - DAY), _place_of_day(edges), told)
    return _totals(db, sa.union_all(*(_chosen(query, filters) for query in _passing(db, edges))))


def _passing(db: Session, edges: Sequence[dt.date]) -> tuple[sa.Select, sa.Select]:
    """The beginnings and the ends of the stays that touch the days between the first edge and the last."""
    stay, first, end = ProcessStay, midnight(db, edges[0]), midnight(db, edges[-1])
    goes_on = sa.and_(stay.until.is_(None), sa.or_(stay.state != ProcessStatus.COMPLETED, stay.since >= first))
    begun = sa.select(stay.state, _place(db, stay.since, edges).label("key"), sa.literal(1).label("amount"))
    ended = sa.select(stay.state, _place(db, stay.until, edges).label("key"), sa.literal(-1).label("amount"))
    return (
        begun.where(stay.since < end, sa.or_(stay.until >= first, goes_on)),
        ended.where(stay.until >= first, stay.until < end),
    )


def _is_kept(db: Session, filters: Filters) -> bool:
    return db.actor.customer_ids is None and not filters.used() & TAKEN["processes"]


def _kept(db: Session, measure: str, days: Days, key: Column, *told: Condition) -> list[Total]:
    amount = sa.func.sum(current.c.amount)
    query = sa.select(current.c.key1, key.label("key"), sa.cast(amount, sa.Integer))
    query = query.where(within(db, measure), current.c.day.between(*days), *told)
    return [Total(*row) for row in db.execute(query.group_by("key1", "key").having(amount != 0))]


def _counted(db: Session, filters: Filters, measure: str, days: Days, key: Column) -> list[Total]:
    query = sa.select(ProcessStay.state, key.label("key"), sa.literal(1).label("amount"))
    return _totals(db, _chosen(query.where(COUNTED[measure].among(db, days)), filters))


def _totals(db: Session, moves: sa.Select | sa.CompoundSelect) -> list[Total]:
    of = moves.subquery().c
    amount = sa.func.sum(of.amount)
    query = sa.select(of.state, of.key, sa.cast(amount, sa.Integer)).group_by(of.state, of.key)
    return [Total(*row) for row in db.execute(query.having(amount != 0))]


def _chosen(query: sa.Select, filters: Filters) -> sa.Select:
    query = query.where(*meant(STAYS, filters))
    if not filters.used() & TAKEN["processes"] - STAYS.keys():
        return query
    return narrowed(query.join(Process, Process.id == ProcessStay.process_id), "processes", filters)


def _place_of_day(edges: Sequence[dt.date]) -> Column:
    return sa.func.width_bucket(current.c.day, sa.cast(list(edges), sa.ARRAY(sa.Date)))


def _place(db: Session, moment: Any, edges: Sequence[dt.date]) -> Column:
    midnights = [midnight(db, day) for day in edges]
    return sa.func.width_bucket(moment, sa.cast(midnights, sa.ARRAY(sa.DateTime(timezone=True))))
