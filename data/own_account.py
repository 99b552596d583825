"""A user's own profile: what everybody may see and change of themselves."""

from typing import NamedTuple
from zoneinfo import available_timezones

from data.db import Session
from data.errors import Conflict, Forbidden, Invalid
from data.models import User

NAME_HAS = 300


class Own(NamedTuple):
    name: str
    email: str
    role: str
    timezone: str | None
    version: int


def read(db: Session) -> Own:
    user = _self(db)
    return Own(user.name, user.email, user.role, user.timezone, user.version)


def change(db: Session, name: str, timezone: str | None, version: int) -> None:
    """The name others see, and the zone their times are shown in. The address is for an administrator to change."""
    user = _self(db)
    if user.version != version:
        raise Conflict("Your profile has been changed in the meantime; load the page again.")
    if messages := problems(name, timezone):
        raise Invalid(messages)
    user.name, user.timezone = name.strip(), timezone or None
    db.flush()


def problems(name: str, timezone: str | None) -> dict[str, str]:
    """What is wrong with a name and a zone, by field."""
    found = {}
    if not 0 < len(name.strip()) <= NAME_HAS or not name.isprintable():
        found["name"] = f"A user needs a name of one line, at most {NAME_HAS} characters."
    if timezone and timezone not in available_timezones():
        found["timezone"] = "Choose a time zone such as Europe/Berlin, or leave it blank."
    return found


def _self(db: Session) -> User:
    user = db.get(User, db.actor.user_id) if db.actor.user_id else None
    if user is None:
        raise Forbidden("Sign in first.")
    return user
