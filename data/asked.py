"""What the address of an analytic page asks for: filters, what the records in them are called, what is unknown."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import labels
from data.access import require
from data.db import Session
from data.filters import FILTERS, LONGEST, Filters, from_query
from data.kpis.parts import scoped
from data.models import Process

MOST_AREAS = 100


class Asked(NamedTuple):
    filters: Filters
    names: Mapping[str, Mapping[str, str]]  # by filter, then by id: what the chosen records are called
    said: tuple[str, ...]  # a sentence for each part of the address that was left out


def asked(db: Session, query: Mapping[str, object], today: dt.date) -> Asked:
    """Records that there are not, or that the reader may not know of, are left out like words that mean nothing."""
    filters, said = from_query(query, today)
    of_records = {name: choice.table for name, choice in FILTERS.items() if choice.table and filters.of(name)}
    names = {name: labels.names_of(db, table, filters.of(name)) for name, table in of_records.items()}
    unknown = [name for name in names if len(names[name]) < len(filters.of(name))]
    chosen = {name: _known(values, names.get(name)) for name, values in filters.chosen.items()}
    chosen = {name: values for name, values in chosen.items() if values}
    said += [f"{FILTERS[name].label}: not all that the address asked for is there, or open to you." for name in unknown]
    return Asked(filters._replace(chosen=chosen), names, tuple(said))


def areas(db: Session) -> list[str]:
    """The functional areas that processes have, in order; as many as one can choose from."""
    require(db.actor, "read", "processes")
    area = Process.functional_area
    if db.actor.customer_ids is not None:
        query = scoped(db, sa.select(area).where(area.is_not(None)).distinct(), Process.customer_id)
        return list(db.scalars(query.order_by(area).limit(MOST_AREAS)))
    return [found for found in db.scalars(_one_after_another()) if found and len(found) <= LONGEST]


def _one_after_another() -> sa.Select[Any]:
    """Each area by one step in its index, because there are few of them in very many processes."""
    area = Process.functional_area
    first = sa.select(sa.select(sa.func.min(area)).scalar_subquery().label("area"))
    found = first.cte("found", recursive=True)
    later = sa.select(sa.func.min(area)).where(area > found.c.area).correlate(found).scalar_subquery()
    found = found.union_all(sa.select(later).where(found.c.area.is_not(None)))
    return sa.select(found.c.area).where(found.c.area.is_not(None)).limit(MOST_AREAS)


def _known(values: tuple[str, ...], names: Mapping[str, str] | None) -> tuple[str, ...]:
    return values if names is None else tuple(value for value in values if value in names)
