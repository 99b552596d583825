"""What stands in each tab of a customer's page: read, then drawn."""

from collections.abc import Callable

from dash.development.base_component import Component

from data import calendar
from data.access import Actor
from data.calendar import end_of, month_of, working_days
from data.customer import allowance, diary, people, standing
from data.db import Session
from layouts import records
from layouts.customer import communications, contacts, dates, notes, services, tabs

Drawing = Callable[[Session, Actor, str], list[Component]]


def drawn(db: Session, reader: Actor, asked: str, customer_id: str) -> list[Component]:
    """The tab that was asked for, or the first that the reader may open."""
    standing.of(db, customer_id)
    tab = tabs.known(asked, reader)
    if draw := DRAWN.get(tab):
        return draw(db, reader, customer_id)
    return [records.grid(tab, reader, {"customer_id": customer_id})] if tab else []


def _contacts(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return contacts.content(customer_id, people.assigned(db, customer_id), reader)


def _services(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    if not reader.can("read", "hours"):
        return [records.grid("services", reader, {"customer_id": customer_id})]
    today = calendar.now(db).date()
    month = month_of(today)
    share = working_days(month, today) / working_days(month, end_of(month))
    return services.content(customer_id, allowance.allowances(db, customer_id), share, reader)


def _notes(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return notes.content(customer_id, diary.notes(db, customer_id), reader)


def _dates(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    today = calendar.now(db).date()
    return dates.content(customer_id, diary.agenda(db, customer_id, today), today, reader)


def _communications(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    partners = diary.partners(db, customer_id) if reader.can("read", "contacts") else []
    said = diary.communications(db, customer_id)
    return communications.content(customer_id, said, partners, calendar.now(db).date(), reader)


DRAWN: dict[str, Drawing] = {
    "contacts": _contacts,
    "services": _services,
    "notes": _notes,
    "dates": _dates,
    "communications": _communications,
}  # any other is a list of records and nothing else
