"""What happens by itself as days go by: a due date has passed, a date has come, a month's hours are used up.

Each occasion is an episode and is told once, however often somebody looks; and only while it is new: an installation
that has just begun to look has old ones by the hundred, which are no news to anybody.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from data import calendar
from data.db import Session
from data.kpis import utilisation
from data.models import Customer, CustomerImportantDate, Process, TimelineEvent
from data.vocabulary import OPEN, EventType

LOOKS_BACK = 7  # days that a process may be overdue before anybody has looked
COLUMNS = ("customer_id", "process_id", "event_type", "title", "metadata", "created_at")


def notice(db: Session) -> int:
    """Tells what has not been told yet; returns how many events that were."""
    today = calendar.now(db).date()
    found = (_overdue(today), _due(today), _over_budget(today))
    return sum(_tell(db, query) for query in found)


def _tell(db: Session, found: sa.Select[Any]) -> int:
    new = insert(TimelineEvent).from_select(COLUMNS, found).on_conflict_do_nothing()
    told = new.returning(sa.literal(1)).cte("told")
    return db.execute(sa.select(sa.func.count()).select_from(told)).scalar_one()


def _overdue(today: dt.date) -> sa.Select[Any]:
    """Open processes on the day after they were due; a due date that moves begins another episode."""
    yesterday = today - dt.timedelta(1)
    late = sa.select(
        Process.customer_id,
        Process.id,
        sa.literal(EventType.PROCESS_OVERDUE.value),
        sa.func.left(Process.name, 300),
        _about(EventType.PROCESS_OVERDUE, Process.id, Process.due_date, due=Process.due_date),
        _moment(Process.due_date + 1, Process.created_at),
    )
    return late.where(Process.status.in_(OPEN), Process.due_date.between(today - dt.timedelta(LOOKS_BACK), yesterday))


def _due(today: dt.date) -> sa.Select[Any]:
    """Important dates on their day; what was entered later is no news."""
    noted = CustomerImportantDate
    come = sa.select(
        noted.customer_id,
        sa.null(),
        sa.literal(EventType.IMPORTANT_DATE_DUE.value),
        noted.title,
        _about(EventType.IMPORTANT_DATE_DUE, noted.id, noted.date, date_id=noted.id, due=noted.date),
        _moment(noted.date, noted.created_at),
    )
    is_new = noted.date >= sa.func.reporting_day(noted.created_at)
    return come.where(noted.active, is_new, noted.date == today)


def _over_budget(today: dt.date) -> sa.Select[Any]:
    """Customers whose hours of the running month are more than their contract grants."""
    used = utilisation.used_up([calendar.month_of(today)]).subquery("used")
    about = _about(
        EventType.HOURS_OVER_BUDGET,
        used.c.customer_id,
        used.c.month,
        month=used.c.month,
        logged=sa.func.round(sa.cast(used.c.logged, sa.Numeric), 2),
        allocated=sa.func.round(sa.cast(used.c.allocated, sa.Numeric), 2),
    )
    over = sa.literal(EventType.HOURS_OVER_BUDGET.value)
    told = sa.select(Customer.id, sa.null(), over, Customer.name, about, sa.func.now())
    return told.join(used, used.c.customer_id == Customer.id)


def _about(event: EventType, *occasion: sa.ColumnElement[Any] | Any, **more: Any) -> sa.ColumnElement[Any]:
    parts = [part for one in occasion for part in (":", sa.cast(one, sa.Text))]
    pairs = [part for pair in more.items() for part in pair]
    episode = sa.func.concat(event.value, *parts)
    return sa.func.jsonb_build_object("episode", episode, *pairs, type_=JSONB)


def _moment(day: Any, created: Any) -> sa.ColumnElement[Any]:
    """When the day began where the installation is, or the record was made if that was later."""
    begun = sa.func.timezone(sa.func.reporting_zone(), sa.cast(day, sa.DateTime))
    return sa.func.least(sa.func.greatest(begun, created), sa.func.now())
