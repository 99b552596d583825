"""What stands over a record's page before the page is read: whether there is such a record, and its name."""

import sqlalchemy as sa

from data.access import require
from data.db import Session
from data.entities import Entity


def name(db: Session, entity: Entity, id_: str) -> str | None:
    """None for what does not exist and for what the reader may not see; they are not told which."""
    require(db.actor, "read", entity.permission)
    if "\0" in id_:
        return None
    row = db.scalar(sa.select(entity.model).where(entity.table.c.id == id_))
    return None if row is None else str(row)
