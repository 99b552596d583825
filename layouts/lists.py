"""What the list of each entity is about, and how it is shown until its reader chooses otherwise."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from data.entities import Entity
from data.vocabulary import OPEN, TaskStatus

TO_DO = tuple(status for status in TaskStatus if status != TaskStatus.COMPLETED)


class Listed(NamedTuple):
    """A list's page: what it answers, its icon, and whether the navigation names it."""

    icon: str
    sentence: str
    is_main: bool = False
    first: Mapping[str, Collection[str]] = {}  # what it is narrowed to until its reader chooses otherwise
    newest: str = ""  # the day by which its latest records stand first; else it is sorted as its entity says
    many: str = ""  # what its records are called, where that is not the title


LISTS = {
    "customers": Listed("bi-buildings", "Who are our customers, and where does each contract stand?", True),
    "processes": Listed("bi-kanban", "What is being worked on, for whom, and until when?", True, {"status": OPEN}),
    "tasks": Listed("bi-check2-square", "What is to be done next, and by whom?", True, {"status": TO_DO}),
    "contacts": Listed("bi-person-lines-fill", "Whom do we work with, and how are they reached?", True),
    "teams": Listed("bi-people", "Which teams work for which customer?", True),
    "services": Listed("bi-briefcase", "What has each customer booked, and for how many hours a month?", True),
    "hours": Listed(
        "bi-clock", "What was worked, when, by whom and for whom?", True, newest="worked_on", many="entries of hours"
    ),
    "products": Listed("bi-capsule", "Which products are in which phase of the pipeline?", True),
    "documents": Listed("bi-file-earmark-text", "Which documents do we keep for whom?", True),
    "milestones": Listed("bi-flag", "Which milestones were planned, and which were reached?"),
    "notes": Listed("bi-sticky", "What should we remember about our customers?"),
    "dates": Listed("bi-calendar-event", "Which days matter to our customers?"),
    "communications": Listed("bi-chat-left-text", "What was said with whom, and when?", newest="date"),
    "transfers": Listed("bi-arrow-left-right", "Which files come and go, for which process, on which schedule?"),
    "notifications": Listed("bi-bell", "Who is told about what?"),
    "process_teams": Listed("bi-diagram-2", "Which team works on which process?"),
}


def many(entity: Entity, count: int) -> str:
    """So many of its records, in words."""
    return f"{count:,} {entity.one if count == 1 else called(entity)}"


def called(entity: Entity) -> str:
    """Several of its records, in the middle of a sentence."""
    return LISTS[entity.name].many or entity.title.lower()


def first(entity: Entity) -> dict[str, Any]:
    """What the entity's own list is narrowed to at first."""
    said = LISTS[entity.name].first
    return {name: {"filterType": "set", "values": list(values)} for name, values in said.items()}


def order(entity: Entity) -> list[dict[str, str]]:
    newest = LISTS[entity.name].newest
    return [{"colId": newest, "sort": "desc"}] if newest else []
