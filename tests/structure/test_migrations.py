"""Migrations go up and down, with rows in the tables and from half-way, and leave what the models describe."""

from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.config import Config

from dashboard.services.throwaway import Urls
from data import migrate
from tests.data.truth import World, kept, kept_hours, kept_on
from tests.data.world import WORLD
from tests.databases import new_database
from tests.racing import connect_owner
from tests.structure import catalog

HALF_WAY = "0009"
BEFORE_TRIGGERS = """
INSERT INTO customers (id, name, contract_start_date) VALUES ('acme', 'Acme', '2026-01-01');
INSERT INTO services (id, customer_id, name, monthly_hours) VALUES ('care', 'acme', 'Care', 100);
INSERT INTO processes (id, customer_id, name, start_date, due_date)
  VALUES ('extract', 'acme', 'E', '2026-01-05', '2026-03-02');
INSERT INTO process_tasks (process_id, customer_id, title, status, completed_date)
  VALUES ('extract', 'acme', 'Map', 'Completed', '2026-02-02'), ('extract', 'acme', 'Load', 'Blocked', NULL);
INSERT INTO time_entries (service_id, customer_id, worked_on, hours) VALUES ('care', 'acme', '2026-02-02', 3);
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def empty(cluster: Urls) -> Iterator[Urls]:
    with new_database(cluster) as urls:
        yield urls


def _config(urls: Urls) -> Config:
    config = Config(toml_file=migrate.ROOT / "pyproject.toml")
    config.attributes["url"] = urls.owner
    return config


def _catalog(urls: Urls) -> dict[str, set[tuple]]:
    with connect_owner(urls) as conn:
        return catalog.read(conn)


def test_up_down_and_up_again_leave_the_same_catalog(empty: Urls) -> None:
    command.upgrade(_config(empty), "head")
    before = _catalog(empty)
    command.downgrade(_config(empty), "base")
    gone = _catalog(empty)
    assert {table for table, *_ in gone["columns"]} <= {"alembic_version"}
    assert not gone["functions"] | gone["triggers"] | gone["views"]
    command.upgrade(_config(empty), "head")
    assert _catalog(empty) == before


def test_each_migration_can_be_taken_back_alone_with_rows_in_the_tables(empty: Urls) -> None:
    command.upgrade(_config(empty), "head")
    with connect_owner(empty) as conn:
        conn.execute(WORLD)
    before = _catalog(empty)
    while migrate.state(empty.owner) != HALF_WAY:  # down to the tables without their rules
        command.downgrade(_config(empty), "-1")
    command.upgrade(_config(empty), "head")
    assert _catalog(empty) == before
    with connect_owner(empty) as conn:
        _is_consistent(conn)


def test_everything_goes_down_with_rows_in_the_tables(empty: Urls) -> None:
    command.upgrade(_config(empty), "head")
    with connect_owner(empty) as conn:
        conn.execute(WORLD)
    command.downgrade(_config(empty), "base")
    command.upgrade(_config(empty), "head")
    with connect_owner(empty) as conn:
        conn.execute(WORLD)
        _is_consistent(conn)


def test_a_database_half_way_is_brought_up_and_made_consistent(empty: Urls) -> None:
    command.upgrade(_config(empty), HALF_WAY)
    with connect_owner(empty) as conn:
        conn.execute(BEFORE_TRIGGERS)
    assert migrate.pending(empty.owner)
    migrate.upgrade(empty.owner)
    assert not migrate.pending(empty.owner)
    with connect_owner(empty) as conn:
        assert conn.execute("SELECT leaf_tasks, progress FROM processes").fetchone() == (2, 50)
        _is_consistent(conn)


def test_the_models_describe_what_the_migrations_make(own_database: Urls) -> None:
    command.check(_config(own_database))


def test_there_is_one_line_of_migrations(own_database: Urls) -> None:
    assert migrate.state(own_database.owner) == migrate.head()


def _is_consistent(conn: psycopg.Connection) -> None:
    rows, world = kept(conn), World(conn)
    for day in world.turning_points():
        assert kept_on(rows, day) == world.on(day)
    assert kept_hours(rows) == world.hours()
