"""The audit trail as it is read: searched, and one record's history."""

import datetime as dt
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data.access import Actor, require
from data.catalog import ENTITIES
from data.db import Session
from data.errors import Forbidden
from data.models import AuditLog, User


class Search(NamedTuple):
    """What is looked for; blank means any."""

    user_id: str | None = None
    action: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    change_set_id: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    text: str | None = None  # anywhere in the old or new values


def found(db: Session, search: Search) -> sa.Select:
    """Columns: id, created_at, who, action, resource_type, resource_id, fields, ip_address, reason, change_set_id."""
    _require_all(db)
    values = sa.func.coalesce(AuditLog.new_values, AuditLog.old_values)
    keys = sa.func.jsonb_object_keys(values).column_valued("key")
    fields = sa.select(sa.func.string_agg(keys, sa.literal(", "))).correlate(AuditLog)
    query = sa.select(
        AuditLog.id,
        AuditLog.created_at,
        sa.func.coalesce(User.name, AuditLog.user_agent, "system").label("who"),
        AuditLog.action,
        AuditLog.resource_type,
        AuditLog.resource_id,
        sa.case((AuditLog.action == "update", fields.scalar_subquery())).label("fields"),
        AuditLog.ip_address,
        AuditLog.reason,
        AuditLog.change_set_id,
    ).outerjoin(User, AuditLog.user_id == User.id)
    return query.where(*_conditions(search))


def record(db: Session, action: str, resource: str, id_: str | None, **details: str) -> None:
    """What somebody did without a row changing."""
    db.execute(sa.select(sa.func.record_audit(action, resource, id_, sa.cast(details, JSONB))))


def entry(db: Session, audit_id: str) -> AuditLog | None:
    """One row with its old and new values."""
    _require_all(db)
    return db.get(AuditLog, audit_id)


def who(db: Session, row: AuditLog) -> str:
    """Who did it: a user's name, or the program that did."""
    name = db.scalar(sa.select(User.name).where(User.id == row.user_id)) if row.user_id else None
    return name or row.user_agent or "system"


def choices(db: Session) -> dict[str, list[str]]:
    """What can be chosen from: actions and resource types that occur."""
    _require_all(db)
    columns = {"action": AuditLog.action, "resource_type": AuditLog.resource_type}
    return {name: _distinct(db, column) for name, column in columns.items()}


def _distinct(db: Session, column: sa.orm.InstrumentedAttribute[str]) -> list[str]:
    """The values that occur, by hopping along them instead of reading every row."""
    first = sa.select(sa.func.min(column).label("value")).cte(recursive=True)
    after = sa.select(sa.select(sa.func.min(column)).where(column > first.c.value).scalar_subquery())
    hops = first.union_all(after.where(first.c.value.is_not(None)))
    return list(db.scalars(sa.select(hops.c.value).where(hops.c.value.is_not(None))))


def _conditions(search: Search) -> list[sa.ColumnElement[bool]]:
    equal = {
        name: getattr(search, name) for name in ("user_id", "action", "resource_type", "resource_id", "change_set_id")
    }
    conditions = [getattr(AuditLog, name) == value for name, value in equal.items() if value]
    if search.since:
        conditions.append(AuditLog.created_at >= search.since)
    if search.until:
        conditions.append(AuditLog.created_at < search.until)
    if search.text:
        values = sa.func.concat(sa.cast(AuditLog.old_values, sa.Text), sa.cast(AuditLog.new_values, sa.Text))
        conditions.append(values.icontains(search.text, autoescape=True))
    return conditions


def _require_all(db: Session) -> None:
    """The trail tells of every customer, so it is for those who see every customer."""
    require(db.actor, "read", "audit")
    if db.actor.customer_ids is not None:
        raise Forbidden("The audit trail tells of all customers, and you see some of them only.")


def table_of(actor: Actor, resource: str) -> str | None:
    """What a resource's records are called in the trail; None for who may not read it."""
    return ENTITIES[resource].table.name if actor.can("read", "audit") and actor.customer_ids is None else None
