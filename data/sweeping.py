"""Takes out of the store what no document names any more, once nobody can want it back."""

import datetime as dt
import itertools
from collections.abc import Iterable

import sqlalchemy as sa

from data import db as database
from data import store
from data.access import SYSTEM
from data.documents import key_of
from data.models import AuditLog, DocumentVersion
from data.store import Store

ARRIVING = dt.timedelta(days=1)  # content may lie so long before its row is written; then the upload has failed
UNDOABLE = dt.timedelta(days=90)  # a deleted document can be brought back so long
BATCH = 500


def sweep(now: dt.datetime) -> int:
    """Returns how many contents and drafts went."""
    kept = store.current()
    old = (name for name, since in kept.everything() if now - since > ARRIVING)
    gone = 0
    while batch := set(itertools.islice(old, BATCH)):
        gone += sum(_remove(kept, name, now) for name in sorted(_unnamed(batch, now)))
    return gone + kept.clear_drafts(now - ARRIVING)


def missing(most: int) -> tuple[int, int]:
    """How many of the versions drawn by lot have no content in the store, and how many were looked at."""
    with database.session(SYSTEM) as db:
        drawn = sa.select(DocumentVersion.sha256).order_by(sa.func.random()).limit(most)
        hashes = set(db.scalars(drawn))
    kept = store.current()
    return sum(not kept.holds(name) for name in hashes), len(hashes)


def _unnamed(hashes: Iterable[str], now: dt.datetime) -> set[str]:
    with database.session(SYSTEM) as db:
        return set(hashes) - _named(db, hashes, now)


def _remove(kept: Store, sha256: str, now: dt.datetime) -> bool:
    """Looks once more, while nobody can name it; the one place that holds a lock over the store."""
    with database.session(SYSTEM) as db:
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(key_of(sha256))))
        if _named(db, [sha256], now) or kept.age(sha256, now) <= ARRIVING:
            return False
        kept.remove(sha256)
        return True


def _named(db: database.Session, hashes: Iterable[str], now: dt.datetime) -> set[str]:
    """Those that a version has, or had so lately that undoing its end must find them."""
    wanted = list(hashes)
    held = sa.select(DocumentVersion.sha256).where(DocumentVersion.sha256.in_(wanted))
    content = AuditLog.old_values["sha256"].astext
    lately = sa.select(content).where(
        AuditLog.resource_type == DocumentVersion.__tablename__,
        AuditLog.action == "delete",
        AuditLog.created_at > now - UNDOABLE,
        content.in_(wanted),
    )
    return set(db.scalars(held.union(lately)))
