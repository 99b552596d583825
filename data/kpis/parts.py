"""What KPI queries share: reading kept aggregates, and the records behind a mark."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from data.db import Session, one_value
from data.filters import ID, Filters
from data.models import Customer, PharmaceuticalProduct, Process, ProcessTask, TimeEntry
from data.narrowing import TAKEN, conditions, narrowed, only_customers
from data.rollups import current, within

Mark = dict[str, Any]  # the filter that a mark on a chart carries
UNNAMED = "(name not shown)"  # a record whose kind the reader may not read
MODELS: dict[str, Any] = {
    "customers": Customer,
    "processes": Process,
    "tasks": ProcessTask,
    "hours": TimeEntry,
    "products": PharmaceuticalProduct,
}


class Records(NamedTuple):
    """The records a mark counts: a query whose columns are those of the resource's list."""

    resource: str
    title: str
    query: sa.Select
    order: str  # the column they are listed by at first


def frame(db: Session, query: sa.Select) -> pd.DataFrame:
    """The few rows of an aggregate, with the query's own column names."""
    result = db.execute(query)
    # as tuples: of each row object, pandas would ask whether it is a dataclass
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def summed(db: Session, *measures: str, until: dt.date | None = None, customers: Sequence[str] = ()) -> sa.Select:
    """amount by measure, key1, key2, of the customers named if any; a movement's value on a day sums all up to it."""
    query = sa.select(
        current.c.measure,
        current.c.key1,
        current.c.key2,
        sa.cast(sa.func.sum(current.c.amount), sa.Float).label("amount"),
    )
    query = query.where(within(db, *measures, customers=customers)).group_by(
        current.c.measure, current.c.key1, current.c.key2
    )
    return query if until is None else query.where(current.c.day <= until)


def is_all(db: Session, table: str, filters: Filters) -> bool:
    """Whether nothing narrows what is counted of a table: neither filters nor what the actor may see."""
    return db.actor.customer_ids is None and not conditions(table, filters)


def whose(db: Session, table: str, filters: Filters) -> sa.ColumnElement[bool]:
    """Narrows a query over `current` to the customers that the filters leave, for a table that takes no others."""
    if is_all(db, table, filters):
        return current.c.customer_id == "*"
    left = narrowed(sa.select(Customer.id), "customers", filters.only(TAKEN[table]))
    return current.c.customer_id.in_(scoped(db, left, Customer.id))


def kept(db: Session, table: str, filters: Filters, *measures: str) -> sa.Subquery:
    """What a table's records contribute to the measures, with the columns of `current`, narrowed by the filters.

    Read from what is kept where that is kept by customer; else from the records themselves, by the same definition.
    """
    if only_customers(table, filters):
        whose = within(db, *measures, customers=filters.of("customer"))
        return sa.select(current).where(whose).subquery()
    model = MODELS[table]
    row: sa.ColumnElement[Any] = sa.literal_column(model.__table__.name)
    given = getattr(sa.func, f"{model.__table__.name}_contributions")(row).table_valued(*current.c).lateral()
    query = sa.select(given).select_from(model).join(given, given.c.measure.in_(measures))
    return scoped(db, narrowed(query, table, filters), model.id if model is Customer else model.customer_id).subquery()


def scoped(db: Session, query: sa.Select, customer_id: InstrumentedAttribute[str]) -> sa.Select:
    """Only records of customers the actor may see."""
    mine = db.actor.customer_ids
    return query if mine is None else query.where(customer_id == sa.any_(one_value(mine)))


def identified(word: str) -> str:
    """An id that a mark carries; ValueError for what cannot be one."""
    if not ID.fullmatch(word):
        raise ValueError(word)
    return word
