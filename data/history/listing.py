"""The latest change sets, to be taken back a day later: one's own, or everybody's for who reads the audit trail."""

import datetime as dt
import re
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.access import require
from data.db import Session
from data.errors import Forbidden
from data.history.clashes import title
from data.history.tables import PARENTS_FIRST, entity_of
from data.history.tables import live as row_now
from data.models import User

PAGE = 25
UNDONE = re.compile(r"undo of ([0-9a-f-]{36})")


class Did(NamedTuple):
    """What was done to how many records of a kind."""

    action: str
    one: str
    many: str
    records: int


class ChangeSet(NamedTuple):
    """`title` names the record where it was one; `undoes` is the change set that this one took back."""

    id: str
    at: dt.datetime
    who: str | None
    did: list[Did]
    title: str
    reason: str
    undoes: str
    is_undone: bool


def change_sets(db: Session, *, mine: bool = True, until: dt.datetime | None = None) -> list[ChangeSet]:
    """The latest, or those before a moment."""
    if not mine:
        require(db.actor, "read", "audit")
        if db.actor.customer_ids is not None:
            raise Forbidden("You see some customers only; here are your own changes.")
    rows = db.execute(_query(mine, until)).all()
    undone = {found[1] for row in rows if (found := UNDONE.match(row.reason or ""))}
    return [_change_set(db, list(lines), undone) for _, lines in groupby(rows, key=lambda row: row.change_set_id)]


def _query(mine: bool, until: dt.datetime | None) -> sa.Select[Any]:
    columns = ("change_set_id", "user_id", "at", "reason", "resource_type", "action", "records", "resource_id")
    since = sa.cast(until, sa.DateTime(timezone=True)) if until else sa.text("'infinity'::timestamptz")
    found = sa.func.change_sets(mine, since, PAGE).table_valued(*columns, name="found")
    c = found.c
    return sa.select(
        sa.cast(c.change_set_id, sa.Text).label("change_set_id"),
        sa.cast(c.at, sa.DateTime(timezone=True)).label("at"),
        User.name.label("who"),
        *(c.reason, c.resource_type, c.action, c.records, c.resource_id),
    ).select_from(found.outerjoin(User, User.id == c.user_id))


def _change_set(db: Session, lines: list[sa.Row[Any]], undone: set[str]) -> ChangeSet:
    order = {table.name: place for place, table in enumerate(PARENTS_FIRST)}
    lines = sorted(lines, key=lambda line: (line.action == "update", order.get(line.resource_type, 0)))
    first, reason = lines[0], lines[0].reason or ""
    did = [Did(line.action, *_kind(line.resource_type), line.records) for line in lines]
    undoes = UNDONE.match(reason)
    name = _name(db, first) if first.records == 1 else ""
    return ChangeSet(
        id=first.change_set_id,
        at=min(line.at for line in lines),
        who=first.who,
        did=did,
        title=name,
        reason="" if undoes else reason,
        undoes=undoes[1] if undoes else "",
        is_undone=first.change_set_id in undone,
    )


def _kind(table: str) -> tuple[str, str]:
    entity = entity_of(table)
    return entity.one, entity.title.lower()


def _name(db: Session, line: sa.Row[Any]) -> str:
    """What the record is called now; blank for one that is gone or that the reader does not see."""
    table = next(table for table in PARENTS_FIRST if table.name == line.resource_type)
    if "id" not in table.c or not db.actor.can("read", entity_of(table.name).permission):
        return ""
    is_it = table.c.id == sa.cast(line.resource_id, table.c.id.type)
    now = db.execute(sa.select(row_now(table)).where(is_it)).scalar()
    return title(table.name, now) if now else ""
