"""What histories, changes and timelines are drawn from."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from data.history import Change, ChangeSet, Did, History, Step
from data.timeline import Event, Feed
from data.vocabulary import EventType
from layouts import changes, history, timeline, undo

NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=dt.UTC)
LISBON = ZoneInfo("Europe/Lisbon")


def past() -> History:
    change = Step("s2", NOW, "Ana Silva", "update", [Change("Name", "Acme", "Acme AG")], "Merger", True)
    return History("Acme AG", [change, Step("s1", NOW, "Ada Admin", "create", [], "", True)], "s2")


def change_set(**more: Any) -> ChangeSet:
    given = {
        "id": "c1",
        "at": NOW,
        "who": "Ana Silva",
        "did": [Did("delete", "process", "processes", 1), Did("delete", "task", "tasks", 3)],
        "title": "",
        "reason": "",
        "undoes": "",
        "is_undone": False,
    }
    return ChangeSet(**(given | more))


def event(kind: EventType = EventType.PROCESS_STARTED, **more: Any) -> Event:
    given = {
        "id": "e1",
        "kind": kind,
        "at": NOW,
        "title": "Weekly extract",
        "customer_id": "c1",
        "customer": "Acme",
        "process_id": "p1",
        "process": "Weekly extract",
        "who": "Ana Silva",
        "contact": "Cleo",
        "details": {"from": "Not Started", "to": "In Progress"},
    }
    return Event(**(given | more))


def drawn() -> list[Any]:
    feed = Feed([event(kind) for kind in EventType], True)
    return [
        undo.answers(3),
        history.content(past()),
        changes.rows([change_set()]),
        changes.more([change_set()], 1),
        timeline.feed(customer_id="c1"),
        timeline.days(feed, "all", LISBON, NOW.date()),
        timeline.more(feed, "all", LISBON),
    ]
