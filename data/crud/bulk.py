"""The same fields changed in many records: one statement, one change set, all of them or none."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import labels, records
from data.access import require
from data.crud.checking import broken, followed, parsed, unknown
from data.crud.saving import formats
from data.crud.sheets import Values, owns
from data.crud.writing import write
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, Forbidden, Invalid
from data.records import Wanted

MOST = 10_000
PATIENCE = "50s"  # for one statement over all of them, with its audit, history and rollups


class Chosen(NamedTuple):
    """Some records, or all that a list's filter finds."""

    ids: tuple[str, ...] = ()
    wanted: Wanted | None = None


def change(db: Session, entity: Entity, chosen: Chosen, raw: Mapping[str, Any]) -> int:
    """Returns how many records were chosen; refuses with the first record that cannot be like that, and why."""
    require(db.actor, "update", entity.permission)
    if not raw or not set(raw) <= set(entity.bulk):
        raise Invalid({"": f"Choose what to change: {', '.join(entity.inputs[name].label for name in entity.bulk)}."})
    values, messages = parsed(entity, raw, {}, formats(db))
    if messages := messages | unknown(db, entity, values, {}):
        raise Invalid(messages)
    rows = locked(db, entity, chosen)
    emptied = [_fitting(db, entity, row, values) for row in rows]
    ids = [row["id"] for row in rows]
    table = entity.table
    write(db, entity, rows, lambda these: sa.update(table).where(these).values(values))
    for name in entity.follows:
        following = [id_ for id_, names in zip(ids, emptied, strict=True) if name in names]
        if following and name not in values:
            db.execute(sa.update(table).where(table.c.id.in_(following)).values({name: None}))
    return len(rows)


def locked(db: Session, entity: Entity, chosen: Chosen) -> list[Values]:
    """The chosen records, held until the transaction ends; in the order of their ids, so that no two wait crosswise."""
    ids = found(db, entity, chosen)
    db.execute(sa.select(sa.func.set_config("statement_timeout", PATIENCE, True)))
    columns = entity.table.c
    query = sa.select(entity.table).where(columns.id.in_(ids)).order_by(columns.id).with_for_update(key_share=True)
    rows = [dict(row) for row in db.execute(query).mappings()]
    if len(rows) < len(ids):
        _explain_missing(db, entity, ids, rows)
    return rows


def found(db: Session, entity: Entity, chosen: Chosen) -> list[str]:
    """The ids of the chosen records."""
    if chosen.wanted is not None:
        ids = records.ids(db, entity, chosen.wanted, MOST + 1)
    else:
        ids = sorted({id_ for id_ in chosen.ids if entity.is_id(id_)})
    if not ids:
        raise Invalid({"": f"Choose at least one {entity.one}."})
    if len(ids) > MOST:
        raise Invalid({"": f"At most {MOST:,} records at once; narrow the list down."})
    return ids


def _explain_missing(db: Session, entity: Entity, ids: list[str], rows: list[Values]) -> None:
    """Seen and not theirs to change, or not there at all."""
    model: Any = entity.model
    missing = set(ids) - {row["id"] for row in rows}
    if seen := db.scalars(sa.select(model).where(model.id.in_(missing)).limit(1)).first():
        raise Forbidden(f"{seen} belongs to a customer that you do not see; ask an administrator.")
    raise Conflict(f"{len(missing)} of the records are no longer there; load the list again.")


def _fitting(db: Session, entity: Entity, row: Values, values: Values) -> set[str]:
    """Raises Invalid where the record cannot have the values; returns what is emptied by them."""
    if not owns(db, entity, row):
        raise Forbidden(f"{labels.title(db, entity, row)} belongs to a customer that you do not see.")
    emptied = followed(entity, values, row)
    if messages := broken(entity, row | values | emptied):
        name, text = next(iter(messages.items()))
        raise Invalid({name if name in values else next(iter(values)): f"{labels.title(db, entity, row)}: {text}"})
    return set(emptied)
