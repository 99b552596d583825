"""What stands in each tab of a customer's page: read, then drawn.

A part is read again after each write. What stands before and after it is not: lists read themselves, and a form that
was drawn anew would lose what is typed in it.
"""

from collections.abc import Callable
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from data import calendar
from data.access import Actor
from data.calendar import end_of, month_of, working_days
from data.customer import allowance, diary, people, standing
from data.db import Session
from layouts import documents, records, timeline
from layouts.customer import communications, contacts, dates, notes, services, tabs

Drawing = Callable[[Session, Actor, str], list[Component]]


class Content(NamedTuple):
    """Any of the three may have nothing to draw."""

    part: Drawing
    before: Drawing = lambda *_: []
    after: Drawing = lambda *_: []


def drawn(db: Session, reader: Actor, asked: str, customer_id: str) -> list[Component]:
    """The tab that was asked for, or the first that the reader may open."""
    standing.of(db, customer_id)
    tab = tabs.known(asked, reader)
    content = CONTENTS.get(tab)
    if content is None:
        return [_whole(tab, reader, customer_id)] if tab else []
    part = html.Div(content.part(db, reader, customer_id), id=tabs.part_of(tab, customer_id), className="stack")
    return [*content.before(db, reader, customer_id), part, *content.after(db, reader, customer_id)]


def part(db: Session, reader: Actor, tab: str, customer_id: str) -> list[Component]:
    """As it is now."""
    content = CONTENTS.get(tab) if tabs.known(tab, reader) == tab else None
    return content.part(db, reader, customer_id) if content else []


def _whole(tab: str, reader: Actor, customer_id: str) -> Component:
    """What reads itself."""
    if tab == "timeline":
        return timeline.feed(customer_id=customer_id)
    if tab == "documents":
        return documents.panel(customer_id, reader)
    return records.grid(tab, reader, {"customer_id": customer_id})


def _contacts_list(_db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return [contacts.everybody(customer_id, reader)]


def _assigned(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return [contacts.elsewhere(people.assigned(db, customer_id), reader)]


def _assign(_db: Session, reader: Actor, _customer_id: str) -> list[Component]:
    return [contacts.form()] if reader.can("update", "contacts") else []


def _services(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    if not reader.can("read", "hours"):
        return [records.grid("services", reader, {"customer_id": customer_id})]
    today = calendar.now(db).date()
    month = month_of(today)
    share = working_days(month, today) / working_days(month, end_of(month))
    return services.content(customer_id, allowance.allowances(db, customer_id), share, reader)


def _hours(_db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return [services.logged(customer_id, reader)] if reader.can("read", "hours") else []


def _notes(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return notes.content(customer_id, diary.notes(db, customer_id), reader)


def _dates(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    today = calendar.now(db).date()
    return dates.content(customer_id, diary.agenda(db, customer_id, today), today, reader)


def _log(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    if not (reader.can("create", "communications") and reader.can("read", "contacts")):
        return []
    return [communications.form(customer_id, calendar.now(db).date())]


def _communications(db: Session, reader: Actor, customer_id: str) -> list[Component]:
    return communications.content(customer_id, diary.communications(db, customer_id), reader)


CONTENTS = {
    "contacts": Content(_assigned, before=_contacts_list, after=_assign),
    "services": Content(_services, after=_hours),
    "notes": Content(_notes),
    "dates": Content(_dates),
    "communications": Content(_communications, before=_log),
}  # any other reads itself
