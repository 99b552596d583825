"""What stores, lists, rows and fields may send to a callback; the gateway refuses anything else before any code runs.

A callback that reads a property which can hold an object or a choice (`data`, `value`, `getRowsRequest`, …) has a row
here, or the program does not start. The key is `<id>.<property>`; of a pattern id, its `kind`. `.<property>` alone is
for all that have no row of their own. The value says what is taken, strictly: no text for a number, no key too many.

    "orders-open.data": Opened | None,                          nothing is opened at first, so None is taken too
    "orders-form-of.data": record(id=Id, version=Count),        exactly these keys
    "orders-grid.cellRendererData": pressed(action=Literal["ship"], id=Id),

A form whose callback reads its fields by name has a row in FORMS: then no field can be missing or of another kind. The
fields of other forms are `Entered`, and whoever reads them copes with any such value, as `data.parsing` does.

Kinds are in `payload_kinds`. Only what a callback of the server reads is named; clientside callbacks never reach it.
What stands for MATCH or ALL in an id is always a text. Tests make up a good call, and bad ones, from each row.
"""

from functools import cache
from typing import Annotated, Any, Literal, NotRequired, get_args, get_origin

from pydantic import Field, TypeAdapter, ValidationError

from callbacks.payload_kinds import (
    STRICT,
    Cell,
    Count,
    Edit,
    Entered,
    FilterModel,
    Id,
    Moment,
    Name,
    Number,
    Opened,
    Pressed,
    Row,
    Rows,
    SortModel,
    Versioned,
    Words,
    maybe,
    pressed,
    record,
    some,
)
from callbacks.process.tasks import VERBS
from data.audit_search import FIELDS as AUDIT
from data.installation import SETTINGS
from data.kpis import KPIS
from data.vocabulary import MilestoneType

IMPORTS = (
    *("what", "sheet", "encoding", "delimiter", "dates", "decimal", "thousands", "keep-name", "verdict", "step"),
)
MARKED = (
    *("measure", "health", "reached", "stage", "month", "customer_id", "therapeutic_area", "regulatory_status"),
    *("left", "returned", "state", "day", "week", "from", "to", "load", "billable", "silence", "ending"),
    *("service_id", "contact_id", "process_id", "customer", "team", "area", "responsible", "drug_class"),
    *("of", "way", "milestone", "outcome", "kind"),
)
COUNTED = {"records": maybe(Count), "hours": maybe(Number)}  # what the mark says that it counts
Mark = record(kpi=Literal[*KPIS], at=maybe(Moment), **COUNTED, **dict.fromkeys(MARKED, maybe(Words)))
Asked = Annotated[dict[Name, some(Annotated[str, Field(max_length=200)], 51)], Field(max_length=20)]

Within = Annotated[dict[Name, Id], Field(max_length=20)]
Long = Annotated[str, Field(max_length=10_000)]
Kept = record(
    columnOrder=maybe(record(orderedColIds=some(Name, 100))),
    columnVisibility=maybe(record(hiddenColIds=some(Name, 100))),
    columnSizing=maybe(
        record(columnSizingModel=some(record(colId=Name, width=maybe(Number), flex=maybe(Number)), 100))
    ),
    sort=maybe(record(sortModel=SortModel)),
    filter=maybe(record(filterModel=FilterModel)),
)
OpenedRecord = record(
    entity=Name,
    id=Id,
    preset=maybe(Annotated[dict[Name, Long], Field(max_length=50)]),
    into=maybe(dict[Name, Name]),
    at=Moment,
)
FormOf = record(entity=Name, id=Id | None, version=Count, key=Id, values=Row)
Bulk = record(
    entity=Name, act=Literal["change", "remove"], ids=some(Id, 10_000), every=bool, count=Count,
    words=Words, filterModel=FilterModel, sortModel=SortModel, within=Within, at=Moment,
)  # fmt: skip
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

PAYLOADS: dict[str, Any] = {
    # every grid, field and box to search in
    ".getRowsRequest": Rows | None,
    ".cellRendererData": Pressed | None,
    ".selectedRows": some(Row, 1000) | None,
    ".cellValueChanged": some(Edit, 100) | None,
    ".filterModel": FilterModel | None,
    ".columnState": some(Row, 100) | None,
    "field.value": Entered | None,
    **dict.fromkeys(("records-changed.data", "figures-changed.data"), record(at=Moment) | None),
    # taking back
    "undo-wanted.data": record(id=Id, at=Moment) | None,
    "undo-rest-of.data": record(id=Id) | None,
    # imports
    "import-of.data": record(id=Id),
    "import-seen.data": record(number=Count, page=Id) | None,
    "import-changed.data": Moment | None,
    "import-kept-changed.data": Moment | None,
    "import-column.value": Words | None,
    "import-word.value": Words | None,
    "import-key.value": some(Id, 100) | None,
    **dict.fromkeys((f"import-{name}.value" for name in IMPORTS), Words | None),
    "import-keep-shared.value": bool | None,
    "palette-words.value": Words | None,
    "history-open.data": record(entity=Name, id=Id, at=Moment) | None,
    "history-latest.data": Id | None,
    "changes-whose.value": Words | None,
    "changes-until.data": Words | None,
    # the timeline
    "timeline-about.value": Words | None,
    "timeline-end.data": record(at=Words, id=Id, day=Words) | None,
    # answers
    "view-act.data": record(do=Literal["default", "share", "remove", "remember"], id=Words, at=Moment) | None,
    "view-name.value": Words | None,
    "view-shared.value": bool | None,
    "views-changed.data": Moment | None,
    "answer-of.data": record(page=Name),
    "answer-query.data": record(asked=Asked, at=maybe(Moment)) | None,
    "drill-query.data": Mark | None,
    # lists of records
    "records-list.data": record(within=Within, asked=record(words=Words, filter=Long, sort=Long) | None),
    "records-words.value": Words | None,
    "records-kept.data": Kept | None,
    "records-edit.data": record(id=Id, version=Count, field=Name, value=Cell, at=Moment) | None,
    # the panel of a record
    **dict.fromkeys(("record-open.data", "related-open.data"), OpenedRecord | None),
    **dict.fromkeys(("record-of.data", "related-of.data"), FormOf | None),
    "record-check.data": Moment | None,
    "lookup-ask.data": record(words=Words, within=Within, at=Moment) | None,
    "lookup-of.data": record(table=Name, maker=dict[Name, Words] | None),
    "lookup-text.value": Words | None,
    # documents
    "upload-open.data": record(customer=Words, at=Moment) | None,
    "document-of.data": record(id=Id),
    "document-restore.data": record(id=Id, number=Count, at=Moment) | None,
    # many records at once
    "bulk-open.data": Bulk | None,
    # a customer
    "customer-of.data": record(id=Words),
    "customer-tab.data": record(tab=Words),
    # the account
    "account-changed.data": Moment | None,
    "account-version.data": Count,
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
    # administration
    "users-search.value": Words | None,
    "users-open.data": Opened | None,
    "users-form-of.data": Versioned,
    "roles-chosen.data": record(role=Words | None, copy=Words | None, new=bool),
    "roles-changed.data": Moment | None,
    "roles-form-of.data": Versioned,
    "grant.value": bool | None,
    "sessions-search.value": Words | None,
    "sessions-grid.cellRendererData": pressed(action=Literal["end", "end-all"], id=Id, user=Id) | None,
    "audit-search.data": record(**dict.fromkeys(AUDIT, Words)),
    "audit-open.data": Opened | None,
    "jobs-changed.data": Moment | None,
    "settings-changed.data": Moment | None,
    "settings-seen.data": record(**dict.fromkeys(SETTINGS, maybe(Count))),
}

FORMS: dict[str, dict[str, Any]] = {
    "profile": {"name": str | None, "timezone": str | None},
    "password": {"old": str | None, "password": str | None, "again": str | None},
    "user": {
        **dict.fromkeys(("name", "email", "role", "timezone"), str | None),
        "role_ids": maybe(some(Id, 1000) | None),  # drawn where there are any
        "customer_ids": some(Id, 1000) | None,
    },
    "approval": {"reason": str | None},
    "progress": {"percent": Number | None},
    "process-team": {"team": Id | None},
    "role": {"name": str | None, "description": str | None},
    "audit": dict.fromkeys(sorted(set(AUDIT) - {"change_set_id"}), str | None),
    "settings": dict.fromkeys(SETTINGS, Entered | None),
    "assign": {"contact_id": str | None},
    "log": dict.fromkeys(("contact_id", "type", "date", "subject"), str | None),
}
PAYLOADS |= {f"form:{form}": record(**fields) for form, fields in FORMS.items()}
PAYLOADS |= {
    f"form:{form}:{name}": get_args(kind)[0] if get_origin(kind) is NotRequired else kind
    for form, fields in FORMS.items()
    for name, kind in fields.items()
}


def declared(id_: str | dict[str, Any], property_: str) -> str | None:
    """The key of the row that says what this property of this component holds."""
    if isinstance(id_, dict) and property_ == "value" and id_.get("form") in FORMS:
        return whole(id_) or f"form:{id_['form']}:{id_['field']}"
    name = id_.get("kind", "") if isinstance(id_, dict) else id_
    return next((key for key in (f"{name}.{property_}", f".{property_}") if key in PAYLOADS), None)


def whole(id_: dict[str, Any]) -> str | None:
    """The key of the row about all fields of a form at once, where the id stands for them all."""
    return f"form:{id_['form']}" if id_.get("form") in FORMS and not isinstance(id_["field"], str) else None


def fits(key: str, value: Any) -> bool:
    try:
        adapter(key).validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def adapter(key: str) -> TypeAdapter:
    return TypeAdapter(PAYLOADS[key], config=None if _is_record(PAYLOADS[key]) else STRICT)


def _is_record(kind: Any) -> bool:
    """It brings its own configuration; pydantic refuses another."""
    return isinstance(kind, type) and hasattr(kind, "__pydantic_config__")
