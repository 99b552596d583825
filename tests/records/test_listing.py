"""Lists: the window, its order, its filters."""

import pytest

from data import crud, records
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from data.records import Wanted
from tests.records.world import World, raw

EVERY = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)


@EVERY
def test_a_list_shows_a_new_record_with_the_names_of_what_it_points_to(
    db: Session, acme: World, entity: Entity
) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    found = records.page(db, entity, Wanted(), 0, 100)
    row = next(row for row in found.rows if row["id"] == saved.id)
    lookups = {name for name, field in entity.columns.items() if field.lookup}
    assert {*entity.columns, "id", "version", *(f"{name}__label" for name in lookups)} == set(row)
    assert all((row[name] is None) == (row[f"{name}__label"] is None) for name in lookups)
    assert found.total == len(found.rows)
