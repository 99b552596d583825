"""How a reader likes a page: kept for them alone, and gone with them."""

import json
import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data.db import Session
from data.errors import Invalid
from data.models import UserPreference

LARGEST = 16_000  # characters of JSON
MOST = 200  # keys of one reader
KEY = re.compile("[a-z0-9_:./-]{1,100}")


def read(db: Session, key: str) -> Any:
    """What the reader kept under the key; None where that is nothing."""
    mine = (UserPreference.user_id == db.actor.user_id, UserPreference.key == key)
    return db.scalar(sa.select(UserPreference.value).where(*mine)) if KEY.fullmatch(key) else None


def keep(db: Session, key: str, value: Any) -> None:
    """Replaces what was kept; None forgets it. Nothing is kept for who is no user."""
    if not KEY.fullmatch(key):
        raise Invalid({"": "That cannot be remembered."})
    if value is None:
        forget(db, key)
    elif db.actor.user_id:
        _require_room(db, key, value)
        row = {"user_id": db.actor.user_id, "key": key, "value": value}
        insert = postgresql.insert(UserPreference).values(row)
        db.execute(insert.on_conflict_do_update(index_elements=["user_id", "key"], set_={"value": value}))


def forget(db: Session, key: str) -> None:
    db.execute(sa.delete(UserPreference).where(UserPreference.user_id == db.actor.user_id, UserPreference.key == key))


def _require_room(db: Session, key: str, value: Any) -> None:
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid({"": "That cannot be remembered."}) from error
    others = sa.select(sa.func.count()).where(UserPreference.user_id == db.actor.user_id, UserPreference.key != key)
    if len(text) > LARGEST or "\\u0000" in text or (db.scalar(others) or 0) >= MOST:
        raise Invalid({"": "That is too much to be remembered; make it simpler."})
