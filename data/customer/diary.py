"""What was noted about a customer, what is due, and what was said."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import crud
from data.access import require
from data.catalog import ENTITIES
from data.customer.standing import of
from data.db import Session
from data.errors import Invalid
from data.models import Communication, Contact, CustomerImportantDate, CustomerNote

SHOWN = 60  # of each; the list of all is one step away


class Note(NamedTuple):
    id: str
    title: str
    content: str | None
    created_at: dt.datetime
    updated_at: dt.datetime


class Due(NamedTuple):
    id: str
    title: str
    description: str | None
    date: dt.date


class Said(NamedTuple):
    id: str
    date: dt.date
    type: str
    subject: str | None
    notes: str | None
    contact: str


class Agenda(NamedTuple):
    coming: list[Due]  # soonest first
    past: list[Due]  # latest first


def notes(db: Session, customer_id: str) -> list[Note]:
    """The newest first, without those put away."""
    require(db.actor, "read", "notes")
    of(db, customer_id)
    kept = CustomerNote
    query = sa.select(kept.id, kept.title, kept.content, kept.created_at, kept.updated_at)
    query = query.where(kept.customer_id == customer_id, kept.active)
    return [Note(*row) for row in db.execute(query.order_by(kept.created_at.desc(), kept.id.desc()).limit(SHOWN))]


def agenda(db: Session, customer_id: str, today: dt.date) -> Agenda:
    require(db.actor, "read", "dates")
    of(db, customer_id)
    kept = CustomerImportantDate
    query = sa.select(kept.id, kept.title, kept.description, kept.date)
    query = query.where(kept.customer_id == customer_id, kept.active)
    coming = query.where(kept.date >= today).order_by(kept.date, kept.id).limit(SHOWN)
    past = query.where(kept.date < today).order_by(kept.date.desc(), kept.id.desc()).limit(SHOWN)
    return Agenda([Due(*row) for row in db.execute(coming)], [Due(*row) for row in db.execute(past)])


def communications(db: Session, customer_id: str) -> list[Said]:
    """The latest first. What was said to somebody is their customer's, also where they are assigned to others."""
    require(db.actor, "read", "communications")
    of(db, customer_id)
    said = Communication
    query = sa.select(said.id, said.date, said.type, said.subject, said.notes, Contact.name)
    query = query.join(said.contact).where(Contact.customer_id == customer_id)
    return [Said(*row) for row in db.execute(query.order_by(said.date.desc(), said.id.desc()).limit(SHOWN))]


def log(db: Session, customer_id: str, given: Mapping[str, Any]) -> str:
    """Keeps what was said with one of the customer's contacts; says what it is called."""
    require(db.actor, "create", "communications")
    if not _is_partner(db, customer_id, given.get("contact_id")):
        raise Invalid({"contact_id": "Choose with whom."})
    return crud.save(db, ENTITIES["communications"], None, given).title


def _is_partner(db: Session, customer_id: str, contact_id: Any) -> bool:
    """Whether it is one of the customer's own contacts, whom one can have spoken with."""
    require(db.actor, "read", "contacts")
    theirs = (Contact.id == contact_id, Contact.customer_id == customer_id)
    return ENTITIES["contacts"].is_id(contact_id) and db.scalar(sa.select(sa.exists().where(*theirs))) is True
