"""Rows for tests, with only the values that matter."""

import datetime as dt
from typing import Any

from data.db import Session
from data.models import Contact, Customer, PharmaceuticalProduct, Process, ProcessTask, Service, Team, TimeEntry, User
from data.models.base import Base
from data.vocabulary import TaskStatus


def customer(db: Session, **values: Any) -> Customer:
    return _saved(db, Customer, {"name": "Acme"} | values)


def contact(db: Session, **values: Any) -> Contact:
    return _saved(db, Contact, {"name": "Ana Silva", "type": "Internal"} | values)


def team(db: Session, **values: Any) -> Team:
    return _saved(db, Team, {"name": "Data team", "customer_id": _customer_id(db, values)} | values)


def service(db: Session, **values: Any) -> Service:
    given = {"name": "Support", "monthly_hours": 100, "customer_id": _customer_id(db, values)}
    return _saved(db, Service, given | values)


def process(db: Session, **values: Any) -> Process:
    return _saved(db, Process, {"name": "Weekly extract", "customer_id": _customer_id(db, values)} | values)


def task(db: Session, **values: Any) -> ProcessTask:
    values = dict(values)
    values.setdefault("process_id", None) or values.update(process_id=process(db).id)
    if values.get("status") == TaskStatus.BLOCKED:
        values.setdefault("blocked_reason", "No access to the source")
    return _saved(db, ProcessTask, {"title": "Map the columns"} | values)


def hours(db: Session, **values: Any) -> TimeEntry:
    values = dict(values)
    values.setdefault("service_id", None) or values.update(service_id=service(db).id)
    return _saved(db, TimeEntry, {"worked_on": dt.date(2026, 11, 2), "hours": 8} | values)


def product(db: Session, **values: Any) -> PharmaceuticalProduct:
    values = dict(values)
    values.setdefault("team_id", None) or values.update(team_id=team(db).id)
    given = {"product_name": "Examplimab", "therapeutic_area": "Oncology", "drug_class": "Biologic"}
    return _saved(db, PharmaceuticalProduct, given | values)


def user(db: Session, **values: Any) -> User:
    return _saved(db, User, {"name": "Ada Admin", "email": "ada@example.com", "role": "Admin"} | values)


def _customer_id(db: Session, values: dict[str, Any]) -> str:
    return values.get("customer_id") or customer(db).id


def _saved(db: Session, model: type[Base], values: dict[str, Any]) -> Any:
    row = model(**values)
    db.add(row)
    db.flush()
    db.refresh(row)
    return row
