"""Removing, what it takes along, and bringing back."""

import pytest
import sqlalchemy as sa

from data import crud
from data.catalog import ENTITIES
from data.crud import Chosen
from data.db import Session
from data.entities import Entity
from data.errors import Conflict, Invalid
from tests import factories as make
from tests.records.world import World, raw

EVERY = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
PUT_AWAY = [entity for entity in ENTITIES.values() if entity.put_away]


def _rows(db: Session, entity: Entity, id_: str) -> list[dict]:
    return [dict(row) for row in db.execute(sa.select(entity.table).where(entity.table.c.id == id_)).mappings()]


@EVERY
def test_what_is_removed_is_put_away_or_gone(db: Session, acme: World, entity: Entity) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    assert crud.remove(db, entity, Chosen((saved.id,))) == 1
    assert [row["active"] for row in _rows(db, entity, saved.id)] == ([False] if entity.put_away else [])


@pytest.mark.parametrize("entity", PUT_AWAY, ids=lambda entity: entity.name)
def test_what_was_put_away_comes_back(db: Session, acme: World, entity: Entity) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    crud.remove(db, entity, Chosen((saved.id,)))
    assert crud.restore(db, entity, [saved.id]) == 1
    assert _rows(db, entity, saved.id)[0]["active"] is True
    assert crud.restore(db, entity, [saved.id]) == 0


def test_what_was_deleted_is_not_restored_but_undone(db: Session, acme: World) -> None:
    with pytest.raises(Invalid):
        crud.restore(db, ENTITIES["tasks"], ["any"])


def test_a_customer_with_open_work_stays(db: Session, acme: World) -> None:
    chosen = Chosen((acme.customer.id,))
    assert crud.consequences(db, ENTITIES["customers"], chosen) == ["1 open process stands in the way."]
    with pytest.raises(Conflict, match="Acme: Only an active customer has open processes"):
        crud.remove(db, ENTITIES["customers"], chosen)


def test_what_goes_with_a_process_is_told(db: Session, acme: World) -> None:
    top = make.task(db, process_id=acme.process.id)
    make.task(db, process_id=acme.process.id, parent_task_id=top.id)
    make.hours(db, service_id=acme.service.id, process_id=acme.process.id)
    crud.save(db, ENTITIES["milestones"], None, raw(acme, ENTITIES["milestones"]))
    said = crud.consequences(db, ENTITIES["processes"], Chosen((acme.process.id,)))
    assert sorted(said) == [
        "1 entry of hours stays and no longer points to it.",
        "1 milestone goes with it.",
        "2 tasks go with it.",
    ]


def test_the_whole_tree_below_a_task_goes_with_it(db: Session, acme: World) -> None:
    top = make.task(db, process_id=acme.process.id)
    middle = make.task(db, process_id=acme.process.id, parent_task_id=top.id)
    make.task(db, process_id=acme.process.id, parent_task_id=middle.id)
    assert crud.consequences(db, ENTITIES["tasks"], Chosen((top.id,))) == ["2 tasks go with it."]


def test_hours_keep_a_service_from_going(db: Session, acme: World) -> None:
    make.hours(db, service_id=acme.service.id)
    said = crud.consequences(db, ENTITIES["services"], Chosen((acme.service.id,)))
    assert said == ["1 entry of hours stands in the way."]
    with pytest.raises(Conflict, match="Support of Acme: Hours are logged for the service"):
        crud.remove(db, ENTITIES["services"], Chosen((acme.service.id,)))


def test_the_one_of_many_that_cannot_go_is_named_and_all_stay(db: Session, acme: World) -> None:
    ids = [make.service(db, name=f"S{n}", customer_id=acme.customer.id).id for n in range(7)]
    make.hours(db, service_id=ids[4])
    with pytest.raises(Conflict, match=r"^S4: "):
        crud.remove(db, ENTITIES["services"], Chosen(tuple(ids)))
    assert all(_rows(db, ENTITIES["services"], id_) for id_ in ids)


def test_of_records_that_are_gone_nothing_is_removed(db: Session, acme: World) -> None:
    task = make.task(db, process_id=acme.process.id)
    gone = "00000000-0000-7000-8000-000000000000"
    with pytest.raises(Conflict, match="no longer there"):
        crud.remove(db, ENTITIES["tasks"], Chosen((task.id, gone)))
    assert _rows(db, ENTITIES["tasks"], task.id)
