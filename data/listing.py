"""A window of the records behind a figure: counted, sorted and cut by the database."""

from collections.abc import Sequence
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


def window(db: Session, query: sa.Select, start: int, end: int, order: Sequence[dict[str, str]] = ()) -> Window:
    """Rows `start` to `end` (exclusive) in the order asked for; an unknown column is refused."""
    if not 0 <= start <= end or end - start > LARGEST_WINDOW:
        raise Invalid({"": f"A list is read in windows of at most {LARGEST_WINDOW} rows."})
    listed = query.subquery()
    cut = sa.select(listed).order_by(*_order(listed, order), listed.c.id).offset(start).limit(end - start)
    return Window([dict(row) for row in db.execute(cut).mappings()], total(db, query))


def _order(listed: sa.Subquery, order: Sequence[dict[str, str]]) -> list[sa.ColumnElement]:
    try:
        columns = [(listed.c[item["colId"]], item["sort"]) for item in order]
    except (KeyError, TypeError) as error:
        raise Invalid({"": "The list cannot be sorted by that."}) from error
    return [column.desc().nulls_last() if way == "desc" else column.asc().nulls_last() for column, way in columns]
