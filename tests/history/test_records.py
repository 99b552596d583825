"""A record's history as its readers see it, a return to a point of it, and the list of what one has changed."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import history
from data.access import Actor
from data.catalog import ENTITIES
from data.errors import Conflict, Forbidden, NotFound
from tests.data.world import CHILD, one
from tests.history.conftest import ROOT_USER, VERA, done

PROCESSES, TASKS = ENTITIES["processes"], ENTITIES["tasks"]
BOLT = Actor("vera", frozenset({"*"}), customer_ids=frozenset({"bolt"}))


def past(id_: str = "intake", entity=PROCESSES, actor: Actor = ROOT_USER) -> history.History:
    with database.session(actor) as db:
        return history.of(db, entity, id_)


def revert(to: str, id_: str = "intake", actor: Actor = ROOT_USER, **more) -> history.Undone:
    with database.session(actor) as db:
        return history.revert(db, PROCESSES, id_, to, **more)


def test_it_says_who_changed_what_from_which_value_to_which(world: sa.Connection) -> None:
    done("UPDATE processes SET responsible_contact_id = 'cleo', is_tpa_required = true WHERE id = 'intake'", VERA)
    told = past()
    assert told.title == "Intake"
    assert [step.action for step in told.steps] == ["update", "create"]
    assert told.steps[0].who == "Vera"
    assert [tuple(change) for change in told.steps[0].changes] == [
        ("Responsible", "", "Cleo"),
        ("TPA required", "no", "yes"),
    ]
    assert {change.field for change in told.steps[1].changes} >= {"Name", "Customer", "Status"}


def test_days_are_written_as_everywhere_else(world: sa.Connection) -> None:
    done("UPDATE processes SET due_date = '2026-11-04' WHERE id = 'intake'", VERA)
    assert [tuple(change) for change in past().steps[0].changes] == [("Due date", "", "4 Nov 2026")]


def test_what_the_database_counts_is_no_change_of_its_own(world: sa.Connection) -> None:
    before = len(past("extract").steps)
    done("INSERT INTO process_tasks (process_id, title) VALUES ('extract', 'More')")
    assert len(past("extract").steps) == before


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_every_entitys_records_have_one(world: sa.Connection, entity) -> None:
    from tests.data.test_audit import ROWS

    table = entity.table.name
    id_ = world.exec_driver_sql(f"INSERT INTO {table} {ROWS[table][0]} RETURNING id::text").scalar_one()
    told = past(id_, entity)
    assert told.title
    assert [step.action for step in told.steps] == ["create"]
    assert told.steps[0].changes
    with pytest.raises(Forbidden):
        past(id_, entity, Actor("vera", frozenset({"audit:read"})))
    reader = Actor("vera", frozenset({f"{entity.permission}:read"}))
    assert past(id_, entity, reader).title == told.title


def test_a_deleted_records_is_there_and_the_record_comes_back_from_it(world: sa.Connection) -> None:
    done("DELETE FROM processes WHERE id = 'intake'")
    told = past()
    assert [step.action for step in told.steps] == ["delete", "create"]
    assert revert(told.steps[1].id).title == "Intake"
    assert one(world, "SELECT name FROM processes WHERE id = 'intake'") == ("Intake",)


def test_another_customers_is_not_told_however_it_is_asked_for(world: sa.Connection) -> None:
    done("UPDATE processes SET name = 'X' WHERE id = 'intake'")
    for id_, entity in (("intake", PROCESSES), (CHILD, TASKS), ("acme", ENTITIES["customers"]), ("x\0", TASKS)):
        with pytest.raises(NotFound):
            past(id_, entity, BOLT)
    done("DELETE FROM processes WHERE id = 'intake'")
    with pytest.raises(NotFound):
        past(actor=BOLT)
    assert past("bolt-feed", actor=BOLT).steps


def test_a_contact_of_others_is_not_named_in_it(world: sa.Connection) -> None:
    done("UPDATE processes SET responsible_contact_id = 'cleo' WHERE id = 'bolt-feed'")
    assert past("bolt-feed").steps[0].changes[0].new == "Cleo"
    assert "Cleo" not in str(past("bolt-feed", actor=BOLT))


def test_a_record_returns_to_how_it_was_after_an_entry(world: sa.Connection) -> None:
    for name in ("One", "Two", "Three"):
        done(f"UPDATE processes SET name = '{name}', jira_ticket = 'J-{name}' WHERE id = 'intake'")
    told = past()
    assert [step.is_way_back for step in told.steps] == [False, True, True, True]
    revert(told.steps[2].id, seen=told.latest)
    assert one(world, "SELECT name, jira_ticket FROM processes WHERE id = 'intake'") == ("One", "J-One")
    revert(past().steps[-1].id)
    assert one(world, "SELECT name, jira_ticket FROM processes WHERE id = 'intake'") == ("Intake", None)


def test_a_return_does_not_overwrite_what_was_not_seen(world: sa.Connection) -> None:
    done("UPDATE processes SET name = 'One' WHERE id = 'intake'")
    told = past()
    done("UPDATE processes SET name = 'Theirs' WHERE id = 'intake'", VERA)
    with pytest.raises(Conflict, match="in the meantime"):
        revert(told.steps[1].id, seen=told.latest)


@pytest.mark.parametrize("to", ["", "x", "00000000-0000-7000-8000-00000000000f"])
def test_an_entry_that_is_none_of_its_own_is_not_found(world: sa.Connection, to: str) -> None:
    with pytest.raises(NotFound):
        revert(to)
    elsewhere = past("extract").steps[0].id
    with pytest.raises(NotFound):
        revert(elsewhere)


def test_a_return_takes_the_right_to_change_it_and_to_see_it(world: sa.Connection) -> None:
    done("UPDATE processes SET name = 'One' WHERE id = 'intake'")
    first = past().steps[1].id
    with pytest.raises(Forbidden):
        revert(first, actor=Actor("vera", frozenset({"processes:read"})))
    with pytest.raises(NotFound):
        revert(first, actor=BOLT)
    assert not any(step.is_way_back for step in past(actor=Actor("vera", frozenset({"processes:read"}))).steps)


def listed(actor: Actor = ROOT_USER, **more) -> list[history.ChangeSet]:
    with database.session(actor) as db:
        return history.change_sets(db, **more)


def test_ones_changes_are_listed_latest_first_with_what_they_did(world: sa.Connection) -> None:
    first = done("DELETE FROM processes WHERE id = 'extract'")
    second = done("UPDATE services SET name = 'Help' WHERE id = 'acme-care'")
    done("UPDATE services SET monthly_hours = 1", VERA)
    latest, earlier = listed()
    assert (latest.id, latest.title, latest.who) == (second, "Help", "Root")
    assert [tuple(did) for did in latest.did] == [("update", "service", "services", 1)]
    assert earlier.id == first
    assert {(did.action, did.one, did.records) for did in earlier.did} >= {
        ("delete", "process", 1),
        ("delete", "task", 3),
    }


def test_what_was_undone_says_so(world: sa.Connection) -> None:
    change_set = done("UPDATE services SET monthly_hours = 1")
    with database.session(ROOT_USER) as db:
        history.undo(db, change_set)
    undo, undone = listed()
    assert (undo.undoes, undo.is_undone) == (change_set, False)
    assert (undone.id, undone.is_undone) == (change_set, True)


def test_everybodys_are_for_who_reads_the_trail(world: sa.Connection) -> None:
    done("UPDATE services SET monthly_hours = 1", VERA)
    assert [found.who for found in listed(mine=False)] == ["Vera"]
    for actor in (Actor("root", frozenset({"services:read"})), BOLT):
        with pytest.raises(Forbidden):
            listed(actor, mine=False)


def test_the_list_goes_on_where_it_ended(world: sa.Connection) -> None:
    sets = [done(f"UPDATE services SET monthly_hours = {n} WHERE id = 'acme-care'") for n in range(1, 31)]
    first = listed()
    rest = listed(until=first[-1].at)
    assert [found.id for found in (*first, *rest)] == sets[::-1]
