"""Who is signed in, where from, since when; and ending it: one's own sessions, or anyone's for an administrator."""

import sqlalchemy as sa

from data import sessions
from data.access import require
from data.db import Session
from data.errors import NotFound
from data.models import User, UserSession


def everybodys(db: Session) -> sa.Select:
    """Living sessions; columns: those of `own`, and user_id, name, email."""
    require(db.actor, "read", "sessions")
    return _living().add_columns(User.id.label("user_id"), User.name, User.email)


def own(db: Session) -> list[sa.Row]:
    """The reader's living sessions, latest first: id, family_id, user_agent, ip_address, signed_in_at, last_used,
    expires_at."""
    mine = _living().where(UserSession.user_id == db.actor.user_id).order_by(UserSession.last_used.desc())
    return list(db.execute(mine).all())


def end(db: Session, session_id: str) -> None:
    """End a session; somebody else's takes the right to."""
    row = db.get(UserSession, session_id)
    if row is None:
        raise NotFound("There is no such session any more.")
    if row.user_id != db.actor.user_id:
        require(db.actor, "delete", "sessions")
    sessions.end(db, UserSession.family_id == row.family_id)


def end_others(db: Session, family_id: str) -> int:
    """End all the reader's sessions but the one they are in; returns how many those were."""
    return sessions.end(db, UserSession.user_id == db.actor.user_id, UserSession.family_id != family_id)


def end_all(db: Session, user_id: str, family_id: str) -> int:
    """End all sessions of a user but the one this is asked from (`family_id`); returns how many those were."""
    if user_id != db.actor.user_id:
        require(db.actor, "delete", "sessions")
    return sessions.end(db, UserSession.user_id == user_id, UserSession.family_id != family_id)


def _living() -> sa.Select:
    began = sa.select(sa.func.min(UserSession.created_at).label("at"), UserSession.family_id)
    began_at = began.group_by(UserSession.family_id).subquery()
    return (
        sa.select(
            UserSession.id,
            UserSession.family_id,
            UserSession.user_agent,
            UserSession.ip_address,
            began_at.c.at.label("signed_in_at"),
            UserSession.last_used,
            UserSession.expires_at,
        )
        .join(User, UserSession.user_id == User.id)
        .join(began_at, began_at.c.family_id == UserSession.family_id)
        .where(UserSession.revoked_at.is_(None), UserSession.expires_at > sa.func.now())
    )
