"""What belongs together in one record: rules at their field, what follows from what, links that come and go."""

import datetime as dt
from typing import Any

import pytest

from data import crud
from data import db as database
from data.access import SYSTEM, Actor
from data.catalog import ENTITIES
from data.db import Session
from data.errors import Invalid
from data.roles import PERMISSIONS
from data.vocabulary import ContactType, TaskStatus
from tests import factories as make
from tests.records.world import World, raw

RULES: list[tuple[str, dict[str, Any], str]] = [
    ("customers", {"contract_start_date": "2026-05-01", "contract_end_date": "2026-05-01"}, "contract_end_date"),
    ("customers", {"contract_start_date": "", "contract_end_date": "2026-05-01"}, "contract_end_date"),
    ("customers", {"avatar_color": "red"}, "avatar_color"),
    ("contacts", {"type": ContactType.VENDOR.value, "customer_id": ""}, "customer_id"),
    ("contacts", {"email": "no address"}, "email"),
    ("teams", {"start_date": "2026-05-02", "end_date": "2026-05-01"}, "end_date"),
    ("services", {"monthly_hours": "-1"}, "monthly_hours"),
    ("services", {"monthly_hours": "1.5"}, "monthly_hours"),
    ("hours", {"hours": "0"}, "hours"),
    ("hours", {"hours": "1.255"}, "hours"),
    ("hours", {"hours": "10000"}, "hours"),
    ("processes", {"progress": "101"}, "progress"),
    ("processes", {"estimate": -1}, "estimate"),
    ("processes", {"start_date": "2026-05-02", "due_date": "2026-05-01"}, "due_date"),
    ("processes", {"tpa_start_date": "2026-05-02", "tpa_end_date": "2026-05-01"}, "tpa_end_date"),
    ("processes", {"name": "   "}, "name"),
    ("tasks", {"completed_date": "2026-05-01"}, "completed_date"),
    ("tasks", {"status": TaskStatus.BLOCKED.value}, "blocked_reason"),
    ("transfers", {"port": "70000"}, "port"),
    ("transfers", {"weekday": 8}, "weekday"),
    ("transfers", {"day_of_month": 0}, "day_of_month"),
    ("transfers", {"expected_within": 0}, "expected_within"),
    ("transfers", {"timezone": "Mars/Base"}, "timezone"),
    ("notifications", {"event_types": ["party"]}, "event_types"),
]


@pytest.mark.parametrize(("name", "wrong", "field"), RULES, ids=str)
def test_each_rule_is_told_at_its_field(db: Session, acme: World, name: str, wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        crud.save(db, ENTITIES[name], None, raw(acme, ENTITIES[name]) | wrong)
    assert list(refused.value.messages) == [field]


def test_everything_that_is_wrong_is_told_at_once(db: Session, acme: World) -> None:
    wrong = {"name": "", "estimate": "much", "start_date": "2026-05-02", "due_date": "2026-05-01", "customer_id": "who"}
    with pytest.raises(Invalid) as refused:
        crud.save(db, ENTITIES["processes"], None, wrong)
    assert set(refused.value.messages) == {"name", "estimate", "due_date", "customer_id"}


def test_a_rule_counts_what_the_record_has_already(db: Session, acme: World) -> None:
    process = make.process(db, customer_id=acme.customer.id, start_date=dt.date(2026, 5, 2))
    with pytest.raises(Invalid, match="due date must not be before"):
        crud.save(db, ENTITIES["processes"], process.id, {"due_date": "2026-05-01"}, process.version)


def test_what_must_have_a_value_is_not_emptied(db: Session, acme: World) -> None:
    with pytest.raises(Invalid, match="Status is required"):
        crud.save(db, ENTITIES["processes"], acme.process.id, {"status": ""}, acme.process.version)


def test_a_task_that_is_reopened_loses_the_day_it_was_completed(db: Session, acme: World) -> None:
    task = make.task(db, process_id=acme.process.id, status=TaskStatus.COMPLETED)
    sheet = crud.sheet(db, ENTITIES["tasks"], task.id)
    again = sheet.values | {"status": TaskStatus.IN_PROGRESS.value}
    crud.save(db, ENTITIES["tasks"], task.id, again, sheet.version)
    assert crud.sheet(db, ENTITIES["tasks"], task.id).values["completed_date"] is None


def test_progress_follows_the_tasks_where_there_are_any(db: Session, acme: World) -> None:
    make.task(db, process_id=acme.process.id, status=TaskStatus.COMPLETED)
    make.task(db, process_id=acme.process.id)
    sheet = crud.sheet(db, ENTITIES["processes"], acme.process.id)
    assert (sheet.values["progress"], sheet.fixed) == (50, ("progress",))
    crud.save(db, ENTITIES["processes"], acme.process.id, sheet.values | {"progress": 7}, sheet.version)
    assert crud.sheet(db, ENTITIES["processes"], acme.process.id).values["progress"] == 50


def test_a_contact_works_for_further_customers_that_come_and_go(db: Session, acme: World) -> None:
    bolt, contacts = World(db, "Bolt"), ENTITIES["contacts"]
    for wanted in ([bolt.customer.id], []):
        sheet = crud.sheet(db, contacts, acme.contact.id)
        crud.save(db, contacts, acme.contact.id, {"also_for": wanted}, sheet.version)
        after = crud.sheet(db, contacts, acme.contact.id)
        assert (after.values["also_for"], after.version) == (wanted, sheet.version + 1)


def test_assignments_that_one_does_not_see_stay(db: Session, acme: World) -> None:
    bolt, coda, contacts = World(db, "Bolt"), World(db, "Coda"), ENTITIES["contacts"]
    crud.save(db, contacts, acme.contact.id, {"also_for": [bolt.customer.id, coda.customer.id]}, acme.contact.version)
    both = Actor(None, PERMISSIONS, frozenset({acme.customer.id, bolt.customer.id}))
    with database.session(both) as theirs:
        sheet = crud.sheet(theirs, contacts, acme.contact.id)
        assert sheet.values["also_for"] == [bolt.customer.id]
        crud.save(theirs, contacts, acme.contact.id, {"also_for": []}, sheet.version)
    with database.session(SYSTEM) as everybodys:
        assert crud.sheet(everybodys, contacts, acme.contact.id).values["also_for"] == [coda.customer.id]
