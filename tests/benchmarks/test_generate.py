"""What the benchmarks measure is an installation as the product would have kept it."""

import psycopg
import pytest

from benchmarks.sizes import SIZES, TASKS
from tests.benchmarks.conftest import INDEXES, TINY
from tests.data.test_search import FROM_SCRATCH, KEPT
from tests.data.truth import World, kept, kept_hours, kept_on

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text,
  (SELECT array_agg(format('%I', attname) ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute ON attrelid = conrelid AND attnum = k.number),
  (SELECT array_agg(format('%I', attname) ORDER BY place) FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute ON attrelid = confrelid AND attnum = k.number)
FROM pg_constraint WHERE contype = 'f'
"""
LEAVES = """
SELECT p.id, p.status, p.progress, p.leaf_tasks, p.completed_leaf_tasks, count(*),
  count(*) FILTER (WHERE t.status = 'Completed')
FROM processes p JOIN process_tasks t ON t.process_id = p.id
WHERE NOT EXISTS (SELECT FROM process_tasks c WHERE c.parent_task_id = t.id) GROUP BY p.id
"""
OWNED = (
    ("process_tasks", "process_id", "processes"),
    ("time_entries", "service_id", "services"),
    ("time_entries", "process_id", "processes"),
    ("timeline_events", "process_id", "processes"),
    ("processes", "responsible_contact_id", "contacts"),
)  # what has a customer, and by which column what it belongs to, which has the same


def test_there_are_as_many_rows_as_said(made: psycopg.Connection) -> None:
    tables = {"customers": TINY.customers, "processes": TINY.processes, "process_tasks": TASKS * TINY.processes}
    tables |= {"timeline_events": TINY.events, "time_entries": TINY.time_entries}
    assert {name: made.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables} == tables


def test_the_sizes_divide_among_their_processes() -> None:
    assert {
        name for name, size in SIZES.items() if size.events % size.processes or size.time_entries % size.processes
    } == set()


def test_every_aggregate_is_what_plain_python_counts(made: psycopg.Connection) -> None:
    rows, world = kept(made), World(made)
    for day in world.turning_points():
        assert kept_on(rows, day) == world.on(day), day
    assert kept_hours(rows) == world.hours()


def test_progress_is_the_share_of_leaves_that_are_done(made: psycopg.Connection) -> None:
    rows = made.execute(LEAVES).fetchall()
    assert len(rows) == TINY.processes
    for _, status, progress, leaves, completed, counted, done in rows:
        assert (leaves, completed, progress) == (counted, done, round(100 * done / counted + 0.001))
        assert (status == "Completed") == (counted == done)
    assert {row[1] for row in rows} == {"Not Started", "In Progress", "Completed"}


def test_nothing_points_to_what_is_not_there(made: psycopg.Connection) -> None:
    for table, other, columns, keys in made.execute(FOREIGN_KEYS).fetchall():
        on = " AND ".join(f"o.{key} = t.{column}" for key, column in zip(keys, columns, strict=True))
        given = " AND ".join(f"t.{column} IS NOT NULL" for column in columns)
        query = f"SELECT count(*) FROM {table} t WHERE {given} AND NOT EXISTS (SELECT FROM {other} o WHERE {on})"
        assert made.execute(query).fetchone() == (0,), (table, columns)


@pytest.mark.parametrize(("table", "column", "other"), OWNED)
def test_what_belongs_together_is_one_customers(made: psycopg.Connection, table: str, column: str, other: str) -> None:
    together = f"SELECT count(*), count(*) FILTER (WHERE t.customer_id = o.customer_id) FROM {table} t"
    counted, alike = made.execute(f"{together} JOIN {other} o ON o.id::text = t.{column}::text").fetchone()
    assert counted == alike > 0


def test_what_is_searched_is_what_records_are_called(made: psycopg.Connection) -> None:
    assert made.execute(KEPT).fetchall() == made.execute(FROM_SCRATCH).fetchall()


def test_no_index_is_missing(made: psycopg.Connection, indexes_before: list[tuple]) -> None:
    assert made.execute(INDEXES).fetchall() == indexes_before
