"""Taking records away and bringing back what was put away; what goes with them is told before."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from data import labels
from data.access import require
from data.crud.bulk import Chosen, found, locked
from data.crud.sheets import owns
from data.db import Session
from data.entities import Entity
from data.errors import Forbidden, Invalid
from data.models import Base


def remove(db: Session, entity: Entity, chosen: Chosen) -> int:
    """Customers become inactive, notes and dates are put away, the rest is deleted; returns how many were chosen."""
    require(db.actor, entity.action("delete"), entity.permission)
    rows = locked(db, entity, chosen)
    for row in rows:
        if not owns(db, entity, row):
            raise Forbidden(f"{labels.title(db, entity, row)} belongs to a customer that you do not see.")
    these = entity.table.c.id.in_([row["id"] for row in rows])
    if entity.put_away:
        db.execute(sa.update(entity.table).where(these, entity.table.c.active).values(active=False))
    else:
        db.execute(sa.delete(entity.table).where(these))
    return len(rows)


def restore(db: Session, entity: Entity, ids: Collection[str]) -> int:
    """Of what is inactive or put away; who may remove may bring back."""
    require(db.actor, entity.action("delete"), entity.permission)
    if not entity.put_away:
        raise Invalid({"": f"A {entity.one} that was deleted is brought back by undoing that."})
    table = entity.table
    these = table.c.id.in_([id_ for id_ in ids if entity.is_id(id_)])
    restored = sa.update(table).where(these, sa.not_(table.c.active)).values(active=True).returning(table.c.id)
    return len(db.execute(restored).all())


def consequences(db: Session, entity: Entity, chosen: Chosen) -> list[str]:
    """What goes with the chosen records, loses them, or keeps them from going, each as a sentence."""
    require(db.actor, "read", entity.permission)
    ids = found(db, entity, chosen)
    return [text for key in _keys_to(entity) if (text := _consequence(db, entity, key, ids))]


def _keys_to(entity: Entity) -> list[sa.ForeignKeyConstraint]:
    """The foreign keys that point to the entity's records, one for each column that holds their id."""
    keys: dict[tuple[str, str], sa.ForeignKeyConstraint] = {}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is entity.table:
                keys.setdefault((table.name, key.column_keys[0]), key)
    return list(keys.values())


def _consequence(db: Session, entity: Entity, key: sa.ForeignKeyConstraint, ids: list[str]) -> str:
    return ""


def _count(db: Session, model: Any, condition: sa.ColumnElement[bool]) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(model).where(condition)) or 0
