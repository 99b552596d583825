"""A window of the records behind a figure: counted, sorted and cut by the database."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.errors import Invalid

LARGEST_WINDOW = 500


class Window(NamedTuple):
    rows: list[dict[str, Any]]
    total: int


def total(db: Session, query: sa.Select) -> int:
    return db.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()


def counted(db: Session, query: sa.Select) -> tuple[int, float | None]:
    """How many rows there are, and their hours together; None of a list without any."""
    listed = query.subquery()
    hours = sa.func.coalesce(sa.func.sum(listed.c.hours), 0) if "hours" in listed.c else sa.null()
    number, together = db.execute(sa.select(sa.func.count(), hours).select_from(listed)).one()
    return number, None if together is None else float(together)


def narrowed(query: sa.Select, words: str, *columns: str) -> sa.Select:
    """The rows that have every word in one of the columns; capitals make no difference."""
    listed = query.subquery()
    found = [
        sa.or_(*(listed.c[name].icontains(word, autoescape=True) for name in columns)) for word in words.split()[:8]
    ]
    return sa.select(listed).where(*found)


def window(db: Session, query: sa.Select, wanted: dict[str, Any]) -> Window:
    """The rows a grid asks for: startRow to endRow (exclusive), in the order of its sortModel."""
    start, end = wanted.get("startRow"), wanted.get("endRow")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= start + LARGEST_WINDOW:
        raise Invalid({"": f"A list is read in windows of at most {LARGEST_WINDOW} rows."})
    listed = query.subquery()
    order = _order(listed, wanted.get("sortModel") or [])
    cut = sa.select(listed).order_by(*order, listed.c.id).offset(start).limit(end - start)
    return Window([dict(row) for row in db.execute(cut).mappings()], total(db, query))


def _order(listed: sa.Subquery, model: list[dict[str, str]]) -> list[sa.ColumnElement]:
    try:
        columns = [(_comparable(listed.c[item["colId"]]), item["sort"]) for item in model]
    except (KeyError, TypeError) as error:
        raise Invalid({"": "The list cannot be sorted by that."}) from error
    return [column.desc().nulls_last() if way == "desc" else column.asc().nulls_last() for column, way in columns]


def _comparable(column: sa.ColumnElement) -> sa.ColumnElement:
    """Words as people sort them: capitals make no difference."""
    return sa.func.lower(column) if isinstance(column.type, sa.String) else column
