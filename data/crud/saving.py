"""One record from its form into the database, or everything that is wrong with it."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data import installation, labels, submissions
from data.access import require
from data.crud.checking import checked
from data.crud.sheets import Outdated, Values, fixed, may_create, opened, owns, row_of
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, Forbidden
from data.parsing import Formats


class Saved(NamedTuple):
    id: str
    title: str
    created: bool


def save(
    db: Session, entity: Entity, id_: str | None, raw: Mapping[str, Any], version: int = 0, key: str = ""
) -> Saved:
    """Creates the record, or changes what `raw` says of it; raises Invalid with every field that is wrong.

    `version` is the one that the form was opened with: Outdated where there is another by now. The same `key`
    creates once, however often it is sent.
    """
    if id_:
        return _change(db, entity, id_, raw, version)
    require(db.actor, entity.action("create"), entity.permission)
    if not may_create(db, entity):
        raise Forbidden("You see some customers only, and a new one would not be among them; ask an administrator.")
    return _earlier(db, entity, raw, key) or _create(db, entity, raw, key)


def _create(db: Session, entity: Entity, raw: Mapping[str, Any], key: str) -> Saved:
    values = checked(db, entity, raw, None, formats(db))
    stored = {name: value for name, value in values.items() if name in entity.table.c and value is not None}
    id_ = db.execute(sa.insert(entity.table).values(stored).returning(entity.table.c.id)).scalar_one()
    _set_links(db, entity, id_, values)
    if key and db.actor.user_id:
        submissions.done(db, key, str(id_))
    return Saved(id_, _title(db, entity, id_), created=True)


def _change(db: Session, entity: Entity, id_: str, raw: Mapping[str, Any], version: int) -> Saved:
    require(db.actor, "update", entity.permission)
    row = row_of(db, entity, id_)
    if not entity.is_editable:
        raise Conflict("Remove this one and add another; it cannot be changed.")
    if not owns(db, entity, row):
        raise Forbidden(f"This {entity.one} belongs to a customer that you do not see; ask an administrator.")
    if row["version"] != version:
        raise outdated(db, entity, row)
    values = checked(db, entity, raw, row, formats(db))
    changed = {name: value for name, value in values.items() if value != row[name] and name not in fixed(entity, row)}
    stored = {name: value for name, value in changed.items() if name in entity.table.c}
    if changed:  # a link alone makes a new version as well
        _write(db, entity, row, stored or {"version": version})
        _set_links(db, entity, id_, changed)
    return Saved(id_, _title(db, entity, id_), created=False)


def _write(db: Session, entity: Entity, row: Values, stored: Values) -> None:
    """Waits for whoever writes the same record; what they have changed by then is not overwritten."""
    table = entity.table
    same = (table.c.id == row["id"], table.c.version == row["version"])
    if not db.execute(sa.update(table).where(*same).values(stored).returning(table.c.id)).first():
        raise outdated(db, entity, row_of(db, entity, row["id"]))


def outdated(db: Session, entity: Entity, row: Values) -> Outdated:
    who, at = last_change(db, entity, row)
    return Outdated(opened(db, entity, row), who, at)


def last_change(db: Session, entity: Entity, row: Values) -> tuple[str, dt.datetime]:
    """Who changed a record last, and when."""
    since = row["updated_at"]
    last = sa.func.last_change(entity.table.name, row["id"], since).table_valued("who", "at")
    found = db.execute(sa.select(last.c.who, last.c.at)).first()
    return (found.who, found.at) if found else ("Somebody else", since)


def formats(db: Session) -> Formats:
    """A phone number without a country is of the installation's."""
    return Formats(phone_region=installation.read(db)["default_phone_region"])


def _set_links(db: Session, entity: Entity, id_: str, values: Values) -> None:
    for name in values.keys() & entity.links.keys():
        link = entity.links[name]
        table, wanted = link.model.__table__, values[name]
        mine = table.c[link.own] == id_
        db.execute(sa.delete(link.model).where(mine, table.c[link.other].not_in(wanted)))
        if wanted:
            rows = [{link.own: id_, link.other: other} for other in wanted]
            db.execute(postgresql.insert(link.model).on_conflict_do_nothing(), rows)


def _title(db: Session, entity: Entity, id_: str) -> str:
    return labels.title(db, entity, row_of(db, entity, id_))


def _earlier(db: Session, entity: Entity, raw: Mapping[str, Any], key: str) -> Saved | None:
    """What the form with this key has made already; a second submit waits here until the first has ended."""
    content = json.dumps([entity.name, raw], sort_keys=True, default=str)
    id_ = submissions.begun(db, key, content) if key and db.actor.user_id else None
    return Saved(id_, _title(db, entity, id_), created=True) if id_ else None
