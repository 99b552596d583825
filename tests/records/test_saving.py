"""What every entity's form does: opens, saves, refuses."""

import pytest

from data import crud
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from tests.records.world import World, raw

EVERY = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)


@EVERY
def test_a_form_creates_a_record_that_opens_as_it_was_typed(db: Session, acme: World, entity: Entity) -> None:
    given = raw(acme, entity)
    saved = crud.save(db, entity, None, given)
    sheet = crud.sheet(db, entity, saved.id)
    typed = {name: entity.fields[name].parse(value) for name, value in given.items()}
    assert {name: sheet.values[name] for name in typed} == {name: crud.plain(value) for name, value in typed.items()}
    assert saved.title == sheet.title != ""
