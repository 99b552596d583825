"""How long ago somebody last spoke with each customer."""

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.kept_customers import ANY_DAY, brought_up, changed, kept, look, unchanged
from data.kpis.parts import Mark, Records, frame, scoped
from data.kpis.records import customers
from data.models import Communication, Contact, Customer
from data.narrowing import narrowed
from data.vocabulary import CustomerPhase, Silence

DEFINITION = (
    "Days since the last communication with any contact at the customer; one dated in the future counts as today's. "
    "Counted are customers that are active and whose phase is not Terminated."
)
LONGEST = {Silence.FORTNIGHT: 14, Silence.MONTH: 30, Silence.TWO_MONTHS: 60, Silence.QUARTER: 90}  # days
LONG = 200_000  # days; more than the calendar has


def silence(db: Session, filters: Filters) -> pd.DataFrame:
    """Customers by days since the last communication. Columns: silence, customers; each bucket has its row."""
    state = look(db, *ANY_DAY)
    spoken = _kept(filters, state.lacks) if state.holds else _counted(db, filters)
    listed = sa.select((filters.today - spoken.subquery().c.spoken_on).label("days")).subquery()
    rows = frame(db, sa.select(listed.c.days, sa.func.count().label("customers")).group_by(listed.c.days))
    counted = rows["customers"].groupby(rows["days"].map(bucket_of)).sum().to_dict()
    table = [(bucket.value, int(counted.get(bucket, 0))) for bucket in Silence]
    return pd.DataFrame(table, columns=["silence", "customers"])


def _kept(filters: Filters, lacks: bool) -> sa.CompoundSelect:
    """Of each customer the day on which it was spoken with last. Columns: customer_id, spoken_on."""
    since = changed(filters.today)
    apart = sa.select(since.c.customer_id) if lacks else None
    found = [unchanged(apart, filters).where(kept.is_present)]
    found += [brought_up(since, apart, filters).where(present())] if apart is not None else []
    each = [query.subquery().c for query in found]
    return sa.union_all(*(sa.select(some.customer_id, some.spoken_on) for some in each))


def _counted(db: Session, filters: Filters) -> sa.Select:
    spoken = last_spoken().subquery()
    each = sa.select(Customer.id, spoken.c.spoken_on).outerjoin(spoken, spoken.c.customer_id == Customer.id)
    return scoped(db, narrowed(each.where(present()), "customers", filters), Customer.id)


def behind_silence(db: Session, mark: Mark, filters: Filters) -> Records:
    """The customers of one bucket."""
    bucket, spoken = Silence(mark["silence"]), last_spoken().subquery()
    query = narrowed(customers(db), "customers", filters).where(present())
    query = query.outerjoin(spoken, spoken.c.customer_id == Customer.id)
    days = filters.today - spoken.c.spoken_on
    if bucket is Silence.NEVER:
        return Records("customers", "Nobody has spoken with them", query.where(days.is_(None)), "name")
    least = 1 + max((most for most in LONGEST.values() if most < LONGEST.get(bucket, LONG)), default=-LONG)
    query = query.where(days.between(least, LONGEST.get(bucket, LONG)))
    return Records("customers", f"Last communication: {bucket.lower()}", query, "name")


def bucket_of(days: float | None) -> Silence:
    """The bucket of so many days; of no communication at all where there are none."""
    if days is None or days != days:
        return Silence.NEVER
    return next((bucket for bucket, most in LONGEST.items() if days <= most), Silence.LONGER)


def last_spoken() -> sa.Select:
    """Columns: customer_id, spoken_on. What was said to somebody is their customer's, also where they help others."""
    query = sa.select(Contact.customer_id, sa.func.max(Communication.date).label("spoken_on"))
    query = query.join(Contact, Contact.id == Communication.contact_id).where(Contact.customer_id.is_not(None))
    return query.group_by(Contact.customer_id)


def present() -> sa.ColumnElement[bool]:
    """Customers that are customers still."""
    return sa.and_(Customer.active, Customer.phase != CustomerPhase.TERMINATED)
