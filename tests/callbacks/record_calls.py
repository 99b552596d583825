"""What the form of a record sends, and records made without it."""

from typing import Any

from callbacks import record_form
from data import crud
from data import db as database
from data.access import SYSTEM
from data.entities import Entity
from tests.callbacks.typed import form
from tests.records.world import World, raw

KEY = "k" * 32


def of(entity: Entity, id_: str | None = None, version: int = 0, key: str = KEY) -> dict[str, Any]:
    return {"entity": entity.name, "id": id_, "version": version, "key": key, "values": {}}


def save(entity: Entity, values: dict[str, Any], id_: str | None = None, version: int = 0, key: str = KEY) -> tuple:
    return record_form.save(1, of(entity, id_, version, key), "record", *form(**values), [], [])


def made(entity: Entity, world: World) -> crud.Saved:
    with database.session(SYSTEM) as db:
        return crud.save(db, entity, None, raw(world, entity))
