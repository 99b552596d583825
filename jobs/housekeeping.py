"""What keeps the house in order, unseen."""

from data import db, rollups
from data.access import SYSTEM


def fold_rollups() -> int:
    """Fold appended deltas into the kept aggregates; returns how many."""
    with db.session(SYSTEM) as session:
        return rollups.fold(session)
