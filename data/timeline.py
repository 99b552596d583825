"""What happened and who did it: the feed of the installation, of a customer or of a process, latest first."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.errors import Invalid
from data.models import Contact, Customer, Process, TimelineEvent, User
from data.vocabulary import EventType

EVENTS = TimelineEvent.__table__
LARGEST = 200
# what one must be allowed to read to be told of it
RESOURCES: dict[EventType, str] = {
    EventType.CUSTOMER_CREATED: "customers",
    EventType.CUSTOMER_PHASE_CHANGED: "customers",
    EventType.PROCESS_CREATED: "processes",
    EventType.PROCESS_STARTED: "processes",
    EventType.PROCESS_STAGE_CHANGED: "processes",
    EventType.PROCESS_COMPLETED: "processes",
    EventType.PROCESS_OVERDUE: "processes",
    EventType.APPROVAL_REQUESTED: "processes",
    EventType.APPROVAL_DECIDED: "processes",
    EventType.TASK_ASSIGNED: "tasks",
    EventType.TASK_COMPLETED: "tasks",
    EventType.MILESTONE_ACHIEVED: "milestones",
    EventType.DOCUMENT_UPLOADED: "documents",
    EventType.PRODUCT_STATUS_CHANGED: "products",
    EventType.FILE_RECEIVED: "transfers",
    EventType.FILE_DELIVERED: "transfers",
    EventType.TRANSFER_FAILED: "transfers",
    EventType.TRANSFER_LATE: "transfers",
    EventType.HOURS_OVER_BUDGET: "hours",
    EventType.REPORT_DELIVERED: "reports",
    EventType.NOTE_ADDED: "notes",
    EventType.COMMUNICATION_LOGGED: "communications",
    EventType.IMPORTANT_DATE_DUE: "dates",
}
Position = tuple[dt.datetime, str]  # after which event a feed goes on


class Event(NamedTuple):
    """Names are those of today, and blank for what the reader may not see or what is no more."""

    id: str
    kind: EventType
    at: dt.datetime
    title: str
    customer_id: str | None
    customer: str | None
    process_id: str | None
    process: str | None
    who: str | None
    contact: str | None
    details: dict[str, Any]


class Feed(NamedTuple):
    events: list[Event]
    has_more: bool

    @property
    def end(self) -> Position | None:
        return (self.events[-1].at, self.events[-1].id) if self.events else None


def feed(
    db: Session,
    customer_id: str | None = None,
    process_id: str | None = None,
    before: Position | None = None,
    limit: int = 50,
    kinds: Collection[str] = (),
) -> Feed:
    """The latest events, or those before a position; of everything, a customer or a process."""
    if not 0 < limit <= LARGEST:
        raise Invalid({"": f"A feed is read in pieces of at most {LARGEST} events."})
    wanted = [kind for kind in readable(db) if not kinds or kind in kinds]
    if not wanted:
        return Feed([], False)
    narrowing = _conditions(customer_id, process_id, before)
    if len(wanted) < len(EventType):
        narrowing.append(EVENTS.c.event_type.in_(wanted))
    latest = _latest(db, narrowing, limit + 1, each=customer_id is None and process_id is None)
    events = [_event(row) for row in db.execute(_named(db, latest.subquery("e")))]
    return Feed(events[:limit], len(events) > limit)


def readable(db: Session) -> list[EventType]:
    """The kinds of events that the reader is told of."""
    return [kind for kind, resource in RESOURCES.items() if db.actor.can("read", resource)]


def about(resource: str) -> list[EventType]:
    """The kinds of events about a resource; an unknown one has none, which is not the same as all."""
    kinds = [kind for kind, named in RESOURCES.items() if named == resource]
    if not kinds:
        raise Invalid({"": "The timeline cannot be narrowed to that."})
    return kinds


def _conditions(
    customer_id: str | None, process_id: str | None, before: Position | None
) -> list[sa.ColumnElement[bool]]:
    of = {"customer_id": customer_id, "process_id": process_id}
    conditions = [EVENTS.c[name] == value for name, value in of.items() if value is not None]
    if before:
        at, id_ = before
        conditions += [EVENTS.c.created_at <= at, (EVENTS.c.created_at < at) | (EVENTS.c.id < id_)]
    return conditions


def _latest(db: Session, conditions: list[sa.ColumnElement[bool]], limit: int, *, each: bool) -> sa.Select[Any]:
    """In order, and no more than so many. Who sees some customers has the latest of each put together: to read all
    events until enough of theirs are found would take as long as there are others'."""
    latest = sa.select(EVENTS).where(*conditions).order_by(*_order(EVENTS)).limit(limit)
    if not each or (mine := db.actor.customer_ids) is None:
        return latest
    one = sa.select(sa.func.unnest(sa.cast(sorted(mine), sa.ARRAY(sa.Text))).label("id")).subquery("one")
    own = latest.where(EVENTS.c.customer_id == one.c.id).correlate(one).lateral("own")
    return sa.select(own).select_from(one.join(own, sa.true())).order_by(*_order(own)).limit(limit)


def _order(events: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [events.c.created_at.desc(), events.c.id.desc()]


def _named(db: Session, event: sa.Subquery) -> sa.Select[Any]:
    """With the names of whom and what it concerns, as far as the reader sees them.

    Of tables, not of models: what narrows these would leave out the event together with a name that is not seen.
    """
    about = event.c.metadata
    related: dict[str, tuple[Any, Any, bool]] = {
        "who": (User.__table__, about["user_id"].astext, True),
        "customer": (Customer.__table__, event.c.customer_id, db.actor.can("read", "customers")),
        "process": (Process.__table__, event.c.process_id, db.actor.can("read", "processes")),
        "contact": (Contact.__table__, about["contact_id"].astext, db.actor.can("read", "contacts")),
    }
    joined: sa.FromClause = event
    for table, id_, _ in related.values():
        joined = joined.outerjoin(table, table.c.id == id_)
    names = [(table.c.name if may else sa.null()).label(name) for name, (table, _, may) in related.items()]
    return sa.select(event, *names).select_from(joined).order_by(*_order(event))


def _event(row: sa.Row[Any]) -> Event:
    seen = row._mapping
    kept = {"customer_id", "customer", "process_id", "process", "who", "contact", "id", "title"}
    kind = EventType(seen["event_type"])
    return Event(kind=kind, at=seen["created_at"], details=seen["metadata"], **{name: seen[name] for name in kept})
