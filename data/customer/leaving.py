"""A customer leaves the active ones, or comes back. Everything kept about it stays."""

import sqlalchemy as sa

from data import crud
from data.access import require
from data.catalog import ENTITIES
from data.customer.standing import of
from data.db import Session
from data.errors import Conflict
from data.health import is_open
from data.models import Process

CUSTOMERS = ENTITIES["customers"]


def deactivate(db: Session, customer_id: str) -> str:
    """Its name; refused while it has open processes. The database refuses it too, should one be opened meanwhile."""
    require(db.actor, "delete", "customers")
    customer = of(db, customer_id)
    theirs = sa.select(sa.func.count()).select_from(Process).where(Process.customer_id == customer.id, is_open())
    if number := db.scalars(theirs).one():
        processes = "an open process; complete it" if number == 1 else f"{number:,} open processes; complete them"
        raise Conflict(f"{customer.name} has {processes} first.")
    crud.remove(db, CUSTOMERS, crud.Chosen((customer.id,)))
    return customer.name


def restore(db: Session, customer_id: str) -> str:
    customer = of(db, customer_id)
    crud.restore(db, CUSTOMERS, [customer.id])
    return customer.name
