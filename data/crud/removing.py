"""Taking records away, and bringing back what was put away."""

from collections.abc import Collection

import sqlalchemy as sa

from data import labels
from data.access import require
from data.crud.bulk import Chosen, locked
from data.crud.sheets import owns
from data.crud.writing import write
from data.db import Session
from data.entities import Entity
from data.errors import Forbidden, Invalid


def remove(db: Session, entity: Entity, chosen: Chosen) -> int:
    """Customers become inactive, notes and dates are put away, the rest is deleted; returns how many were chosen."""
    require(db.actor, entity.action("delete"), entity.permission)
    rows = locked(db, entity, chosen)
    for row in rows:
        if not owns(db, entity, row):
            raise Forbidden(f"{labels.title(db, entity, row)} belongs to a customer that you do not see.")
    table = entity.table
    if entity.put_away:
        write(db, entity, rows, lambda these: sa.update(table).where(these, table.c.active).values(active=False))
    else:
        write(db, entity, rows, lambda these: sa.delete(table).where(these))
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
