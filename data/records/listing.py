"""The query of an entity's list, and the window of it that a grid asks for."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from data import labels
from data.db import Session
from data.entities import Entity
from data.errors import Invalid
from data.listing import LARGEST_WINDOW
from data.records import windows
from data.records.described import List, Wanted, described
from data.records.filtering import Column
from data.records.ordering import joined, ordered

NOTHING = sa.cast(sa.null(), sa.Text)


class Page(NamedTuple):
    rows: list[dict[str, Any]]
    total: int | None  # none where there are more, and they are not counted yet


def listed(db: Session, entity: Entity, wanted: Wanted) -> sa.Select:
    """Columns: id, version, those of the list, and for each lookup `<name>__label`; sorted."""
    list_ = described(db, entity, wanted)
    return joined(_labelled(list_), list_.keys).where(*list_.where).order_by(*ordered(list_.keys))


def page(db: Session, entity: Entity, wanted: Wanted, start: int, end: int) -> Page:
    """The rows from `start` to `end` (exclusive), and how many there are in all."""
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= start + LARGEST_WINDOW:
        raise Invalid({"": f"A list is read in windows of at most {LARGEST_WINDOW} rows."})
    list_ = described(db, entity, wanted)
    chosen, total = windows.window(db, list_, start, end)
    rows = db.execute(_labelled(list_).where(list_.id.in_(chosen))).mappings()
    found = {row["id"]: dict(row) for row in rows}
    return Page([found[id_] for id_ in chosen if id_ in found], total)


def found(db: Session, entity: Entity, wanted: Wanted) -> sa.Select:
    """The ids of what is found, in order; to be widened by further columns of the entity's model."""
    list_ = described(db, entity, wanted)
    return joined(sa.select(list_.id), list_.keys).where(*list_.where).order_by(*ordered(list_.keys))


def counted(db: Session, entity: Entity, wanted: Wanted) -> int:
    return windows.total_of(db, described(db, entity, wanted))


def ids(db: Session, entity: Entity, wanted: Wanted, most: int) -> list[str]:
    """The ids of what is found, `most` of them at most."""
    list_ = described(db, entity, wanted)
    return list(db.scalars(sa.select(list_.id).where(*list_.where).limit(most)))


def _labelled(list_: List) -> sa.Select:
    """The list's columns, and the names of what its lookups mean."""
    model: Any = list_.entity.model
    version = model.version if list_.entity.is_editable else sa.literal(0).label("version")
    query = sa.select(model.id, version)
    for name, field in list_.entity.columns.items():
        column = list_.columns[name]
        query = query.add_columns(_plain(column).label(name))
        if field.lookup:
            id_, label, _ = labels.named(field.lookup)
            named = sa.select(label).where(id_ == column).scalar_subquery()
            query = query.add_columns((NOTHING if name not in list_.told else named).label(f"{name}__label"))
    return query


def _plain(column: Column) -> Column:
    """JSON has no decimals, and a word is a word."""
    if isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float):
        return sa.cast(column, sa.Float)
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.Enum) else column
