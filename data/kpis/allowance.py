"""Hours logged and hours granted, by customer and month, from what is kept of them."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of
from data.db import Session, one_value
from data.filters import Filters
from data.models import Customer
from data.rollups import current

HOURS = frozenset({"customer", "phase"})  # the filters that mean something for hours


def is_narrowed(db: Session, filters: Filters) -> bool:
    """Whether less than the hours of all customers is asked for."""
    return db.actor.customer_ids is not None or any(filters.of(name) for name in HOURS)


def is_by_customer(db: Session, filters: Filters) -> bool:
    """Whether the hours of certain customers are asked for; those of phases are kept."""
    return db.actor.customer_ids is not None or bool(filters.of("customer"))


def of_phases(filters: Filters, phase: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Narrows a query over `current` to hours of all customers together, or of all in some phases."""
    everyone = current.c.customer_id == "*"
    return sa.and_(everyone, phase.in_(filters.of("phase"))) if filters.of("phase") else everyone


def each(db: Session, filters: Filters) -> sa.ColumnElement[bool]:
    """Narrows a query over `current` to single customers: those the filters leave of the reader's."""
    conditions: list[sa.ColumnElement[bool]] = [current.c.customer_id.not_in(("*", ""))]
    if db.actor.customer_ids is not None:
        conditions.append(current.c.customer_id == sa.any_(one_value(db.actor.customer_ids)))
    if chosen := filters.of("customer"):
        conditions.append(current.c.customer_id.in_(chosen))
    if phases := filters.of("phase"):
        conditions.append(current.c.customer_id.in_(sa.select(Customer.id).where(Customer.phase.in_(phases))))
    return sa.and_(*conditions)


def together(db: Session, filters: Filters) -> sa.ColumnElement[bool]:
    """The same customers, for a sum over them: one row stands for all where nothing is narrowed."""
    return each(db, filters) if is_narrowed(db, filters) else current.c.customer_id == "*"


def logged(whose: sa.ColumnElement[bool], months: list[dt.date]) -> sa.Select:
    """Columns: customer_id, month, logged."""
    return (
        sa.select(
            current.c.customer_id,
            current.c.day.label("month"),
            sa.cast(sa.func.sum(current.c.amount), sa.Float).label("logged"),
        )
        .where(current.c.measure == "logged", whose, current.c.day.in_(months))
        .group_by(current.c.customer_id, current.c.day)
    )


def allocated(whose: sa.ColumnElement[bool], months: list[dt.date]) -> sa.Select:
    """What the contracts grant: a movement of h hours a month on a day counts for the days of the month from it on.

    Columns: customer_id, month, allocated.
    """
    # two arrays, as a statement over VALUES would be written anew each time
    dates = (sa.literal(days, sa.ARRAY(sa.Date)) for days in (months, [end_of(month) for month in months]))
    columns = sa.column("month", sa.Date), sa.column("last", sa.Date)
    spans = sa.func.unnest(*dates).table_valued(*columns, name="spans").render_derived()
    month, last = spans.c.month, spans.c.last
    days = last - sa.func.greatest(current.c.day, month) + 1
    granted = sa.func.sum(current.c.amount * days / (last - month + 1))
    return (
        sa.select(current.c.customer_id, month.label("month"), sa.cast(granted, sa.Float).label("allocated"))
        .select_from(spans.join(current, current.c.day <= last))
        .where(current.c.measure == "allocated", whose)
        .group_by(current.c.customer_id, month)
    )


def total(db: Session, query: sa.Select) -> float:
    """The hours of all rows of one of the queries above."""
    return float(sum(row[-1] for row in db.execute(query)))


def ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """part ÷ whole, None where nothing was allocated."""
    return (part / whole.where(whole > 0)).astype(object).where(whole > 0, None)
