"""Who holds a session: opened at sign-in, renewed by a token that works once, ended on the server.

A short-lived access token (a JWT that carries only the session's id) is shown on every request; the row decides. When
it has run out, the refresh token buys a new row of the same family. A refresh token that comes a second time has been
copied: the family ends. Requests that were under way while another one renewed are let through for a moment.
"""

import datetime as dt
import secrets
import uuid
from hashlib import sha256
from typing import NamedTuple

import jwt
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data import db as database
from data.access import Actor
from data.db import Session
from data.models import RoleGrant, User, UserCustomer, UserRole, UserSession
from data.vocabulary import Role

ACCESS_FOR = dt.timedelta(minutes=10)
IDLE_FOR = dt.timedelta(hours=12)
SIGNED_IN_FOR = dt.timedelta(days=7)
USED_EVERY = dt.timedelta(minutes=1)
KEPT_FOR = dt.timedelta(days=90)  # after it has ended
PURGED_AT_ONCE = 10_000
GRACE = dt.timedelta(seconds=30)  # for requests that were under way during a renewal
ALGORITHM, AUDIENCE = "HS256", "dm_crm"


class Visitor(NamedTuple):
    """Where a request came from."""

    ip_address: str | None
    user_agent: str | None

    def actor(self) -> Actor:
        return Actor(None, ip_address=self.ip_address, user_agent=self.user_agent)


class Tokens(NamedTuple):
    access: str
    refresh: str


class SignedIn(NamedTuple):
    """A session that holds, with what its user may do."""

    session_id: str
    family_id: str
    user_id: str
    name: str
    email: str
    role: Role
    actor: Actor
    timezone: str | None = None


def open_session(db: Session, user_id: str, visitor: Visitor, key: str) -> Tokens:
    """A new family with its first session; from here on the transaction is the user's."""
    db.execute(sa.select(sa.func.set_config("app.user_id", user_id, True)))
    now = _now(db)
    return _issue(db, user_id, str(uuid.uuid4()), now + SIGNED_IN_FOR, visitor, key)


def recognise(access: str | None, visitor: Visitor, key: str) -> SignedIn | None:
    """Whose session the access token opens, if it still does."""
    if not access or not _genuine(access, key):
        return None
    with database.session(visitor.actor()) as db:
        found = db.execute(_holding(UserSession.session_token == fingerprint(access))).one_or_none()
        if found is None:
            return None
        _note_use(db, found[0])
        return _signed_in(db, *found, visitor)


def actor_of(db: Session, user_id: str | None) -> Actor | None:
    """What a user may do now, for work that is done on their behalf while they are away; None where they are out."""
    user = db.get(User, user_id) if user_id else None
    return _actor(db, user, Visitor(None, "worker")) if user and user.is_active else None


def renew(refresh: str | None, visitor: Visitor, key: str) -> tuple[SignedIn, Tokens | None] | None:
    """The session a refresh token buys, with its tokens; without, when another request has just fetched them."""
    if not refresh:
        return None
    with database.session(visitor.actor()) as db:
        mine = UserSession.refresh_token == fingerprint(refresh)
        _hold_users(db, mine)
        if (spent := _spend(db, mine)) is not None:
            return _renewed(db, spent, visitor, key)
        return _late_or_stolen(db, mine, visitor, key)


def end(db: Session, *conditions: sa.ColumnElement[bool]) -> int:
    """End the sessions that meet the conditions; returns how many families of theirs ended."""
    _hold_users(db, UserSession.revoked_at.is_(None), *conditions)
    living = sa.select(UserSession.family_id).where(UserSession.revoked_at.is_(None), *conditions)
    ended = sa.update(UserSession).where(UserSession.family_id.in_(living), UserSession.revoked_at.is_(None))
    result = db.execute(ended.values(revoked_at=sa.func.now()).execution_options(synchronize_session=False))
    return result.rowcount  # type: ignore[attr-defined]  # a family has one living row


def record(db: Session, action: str, user_id: str | None, **details: str) -> None:
    """What happened without a row changing, for the audit trail."""
    db.execute(sa.select(sa.func.record_audit(action, "users", user_id, sa.cast(details, JSONB))))


def purge(db: Session) -> int:
    """Forgets the sessions that ended before KEPT_FOR, the oldest of them first; the trail keeps what they did."""
    ended = sa.func.least(UserSession.expires_at, sa.func.coalesce(UserSession.revoked_at, UserSession.expires_at))
    old = sa.select(UserSession.id).where(ended < sa.func.now() - KEPT_FOR).order_by(ended).limit(PURGED_AT_ONCE)
    gone = sa.delete(UserSession).where(UserSession.id.in_(old)).returning(UserSession.id)
    return len(db.scalars(gone.execution_options(synchronize_session=False)).all())


def fingerprint(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _hold_users(db: Session, *conditions: sa.ColumnElement[bool]) -> None:
    """Ending and renewing wait for each other: a renewal under way would leave a session that nobody ended."""
    users = sa.select(User.id).where(User.id.in_(sa.select(UserSession.user_id).where(*conditions)))
    db.execute(users.order_by(User.id).with_for_update(key_share=True))


def _issue(
    db: Session, user_id: str, family_id: str, absolute: dt.datetime, visitor: Visitor, key: str
) -> Tokens:  # the six things a session is made of
    now, session_id = _now(db), str(uuid.uuid4())
    claims = {"sid": session_id, "aud": AUDIENCE, "typ": "access", "iat": now, "exp": now + ACCESS_FOR}
    tokens = Tokens(jwt.encode(claims, key, ALGORITHM), secrets.token_urlsafe(32))
    db.add(
        UserSession(
            id=session_id,
            user_id=user_id,
            family_id=family_id,
            session_token=fingerprint(tokens.access),
            refresh_token=fingerprint(tokens.refresh),
            expires_at=min(now + IDLE_FOR, absolute),
            absolute_expires_at=absolute,
            last_used=now,
            ip_address=visitor.ip_address,
            user_agent=(visitor.user_agent or "")[:512],
        )
    )
    db.flush()
    return tokens


def _genuine(access: str, key: str) -> bool:
    try:
        claims = jwt.decode(
            access, key, [ALGORITHM], audience=AUDIENCE, options={"require": ["exp", "iat", "aud", "sid"]}
        )
    except jwt.InvalidTokenError:
        return False
    return claims.get("typ") == "access"


def _note_use(db: Session, row: UserSession) -> None:
    """To the minute; the first use also tells that the tokens arrived."""
    if row.last_used is None or row.last_used <= row.created_at or row.last_used < _now(db) - USED_EVERY:
        used = sa.update(UserSession).where(UserSession.id == row.id).values(last_used=sa.func.clock_timestamp())
        db.execute(used.execution_options(synchronize_session=False))


def _never_shown() -> sa.ColumnElement[bool]:
    return UserSession.last_used <= UserSession.created_at


def _spend(db: Session, mine: sa.ColumnElement[bool]) -> sa.Row | None:
    """Take the token out of circulation, if it is in it: of two that come at once, one gets the row."""
    spent = (
        sa.update(UserSession)
        .where(mine, UserSession.revoked_at.is_(None), UserSession.expires_at > sa.func.now())
        .values(revoked_at=sa.func.now(), is_renewed=True)
        .returning(UserSession.id, UserSession.user_id, UserSession.family_id, UserSession.absolute_expires_at)
        .execution_options(synchronize_session=False)
    )
    return db.execute(spent).one_or_none()


def _renewed(db: Session, spent: sa.Row, visitor: Visitor, key: str) -> tuple[SignedIn, Tokens] | None:
    user = db.get(User, spent.user_id)
    if user is None or not user.is_active:
        return None
    db.execute(sa.select(sa.func.set_config("app.user_id", user.id, True)))
    tokens = _issue(db, user.id, spent.family_id, spent.absolute_expires_at, visitor, key)
    found = db.execute(_holding(UserSession.session_token == fingerprint(tokens.access))).one_or_none()
    return (_signed_in(db, *found, visitor), tokens) if found else None


def _late_or_stolen(
    db: Session, mine: sa.ColumnElement[bool], visitor: Visitor, key: str
) -> tuple[SignedIn, Tokens | None] | None:
    spent = db.scalars(sa.select(UserSession).where(mine, UserSession.is_renewed)).one_or_none()
    if spent is None or spent.revoked_at is None:
        return None
    if spent.revoked_at < _now(db) - GRACE:
        if (unseen := _spend(db, sa.and_(UserSession.family_id == spent.family_id, _never_shown()))) is not None:
            return _renewed(db, unseen, visitor, key)  # the answer with its tokens was lost on the way
        if end(db, UserSession.family_id == spent.family_id):
            record(db, "refresh_token_reused", spent.user_id, family=str(spent.family_id))
        return None
    found = db.execute(_holding(UserSession.family_id == spent.family_id)).first()
    return (_signed_in(db, *found, visitor), None) if found else None


def _holding(which: sa.ColumnElement[bool]) -> sa.Select[UserSession, User]:
    """A session and its user, unless ended, expired, or older than the password."""
    current = sa.or_(User.password_changed_at.is_(None), UserSession.created_at >= User.password_changed_at)
    return (
        sa.select(UserSession, User)
        .join(User, UserSession.user_id == User.id)
        .where(which, UserSession.revoked_at.is_(None), UserSession.expires_at > sa.func.now(), User.is_active, current)
    )


def _signed_in(db: Session, row: UserSession, user: User, visitor: Visitor) -> SignedIn:
    actor = _actor(db, user, visitor)
    return SignedIn(row.id, row.family_id, user.id, user.name, user.email, user.role, actor, user.timezone)


def _actor(db: Session, user: User, visitor: Visitor) -> Actor:
    """What the user may do now: read from the rows each time, so that a change counts at once."""
    granted = sa.or_(
        RoleGrant.name == user.role,
        RoleGrant.id.in_(sa.select(UserRole.role_id).where(UserRole.user_id == user.id)),
    )
    permissions = {name for names in db.scalars(sa.select(RoleGrant.permissions).where(granted)) for name in names}
    customers = frozenset(db.scalars(sa.select(UserCustomer.customer_id).where(UserCustomer.user_id == user.id)))
    return Actor(user.id, frozenset(permissions), customers or None, visitor.ip_address, visitor.user_agent)


def _now(db: Session) -> dt.datetime:
    return db.execute(sa.select(sa.func.now())).scalar_one()
