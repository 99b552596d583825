"""Lists: the window, its order, its filters."""

from collections.abc import Callable

import pytest

from data import crud, exports, records
from data import db as database
from data.access import Actor
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from data.errors import Invalid
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


def test_names_of_what_one_may_not_read_stay_unsaid(acme: World, actor: Callable[..., Actor]) -> None:
    processes = ENTITIES["processes"]
    with database.session(actor("processes:read", "processes:export")) as db:
        (row,) = records.page(db, processes, Wanted(), 0, 10).rows
        assert (row["customer_id"], row["customer_id__label"]) == (acme.customer.id, None)
        assert records.page(db, processes, Wanted(words="Ana"), 0, 10).total == 0
        assert acme.contact.name not in b"".join(exports.csv(db, processes, Wanted())).decode()
        with pytest.raises(Invalid):
            records.page(db, processes, Wanted(sort=({"colId": "customer_id", "sort": "asc"},)), 0, 10)
        by_name = {"filterType": "text", "type": "contains", "filter": "A"}
        with pytest.raises(Invalid):
            records.page(db, processes, Wanted(filters={"customer_id": by_name}), 0, 10)
