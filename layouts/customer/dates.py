"""A customer's important dates as an agenda: what comes, how far away it is, and what is over."""

import datetime as dt
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.customer.diary import Agenda, Due
from layouts import kit, records
from layouts.charts.parts import plural
from layouts.days import away
from layouts.notices import empty_card

NEAR = 7  # days


def content(customer_id: str, agenda: Agenda, today: dt.date, reader: Actor) -> list[Component]:
    may = reader.can("create", "dates")
    make = [records.maker("dates", "New date", {"customer_id": customer_id})] if may else []
    if not agenda.coming and not agenda.past:
        said = (
            "Renewals, reviews, launches: what must not be forgotten stands here, and on top of the page when it nears."
        )
        return [empty_card("No important date yet", said, *make)]
    none = [html.P("Nothing is coming up.", className="empty-line")]
    coming = _months(agenda.coming, today) if agenda.coming else none
    return [html.Div(make, className="tab-tools"), html.Div([*coming, *_past(agenda.past, today)], className="panel")]


def _past(past: list[Due], today: dt.date) -> list[Component]:
    if not past:
        return []
    press = html.Summary(f"{plural(len(past), 'date', 'dates')} before today")
    return [html.Details([press, *_months(past, today)], className="past")]


def _months(dues: list[Due], today: dt.date) -> list[Component]:
    """Under a heading for each month."""
    drawn: list[Component] = []
    for month, those in groupby(dues, lambda due: due.date.replace(day=1)):
        drawn += [html.H2(f"{month:%B %Y}"), html.Ul([_due(due, today) for due in those], className="agenda")]
    return drawn


def _due(due: Due, today: dt.date) -> html.Li:
    sheet = html.Time(
        [html.Span(f"{due.date:%a}"), html.Strong(f"{due.date.day}")], dateTime=due.date.isoformat(), className="sheet"
    )
    said = [html.Span(due.description, className="due-words")] if due.description else []
    words = html.Div([records.opener("dates", due.id, due.title), *said], className="row-words")
    return html.Li([sheet, words, _countdown(due.date, today)])


def _countdown(date: dt.date, today: dt.date) -> html.Span:
    days = (date - today).days
    if days < 0:
        return html.Span(away(date, today), className="fact-more")
    near = ("warn", "bi-alarm") if days <= NEAR else ("quiet", "bi-calendar-event")
    return kit.toned(*near, away(date, today).capitalize())
