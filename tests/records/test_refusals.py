"""What a form refuses: those who may not, what is not theirs, and every wrong value at its field."""

from typing import Any

import pytest
import sqlalchemy as sa

from data import crud
from data import db as database
from data.access import Actor
from data.catalog import ENTITIES
from data.crud import Chosen
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from data.models import AuditLog
from data.roles import PERMISSIONS
from tests.records.world import World, raw

EVERY = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
STRANGE = [{"a": 1}, ["x"], "no\0body", "\ud800", "x" * 1_000_001, "infinity", 10**400, float("nan"), True, "=\r"]
HUGE = "x" * 10_000


def _read_only(entity: Entity) -> Actor:
    return Actor(None, frozenset(right for right in PERMISSIONS if right.endswith(":read")))


def _of(world: World) -> Actor:
    """Who may do anything, with one customer."""
    return Actor(None, PERMISSIONS, frozenset({world.customer.id}))


@EVERY
def test_a_viewer_reads_and_writes_nothing(db: Session, acme: World, entity: Entity) -> None:
    given = raw(acme, entity)
    saved = crud.save(db, entity, None, given)
    with database.session(_read_only(entity)) as theirs:
        sheet = crud.sheet(theirs, entity, saved.id)
        assert (sheet.may_save, sheet.may_remove) == (False, False)
        assert crud.sheet(theirs, entity, None).may_save is False
        for write in (
            lambda: crud.save(theirs, entity, None, given),
            lambda: crud.save(theirs, entity, saved.id, given, sheet.version),
            lambda: crud.change(theirs, entity, Chosen((saved.id,)), {}),
            lambda: crud.remove(theirs, entity, Chosen((saved.id,))),
            lambda: crud.restore(theirs, entity, [saved.id]),
        ):
            with pytest.raises(Forbidden):
                write()


@EVERY
def test_who_may_not_read_is_shown_nothing(db: Session, acme: World, entity: Entity) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    with database.session(Actor(None)) as theirs:
        for read in (
            lambda: crud.sheet(theirs, entity, saved.id),
            lambda: crud.sheet(theirs, entity, None),
            lambda: crud.consequences(theirs, entity, Chosen((saved.id,))),
        ):
            with pytest.raises(Forbidden):
                read()


@EVERY
def test_anothers_record_is_not_there(db: Session, acme: World, entity: Entity) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    with database.session(_of(World(db, "Bolt"))) as theirs:
        for reach in (
            lambda: crud.sheet(theirs, entity, saved.id),
            lambda: crud.save(theirs, entity, saved.id, {}, 1),
            lambda: crud.remove(theirs, entity, Chosen((saved.id,))),
        ):
            with pytest.raises((NotFound, Conflict)):
                reach()


@EVERY
def test_nothing_is_made_for_anothers_customer(db: Session, acme: World, entity: Entity) -> None:
    given = raw(acme, entity)
    with database.session(_of(World(db, "Bolt"))) as theirs:
        if entity.name == "customers":
            assert crud.sheet(theirs, entity, None).may_save is False
        with pytest.raises(Forbidden if entity.name == "customers" else Invalid) as refused:
            crud.save(theirs, entity, None, given)
    if entity.name != "customers":
        lookups = {name for name in given if entity.inputs[name].lookup}
        assert set(refused.value.messages) == lookups  # type: ignore[union-attr]
        assert all("there is none like that" in text for text in refused.value.messages.values())  # type: ignore


@EVERY
def test_a_record_is_not_moved_to_anothers_customer(db: Session, acme: World, entity: Entity) -> None:
    bolt = World(db, "Bolt")
    mine, theirs = raw(bolt, entity), raw(acme, entity)
    moves = {name: theirs[name] for name in theirs if entity.inputs[name].lookup}
    if entity.is_editable and moves:
        saved = crud.save(db, entity, None, mine)
        with database.session(_of(bolt)) as db_, pytest.raises(Invalid):
            crud.save(db_, entity, saved.id, moves, 1)


@EVERY
def test_what_is_required_is_said_of_every_field_at_once(db: Session, acme: World, entity: Entity) -> None:
    with pytest.raises(Invalid) as refused:
        crud.save(db, entity, None, {})
    required = {name for name, field in entity.inputs.items() if field.required}
    if entity.name == "contacts":
        required.add("customer_id")  # of whoever is not a colleague
    assert set(refused.value.messages) == required != set()


@pytest.mark.slow
@EVERY
@pytest.mark.parametrize("value", STRANGE, ids=lambda value: repr(value)[:20])
def test_no_value_at_all_does_worse_than_be_refused(db: Session, acme: World, entity: Entity, value: Any) -> None:
    given = raw(acme, entity)
    for name in entity.inputs:
        try:
            with db.begin_nested():
                saved = crud.save(db, entity, None, given | {name: value})
                kept = crud.sheet(db, entity, saved.id).values[name]
        except DomainError as error:
            told = getattr(error, "messages", {name: str(error)})
        else:
            told = {name: "kept"} if kept is not None or name in entity.follows else {}
        assert told.keys() & {name, ""}


@EVERY
def test_fields_that_are_no_part_of_the_form_are_refused(db: Session, acme: World, entity: Entity) -> None:
    for name in ("id", "version", "created_at", "active", "leaf_tasks", "approval_status", "nothing"):
        if name not in entity.inputs:
            with pytest.raises(Invalid):
                crud.save(db, entity, None, raw(acme, entity) | {name: "x"})


@EVERY
@pytest.mark.parametrize("id_", ["nobody", "no\0body", "*", HUGE, "00000000-0000-7000-8000-00000000000g", "' OR 1=1"])
def test_an_id_of_nothing_is_told(db: Session, entity: Entity, id_: str) -> None:
    for reach in (lambda: crud.sheet(db, entity, id_), lambda: crud.save(db, entity, id_, {}, 1)):
        with pytest.raises(NotFound):
            reach()


@EVERY
def test_a_write_is_in_the_trail(db: Session, acme: World, entity: Entity) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    made = sa.select(AuditLog.action).where(AuditLog.resource_type == entity.table.name)
    assert db.scalars(made.where(AuditLog.resource_id == saved.id)).all() == ["create"]


def test_a_preset_that_is_not_to_be_seen_presets_nothing(db: Session, acme: World) -> None:
    bolt = World(db, "Bolt")
    with database.session(_of(bolt)) as theirs:
        for id_, label in ((bolt.customer.id, {"customer_id": "Bolt"}), (acme.customer.id, {}), ("no\0body", {})):
            sheet = crud.sheet(theirs, ENTITIES["teams"], None, {"customer_id": id_, "nothing": "x"})
            assert sheet.labels == label
            assert sheet.values["customer_id"] == (id_ if label else None)
