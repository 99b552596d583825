"""What is looked for in the audit trail, as an address or a form says it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.audit import Search
from data.db import Session
from data.errors import Invalid

FIELDS = ("who", "action", "resource_type", "resource_id", "change_set_id", "since", "until", "text")
LONGEST = 200


def parsed(db: Session, said: Mapping[str, str]) -> Search:
    """The search, with days of the reporting time zone, the last one included; Invalid says what is no day or id."""
    zone = ZoneInfo(db.execute(sa.select(sa.func.reporting_zone())).scalar_one())
    given = {name: said.get(name, "").strip()[:LONGEST] or None for name in FIELDS}
    messages = {name: "Give a day as year-month-day." for name in ("since", "until") if not _is_day(given[name])}
    if not _is_id(given["change_set_id"]):
        messages["change_set_id"] = "That is no change set."
    if messages:
        raise Invalid(messages)
    who, since, until = given.pop("who"), given.pop("since"), given.pop("until")
    return Search(
        user_id=who,
        since=_begins(since, zone, 0) if since else None,
        until=_begins(until, zone, 1) if until else None,
        **given,
    )


def _begins(day: str, zone: ZoneInfo, later: int) -> dt.datetime:
    """Midnight at the beginning of the day, or of one later."""
    date = dt.date.fromisoformat(day) + dt.timedelta(days=later)
    return dt.datetime.combine(date, dt.time(), zone)


def _is_day(said: str | None) -> bool:
    try:
        return said is None or dt.date(1970, 1, 1) <= dt.date.fromisoformat(said) < dt.date(9000, 1, 1)
    except ValueError:
        return False


def _is_id(said: str | None) -> bool:
    try:
        return said is None or bool(uuid.UUID(said))
    except ValueError:
        return False
