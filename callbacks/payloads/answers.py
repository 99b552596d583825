"""What pages of figures and their saved views send: filters, marks and what is done with a view."""

from typing import Annotated, Any, Literal

from pydantic import Field

from callbacks.payloads.kinds import Count, Moment, Name, Number, Words, maybe, record, some
from data.kpis import KPIS

MARKED = (
    *("measure", "health", "reached", "stage", "month", "customer_id", "therapeutic_area", "regulatory_status"),
    *("left", "returned", "state", "day", "week", "from", "to", "load", "billable", "silence", "ending"),
    *("service_id", "contact_id", "process_id", "customer", "team", "area", "responsible", "drug_class"),
    *("of", "way", "milestone", "outcome", "kind"),
)
COUNTED = {"records": maybe(Count), "hours": maybe(Number)}  # what the mark says that it counts
Mark = record(kpi=Literal[*KPIS], at=maybe(Moment), **COUNTED, **dict.fromkeys(MARKED, maybe(Words)))
Asked = Annotated[dict[Name, some(Annotated[str, Field(max_length=200)], 51)], Field(max_length=20)]

ROWS: dict[str, Any] = {
    "view-act.data": record(do=Literal["default", "share", "remove", "remember"], id=Words, at=Moment) | None,
    "view-name.value": Words | None,
    "view-shared.value": bool | None,
    "views-changed.data": Moment | None,
    "answer-of.data": record(page=Name),
    "answer-query.data": record(asked=Asked, at=maybe(Moment)) | None,
    "drill-query.data": Mark | None,
}
