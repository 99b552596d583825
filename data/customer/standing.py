"""How we stand with a customer: who they are, what is open, what comes next. Read in a handful of statements."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from data import calendar
from data.access import require
from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.health import health_of, is_open
from data.kpis.utilisation import pace_of
from data.models import (
    Base,
    Communication,
    Contact,
    ContactCustomerAssignment,
    Customer,
    CustomerImportantDate,
    CustomerNote,
    Document,
    PharmaceuticalProduct,
    Process,
    Service,
    Team,
)
from data.vocabulary import OPEN, Health, RegulatoryStatus

MOST_RESPONSIBLE = 3
COUNTED: dict[str, type[Base]] = {
    "teams": Team,
    "services": Service,
    "products": PharmaceuticalProduct,
    "documents": Document,
    "notes": CustomerNote,
    "dates": CustomerImportantDate,
}  # what has a column for its customer; notes and dates that were put away do not count


class Coming(NamedTuple):
    id: str
    title: str
    date: dt.date


class Spoken(NamedTuple):
    date: dt.date
    type: str
    contact: str


class Responsible(NamedTuple):
    """Somebody who answers for open processes of theirs."""

    id: str
    name: str
    processes: int


class Standing(NamedTuple):
    """None, or nothing in a mapping, stands for what the reader may not read as well as for what there is not."""

    customer: Customer
    today: dt.date
    counts: dict[str, int]  # by entity, of those the reader may read; “open” are the open processes
    health: dict[str, int]  # open processes
    products: dict[str, int]  # by regulatory status, in its order
    hours: pd.DataFrame | None  # this month, as the KPI of that name has it
    next_date: Coming | None
    last_spoken: Spoken | None
    responsible: list[Responsible]


def standing(db: Session, customer_id: str) -> Standing:
    """All that the head of a customer's page says."""
    customer = of(db, customer_id)
    today = calendar.now(db).date()
    tallied = _tallies(db, customer_id, today)
    return Standing(
        customer,
        today,
        {name: sum(tallied.get(name, {}).values()) for name in _readable(db)},
        _ordered(tallied.get("open", {}), Health),
        _ordered(tallied.get("products", {}), RegulatoryStatus),
        pace_of(db, customer_id, Filters(today)) if db.actor.can("read", "hours") else None,
        _next_date(db, customer_id, today) if db.actor.can("read", "dates") else None,
        _last_spoken(db, customer_id) if db.actor.can("read", "communications") else None,
        _responsible(db, customer_id) if db.actor.can("read", "processes") else [],
    )


def of(db: Session, customer_id: str) -> Customer:
    """The customer, if the reader may see it."""
    require(db.actor, "read", "customers")
    found = None if "\0" in customer_id else db.scalar(sa.select(Customer).where(Customer.id == customer_id))
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def _readable(db: Session) -> list[str]:
    names = [name for name in (*COUNTED, "processes", "contacts", "communications") if db.actor.can("read", name)]
    return [*names, *(["open"] if "processes" in names else [])]


def _tallies(db: Session, customer_id: str, today: dt.date) -> dict[str, dict[str, int]]:
    """What there is, by entity and, where that matters, by a word; one statement for all."""
    counted = [
        *(_count(name, model, customer_id) for name, model in COUNTED.items() if db.actor.can("read", name)),
        *(query for name, query in _told_apart(customer_id, today) if db.actor.can("read", name)),
    ]
    tallied: dict[str, dict[str, int]] = {}
    for name, word, number in db.execute(sa.union_all(*counted)) if counted else ():
        tallied.setdefault(name, {})[word] = number
    return tallied


def _count(name: str, model: type[Base], customer_id: str) -> sa.Select:
    columns = model.__table__.c
    word = columns.regulatory_status if name == "products" else _said("")
    query = sa.select(_said(name), sa.cast(word, sa.Text).label("word"), sa.func.count())
    query = query.where(columns.customer_id == customer_id).group_by(sa.literal_column("word"))
    return query.where(columns.active) if "active" in columns else query


def _told_apart(customer_id: str, today: dt.date) -> Iterable[tuple[str, sa.Select]]:
    """Each with what one must be allowed to read."""
    theirs = Process.customer_id == customer_id
    health = sa.cast(health_of(today), sa.Text).label("health")
    opened = sa.select(_said("open"), health, sa.func.count()).where(theirs, is_open())
    contacts = sa.select(_said("contacts"), _said(""), sa.func.count()).where(sees(customer_id))
    spoken = sa.select(_said("communications"), _said(""), sa.func.count()).join(Communication.contact)
    yield "processes", sa.select(_said("processes"), _said(""), sa.func.count()).where(theirs)
    yield "processes", opened.group_by(sa.literal_column("health"))
    yield "contacts", contacts
    yield "communications", spoken.where(Contact.customer_id == customer_id)


def _said(word: str) -> sa.ColumnElement[str]:
    return sa.literal(word, sa.Text)


def sees(customer_id: str) -> sa.ColumnElement[bool]:
    """Contacts at the customer, and those from elsewhere who are assigned to it."""
    assigned = sa.select(ContactCustomerAssignment.contact_id)
    return sa.or_(
        Contact.customer_id == customer_id,
        Contact.id.in_(assigned.where(ContactCustomerAssignment.customer_id == customer_id)),
    )


def _ordered(counts: dict[str, int], words: Iterable[str]) -> dict[str, int]:
    return {str(word): counts[word] for word in words if counts.get(word)}


def _next_date(db: Session, customer_id: str, today: dt.date) -> Coming | None:
    kept = CustomerImportantDate
    query = sa.select(kept.id, kept.title, kept.date).where(kept.customer_id == customer_id, kept.active)
    row = db.execute(query.where(kept.date >= today).order_by(kept.date, kept.id).limit(1)).first()
    return Coming(*row) if row else None


def _last_spoken(db: Session, customer_id: str) -> Spoken | None:
    query = sa.select(Communication.date, Communication.type, Contact.name).join(Communication.contact)
    query = query.where(Contact.customer_id == customer_id)
    row = db.execute(query.order_by(Communication.date.desc(), Communication.id.desc()).limit(1)).first()
    return Spoken(*row) if row else None


def _responsible(db: Session, customer_id: str) -> list[Responsible]:
    number = sa.func.count().label("number")
    query = sa.select(Contact.id, Contact.name, number).join(Process, Process.responsible_contact_id == Contact.id)
    query = query.where(Process.customer_id == customer_id, Process.status.in_(OPEN))
    query = query.group_by(Contact.id, Contact.name).order_by(number.desc(), Contact.name).limit(MOST_RESPONSIBLE)
    return [Responsible(*row) for row in db.execute(query)]
