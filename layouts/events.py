"""What each kind of event looks like and says, with links to what it is about."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from dash import dcc, html

from data.catalog import ENTITIES
from data.timeline import RESOURCES, Event
from data.vocabulary import ApprovalStatus, EventType, ProcessStatus
from layouts import addresses, spoken

Words = list[Any]


class Look(NamedTuple):
    icon: str
    tone: str


LOOKS: dict[EventType, Look] = {
    EventType.CUSTOMER_CREATED: Look("bi-building-add", "info"),
    EventType.CUSTOMER_PHASE_CHANGED: Look("bi-signpost-2", "info"),
    EventType.PROCESS_CREATED: Look("bi-plus-circle", "info"),
    EventType.PROCESS_STARTED: Look("bi-play-circle", "info"),
    EventType.PROCESS_STAGE_CHANGED: Look("bi-arrow-right-circle", "info"),
    EventType.PROCESS_COMPLETED: Look("bi-check-circle-fill", "good"),
    EventType.PROCESS_OVERDUE: Look("bi-alarm", "late"),
    EventType.APPROVAL_REQUESTED: Look("bi-hourglass-split", "warn"),
    EventType.APPROVAL_DECIDED: Look("bi-patch-check", "good"),
    EventType.TASK_ASSIGNED: Look("bi-person-check", "quiet"),
    EventType.TASK_COMPLETED: Look("bi-check2-square", "good"),
    EventType.MILESTONE_ACHIEVED: Look("bi-flag", "good"),
    EventType.DOCUMENT_UPLOADED: Look("bi-file-earmark-arrow-up", "quiet"),
    EventType.PRODUCT_STATUS_CHANGED: Look("bi-capsule", "info"),
    EventType.FILE_RECEIVED: Look("bi-box-arrow-in-down", "quiet"),
    EventType.FILE_DELIVERED: Look("bi-box-arrow-up", "quiet"),
    EventType.TRANSFER_FAILED: Look("bi-x-octagon", "bad"),
    EventType.TRANSFER_LATE: Look("bi-clock", "warn"),
    EventType.HOURS_OVER_BUDGET: Look("bi-hourglass-bottom", "bad"),
    EventType.REPORT_DELIVERED: Look("bi-send", "quiet"),
    EventType.NOTE_ADDED: Look("bi-sticky", "quiet"),
    EventType.COMMUNICATION_LOGGED: Look("bi-chat-left-text", "quiet"),
    EventType.IMPORTANT_DATE_DUE: Look("bi-calendar-event", "warn"),
}
# by resource: the key under which an event holds the id of its record
RECORDS = {
    "tasks": "task_id",
    "documents": "document_id",
    "products": "product_id",
    "notes": "note_id",
    "communications": "communication_id",
    "dates": "date_id",
}


def subjects(of: str) -> list[dict[str, str]]:
    """What a feed can be narrowed to; a process's has no events of its customer's other things."""
    own = ("processes", "tasks", "milestones", "transfers")
    named = [
        resource for resource in dict.fromkeys(RESOURCES.values()) if not of.startswith("process:") or resource in own
    ]
    return [
        {"value": resource, "label": "Reports" if resource == "reports" else ENTITIES[resource].title}
        for resource in named
    ]


def is_of_process(event: Event) -> bool:
    return RESOURCES[event.kind] in ("processes", "milestones")


def is_of_customer(event: Event) -> bool:
    return RESOURCES[event.kind] in ("customers", "hours")


def link(entity: str, id_: str | None, words: str) -> Any:
    """A way to the record; plain words where it is gone."""
    return dcc.Link(words, href=addresses.record(entity, id_)) if id_ else words


def sentence(event: Event) -> Words:
    return SENTENCES.get(event.kind, _named)(event)


def _subject(event: Event) -> Any:
    """What it is about, as a link."""
    resource = RESOURCES[event.kind]
    if is_of_customer(event):
        return html.Strong(link("customers", event.customer_id, event.title))
    if is_of_process(event):
        return html.Strong(link("processes", event.process_id, event.title))
    return html.Strong(link(resource, event.details.get(RECORDS.get(resource, "")), event.title))


def _did(words: str) -> Callable[[Event], Words]:
    return lambda event: [_subject(event), f" {words}"]


def _moved(event: Event) -> Words:
    about = event.details
    return [_subject(event), " moved from ", _word(about.get("from")), " to ", _word(about.get("to"))]


def _word(said: Any) -> html.Span:
    return html.Span(str(said or "–"), className="event-word")


def _started(event: Event) -> Words:
    again = event.details.get("from") == ProcessStatus.COMPLETED
    return [_subject(event), " was reopened" if again else " was started"]


def _decided(event: Event) -> Words:
    reason = event.details.get("reason")
    approved = event.details.get("to") == ApprovalStatus.APPROVED
    return [_subject(event), " was approved" if approved else " was rejected", *([f": {reason}"] if reason else [])]


def _requested(event: Event) -> Words:
    reason = event.details.get("reason")
    return ["Approval was requested for ", _subject(event), *([f": {reason}"] if reason else [])]


def _assigned(event: Event) -> Words:
    return [_subject(event), f" was assigned to {event.contact}" if event.contact else " was assigned"]


def _reached(event: Event) -> Words:
    return [_word(event.details.get("milestone")), " was reached in ", _subject(event)]


def _uploaded(event: Event) -> Words:
    version = event.details.get("version")
    return [_subject(event), f" was uploaded, version {version}" if version and version > 1 else " was uploaded"]


def _noted(event: Event) -> Words:
    return ["Note: ", _subject(event)]


def _spoken(event: Event) -> Words:
    word = spoken.how(event.details["type"]).word if event.details.get("type") else "Communication"
    return [f"{word} with {event.contact}: " if event.contact else f"{word}: ", _subject(event)]


def _late(event: Event) -> Words:
    return [_subject(event), " is overdue; it was due on ", _day(event.details.get("due"))]


def _due(event: Event) -> Words:
    return [_subject(event), " is on ", _day(event.details.get("due"))]


def _over(event: Event) -> Words:
    about = event.details
    used, granted = (f"{about.get(name) or 0:g}" for name in ("logged", "allocated"))
    return [_subject(event), f" used {used} of {granted} hours in {_day(about.get('month'), '%B %Y')}"]


def _day(said: Any, shape: str = "%d %B %Y") -> str:
    return dt.date.fromisoformat(said).strftime(shape).lstrip("0") if said else "its day"


def _named(event: Event) -> Words:
    return [f"{event.kind.replace('_', ' ').capitalize()}: ", _subject(event)]


SENTENCES: dict[EventType, Callable[[Event], Words]] = {
    EventType.CUSTOMER_CREATED: _did("became a customer"),
    EventType.CUSTOMER_PHASE_CHANGED: _moved,
    EventType.PROCESS_CREATED: _did("was created"),
    EventType.PROCESS_STARTED: _started,
    EventType.PROCESS_STAGE_CHANGED: _moved,
    EventType.PROCESS_COMPLETED: _did("was completed"),
    EventType.PROCESS_OVERDUE: _late,
    EventType.APPROVAL_REQUESTED: _requested,
    EventType.APPROVAL_DECIDED: _decided,
    EventType.TASK_ASSIGNED: _assigned,
    EventType.TASK_COMPLETED: _did("was completed"),
    EventType.MILESTONE_ACHIEVED: _reached,
    EventType.DOCUMENT_UPLOADED: _uploaded,
    EventType.PRODUCT_STATUS_CHANGED: _moved,
    EventType.HOURS_OVER_BUDGET: _over,
    EventType.NOTE_ADDED: _noted,
    EventType.COMMUNICATION_LOGGED: _spoken,
    EventType.IMPORTANT_DATE_DUE: _due,
}
