"""What lists, panels and histories of records send, and the panel that makes one for another."""

from typing import Annotated, Any, Literal

from pydantic import Field

from callbacks.payloads.kinds import (
    Cell,
    Count,
    FilterModel,
    Id,
    Moment,
    Name,
    Number,
    Row,
    SortModel,
    Words,
    maybe,
    record,
    some,
)

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

ROWS: dict[str, Any] = {
    # taking back, and what happened
    "undo-wanted.data": record(id=Id, at=Moment) | None,
    "undo-rest-of.data": record(id=Id) | None,
    "history-open.data": record(entity=Name, id=Id, at=Moment) | None,
    "history-latest.data": Id | None,
    "changes-whose.value": Words | None,
    "changes-until.data": Words | None,
    # the timeline
    "timeline-about.value": Words | None,
    "timeline-end.data": record(at=Words, id=Id, day=Words) | None,
    # lists of records
    "records-list.data": record(within=Within, asked=record(words=Words, filter=Long, sort=Long) | None),
    "records-words.value": Words | None,
    "records-kept.data": Kept | None,
    "records-uncounted.data": record(filterModel=FilterModel, words=Words, at=Moment) | None,
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
    "palette-words.value": Words | None,
}
