"""Who works for or with a customer without being theirs: contacts assigned to it from elsewhere."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.access import require
from data.customer.standing import of
from data.db import Session
from data.errors import Invalid, NotFound
from data.models import Contact, ContactCustomerAssignment, Customer


class Assigned(NamedTuple):
    id: str
    name: str
    type: str
    title: str | None
    email: str | None
    home: str | None  # the customer whose contact they are, where the reader may see it


def assigned(db: Session, customer_id: str) -> list[Assigned]:
    """By name; nobody who is a contact of the customer's own."""
    require(db.actor, "read", "contacts")
    of(db, customer_id)
    query = sa.select(Contact.id, Contact.name, Contact.type, Contact.title, Contact.email, Customer.name)
    query = query.join(ContactCustomerAssignment, ContactCustomerAssignment.contact_id == Contact.id)
    query = query.outerjoin(Customer, Customer.id == Contact.customer_id)
    query = query.where(ContactCustomerAssignment.customer_id == customer_id, _is_elsewhere(customer_id))
    return [Assigned(*row) for row in db.execute(query.order_by(sa.func.lower(Contact.name), Contact.id))]


def assign(db: Session, customer_id: str, contact_id: str | None) -> str:
    """Lets a contact from elsewhere work for the customer, and says their name; twice does no harm."""
    require(db.actor, "update", "contacts")
    customer = of(db, customer_id)
    if not contact_id:
        raise Invalid({"contact_id": "Choose whom to assign."})
    contact = _contact(db, contact_id)
    if contact.customer_id == customer.id:
        raise Invalid({"contact_id": f"{contact.name} is a contact of {customer.name} already."})
    row = {"contact_id": contact.id, "customer_id": customer.id}
    db.execute(insert(ContactCustomerAssignment).values(row).on_conflict_do_nothing())
    return contact.name


def unassign(db: Session, customer_id: str, contact_id: str) -> str:
    require(db.actor, "update", "contacts")
    of(db, customer_id)
    contact, link = _contact(db, contact_id), ContactCustomerAssignment
    db.execute(sa.delete(link).where(link.contact_id == contact.id, link.customer_id == customer_id))
    return contact.name


def _contact(db: Session, contact_id: str) -> Contact:
    found = None if "\0" in contact_id else db.scalar(sa.select(Contact).where(Contact.id == contact_id))
    if found is None:
        raise NotFound("There is no such contact.")
    return found


def _is_elsewhere(customer_id: str) -> sa.ColumnElement[bool]:
    return Contact.customer_id.is_distinct_from(customer_id)
