"""Uploaded files go after some days; what an import said of them stays."""

import sqlalchemy as sa

from data.db import Session
from data.models import Import
from data.vocabulary import RunState

UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


def expire(db: Session, days: int) -> list[str]:
    """The imports whose files have been kept long enough; they are noted as gone."""
    old = Import.created_at < sa.func.now() - sa.func.make_interval(0, 0, 0, days)
    gone = sa.update(Import).where(Import.is_kept, old, Import.state.not_in(UNFINISHED)).values(is_kept=False)
    return [str(id_) for id_ in db.scalars(gone.returning(Import.id))]


def known(db: Session) -> set[str]:
    """The imports whose files are kept."""
    return {str(id_) for id_ in db.scalars(sa.select(Import.id).where(Import.is_kept))}
