"""Customers whose running month ends over its hours, with the day they run out, or far under them."""

import datetime as dt
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, working_days
from data.db import Session
from data.filters import Filters
from data.kpis.allowance import each, is_by_customer
from data.kpis.kept_customers import brought_up, changed, kept, look, unchanged
from data.kpis.parts import Mark, Records
from data.kpis.utilisation import behind_month
from data.models import Customer, TimeEntry
from data.rollups import current
from data.vocabulary import Verdict

OVER, UNDER = 1.1, 0.6  # of what is allocated
MOST = 15  # customers of each verdict
TINY = 1e-9  # what division may lose
DEFINITION = (
    "Forecast of the running month = hours logged ÷ share of its working days elapsed, today included. Over is a "
    "forecast above 110 % of the hours allocated, under is below 60 %. The hours of a customer run out on the day on "
    f"which that forecast reaches what is allocated, or did when they were logged. Shown are the {MOST} furthest over, "
    f"which is in the order of that day, and the {MOST} furthest under."
)
Hours = sa.Select[Any] | sa.CompoundSelect[Any]
COLUMNS = ["customer_id", "customer", "verdict", "logged", "allocated", "forecast", "runs_out", "among"]


def overruns(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns as in COLUMNS: forecast is a ratio, runs_out a day or None, among how many have the verdict in all."""
    month = month_of(filters.today)
    elapsed, planned = working_days(month, filters.today), working_days(month, end_of(month))
    if not elapsed:
        return pd.DataFrame(columns=COLUMNS)
    share = elapsed / planned
    furthest, every = _hours(db, filters, share)
    rows = db.execute(_ranked(_judged(furthest.subquery(), share))).all()
    among = _among(db, _judged(every.subquery(), share)) if rows else {}
    spent = {row.customer_id: row.allocated for row in rows if row.logged >= row.allocated}
    ran_out = _run_out_already(db, spent, month)
    days = [ran_out.get(row.customer_id) or _runs_out(row, month, elapsed) for row in rows]
    return pd.DataFrame(
        [(*row[:6], day, among[row.verdict]) for row, day in zip(rows, days, strict=True)], columns=COLUMNS
    )


def behind_customer(db: Session, mark: Mark, filters: Filters) -> Records:
    """The hours that the customer has logged in the running month."""
    return behind_month(db, {"customer_id": mark["customer_id"], "month": filters.today.isoformat()}, filters)


def month_by_customer(db: Session, filters: Filters, month: dt.date) -> sa.Select:
    """What was logged and what is granted in a month. Columns: customer_id, logged, allocated."""
    last = end_of(month)
    days = last - sa.func.greatest(current.c.day, month) + 1
    is_logged = current.c.measure == "logged"
    logged = sa.case((is_logged, current.c.amount), else_=0)
    granted = sa.case((is_logged, 0), else_=current.c.amount * days / last.day)
    counts = sa.or_(
        sa.and_(is_logged, current.c.day == month), sa.and_(current.c.measure == "allocated", current.c.day <= last)
    )
    sums = [
        sa.cast(sa.func.sum(amount), sa.Float).label(name)
        for name, amount in (("logged", logged), ("allocated", granted))
    ]
    return sa.select(current.c.customer_id, *sums).where(counts, each(db, filters)).group_by(current.c.customer_id)


def _hours(db: Session, filters: Filters, share: float) -> tuple[Hours, Hours]:
    """Of whoever may be shown, and of all that may have a verdict. Columns: customer_id, logged, allocated."""
    month = month_of(filters.today)
    state = look(db, month, end_of(month))
    if is_by_customer(db, filters) or not state.holds:
        counted = month_by_customer(db, filters, month)
        return counted, counted
    since = changed(filters.today)
    apart = sa.select(since.c.customer_id) if state.lacks else None
    others = [brought_up(since, apart, filters).subquery().c] if apart is not None else []
    over, under = (unchanged(apart, filters).where(limit) for limit in _beyond(share))
    furthest = [over.order_by(kept.used.desc(), kept.customer_id).limit(MOST)]
    furthest.append(under.order_by(kept.used, kept.customer_id).limit(MOST))
    found = [*(query.subquery().c for query in furthest), *others]
    # what a customer used stands for its hours where they are only judged: it is in the index
    alike = (
        unchanged(apart, filters)
        .where(sa.or_(*_beyond(share)))
        .with_only_columns(kept.customer_id, kept.used.label("logged"), sa.literal(1.0).label("allocated"))
    )
    return (
        sa.union_all(*(sa.select(some.customer_id, some.logged, some.allocated) for some in found)),
        sa.union_all(alike, *(sa.select(some.customer_id, some.logged, some.allocated) for some in others)),
    )


def _beyond(share: float) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """A little less than over, and a little more than under; for the index, before each is judged."""
    return kept.used > (OVER - TINY) * share, kept.used < (UNDER + TINY) * share


def _judged(hours: sa.Subquery, share: float) -> sa.Subquery:
    """With forecast and verdict; only those that have one."""
    forecast = hours.c.logged / sa.func.nullif(hours.c.allocated, 0.0) / share
    query = sa.select(hours.c.customer_id, hours.c.logged, hours.c.allocated, forecast.label("forecast"))
    known = query.where(hours.c.allocated > 0).subquery()
    verdict = sa.case((known.c.forecast > OVER, Verdict.OVER.value), (known.c.forecast < UNDER, Verdict.UNDER.value))
    judged = sa.select(known, verdict.label("verdict")).subquery()
    return sa.select(judged).where(judged.c.verdict.is_not(None)).subquery()


def _among(db: Session, judged: sa.Subquery) -> dict[str, int]:
    query = sa.select(judged.c.verdict, sa.func.count()).group_by(judged.c.verdict)
    return dict(db.execute(query).all())


def _ranked(judged: sa.Subquery) -> sa.Select:
    """The furthest over, then the furthest under."""
    distance = sa.func.abs(judged.c.forecast - 1)
    place = sa.func.row_number().over(partition_by=judged.c.verdict, order_by=(distance.desc(), judged.c.customer_id))
    placed = sa.select(judged, place.label("place")).subquery()
    columns = [placed.c[name] for name in ("verdict", "logged", "allocated", "forecast")]
    query = sa.select(placed.c.customer_id, Customer.name.label("customer"), *columns)
    query = query.join(Customer, Customer.id == placed.c.customer_id).where(placed.c.place <= MOST)
    return query.order_by(placed.c.verdict, placed.c.place)


def _runs_out(row: sa.Row, month: dt.date, elapsed: int) -> dt.date | None:
    """The working day of the month on which an even pace reaches what is allocated; None if it does not."""
    if row.verdict != Verdict.OVER:
        return None
    return next(
        day
        for day in (month + dt.timedelta(days=count) for count in range(31))
        if row.logged / elapsed * working_days(month, day) >= row.allocated - 1e-6
    )


def _run_out_already(db: Session, allocated: dict[str, float], month: dt.date) -> dict[str, dt.date]:
    """Of customers that have used up their month: the day on which they did."""
    entry = TimeEntry
    so_far = sa.func.sum(sa.func.sum(entry.hours)).over(partition_by=entry.customer_id, order_by=entry.worked_on)
    query = sa.select(entry.customer_id, entry.worked_on, sa.cast(so_far, sa.Float))
    query = query.where(entry.customer_id.in_(allocated), entry.worked_on.between(month, end_of(month)))
    query = query.group_by(entry.customer_id, entry.worked_on).order_by(entry.worked_on.desc())
    return {id_: day for id_, day, hours in db.execute(query) if hours >= allocated[id_] - 1e-6}
