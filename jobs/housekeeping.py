"""What keeps the house in order, unseen."""

import datetime as dt

from data import db, noticing, rollups, sessions, submissions, sweeping
from data.access import SYSTEM


def fold_rollups() -> int:
    """Fold appended deltas into the kept aggregates; returns how many."""
    with db.session(SYSTEM) as session:
        return rollups.fold(session)


def notice() -> int:
    """Tell what has come about by itself as the day began; returns how many events."""
    with db.session(SYSTEM) as session:
        return noticing.notice(session)


def sweep_documents() -> int:
    """Remove what uploads left behind and what nobody can bring back any more; returns how many files."""
    return sweeping.sweep(dt.datetime.now(dt.UTC))


def purge_sessions() -> int:
    """Forget sessions that ended long ago; returns how many."""
    with db.session(SYSTEM) as session:
        return sessions.purge(session)


def purge_submissions() -> int:
    """Forget which forms were sent long ago; returns how many."""
    with db.session(SYSTEM) as session:
        return submissions.purge(session)
