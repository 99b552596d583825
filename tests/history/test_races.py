"""Two who take back the same at once, one who edits meanwhile, and thousands of records in one go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import history
from data.access import Actor
from data.errors import Conflict, DomainError
from tests.racing import connect, connect_owner, together

SOMEBODY = Actor(None, frozenset({"*"}))
MANY = 10_000


@pytest.fixture
def urls(own_database: Urls) -> Iterator[Urls]:
    engine = database.configure(own_database.web)
    with connect_owner(own_database) as conn:
        conn.execute("INSERT INTO customers (id, name) VALUES ('acme', 'Acme'), ('bolt', 'Bolt')")
    yield own_database
    engine.dispose()


def done(statement: str, source: str | None = None) -> str:
    with database.session(SOMEBODY, source=source) as db:
        db.connection().exec_driver_sql(statement)
        return db.change_set_id


def undo(change_set_id: str) -> object:
    try:
        with database.session(SOMEBODY) as db:
            return history.undo(db, change_set_id)
    except DomainError as error:
        return type(error)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET name = name || ' AG'",
        "INSERT INTO teams (customer_id, name) VALUES ('acme', 'Data'), ('bolt', 'Data')",
        "DELETE FROM customers",
    ],
)
def test_of_two_who_undo_the_same_one_does(urls: Urls, statement: str) -> None:
    change_set = done(statement)
    told = together(lambda: undo(change_set), lambda: undo(change_set))
    assert sorted(isinstance(one, history.Undone) for one in told) == [False, True]
    assert Conflict in told
    with connect(urls) as conn:
        assert conn.execute("SELECT count(*), min(name), (SELECT count(*) FROM teams) FROM customers").fetchone() == (
            (2, "Acme", 0)
        )


def test_an_edit_under_way_is_waited_for_and_then_stands(urls: Urls) -> None:
    change_set = done("UPDATE customers SET name = name || ' AG'")
    with connect(urls) as editor:
        editor.execute("UPDATE customers SET name = 'Mine' WHERE id = 'bolt'")

        def commit() -> None:
            time.sleep(0.5)
            editor.commit()

        told, _ = together(lambda: undo(change_set), commit)
    assert told is history.Conflicting
    with connect(urls) as conn:
        assert conn.execute("SELECT name FROM customers ORDER BY id").fetchall() == [("Acme AG",), ("Mine",)]


def test_a_part_added_meanwhile_does_not_go_unseen(urls: Urls) -> None:
    change_set = done("INSERT INTO processes (id, customer_id, name) VALUES ('new', 'acme', 'New')")
    with connect(urls) as editor:
        editor.execute("INSERT INTO process_tasks (process_id, title) VALUES ('new', 'Theirs')")

        def commit() -> None:
            time.sleep(0.5)
            editor.commit()

        told, _ = together(lambda: undo(change_set), commit)
    assert told is history.Conflicting


def test_undos_of_many_at_once_lose_nothing(urls: Urls) -> None:
    sets = [done(f"INSERT INTO services (customer_id, name) VALUES ('acme', 'S{n}')") for n in range(4)]
    sets += [done("UPDATE customers SET phase = 'Steady State' WHERE id = 'bolt'")]
    told = together(*(lambda change_set=change_set: undo(change_set) for change_set in sets))
    assert all(isinstance(one, history.Undone) for one in told)
    with connect(urls) as conn:
        assert conn.execute("SELECT count(*) FROM services").fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("did", "count"),
    [
        (f"INSERT INTO contacts (name, customer_id) SELECT 'C' || n, 'acme' FROM generate_series(1, {MANY}) n", MANY),
        (f"INSERT INTO customers (name) SELECT 'C' || n FROM generate_series(1, {MANY}) n", MANY),
        ("UPDATE process_tasks SET priority = 'High'", MANY),
        ("DELETE FROM processes", MANY + 100),
    ],
    ids=["contacts added", "customers added", "tasks changed", "processes deleted with their tasks"],
)
def test_thousands_are_taken_back_in_few_statements(urls: Urls, did: str, count: int) -> None:
    with connect_owner(urls) as conn:
        conn.execute(
            "INSERT INTO processes (id, customer_id, name) SELECT n, 'acme', 'P' FROM generate_series(1, 100) n"
        )
        conn.execute(
            f"INSERT INTO process_tasks (process_id, title) SELECT n % 100 + 1, 'T' FROM generate_series(1, {MANY}) n"
        )
        conn.execute("UPDATE customers SET inactivated_at = NULL")
        before = _digest(conn)
    change_set = done(did, source="import")
    with _counted() as statements:
        told = undo(change_set)
    assert isinstance(told, history.Undone)
    assert told.records == count
    with connect_owner(urls) as conn:
        assert _digest(conn) == before
    assert len(statements) < count / 20  # not one for each


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    run: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        run.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield run
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def _digest(conn: psycopg.Connection) -> list[tuple]:
    rows = "string_agg((to_jsonb(t) - 'version' - 'updated_at')::text, '' ORDER BY id)"
    part = f"SELECT '{{0}}', count(*), md5({rows}) FROM {{0}} t"
    tables = ("customers", "contacts", "processes", "process_tasks")
    return conn.execute(" UNION ALL ".join(part.format(table) for table in tables)).fetchall()
