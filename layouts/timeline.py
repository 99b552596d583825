"""The feed of what happened: a page of its own, and a part of a customer's and a process's page."""

import datetime as dt
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.timeline import Event, Feed
from layouts import events, forms, kit
from layouts.notices import empty_card

TITLE = "Timeline"
SENTENCE = "What happened, and who did it?"
ALL = "all"


def layout(**_: Any) -> html.Div:
    return html.Div([kit.heading(TITLE, SENTENCE), feed()], className="page stack")


def feed(customer_id: str | None = None, process_id: str | None = None) -> html.Div:
    """A complete feed of a customer, a process or everything; it reads itself, and again after a write."""
    of = f"customer:{customer_id}" if customer_id else f"process:{process_id}" if process_id else ALL
    choice = kit.part("timeline-about", of=of)
    options = [{"value": ALL, "label": "Everything"}, *events.subjects(of)]
    made = dbc.Select(id=choice, options=options, value=ALL, class_name="timeline-about")
    label = html.Label([html.Span("About", className="visually-hidden"), made])
    waiting = [kit.skeleton("sk-line") for _ in range(6)]
    return html.Div(
        [
            html.Div(label, className="toolbar"),
            html.Div(waiting, id=kit.part("timeline", of=of), className="timeline"),
            html.Div(id=kit.part("timeline-more", of=of)),
        ],
        className="panel timeline-panel",
    )


def narrowed(of: str) -> dict[str, str]:
    """What a feed is of, as its id says it."""
    kind, _, id_ = of.partition(":")
    return {f"{kind}_id": id_} if kind in ("customer", "process") and id_ else {}


def days(found: Feed, of: str, zone: ZoneInfo, today: dt.date, after: str = "") -> list[Component]:
    """A heading for each day but the one that has been begun already."""

    def day(event: Event) -> dt.date:
        return event.at.astimezone(zone).date()

    shown: list[Component] = []
    for date, group in groupby(found.events, key=day):
        if date.isoformat() != after:
            shown.append(html.H2(_called(date, today), className="timeline-day"))
        shown.append(html.Ol([_row(event, of, zone) for event in group], className="timeline-events"))
    return shown


def more(found: Feed, of: str, zone: ZoneInfo) -> list[Component]:
    """A way on, and from where."""
    if not found.has_more or not found.end:
        return []
    at, id_ = found.end
    end = {"at": at.isoformat(), "id": id_, "day": at.astimezone(zone).date().isoformat()}
    return [
        dcc.Store(id=kit.part("timeline-end", of=of), data=end),
        forms.button(kit.part("timeline-earlier", of=of), "Show earlier", "bi-chevron-down", "plain"),
    ]


def nothing(about: str) -> Component:
    if about != ALL:
        return empty_card("Nothing of this kind yet", "Choose Everything to see what else happened.")
    return empty_card(
        "Nothing has happened yet", "What is created, moved on, completed or said from now on stands here."
    )


def failed() -> html.P:
    return kit.note(
        "bi-exclamation-triangle", "What happened could not be read. Nothing was lost; load the page again."
    )


def _called(date: dt.date, today: dt.date) -> str:
    near = {today: "Today", today - dt.timedelta(1): "Yesterday"}
    return near.get(date) or f"{date:%A}, {date.day} {date:%B %Y}"


def _row(event: Event, of: str, zone: ZoneInfo) -> html.Li:
    look = events.LOOKS[event.kind]
    at = event.at.astimezone(zone)
    utc = f"{event.at.astimezone(dt.UTC):%d %b %Y, %H:%M} UTC".lstrip("0")
    time = html.Time(f"{at:%H:%M}", dateTime=event.at.isoformat(timespec="seconds"), title=utc)
    words = [
        html.P(events.sentence(event), className="event-words"),
        html.P(_meta(event, of, time), className="event-meta"),
    ]
    return html.Li([html.Span(kit.icon(look.icon), className=f"event-icon tone-{look.tone}"), html.Div(words)])


def _meta(event: Event, of: str, time: html.Time) -> list[Any]:
    """When, by whom and, where that is not said by the page, of which customer and process."""
    parts: list[Any] = [time]
    if event.who:
        parts.append(f"by {event.who}")
    if event.process and not of.startswith("process:") and not events.is_of_process(event):
        parts.append(events.link("processes", event.process_id, event.process))
    if event.customer and of == ALL and not events.is_of_customer(event):
        parts.append(events.link("customers", event.customer_id, event.customer))
    return [piece for part in parts for piece in (" · ", part)][1:]
