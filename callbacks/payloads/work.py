"""What the pages of a customer and of a process send."""

from typing import Any, Literal

from callbacks.payloads.kinds import Count, Id, Moment, Name, Words, maybe, record, some
from callbacks.process.tasks import VERBS
from data.vocabulary import MilestoneType

Added = record(do=Literal["add"], title=str | None, parent=maybe(Id | None), before=maybe(Id | None), at=Moment)
Done = record(
    do=Literal[*(verb for verb in VERBS if verb != "add")],
    id=Id,
    version=Count,
    at=Moment,
    **dict.fromkeys(("parent", "before", "who"), maybe(Id | None)),
    **dict.fromkeys(("title", "due", "priority", "reason"), maybe(str | None)),
)
Milestone = record(target=Words | None, achieved=Words | None, version=Count)

ROWS: dict[str, Any] = {
    # a customer
    "customer-of.data": record(id=Words),
    "customer-tab.data": record(tab=Words),
    # a process
    "process-of.data": record(id=Id),
    "process-seen.data": record(id=Id, version=Count),
    "process-stamp.data": Words | None,
    "process-drawn.data": some(Words, 4) | None,
    "process-list.value": Name | None,
    "process-tick.data": Moment | None,
    "process-changed.data": Moment | None,
    "tasks-stamp.data": Words | None,
    "tasks-find.data": record(words=Words, at=Moment) | None,
    "tasks-act.data": Added | Done | None,
    "milestone.value": Words | None,
    "milestones-seen.data": record(**dict.fromkeys(MilestoneType, Milestone)),
}
