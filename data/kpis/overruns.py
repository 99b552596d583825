"""Customers whose running month ends over its hours, with the day they run out, or far under them."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of, working_days
from data.db import Session
from data.filters import Filters
from data.kpis.allowance import each
from data.kpis.parts import Mark, Records
from data.kpis.utilisation import behind_month
from data.models import Customer, TimeEntry
from data.rollups import current
from data.vocabulary import Verdict

OVER, UNDER = 1.1, 0.6  # of what is allocated
MOST = 15  # customers of each verdict
DEFINITION = (
    "Forecast of the running month = hours logged ÷ share of its working days elapsed, today included. Over is a "
    "forecast above 110 % of the hours allocated, under is below 60 %. The hours of a customer run out on the day on "
    f"which that forecast reaches what is allocated, or did when they were logged. Shown are the {MOST} furthest over, "
    f"which is in the order of that day, and the {MOST} furthest under."
)
COLUMNS = ["customer_id", "customer", "verdict", "logged", "allocated", "forecast", "runs_out", "among"]


def overruns(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns as in COLUMNS: forecast is a ratio, runs_out a day or None, among how many have the verdict in all."""
    month = month_of(filters.today)
    elapsed, planned = working_days(month, filters.today), working_days(month, end_of(month))
    if not elapsed:
        return pd.DataFrame(columns=COLUMNS)
    rows = db.execute(_ranked(_forecast(db, filters, month, elapsed / planned))).all()
    spent = {row.customer_id: row.allocated for row in rows if row.logged >= row.allocated}
    ran_out = _run_out_already(db, spent, month)
    days = [ran_out.get(row.customer_id) or _runs_out(row, month, elapsed) for row in rows]
    return pd.DataFrame([(*row[:6], day, row.among) for row, day in zip(rows, days, strict=True)], columns=COLUMNS)


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


def _forecast(db: Session, filters: Filters, month: dt.date, share: float) -> sa.Subquery:
    hours = month_by_customer(db, filters, month).subquery()
    forecast = (hours.c.logged / share / sa.func.nullif(hours.c.allocated, 0)).label("forecast")
    query = sa.select(hours.c.customer_id, hours.c.logged, hours.c.allocated, forecast)
    return query.where(hours.c.allocated > 0).subquery()


def _ranked(hours: sa.Subquery) -> sa.Select:
    """The furthest over, then the furthest under."""
    verdict = sa.case((hours.c.forecast > OVER, Verdict.OVER.value), (hours.c.forecast < UNDER, Verdict.UNDER.value))
    judged = sa.select(hours, verdict.label("verdict")).subquery()
    distance = sa.func.abs(judged.c.forecast - 1)
    place = sa.func.row_number().over(partition_by=judged.c.verdict, order_by=(distance.desc(), judged.c.customer_id))
    among = sa.func.count().over(partition_by=judged.c.verdict)
    placed = (
        sa.select(judged, place.label("place"), among.label("among")).where(judged.c.verdict.is_not(None)).subquery()
    )
    columns = [placed.c[name] for name in ("verdict", "logged", "allocated", "forecast", "among")]
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
