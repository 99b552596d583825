"""The lists behind the figures: one query per resource, with the columns its list shows."""

import datetime as dt

import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.health import is_open, standing
from data.kpis.parts import scoped
from data.models import Contact, Customer, PharmaceuticalProduct, Process, ProcessTask, Service, TimeEntry
from data.narrowing import narrowed


def customers(db: Session) -> sa.Select:
    """Columns: id, name, phase, contract_end_date, open_processes."""
    open_processes = (
        sa.select(sa.func.count())
        .where(Process.customer_id == Customer.id, is_open())
        .correlate(Customer)
        .scalar_subquery()
    )
    query = sa.select(
        Customer.id, Customer.name, Customer.phase, Customer.contract_end_date, open_processes.label("open_processes")
    )
    return scoped(db, query, Customer.id)


def processes(db: Session, filters: Filters) -> sa.Select:
    """Those the filters leave. Columns: id, name, customer, health, status, sdlc_stage, progress, due_date."""
    query = sa.select(
        Process.id,
        Process.name,
        Customer.name.label("customer"),
        standing(filters.today).label("health"),
        Process.sdlc_stage,
        Process.progress,
        Process.due_date,
    ).join(Customer, Process.customer_id == Customer.id)
    return scoped(db, narrowed(query, "processes", filters), Process.customer_id)


def tasks(db: Session) -> sa.Select:
    """Columns: id, title, process, customer, status, assigned_to, due_date."""
    query = (
        sa.select(
            ProcessTask.id,
            ProcessTask.title,
            Process.name.label("process"),
            Customer.name.label("customer"),
            ProcessTask.status,
            Contact.name.label("assigned_to"),
            ProcessTask.due_date,
        )
        .join(Process, ProcessTask.process_id == Process.id)
        .join(Customer, ProcessTask.customer_id == Customer.id)
        .outerjoin(Contact, ProcessTask.assigned_to_id == Contact.id)
    )
    return scoped(db, query, ProcessTask.customer_id)


def time_entries(db: Session, first: dt.date, last: dt.date) -> sa.Select:
    """Columns: id, worked_on, customer, service, contact, hours, note; worked on from the first day to the last."""
    query = (
        sa.select(
            TimeEntry.id,
            TimeEntry.worked_on,
            Customer.name.label("customer"),
            Service.name.label("service"),
            Contact.name.label("contact"),
            sa.cast(TimeEntry.hours, sa.Float).label("hours"),
            TimeEntry.note,
        )
        .join(Service, TimeEntry.service_id == Service.id)
        .join(Customer, TimeEntry.customer_id == Customer.id)
        .outerjoin(Contact, TimeEntry.contact_id == Contact.id)
        .where(TimeEntry.worked_on.between(first, last))
    )
    return scoped(db, query, TimeEntry.customer_id)


def products(db: Session) -> sa.Select:
    """Columns: id, name, customer, therapeutic_area, drug_class, regulatory_status."""
    product = PharmaceuticalProduct
    query = sa.select(
        product.id,
        product.product_name.label("name"),
        Customer.name.label("customer"),
        product.therapeutic_area,
        product.drug_class,
        product.regulatory_status,
    ).join(Customer, product.customer_id == Customer.id)
    return scoped(db, query, product.customer_id)
