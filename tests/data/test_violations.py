"""What the driver raises becomes an error of the domain where the user can act on it, and only there."""

import psycopg
import pytest
import sqlalchemy as sa

from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, DomainError, Invalid, Unavailable
from data.violations import SENTENCES, explain

IMPOSSIBLE = {
    "text with a NUL": ("UPDATE customers SET name = %s", ["a\x00b"]),
    "a number too large": ("UPDATE services SET monthly_hours = %s", [10**12]),
    "hours beyond the column": ("UPDATE time_entries SET hours = %s", [10**6]),
    "text too long": ("UPDATE customers SET name = %s", ["x" * 301]),
    "a name beyond what an index takes": (
        "UPDATE processes SET name ="
        " (SELECT string_agg(chr(128512 + n * 37 %% 9000), '') FROM generate_series(1, %s) n)",
        [500],
    ),
    "an id that is none": ("SELECT FROM process_tasks WHERE id = %s::uuid", ["nonsense"]),
}


@pytest.mark.parametrize(("statement", "values"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_value_is_called_invalid(world: sa.Connection, statement: str, values: list) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        world.exec_driver_sql(statement, tuple(values))
    assert isinstance(explain(caught.value), Invalid)


def test_a_mistake_of_ours_stays_an_error_for_developers(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        connection.exec_driver_sql("SELECT nonsense")
    assert not isinstance(explain(caught.value), DomainError)


def test_every_sentence_is_about_a_constraint_that_exists(connection: sa.Connection) -> None:
    constraints = set(connection.exec_driver_sql("SELECT conname FROM pg_constraint").scalars())
    raised = "\n".join(
        connection.exec_driver_sql("SELECT prosrc FROM pg_proc WHERE prosrc LIKE '%%constraint = %%'").scalars()
    )
    assert [name for name in SENTENCES if name not in constraints and f"'{name}'" not in raised] == []


@pytest.mark.parametrize(
    ("state", "kind"), [("40P01", Conflict), ("55P03", Conflict), ("57014", Unavailable), ("57P01", Unavailable)]
)
def test_trouble_that_passes_is_told_so(connection: sa.Connection, state: str, kind: type[DomainError]) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING errcode = '{state}'; END $$")
    assert isinstance(explain(caught.value), kind)


def test_a_database_that_is_gone_is_unavailable() -> None:
    nowhere = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 2})
    with pytest.raises(sa.exc.OperationalError) as caught:
        nowhere.connect()
    assert isinstance(explain(caught.value), Unavailable)


def test_a_session_explains_what_happens_inside_it(connection: sa.Connection) -> None:
    with pytest.raises(Invalid) as caught, database.session(SYSTEM) as db:
        db.execute(sa.text("INSERT INTO customers (name) VALUES (NULL)"))
    assert caught.value.messages == {"name": "Name is required."}
    assert isinstance(caught.value.__cause__.orig, psycopg.errors.NotNullViolation)
