"""How many records a list finds: looked up where that is kept, counted where it is not."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import rollups
from data.db import Session
from data.rollups import current


class Kept(NamedTuple):
    """A measure that counts an entity's records by customer, and the columns that its two keys are."""

    measure: str
    keys: Mapping[str, sa.ColumnElement[str]]


KEPT = {
    "processes": Kept("processes", {"status": current.c.key1, "sdlc_stage": current.c.key2}),
    "tasks": Kept("tasks", {"status": current.c.key1, "priority": current.c.key2}),
    "hours": Kept("entries", {"billable": current.c.key1}),
    "products": Kept("products", {"regulatory_status": current.c.key1, "therapeutic_area": current.c.key2}),
}
CUSTOMER = "customer_id"


def kept(db: Session, entity: str, words: str, filters: Mapping[str, Any], within: Mapping[str, str]) -> int | None:
    """None where the list is narrowed by more than what is kept. The filters are such as were understood."""
    known = KEPT.get(entity)
    is_plain = all(model.get("filterType") == "set" for model in filters.values())
    if known is None or words.split() or not is_plain or {*filters, *within} - {*known.keys, CUSTOMER}:
        return None
    values = {name: [value for value in model["values"] if value is not None] for name, model in filters.items()}
    if not all(values.values()):
        return 0
    customers = _customers(values.pop(CUSTOMER, None), within.get(CUSTOMER))
    if customers is not None and not customers:
        return 0
    among = [known.keys[name].in_([_written(value) for value in chosen]) for name, chosen in values.items()]
    total = sa.select(sa.func.coalesce(sa.func.sum(current.c.amount), 0))
    return int(db.scalar(total.where(rollups.within(db, known.measure, customers=customers or ()), *among)) or 0)


def by_kept(entity: str, filters: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the filters whose records are counted already."""
    known = {*KEPT[entity].keys, CUSTOMER} if entity in KEPT else set()
    return {name: model for name, model in filters.items() if name in known and model.get("filterType") == "set"}


def _customers(chosen: Sequence[str] | None, within: str | None) -> list[str] | None:
    """None for all of them."""
    if within is None:
        return None if chosen is None else sorted(set(chosen))
    return [within] if chosen is None or within in chosen else []


def _written(value: Any) -> str:
    """As a key is written."""
    return str(value).lower() if isinstance(value, bool) else str(value)
