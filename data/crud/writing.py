"""One statement over many records; where the database refuses it, the record that is to blame is found and named."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from data import labels
from data.crud.sheets import Values
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, DomainError, Invalid
from data.violations import explain

Statement = Callable[[sa.ColumnElement[bool]], sa.Executable]  # for the records that the condition holds of


def write(db: Session, entity: Entity, rows: Sequence[Values], statement: Statement) -> None:
    """All of the records, or none and a sentence about the first that stands against it."""
    if error := _refused(db, entity, rows, statement):
        raise _told(db, entity, _culprit(db, entity, rows, statement), error)


def _refused(db: Session, entity: Entity, rows: Sequence[Values], statement: Statement) -> sa.exc.IntegrityError | None:
    """What the database says against it; the transaction goes on."""
    try:
        with db.begin_nested():
            db.execute(statement(entity.table.c.id.in_([row["id"] for row in rows])))
    except sa.exc.IntegrityError as error:
        return error
    return None


def _culprit(db: Session, entity: Entity, rows: Sequence[Values], statement: Statement) -> Values | None:
    """By halving; nobody where only several together are refused."""
    while len(rows) > 1:
        half = len(rows) // 2
        with db.begin_nested() as trial:
            first, second = (_refused(db, entity, part, statement) for part in (rows[:half], rows[half:]))
            trial.rollback()
        if not first and not second:
            return None
        rows = rows[:half] if first else rows[half:]
    return rows[0]


def _told(db: Session, entity: Entity, row: Values | None, error: sa.exc.IntegrityError) -> Exception:
    explained = explain(error)
    if row is None or not isinstance(explained, DomainError):
        return explained
    title = labels.title(db, entity, row)
    if isinstance(explained, Invalid):
        return Invalid({name: f"{title}: {text}" for name, text in explained.messages.items()})
    return Conflict(f"{title}: {explained}")
