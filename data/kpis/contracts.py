"""Contracts that end soon."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.load import monday_of
from data.kpis.parts import Mark, Records, frame, identified, scoped
from data.kpis.records import customers
from data.kpis.silence import present
from data.models import Customer
from data.narrowing import narrowed
from data.vocabulary import Ending

LIMITS = {Ending.MONTH: 30, Ending.TWO_MONTHS: 60, Ending.QUARTER: 90}  # days
HORIZON = max(LIMITS.values())
DEFINITION = (
    "Contracts that end in the next 30, 60 or 90 days, today included, of customers that are active and whose phase is "
    "not Terminated. Customers without a contract end are not in it."
)
COLUMNS = ["customer_id", "customer", "phase", "contract_end", "days", "ending", "week"]


def contract_calendar(db: Session, filters: Filters) -> pd.DataFrame:
    """A row for each customer, the next to end first. Columns as in COLUMNS; week is the Monday of the end's week."""
    query = sa.select(
        Customer.id.label("customer_id"),
        Customer.name.label("customer"),
        Customer.phase,
        Customer.contract_end_date.label("contract_end"),
    ).where(present(), _within(filters.today))
    query = scoped(db, narrowed(query, "customers", filters), Customer.id)
    rows = frame(db, query.order_by(Customer.contract_end_date, Customer.name, Customer.id))
    days = [(end - filters.today).days for end in rows["contract_end"]]
    rows = rows.assign(phase=[str(phase) for phase in rows["phase"]], days=days)
    weeks = [monday_of(end) for end in rows["contract_end"]]
    return rows.assign(ending=[ending_of(left).value for left in days], week=weeks)[COLUMNS]


def behind_ending(db: Session, mark: Mark, filters: Filters) -> Records:
    """The customers whose contracts end within some days, in a week, or both; or the one of a row."""
    query = narrowed(customers(db), "customers", filters).where(present(), _within(filters.today))
    end, words = Customer.contract_end_date, []
    if "customer_id" in mark:
        query = query.where(Customer.id == identified(mark["customer_id"]))
    if week := mark.get("week"):
        monday = dt.date.fromisoformat(week)
        query = query.where(end.between(monday, monday + dt.timedelta(days=6)))
        words.append(f"in the week of {monday.day} {monday:%B %Y}")
    if word := mark.get("ending"):
        ending = Ending(word)
        least = max((most for most in LIMITS.values() if most < LIMITS[ending]), default=-1) + 1
        first, last = (filters.today + dt.timedelta(days=days) for days in (least, LIMITS[ending]))
        query = query.where(end.between(first, last))
        words.append(ending.lower())
    return Records(
        "customers", " ".join(["Contracts that end", ", ".join(words) or "soon"]), query, "contract_end_date"
    )


def ending_of(days: int) -> Ending:
    return next(ending for ending, most in LIMITS.items() if days <= most)


def _within(today: dt.date) -> sa.ColumnElement[bool]:
    return Customer.contract_end_date.between(today, today + dt.timedelta(days=HORIZON))
