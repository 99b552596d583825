"""What a lookup can be set to: records found by their name as one types, never a list of all of them."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from data import labels
from data.access import require
from data.choices import OFFERED, Choice
from data.db import Session
from data.entities import Entity
from data.errors import Invalid
from data.records import filtering
from data.records.filtering import LONGEST_WORD

OF_ONE_CUSTOMER = {"service_id": "services", "process_id": "processes", "team_id": "teams"}  # what goes together
OWN = "own_of"  # narrows to a customer's own, without colleagues and who is assigned to it
MOST_CUSTOMERS = 200  # so many are looked through for what is theirs


def choices(
    db: Session,
    table: str,
    words: str,
    chosen: Collection[str],
    within: Mapping[str, str] = {},
) -> list[Choice]:
    """The chosen ones, then the first with the words in their or their customer's name.

    `within` narrows to a customer or a process; under OWN, to what is the customer's alone.
    """
    entity = labels.BY_TABLE.get(table)
    if entity is None or table not in labels.NAMES:
        raise Invalid({"": "There is nothing to choose from."})
    require(db.actor, "read", entity.permission)
    if "\0" in words or len(words) > LONGEST_WORD:
        return []
    model: Any = entity.model
    name = labels.name_column(model, table)
    query = sa.select(model.id, name, _context(table, model)).order_by(sa.func.lower(name), model.id)
    picked = query.where(model.id.in_([id_ for id_ in chosen if entity.is_id(id_)]))
    fitting = [_fits(db, table, model, word) for word in words.split()[:8]]
    first = query.where(model.id.not_in([id_ for id_ in chosen if entity.is_id(id_)]), *fitting)
    first = first.where(*_narrowed(table, model, within)).limit(OFFERED)
    rows = [*db.execute(picked), *db.execute(first)]
    return [Choice(id_, f"{label} · {context}" if context else label) for id_, label, context in rows]


def _fits(db: Session, table: str, model: Any, word: str) -> Any:
    """By the name that it shows; the customers are found first, so that an index leads to what is theirs."""
    found = filtering.contains(labels.name_column(model, table), word)
    if table == "customers" or not db.actor.can("read", "customers"):
        return found
    customers: Any = labels.BY_TABLE["customers"].model
    theirs = sa.select(customers.id).where(filtering.contains(customers.name, word)).limit(MOST_CUSTOMERS)
    return sa.or_(found, model.customer_id.in_(list(db.scalars(theirs))))


def _context(table: str, model: Any) -> Any:
    """Which of several of the same name: its customer's."""
    customers: Any = labels.BY_TABLE["customers"].model
    if table == "customers":
        return sa.null()
    return sa.select(customers.name).where(customers.id == model.customer_id).scalar_subquery()


def _narrowed(table: str, model: Any, within: Mapping[str, str]) -> list[Any]:
    """What cannot be narrowed like that is not; colleagues are everybody's, and the inactive are not offered."""
    found = [model.active] if table == "customers" else []
    for name, id_ in within.items():
        column = getattr(model, name, None) if name in ("customer_id", "process_id", "team_id", "service_id") else None
        if name == OWN:
            found.append(model.customer_id == id_ if "\0" not in id_ and hasattr(model, "customer_id") else sa.false())
        elif column is not None and isinstance(id_, str) and "\0" not in id_:
            found.append(sa.or_(column == id_, column.is_(None), *_assigned(table, model, name, id_)))
        elif table in OF_ONE_CUSTOMER.values() and name in OF_ONE_CUSTOMER:
            found.append(_alike(model, labels.BY_TABLE[OF_ONE_CUSTOMER[name]], id_))
    return found


def _alike(model: Any, other: Entity, id_: str) -> Any:
    """Of the same customer as the record of another kind: a team and its process, hours' service and process."""
    related: Any = other.model
    if not other.is_id(id_):
        return sa.false()
    return model.customer_id == sa.select(related.customer_id).where(related.id == id_).scalar_subquery()


def _assigned(table: str, model: Any, name: str, id_: str) -> list[Any]:
    links = [link for link in labels.BY_TABLE[table].links.values() if link.other == name]
    pairs: list[tuple[Any, str, str]] = [(link.model, link.own, link.other) for link in links]
    return [model.id.in_(sa.select(getattr(m, own)).where(getattr(m, other) == id_)) for m, own, other in pairs]
