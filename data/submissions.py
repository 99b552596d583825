"""One answer per submission, however often it is sent: a button pressed twice, a request whose answer was lost."""

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.db import Session
from data.errors import Conflict, Invalid
from data.models import IdempotencyKey

SHORTEST, LONGEST = 16, 128
KEPT_FOR = dt.timedelta(days=7)  # a form may stay open as long, and be sent once more
PURGED_AT_ONCE = 10_000


def begun(db: Session, key: str, content: str) -> str | None:
    """What an earlier submission with the key has made; None says that this is the first, and others wait for it."""
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise Invalid({"key": "The submission has no usable key; load the page again."})
    digest = hashlib.sha256(content.encode()).digest()
    values = {"user_id": db.actor.user_id, "key": key, "request_hash": digest}
    first = insert(IdempotencyKey).values(**values).on_conflict_do_nothing().returning(IdempotencyKey.key)
    if db.scalar(first) is not None:
        return None
    row = db.get(IdempotencyKey, (db.actor.user_id, key))
    if row is None or row.request_hash != digest:
        raise Conflict("Something else was submitted with the same key; load the page again.")
    return row.resource_id


def done(db: Session, key: str, resource_id: str) -> None:
    """Remembers what the submission has made."""
    mine = (IdempotencyKey.user_id == db.actor.user_id, IdempotencyKey.key == key)
    db.execute(sa.update(IdempotencyKey).where(*mine).values(resource_id=resource_id))


def purge(db: Session) -> int:
    """Forgets the keys of submissions that nobody sends again, the oldest of them first."""
    key = IdempotencyKey
    old = sa.select(key.user_id, key.key).where(key.created_at < sa.func.now() - KEPT_FOR)
    oldest = old.order_by(key.created_at).limit(PURGED_AT_ONCE)
    gone = sa.delete(key).where(sa.tuple_(key.user_id, key.key).in_(oldest)).returning(key.key)
    return len(db.scalars(gone.execution_options(synchronize_session=False)).all())
