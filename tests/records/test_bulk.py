"""The same change in many records: all of them or none."""

import datetime as dt

import pytest
import sqlalchemy as sa

from data import crud
from data import db as database
from data.catalog import ENTITIES
from data.crud import Chosen
from data.db import Session
from data.errors import DomainError, Forbidden, Invalid
from data.models import AuditLog, Process, ProcessTask
from data.records import Wanted
from data.vocabulary import ProcessStatus, SdlcStage, TaskStatus
from tests import factories as make
from tests.records.world import World

PROCESSES, TASKS = ENTITIES["processes"], ENTITIES["tasks"]


def test_many_are_changed_in_one_change_set(db: Session, acme: World) -> None:
    ids = [make.process(db, customer_id=acme.customer.id).id for _ in range(3)]
    assert crud.change(db, PROCESSES, Chosen(tuple(ids)), {"sdlc_stage": SdlcStage.DESIGN.value}) == 3
    sets = db.scalars(sa.select(AuditLog.change_set_id).where(AuditLog.action == "update")).all()
    assert sets == [db.change_set_id] * 3


def test_all_that_a_filter_finds_are_changed_and_no_others(db: Session, acme: World) -> None:
    found = make.process(db, name="Load A", customer_id=acme.customer.id)
    other = make.process(db, name="Report B", customer_id=acme.customer.id)
    wanted = Wanted(filters={"name": {"filterType": "text", "type": "startsWith", "filter": "load"}})
    assert crud.change(db, PROCESSES, Chosen(wanted=wanted), {"due_date": "2027-01-31"}) == 1
    dates = {row.id: row.due_date for row in db.execute(sa.select(Process.id, Process.due_date))}
    assert (dates[found.id], dates[other.id]) == (dt.date(2027, 1, 31), None)


def test_one_record_that_cannot_be_like_that_keeps_all_as_they_are(db: Session, acme: World) -> None:
    ids = [
        make.process(db, name=f"P{n}", customer_id=acme.customer.id, start_date=dt.date(2026, n, 1)).id for n in (1, 9)
    ]
    with pytest.raises(Invalid, match="P9: The due date must not be before the start") as refused:
        crud.change(db, PROCESSES, Chosen(tuple(ids)), {"due_date": "2026-06-01"})
    assert list(refused.value.messages) == ["due_date"]
    assert db.scalars(sa.select(Process.due_date).where(Process.id.in_(ids))).all() == [None, None]


def test_the_one_of_many_that_the_database_refuses_is_named(db: Session, acme: World) -> None:
    ids = [make.process(db, name=f"P{n}", customer_id=acme.customer.id).id for n in range(7)]
    make.task(db, process_id=ids[5])
    with pytest.raises(Invalid, match=r"^P5: Finish the open tasks first"):
        crud.change(db, PROCESSES, Chosen(tuple(ids)), {"status": ProcessStatus.COMPLETED.value})
    assert set(db.scalars(sa.select(Process.status).where(Process.id.in_(ids)))) == {ProcessStatus.NOT_STARTED}


def test_each_record_is_written_once(db: Session, acme: World) -> None:
    ids = [make.task(db, process_id=acme.process.id).id for _ in range(2)]
    query = sa.select(ProcessTask.version).where(ProcessTask.id.in_(ids))
    before = db.scalars(query).all()
    crud.change(db, TASKS, Chosen(tuple(ids)), {"priority": "High"})
    assert db.scalars(query).all() == [version + 1 for version in before]


def test_tasks_that_are_reopened_lose_the_day_of_their_completion(db: Session, acme: World) -> None:
    task = make.task(db, process_id=acme.process.id, status=TaskStatus.COMPLETED)
    crud.change(db, TASKS, Chosen((task.id,)), {"status": TaskStatus.IN_PROGRESS.value})
    assert db.scalar(sa.select(ProcessTask.completed_date).where(ProcessTask.id == task.id)) is None


@pytest.mark.parametrize("raw", [{}, {"name": "All the same"}, {"id": "x"}, {"status": ["Completed"]}, {"status": ""}])
def test_only_what_makes_sense_for_many_is_changed(db: Session, acme: World, raw: dict) -> None:
    with pytest.raises(Invalid):
        crud.change(db, PROCESSES, Chosen((acme.process.id,)), raw)


def test_nothing_chosen_is_no_change(db: Session, acme: World) -> None:
    for chosen in (Chosen(), Chosen(("no\0body", "x" * 10)), Chosen(wanted=Wanted(words="nowhere"))):
        with pytest.raises(DomainError, match=r"Choose at least one|no longer there"):
            crud.change(db, PROCESSES, chosen, {"due_date": "2027-01-31"})


def test_a_colleague_of_another_customer_is_seen_and_not_changed(db: Session, acme: World, actor) -> None:
    other = World(db, "Bolt")
    crud.save(db, ENTITIES["contacts"], other.contact.id, {"also_for": [acme.customer.id]}, other.contact.version)
    db.flush()
    mine = frozenset({acme.customer.id})
    with database.session(actor("contacts:read", "contacts:update", "contacts:delete", customer_ids=mine)) as theirs:
        chosen = Chosen((other.contact.id,))
        assert crud.sheet(theirs, ENTITIES["contacts"], other.contact.id).may_save is False
        with pytest.raises(Forbidden, match="belongs to a customer that you do not see"):
            crud.change(theirs, ENTITIES["contacts"], chosen, {"title": "Mine"})
        with pytest.raises(Forbidden, match="belongs to a customer that you do not see"):
            crud.remove(theirs, ENTITIES["contacts"], chosen)
