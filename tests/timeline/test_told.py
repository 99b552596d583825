"""Every kind of event is told when it happens, however it is written; history and what is put back are no news."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import history
from data.access import Actor
from data.models import Communication, Customer, Process, ProcessTask
from data.timeline import RESOURCES
from data.vocabulary import EventType
from tests.data.world import CHILD
from tests.timeline.conftest import Told

ROOT = Actor("root", frozenset({"*"}))
ACME = ("acme", "extract")
NOTE = "00000000-0000-7000-8000-0000000000aa"
VERSION = "INSERT INTO document_versions (document_id, number, sha256, size, mime_type, stored_as) VALUES"

# what is done; the kind, title, customer and process of what is told, and what it says besides
HAPPENS: dict[str, tuple[str, list[tuple]]] = {
    "a customer comes": (
        "INSERT INTO customers (id, name) VALUES ('coda', 'Coda')",
        [("customer_created", "Coda", "coda", None, {})],
    ),
    "a customer moves on": (
        "UPDATE customers SET phase = 'Steady State' WHERE id = 'acme'",
        [("customer_phase_changed", "Acme", "acme", None, {"from": "Contracting", "to": "Steady State"})],
    ),
    "a process comes": (
        "INSERT INTO processes (id, customer_id, name) VALUES ('new', 'acme', 'New')",
        [("process_created", "New", "acme", "new", {})],
    ),
    "a process begins": (
        "UPDATE processes SET status = 'In Progress' WHERE id = 'extract'",
        [("process_started", "Extract", *ACME, {"from": "Not Started", "to": "In Progress"})],
    ),
    "a process reaches a stage": (
        "UPDATE processes SET sdlc_stage = 'Testing' WHERE id = 'extract'",
        [("process_stage_changed", "Extract", *ACME, {"from": "Requirements", "to": "Testing"})],
    ),
    "a process ends": (
        "UPDATE processes SET status = 'Completed' WHERE id = 'bolt-feed'",
        [("process_completed", "Feed", "bolt", "bolt-feed", {"from": "Not Started", "to": "Completed"})],
    ),
    "an approval is decided, and asked for again": (
        "UPDATE processes SET approval_status = 'Rejected' WHERE id = 'extract';"
        "UPDATE processes SET approval_status = 'Pending' WHERE id = 'extract'",
        [
            ("approval_decided", "Extract", *ACME, {"to": "Rejected"}),
            ("approval_requested", "Extract", *ACME, {"from": "Rejected"}),
        ],
    ),
    "a task is given to somebody": (
        f"UPDATE process_tasks SET assigned_to_id = 'cleo' WHERE id = '{CHILD}'",
        [("task_assigned", "Child", *ACME, {"task_id": CHILD, "contact_id": "cleo"})],
    ),
    "a task is done": (
        f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'",
        [("task_completed", "Child", *ACME, {"task_id": CHILD})],
    ),
    "a note is written": (
        f"INSERT INTO customer_notes (id, customer_id, title) VALUES ('{NOTE}', 'acme', 'Call')",
        [("note_added", "Call", "acme", None, {"note_id": NOTE})],
    ),
    "a letter is logged": (
        "INSERT INTO communications (id, contact_id, date) VALUES ('m', 'cleo', '2026-03-02')",
        [
            (
                "communication_logged",
                "email",
                "acme",
                None,
                {"communication_id": "m", "type": "email", "contact_id": "cleo"},
            )
        ],
    ),
    "a file is uploaded": (
        f"{VERSION} ('offer', 1, repeat('a', 64), 1, 'text/plain', 'a')",
        [("document_uploaded", "Offer", "acme", None, {"document_id": "offer", "version": 1})],
    ),
    "a product advances": (
        "UPDATE pharmaceutical_products SET regulatory_status = 'Phase I'",
        [
            (
                "product_status_changed",
                "Examplimab",
                "acme",
                None,
                {"product_id": "00000000-0000-7000-8000-00000000000b", "from": "Discovery", "to": "Phase I"},
            )
        ],
    ),
}
MILESTONE = "UPDATE process_milestones SET achieved_date = '2026-03-02'"
LATER = {EventType.PROCESS_OVERDUE, EventType.IMPORTANT_DATE_DUE, EventType.HOURS_OVER_BUDGET}  # noticed by looking
OF_TRANSFERS_AND_REPORTS = {
    *(EventType.FILE_RECEIVED, EventType.FILE_DELIVERED, EventType.TRANSFER_FAILED, EventType.TRANSFER_LATE),
    EventType.REPORT_DELIVERED,
}


def test_every_kind_is_told_or_comes_about_otherwise() -> None:
    told = {row[0] for _, rows in HAPPENS.values() for row in rows} | {EventType.MILESTONE_ACHIEVED.value}
    assert told == set(EventType) - LATER - OF_TRANSFERS_AND_REPORTS
    assert RESOURCES.keys() == set(EventType)


@pytest.mark.parametrize(("statement", "events"), HAPPENS.values(), ids=HAPPENS)
def test_it_is_told_once_with_whom_and_what_it_concerns(
    world: sa.Connection, told: Told, statement: str, events: list[tuple]
) -> None:
    world.exec_driver_sql(statement)
    assert told() == events


def test_a_milestone_is_told_when_it_is_reached_and_not_when_its_date_is_put_right(
    world: sa.Connection, told: Told
) -> None:
    world.exec_driver_sql(MILESTONE)
    world.exec_driver_sql("UPDATE process_milestones SET achieved_date = '2026-03-03'")
    ((kind, title, *of, about),) = told()
    assert (kind, title, of) == ("milestone_achieved", "Extract", [*ACME])
    assert (about["milestone"], about["on"]) == ("UAT Started", "2026-03-02")


@pytest.mark.parametrize(("statement", "_events"), HAPPENS.values(), ids=HAPPENS)
def test_an_import_brings_history_not_news(world: sa.Connection, told: Told, statement: str, _events: list) -> None:
    world.exec_driver_sql("SELECT set_config('app.source', 'import', true)")
    world.exec_driver_sql(statement)
    assert told() == []


def test_who_did_it_in_which_change_is_told(world: sa.Connection, told: Told) -> None:
    with database.session(ROOT) as db:
        db.get(Customer, "acme").phase = "Steady State"
        db.get(Process, "extract").sdlc_stage = "Design"
        db.flush()
        db.add(ProcessTask(process_id="extract", title="New", assigned_to_id="ana"))
        db.add(Communication(contact_id="ana", type="meeting", date="2026-03-02", subject="Retrospective"))
        change_set = db.change_set_id
    events = told()
    assert {row[0] for row in events} == {
        *("customer_phase_changed", "process_stage_changed", "task_assigned", "communication_logged")
    }
    assert {(row[4]["user_id"], row[4]["change_set_id"]) for row in events} == {("root", change_set)}


def test_a_bulk_change_tells_of_each(world: sa.Connection, told: Told) -> None:
    world.exec_driver_sql("UPDATE processes SET sdlc_stage = 'Design', status = 'In Progress'")
    assert len(told()) == 6


def test_what_changes_nothing_of_note_is_not_told(world: sa.Connection, told: Told) -> None:
    world.exec_driver_sql("UPDATE processes SET name = name || '!', status = status, due_date = '2030-01-01'")
    world.exec_driver_sql("UPDATE customers SET name = name || '!', active = active")
    world.exec_driver_sql("UPDATE process_tasks SET title = title || '!', assigned_to_id = NULL")
    assert told() == []


def test_what_is_told_is_gone_if_the_writer_changes_their_mind(world: sa.Connection, told: Told) -> None:
    with world.begin_nested() as piece:
        world.exec_driver_sql("UPDATE customers SET phase = 'Steady State'")
        assert len(told()) == 2
        piece.rollback()
    assert told() == []


def test_one_customers_user_is_told_to_their_customer(world: sa.Connection, told: Told) -> None:
    with database.session(Actor("vera", frozenset({"*"}), customer_ids=frozenset({"acme"}))) as db:
        db.connection().exec_driver_sql("UPDATE processes SET sdlc_stage = 'Design'")
        db.connection().exec_driver_sql("INSERT INTO communications (contact_id, date) VALUES ('ana', '2026-03-02')")
    assert [row[2] for row in told()] == ["acme", "acme", None]


def test_the_longest_name_is_told(world: sa.Connection, told: Told) -> None:
    world.exec_driver_sql("INSERT INTO processes (customer_id, name) VALUES ('acme', repeat('ß', 500))")
    assert told()[0][1] == "ß" * 300


def test_a_process_that_comes_back_has_its_past_and_is_no_news(world: sa.Connection, told: Told) -> None:
    own = "SELECT count(*) FROM timeline_events WHERE process_id = 'extract'"
    before = world.exec_driver_sql(own).scalar_one()
    with database.session(ROOT) as db:
        db.connection().exec_driver_sql("DELETE FROM processes WHERE id = 'extract'")
        change_set = db.change_set_id
    assert world.exec_driver_sql(own).scalar_one() == 0
    with database.session(ROOT) as db:
        history.undo(db, change_set)
    assert world.exec_driver_sql(own).scalar_one() == before
    assert told() == []
