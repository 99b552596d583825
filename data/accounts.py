"""The way in: signing in with its lockout, passwords, invitations and resets."""

import datetime as dt
import hashlib
import hmac

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.dialects import postgresql

from data import db as database
from data import installation, passwords, sessions
from data.access import Actor
from data.db import Session
from data.errors import Invalid, NotFound
from data.models import AccountLink, User, UserSession
from data.sessions import SignedIn, Tokens, Visitor, record
from data.vocabulary import LinkPurpose, Role

REFUSED = "The e-mail address or the password is wrong, or the account is locked. Wait a while after five failures."
SPENT = "This link has been used or has expired. Ask for a new one."
LINK_FOR = {LinkPurpose.INVITATION: dt.timedelta(days=7), LinkPurpose.RESET: dt.timedelta(hours=1)}


def create_admin(db: Session, email: str, name: str, password: str | None = None) -> str:
    """Makes the address an administrator's, new or not; returns the password, made up where none is given."""
    address = canonical(email)
    new = postgresql.insert(User).values(email=address, name=name).on_conflict_do_nothing(index_elements=["email"])
    db.execute(new)
    db.execute(sa.update(User).where(User.email == address).values(role=Role.ADMIN, is_active=True))
    return set_password(db, address, password)


def set_password(db: Session, email: str, password: str | None = None) -> str:
    """A new password, made up where none is given; it ends every session of the user and lifts a lock."""
    user = db.get_one(User, user_of(db, email))
    password = password or passwords.generated()
    user.password_hash = passwords.hashed(password, user.email, user.name)
    user.password_changed_at = db.execute(sa.select(sa.func.now())).scalar_one()
    user.failed_login_count, user.locked_until = 0, None
    db.flush()
    spend_links(db, user.id)
    sessions.end(db, UserSession.user_id == user.id)
    return password


def change_password(signed_in: SignedIn, old: str, new: str) -> None:
    """Their own password; the old one proves that it is they. Ends all their sessions, this one too."""
    if old == new:
        raise Invalid({"password": "That is the password you have. Choose another one."})
    user_id, stored = _reserve_attempt(signed_in.actor, signed_in.email)  # a stolen session must not guess for ever
    right = passwords.verified(stored, old)
    with database.session(signed_in.actor) as db:
        if right and user_id and _holds(db, user_id, stored):
            set_password(db, signed_in.email, new)
            record(db, "password_changed", user_id)
            return
        record(db, "password_change_failed", signed_in.user_id)
    raise Invalid({"old": "That is not your password, or the account is locked after too many attempts."})


def user_of(db: Session, email: str) -> str:
    """The id of the user with the address."""
    user_id = db.scalar(sa.select(User.id).where(User.email == canonical(email)))
    if user_id is None:
        raise Invalid({"email": f"There is no user with the address {email}."})
    return user_id


def canonical(email: str) -> str:
    """The address as it is stored: valid, in lower case."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid({"email": f"{email!r} is no e-mail address: {error}"}) from error


def sign_in(email: str, password: str, visitor: Visitor, key: str) -> Tokens:
    """The tokens of a new session. Says the same, in the same time, whatever was wrong."""
    user_id, stored = _reserve_attempt(visitor.actor(), email.strip().lower())
    right = passwords.verified(stored, password)  # outside any transaction: it takes its time
    with database.session(visitor.actor()) as db:
        if right and user_id and _holds(db, user_id, stored):
            return _admit(db, user_id, visitor, key)
        known = db.scalar(sa.select(User.id).where(User.email == email.strip().lower()))
        record(db, "sign_in_failed", known, email=email[:254])
    raise Invalid({"password": REFUSED})


def sign_out(signed_in: SignedIn) -> None:
    """Ends the session where it lives, so that its tokens open nothing any more."""
    with database.session(signed_in.actor) as db:
        sessions.end(db, UserSession.family_id == signed_in.family_id)
        record(db, "sign_out", signed_in.user_id)


def exist(db: Session) -> bool:
    """Whether anybody has an account yet."""
    return db.scalar(sa.select(sa.exists().select_from(User))) or False


def make_link(db: Session, user_id: str, purpose: LinkPurpose) -> AccountLink:
    """A new way in for the user; earlier ones of the same kind are spent with it."""
    now = db.execute(sa.select(sa.func.now())).scalar_one()
    spend_links(db, user_id, AccountLink.purpose == purpose)
    link = AccountLink(
        user_id=user_id, purpose=purpose, expires_at=now + LINK_FOR[purpose], created_by=db.actor.user_id
    )
    db.add(link)
    db.flush()
    return link


def spend_links(db: Session, user_id: str, *which: sa.ColumnElement[bool]) -> None:
    """No link that is still about lets anyone in any more."""
    unused = sa.update(AccountLink).where(AccountLink.user_id == user_id, AccountLink.used_at.is_(None), *which)
    db.execute(unused.values(used_at=sa.func.now()).execution_options(synchronize_session=False))


def token_of(link_id: str, key: str) -> str:
    """What the link carries; made of the row's id and the key, so that the database holds nothing that lets one in."""
    return f"{link_id}.{hmac.new(key.encode(), f'account-link:{link_id}'.encode(), hashlib.sha256).hexdigest()}"


def request_reset(email: str, visitor: Visitor) -> None:
    """Only takes it down: whose address it is shows neither in the answer nor in the time it takes."""
    with database.session(visitor.actor()) as db:
        record(db, "reset_requested", None, email=email[:254])


def reset_link(db: Session, email: str) -> str | None:
    """The id of a new reset link where the address is an active user's."""
    user_id = db.scalar(sa.select(User.id).where(User.email == email.strip().lower(), User.is_active))
    return make_link(db, user_id, LinkPurpose.RESET).id if user_id else None


def whose_link(token: str, visitor: Visitor, key: str) -> tuple[str, LinkPurpose]:
    """The address a link is for, and what it is for; NotFound for one that is spent, expired or made up."""
    with database.session(visitor.actor()) as db:
        found = db.execute(_living(_link_id(token, key))).one_or_none()
        if found is None:
            raise NotFound(SPENT)
        link, user = found
        return user.email, link.purpose


def redeem(token: str, password: str, visitor: Visitor, key: str) -> None:
    """Sets the password a link lets one choose; the link is spent, also when two come at once."""
    link_id = _link_id(token, key)
    with database.session(visitor.actor()) as db:
        taken = sa.update(AccountLink).where(AccountLink.id == link_id, AccountLink.used_at.is_(None))
        taken = taken.where(AccountLink.expires_at > sa.func.now()).values(used_at=sa.func.now())
        user_id = db.execute(taken.returning(AccountLink.user_id)).scalar_one_or_none()
        user = db.get(User, user_id) if user_id else None
        if user is None or not user.is_active:
            raise NotFound(SPENT)
        set_password(db, user.email, password)
        record(db, "password_set_by_link", user.id)


def _reserve_attempt(actor: Actor, email: str) -> tuple[str | None, str]:
    """Counts the attempt before the password is looked at, so that parallel guesses count each other."""
    with database.session(actor) as db:
        _no_edit(db)
        limits = installation.read(db)
        lapsed = sa.and_(User.locked_until.is_not(None), User.locked_until <= sa.func.now())
        count = sa.case((lapsed, 1), else_=User.failed_login_count + 1)
        locked = sa.func.now() + dt.timedelta(minutes=limits["lockout_minutes"])
        attempt = (
            sa.update(User)
            .where(User.email == email, User.is_active, User.password_hash.is_not(None))
            .where(sa.or_(User.locked_until.is_(None), User.locked_until <= sa.func.now()))
            .values(failed_login_count=count)
            .values(locked_until=sa.case((count >= limits["lockout_attempts"], locked), else_=None))
            .returning(User.id, User.password_hash)
            .execution_options(synchronize_session=False)
        )
        found = db.execute(attempt).one_or_none()
    return (found[0], found[1] or passwords.NOBODYS_HASH) if found else (None, passwords.NOBODYS_HASH)


def _holds(db: Session, user_id: str, stored: str) -> bool:
    """Unless the password has been changed, or the user deactivated, while it was looked at; neither can be now."""
    same = sa.select(User.id).where(User.id == user_id, User.password_hash == stored, User.is_active)
    return db.scalar(same.with_for_update(key_share=True)) is not None


def _admit(db: Session, user_id: str, visitor: Visitor, key: str) -> Tokens:
    tokens = sessions.open_session(db, user_id, visitor, key)
    cleared = {"failed_login_count": 0, "locked_until": None, "last_login": sa.func.now()}
    _no_edit(db)
    db.execute(sa.update(User).where(User.id == user_id).values(cleared))
    record(db, "sign_in", user_id)
    return tokens


def _no_edit(db: Session) -> None:
    """Knocking at the door is no edit: a form that is open on the user must not find itself outdated by it."""
    db.execute(sa.select(sa.func.set_config("app.deriving", "on", True)))


def _living(link_id: str) -> sa.Select[AccountLink, User]:
    living = sa.select(AccountLink, User).join(User, AccountLink.user_id == User.id)
    return living.where(
        AccountLink.id == link_id, AccountLink.used_at.is_(None), AccountLink.expires_at > sa.func.now(), User.is_active
    )


def _link_id(token: str, key: str) -> str:
    link_id = token.partition(".")[0]
    if not token.isascii() or not hmac.compare_digest(token, token_of(link_id, key)):
        raise NotFound(SPENT)
    return link_id
