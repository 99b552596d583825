"""Who is signed in: passwords, lockout, and sessions that are rows."""

import datetime as dt
import secrets
from hashlib import sha256
from typing import Any, NamedTuple

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from data import db as database
from data.access import Actor
from data.db import Session
from data.errors import Invalid
from data.models import RoleGrant, User, UserCustomer, UserRole, UserSession
from data.vocabulary import Role

ATTEMPTS = 5
LOCKED_FOR = dt.timedelta(minutes=15)
IDLE_FOR = dt.timedelta(hours=12)
SIGNED_IN_FOR = dt.timedelta(days=7)
USED_EVERY = dt.timedelta(minutes=1)  # how exact `last_used` is
SHORTEST, LONGEST = 12, 128
REFUSED = "The e-mail address or the password is wrong, or the account is locked. Wait 15 minutes after five failures."

# OWASP's floor times two; one lane, so that a sign-in keeps one core busy for a twentieth of a second
hasher = PasswordHasher(time_cost=2, memory_cost=38_912, parallelism=1)
NOBODYS_HASH = hasher.hash(secrets.token_urlsafe(16))


class Visitor(NamedTuple):
    """Where a request came from."""

    ip_address: str | None
    user_agent: str | None


class SignedIn(NamedTuple):
    """A session that holds, with what its user may do."""

    session_id: str
    user_id: str
    name: str
    email: str
    role: Role
    actor: Actor


def create_admin(db: Session, email: str, name: str, password: str | None = None) -> str:
    """Makes the address an administrator's, new or not; returns the password, made up where none is given."""
    password = password or secrets.token_urlsafe(15)
    address = canonical(email)
    new = postgresql.insert(User).values(email=address, name=name).on_conflict_do_nothing(index_elements=["email"])
    db.execute(new)
    db.execute(sa.update(User).where(User.email == address).values(role=Role.ADMIN, is_active=True))
    return set_password(db, address, password)


def set_password(db: Session, email: str, password: str | None = None) -> str:
    """A new password, made up where none is given; it ends every session of the user and lifts a lock."""
    password = password or secrets.token_urlsafe(15)
    changed: dict[str, Any] = {"password_hash": hashed(password), "password_changed_at": sa.func.now()}
    changed |= {"failed_login_count": 0, "locked_until": None}
    found = db.execute(sa.update(User).where(User.email == canonical(email)).values(changed).returning(User.id))
    if found.scalar() is None:
        raise Invalid({"email": f"There is no user with the address {email}."})
    return password


def canonical(email: str) -> str:
    """The address as it is stored: valid, in lower case."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid({"email": f"{email!r} is no e-mail address: {error}"}) from error


def hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"password": f"A password has {SHORTEST} to {LONGEST} characters."})
    return hasher.hash(password)


def sign_in(email: str, password: str, visitor: Visitor) -> str:
    """The token of a new session. Says the same, in the same time, whatever was wrong."""
    actor = Actor(None, ip_address=visitor.ip_address, user_agent=visitor.user_agent)
    user_id, stored = _reserve_attempt(actor, email.strip().lower())
    right = _verified(stored, password)  # outside any transaction: it takes its time
    with database.session(actor) as db:
        if not (right and user_id):
            _record(db, "sign_in_failed", None, {"email": email[:254]})
        else:
            return _open_session(db, user_id, visitor)
    raise Invalid({"password": REFUSED})


def recognise(token: str, visitor: Visitor) -> SignedIn | None:
    """Whose session the token opens, if it still does."""
    with database.session(Actor(None, ip_address=visitor.ip_address, user_agent=visitor.user_agent)) as db:
        found = db.execute(_holding(token)).one_or_none()
        if found is None:
            return None
        row, user = found
        if row.last_used is None or row.last_used < _now(db) - USED_EVERY:
            _use(db, row)
        return SignedIn(row.id, user.id, user.name, user.email, user.role, _actor(db, user, visitor))


def sign_out(signed_in: SignedIn) -> None:
    """Ends the session where it lives, so that its token opens nothing any more."""
    with database.session(signed_in.actor) as db:
        db.execute(
            sa.update(UserSession).where(UserSession.id == signed_in.session_id).values(revoked_at=sa.func.now())
        )
        _record(db, "sign_out", signed_in.user_id, {})


def fingerprint(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def exist(db: Session) -> bool:
    """Whether anybody has an account yet."""
    return db.scalar(sa.select(sa.exists().select_from(User))) or False


def _reserve_attempt(actor: Actor, email: str) -> tuple[str | None, str]:
    """Counts the attempt before the password is looked at, so that parallel guesses count each other."""
    lapsed = sa.and_(User.locked_until.is_not(None), User.locked_until <= sa.func.now())
    count = sa.case((lapsed, 1), else_=User.failed_login_count + 1)
    values = {
        "failed_login_count": count,
        "locked_until": sa.case((count >= ATTEMPTS, sa.func.now() + LOCKED_FOR), else_=None),
    }
    free = sa.or_(User.locked_until.is_(None), User.locked_until <= sa.func.now())
    attempt = (
        sa.update(User)
        .where(User.email == email, User.is_active, User.password_hash.is_not(None), free)
        .values(values)
        .returning(User.id, User.password_hash)
        .execution_options(synchronize_session=False)
    )
    with database.session(actor) as db:
        found = db.execute(attempt).one_or_none()
    return (found[0], found[1] or NOBODYS_HASH) if found else (None, NOBODYS_HASH)


def _verified(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _open_session(db: Session, user_id: str, visitor: Visitor) -> str:
    token, now = secrets.token_urlsafe(32), _now(db)
    db.execute(sa.select(sa.func.set_config("app.user_id", user_id, True)))  # from here on it is them
    cleared = {"failed_login_count": 0, "locked_until": None, "last_login": now}
    db.execute(sa.update(User).where(User.id == user_id).values(cleared))
    db.add(
        UserSession(
            user_id=user_id,
            session_token=fingerprint(token),
            refresh_token=fingerprint(secrets.token_urlsafe(32)),
            expires_at=now + IDLE_FOR,
            absolute_expires_at=now + SIGNED_IN_FOR,
            last_used=now,
            ip_address=visitor.ip_address,
            user_agent=(visitor.user_agent or "")[:512],
        )
    )
    _record(db, "sign_in", user_id, {})
    return token


def _holding(token: str) -> sa.Select[UserSession, User]:
    """The session of the token and its user, unless ended, expired, or older than the password."""
    changed = sa.or_(User.password_changed_at.is_(None), UserSession.created_at >= User.password_changed_at)
    now = sa.func.now()
    return (
        sa.select(UserSession, User)
        .join(User, UserSession.user_id == User.id)
        .where(UserSession.session_token == fingerprint(token), UserSession.revoked_at.is_(None), User.is_active)
        .where(UserSession.expires_at > now, UserSession.absolute_expires_at > now, changed)
    )


def _use(db: Session, row: UserSession) -> None:
    later = sa.func.least(sa.func.now() + IDLE_FOR, UserSession.absolute_expires_at)
    used = sa.update(UserSession).where(UserSession.id == row.id).values(last_used=sa.func.now(), expires_at=later)
    db.execute(used.execution_options(synchronize_session=False))


def _actor(db: Session, user: User, visitor: Visitor) -> Actor:
    granted = sa.or_(
        RoleGrant.name == user.role,
        RoleGrant.id.in_(sa.select(UserRole.role_id).where(UserRole.user_id == user.id)),
    )
    permissions = {name for names in db.scalars(sa.select(RoleGrant.permissions).where(granted)) for name in names}
    customers = frozenset(db.scalars(sa.select(UserCustomer.customer_id).where(UserCustomer.user_id == user.id)))
    return Actor(user.id, frozenset(permissions), customers or None, visitor.ip_address, visitor.user_agent)


def _record(db: Session, action: str, user_id: str | None, details: dict[str, str]) -> None:
    db.execute(sa.select(sa.func.record_audit(action, "users", user_id, sa.cast(details, JSONB))))


def _now(db: Session) -> dt.datetime:
    return db.execute(sa.select(sa.func.now())).scalar_one()
