"""What payloads are made of: constrained scalars, objects with exactly their keys, and what a grid sends."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict  # pydantic needs this one until Python 3.12

STRICT = ConfigDict(extra="forbid", strict=True)


def record(**keys: Any) -> Any:
    """An object with exactly these keys; `maybe(kind)` stands for one that may be missing."""
    made = TypedDict("record", keys)  # type: ignore[operator]  # mypy knows only one with keys written out
    made.__pydantic_config__ = STRICT
    return made


def maybe(kind: Any) -> Any:
    return NotRequired[kind]


def some(kind: Any, most: int) -> Any:
    """A list of no more than so many."""
    return Annotated[list[kind], Field(max_length=most)]


Count = Annotated[int, Field(ge=0)]
Moment = Annotated[float, Field(ge=0, allow_inf_nan=False)]  # makes the same choice news again
Number = Annotated[float, Field(allow_inf_nan=False)]
Id = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
Words = Annotated[str, Field(max_length=1000)]  # typed to look for something
Entered = str | bool | int | Number | some(str | int, 1000)  # in a field of a form; how long it may be is said there
Cell = str | bool | int | Number | some(str | None, 200) | None
Row = Annotated[dict[Name, Cell], Field(max_length=100)]
Opened = record(id=Id, at=maybe(Moment))
Versioned = record(id=Id | None, version=Count | None)  # of which record a form is

Compared = Literal[
    *("equals", "notEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "inRange"),
    *("contains", "notContains", "startsWith", "endsWith", "blank", "notBlank", "empty"),
]
TextFilter = record(filterType=Literal["text"], type=Compared, filter=maybe(Words | None), filterTo=maybe(Words | None))
NumberFilter = record(
    filterType=Literal["number"], type=Compared, filter=maybe(Number | None), filterTo=maybe(Number | None)
)
DateFilter = record(filterType=Literal["date"], type=Compared, dateFrom=maybe(Words | None), dateTo=maybe(Words | None))
SetFilter = record(filterType=Literal["set"], values=some(Words | bool | None, 200))
Condition = TextFilter | NumberFilter | DateFilter | SetFilter
Combined = record(
    filterType=Literal["text", "number", "date"], operator=Literal["AND", "OR"], conditions=some(Condition, 10)
)
FilterModel = Annotated[dict[Name, Condition | Combined], Field(max_length=50)]
Sorted = record(colId=Name, sort=Literal["asc", "desc"], type=maybe(Literal["default", "absolute"]))
SortModel = some(Sorted, 10)
Bare = record()  # what is left of the grid's own functions

Rows = record(startRow=Count, endRow=Count, sortModel=SortModel, filterModel=FilterModel, api=maybe(Bare))


def pressed(**value: Any) -> Any:
    """What a button in a row of a grid sends."""
    said = record(**value, at=Moment)
    return record(value=said, colId=Name, rowIndex=maybe(int | None), rowId=Id, timestamp=Moment)


Pressed = pressed(open=Id)  # the button that opens its row
Edit = record(
    rowIndex=maybe(int | None),
    rowId=Id,
    data=Row,
    oldValue=maybe(Cell),
    value=maybe(Cell),
    colId=Name,
    timestamp=Moment,
)
