"""One list as it is wanted: its columns, conditions and order, on the day it is read."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from data import calendar, labels
from data.access import require
from data.db import Session
from data.entities import Entity
from data.records.filtering import Column, Condition, is_by_text
from data.records.narrowing import filtered, within, worded
from data.records.ordering import Key, keys


class Wanted(NamedTuple):
    """What a list is narrowed to and how it is sorted: as AG Grid's filterModel and sortModel say it.

    What is inactive or put away is listed only where the filter speaks of `active`.
    """

    words: str = ""
    filters: Mapping[str, Any] = {}
    sort: tuple[Mapping[str, str], ...] = ()
    within: Mapping[str, str] = {}  # such as {"customer_id": id}


class List(NamedTuple):
    entity: Entity
    wanted: Wanted
    columns: dict[str, Column]
    told: dict[str, Column]  # without the lookups whose records the reader may not read, so does not learn the names of
    where: list[Condition]
    inside: list[Condition]  # of these, what does not come from filters and words
    keys: list[Key]

    @property
    def id(self) -> Any:
        model: Any = self.entity.model
        return model.id

    @property
    def is_searched(self) -> bool:
        """By text, which no index helps with: every row is looked at."""
        return bool(self.wanted.words.split()) or any(map(is_by_text, self.wanted.filters.values()))


def described(db: Session, entity: Entity, wanted: Wanted) -> List:
    require(db.actor, "read", entity.permission)
    shown = columns(db, entity)
    lookups = {name: field.lookup for name, field in entity.columns.items() if field.lookup}
    nameless = {name for name, table in lookups.items() if not labels.may_know(db, table)}
    told = {name: column for name, column in shown.items() if name not in nameless}
    inside = [within(entity, shown, name, id_) for name, id_ in wanted.within.items()]
    where = [*filtered(entity, told, wanted.filters), *worded(entity, told, wanted.words), *inside]
    order = keys(entity, told if wanted.sort else shown, wanted.sort)
    return List(entity, wanted, shown, told, where, inside, order)


def columns(db: Session, entity: Entity) -> dict[str, Column]:
    """What the list shows, as expressions over the entity's model, today."""
    today = calendar.now(db).date()
    return {name: _column(entity, name, today) for name in entity.columns}


def _column(entity: Entity, name: str, today: dt.date) -> Any:
    return entity.derived[name].of(today) if name in entity.derived else getattr(entity.model, name)
