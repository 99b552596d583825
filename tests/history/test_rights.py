"""Who may take back what: their own, others' with the right to reverse it, and never what another customer's is."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import history
from data.access import Actor
from data.catalog import ENTITIES
from data.errors import Conflict, DomainError, Forbidden, NotFound
from tests.data.world import CHILD, ROOT, one
from tests.history.conftest import done, state

EVERYONES = Actor("vera", frozenset({"customers:create", "customers:update"}))


def may(user: str, *permissions: str, **more) -> Actor:
    return Actor(user, frozenset(permissions), **more)


def undo(actor: Actor, change_set_id: str) -> history.Undone:
    with database.session(actor) as db:
        return history.undo(db, change_set_id)


DID = {
    "INSERT INTO customers (id, name) VALUES ('coda', 'Coda')": ("customers:create", "customers:delete"),
    "UPDATE customers SET name = 'Acme AG' WHERE id = 'acme'": ("customers:update", "customers:update"),
    "DELETE FROM processes WHERE id = 'extract'": ("processes:delete", None),
    "DELETE FROM contacts WHERE id = 'ana'": ("contacts:delete", "contacts:create"),
    "INSERT INTO process_tasks (process_id, title) VALUES ('intake', 'A')": ("tasks:create", "tasks:delete"),
    "DELETE FROM process_team": ("processes:update", "processes:update"),
    "INSERT INTO contact_customer_assignments (contact_id, customer_id) VALUES ('ana', 'acme')": (
        "contacts:update",
        "contacts:update",
    ),
}


@pytest.mark.parametrize("statement", DID)
def test_an_author_takes_back_with_what_it_took_to_do_it(world: sa.Connection, statement: str) -> None:
    change_set = done(statement, may("vera", "customers:read"))
    with pytest.raises(Forbidden):
        undo(may("vera", "customers:read"), change_set)
    assert undo(may("vera", DID[statement][0]), change_set).records


@pytest.mark.parametrize("statement", [name for name, (_, reverse) in DID.items() if reverse])
def test_anybody_else_needs_the_right_to_the_reverse(world: sa.Connection, statement: str) -> None:
    did, reverse = DID[statement]
    change_set = done(statement, may("vera", did))
    if did != reverse:
        with pytest.raises(Forbidden):
            undo(may("root", did), change_set)
    assert undo(may("root", reverse), change_set).records


def test_what_went_along_needs_no_right_of_its_own_but_of_all_others(world: sa.Connection) -> None:
    change_set = done("DELETE FROM processes WHERE id = 'extract'; DELETE FROM customer_notes", may("vera", "*"))
    with pytest.raises(Forbidden):
        undo(may("root", "tasks:create"), change_set)
    assert undo(may("root", "processes:create"), change_set).records > 5


def test_a_viewer_takes_nothing_back(world: sa.Connection) -> None:
    change_set = done("UPDATE services SET monthly_hours = 1", may("root", "*"))
    with pytest.raises(Forbidden):
        undo(may("vera", "services:read"), change_set)


BOLT = may("vera", "*", customer_ids=frozenset({"bolt"}))


def test_one_customers_user_takes_back_their_own(world: sa.Connection) -> None:
    change_set = done("UPDATE processes SET name = 'Feeds'", BOLT)
    assert undo(BOLT, change_set).title == "Feed"
    assert one(world, "SELECT name FROM processes WHERE id = 'bolt-feed'") == ("Feed",)


def test_one_customers_user_cannot_even_see_that_others_changed_something(world: sa.Connection) -> None:
    for statement in ("UPDATE processes SET name = 'X'", "DELETE FROM process_tasks"):
        change_set = done(statement, may("root", "*"))
        with pytest.raises(NotFound):
            undo(BOLT, change_set)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET name = 'X'",
        "UPDATE services SET monthly_hours = 1",
        "DELETE FROM process_milestones",
        f"DELETE FROM process_tasks WHERE id = '{ROOT}'",
        "INSERT INTO documents (customer_id, name) VALUES ('acme', 'Secret')",
        "INSERT INTO communications (contact_id, date) VALUES ('cleo', '2026-03-02')",
        "UPDATE processes SET customer_id = 'bolt' WHERE id = 'intake'",
    ],
)
def test_what_one_did_while_seeing_more_is_out_of_reach_by_now(world: sa.Connection, statement: str) -> None:
    change_set = done(statement, may("vera", "*"))
    before = state(world)
    with pytest.raises(DomainError) as told:
        undo(BOLT, change_set)
    assert isinstance(told.value, Forbidden | Conflict)
    assert "Acme" not in str(told.value)
    assert state(world) == before


FUNCTIONS = {
    "change_set": "SELECT before, after FROM change_set('{set}') WHERE before IS NOT NULL OR after IS NOT NULL",
    "record_trail of a customer": "SELECT * FROM record_trail('customers', 'acme', 10)",
    "record_trail of a process": "SELECT * FROM record_trail('processes', 'extract', 10)",
    "record_trail of a task": f"SELECT * FROM record_trail('process_tasks', '{CHILD}', 10)",
    "record_trail of what was deleted": f"SELECT * FROM record_trail('process_tasks', '{ROOT}', 10)",
    "record_trail of a contact": "SELECT * FROM record_trail('contacts', 'cleo', 10)",
    "record_trail of no id": "SELECT * FROM record_trail('process_tasks', 'x', 10)",
    "record_trail of users": "SELECT * FROM record_trail('users', 'root', 10)",
    "record_trail of the trail": "SELECT * FROM record_trail('audit_logs', 'x', 10)",
    "change_sets of everybody": "SELECT * FROM change_sets(false, 'infinity', 50)",
}


@pytest.mark.parametrize("query", FUNCTIONS.values(), ids=FUNCTIONS)
def test_no_function_tells_of_another_customer(world: sa.Connection, query: str) -> None:
    change_set = done(
        f"DELETE FROM process_tasks WHERE id = '{ROOT}'; UPDATE customers SET name = 'X'", may("vera", "*")
    )
    with database.session(may("vera", "*", customer_ids=frozenset({"bolt"}))) as db:
        told = [str(row) for row in db.execute(sa.text(query.format(set=change_set)))]
    assert [row for row in told if "Bolt" not in row] == []


@pytest.mark.parametrize("name", ["trail_record('customers', 'acme')", "trail_sees('customers', '{}')"])
def test_what_looks_behind_the_policies_is_not_for_the_application(world: sa.Connection, name: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), world.begin_nested():
        world.exec_driver_sql(f"SELECT {name}")


def test_nobody_sees_no_trail(world: sa.Connection) -> None:
    with database.session(Actor(None)) as db:
        for query in ("record_trail('customers', 'acme', 10)", "change_sets(true, 'infinity', 50)"):
            assert db.execute(sa.text(f"SELECT * FROM {query}")).all() == []


def test_a_record_that_came_from_another_customer_keeps_its_past_to_itself(world: sa.Connection) -> None:
    done("UPDATE processes SET name = 'Of Acme' WHERE id = 'intake'", may("root", "*"))
    done("UPDATE processes SET customer_id = 'bolt' WHERE id = 'intake'", may("root", "*"))
    done("UPDATE processes SET name = 'Of Bolt' WHERE id = 'intake'", may("root", "*"))
    world.exec_driver_sql("SELECT set_config('app.scope', 'bolt', true)")
    told = world.exec_driver_sql("SELECT old_values, new_values FROM record_trail('processes', 'intake', 50)").all()
    assert [tuple(row) for row in told] == [({"name": "Of Acme"}, {"name": "Of Bolt"})]


def test_a_contact_that_is_seen_and_anothers_is_not_said_to_be_as_it_was(world: sa.Connection) -> None:
    """It is seen because it works for Bolt too; its own customer's users change it."""
    done("INSERT INTO contact_customer_assignments (contact_id, customer_id) VALUES ('cleo', 'bolt')")
    for title in ("First", "Second"):
        done(f"UPDATE contacts SET title = '{title}' WHERE id = 'cleo'")
    scoped = may("vera", "contacts:read", "contacts:update", customer_ids=frozenset({"bolt"}))
    with database.session(scoped) as db:
        first = history.of(db, ENTITIES["contacts"], "cleo").steps[1]
    with pytest.raises(Forbidden, match="whom you do not see"), database.session(scoped) as db:
        history.revert(db, ENTITIES["contacts"], "cleo", first.id)
