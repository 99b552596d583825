"""What it costs that every change is recorded, versioned, told and rolled up: against the same statement alone.

The statement alone runs with all triggers switched off, in the same table with the same indexes, and planned alike.
"""

import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from benchmarks.measuring import PER_CENT, PER_SECOND, TIMES, Figure, Place, load

TABLE = "Writing"
PLANNED = "-c timezone=UTC -c plan_cache_mode=force_custom_plan"  # as the product, with its triggers and without
APP = f"-c role=dm_crm_app -c app.scope=* {PLANNED}"
ALONE = f"-c session_replication_role=replica {PLANNED}"
OPEN = "SELECT id FROM processes WHERE status <> 'Completed' AND customer_id LIKE %s ORDER BY id LIMIT %s"
TASKS = """
SELECT id FROM process_tasks t WHERE status = 'In Progress' AND customer_id LIKE %s
  AND NOT EXISTS (SELECT FROM process_tasks k WHERE k.parent_task_id = t.id) ORDER BY id LIMIT %s
"""
HOURS = "SELECT id FROM time_entries WHERE customer_id LIKE %s ORDER BY id LIMIT %s"
STAGE = """
UPDATE processes SET sdlc_stage = CASE sdlc_stage WHEN 'Design' THEN 'Testing' ELSE 'Design' END WHERE id = %s
"""
DONE = """
UPDATE process_tasks SET status = CASE status WHEN 'Completed' THEN 'In Progress' ELSE 'Completed' END,
  completed_date = CASE WHEN status <> 'Completed' THEN DATE '2026-11-20' END WHERE id = %s
"""
ESTIMATE = "UPDATE processes SET estimate = coalesce(estimate, 0) + 1 WHERE id = ANY (%s)"
SAVED = {
    "one process moved to another stage": (OPEN, STAGE),
    "one process described": (
        OPEN,
        "UPDATE processes SET description = coalesce(description, '') || '.' WHERE id = %s",
    ),
    "one process due a day later": (OPEN, "UPDATE processes SET due_date = due_date + 1 WHERE id = %s"),
    "one task completed, and its process's progress": (TASKS, DONE),
    "one entry of hours corrected": (HOURS, "UPDATE time_entries SET hours = hours + 0.25 WHERE id = %s"),
}
ROLLUPS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgname LIKE 'rollup%' AND tgrelid IN ('processes'::regclass, 'process_stays'::regclass)
"""
BULK, WRITERS, SECONDS, PAUSE = 10_000, 8, 3.0, 0.005


class Cost(NamedTuple):
    """Milliseconds of one statement: by the clock, and of a processor, which other work disturbs less."""

    clock: float
    processor: float


def measure(place: Place) -> list[Figure]:
    with _connected(place) as recorded, _alone(place) as bare:
        figures = [figure for what in SAVED for figure in _one(recorded, bare, what)]
        return [*figures, *_many(recorded, bare), *_together(place), load(TABLE)]


def _one(recorded: psycopg.Connection, bare: psycopg.Connection, what: str) -> list[Figure]:
    asked, change = SAVED[what]
    left = itertools.cycle(_ids(bare, asked, "%", 400))
    costs = [_cost(connection, change, next(left)) for _ in range(200) for connection in (recorded, bare)]
    return _compared(what, costs, 2.5)


def _many(recorded: psycopg.Connection, bare: psycopg.Connection) -> list[Figure]:
    ids = [row[0] for row in bare.execute("SELECT id FROM processes ORDER BY id LIMIT %s", [BULK])]
    costs = [_cost(connection, ESTIMATE, ids) for _ in range(4) for connection in (recorded, bare)]
    return _compared(f"estimates of {len(ids):,} processes in one statement", costs, 4)


def _cost(connection: psycopg.Connection, statement: str, value: object) -> Cost:
    spent, began = _spent(connection), time.perf_counter()
    connection.execute(statement, [value])
    clock = time.perf_counter() - began
    return Cost(clock * 1000, (_spent(connection) - spent) / 1_000_000)


def _spent(connection: psycopg.Connection) -> int:
    """Nanoseconds of a processor that the server has spent on this connection, as Linux counts them."""
    return int(Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text("ascii").split()[0])


def _compared(what: str, costs: list[Cost], most: float) -> list[Figure]:
    """Of what was done in turn, with everything kept and alone; the first of each, which is planned, does not count."""
    with_all, alone = (Cost(*map(statistics.median, zip(*each, strict=True))) for each in (costs[2::2], costs[3::2]))
    return [
        Figure(TABLE, f"{what}: with everything kept", with_all.clock),
        Figure(TABLE, f"{what}: the UPDATE alone", alone.clock),
        Figure(TABLE, f"{what}: ratio", with_all.clock / alone.clock, TIMES, most=most),
        Figure(TABLE, f"{what}: ratio of processor time", with_all.processor / alone.processor, TIMES, most=most),
    ]


def _together(place: Place) -> list[Figure]:
    """Eight writers in the largest customer, each with rows of its own; rollups switched on and off in turn."""
    kept, off = [], []
    for _ in range(3):
        kept.append(_throughput(place))
        with _without_rollups(place):
            off.append(_throughput(place))
    with_rollups, without = statistics.median(kept), statistics.median(off)
    return [
        Figure(TABLE, "eight writers in one customer: changes with rollups", with_rollups, PER_SECOND),
        Figure(TABLE, "eight writers in one customer: changes without", without, PER_SECOND),
        Figure(TABLE, "eight writers in one customer: share kept", 100 * with_rollups / without, PER_CENT, least=70),
    ]


def _throughput(place: Place) -> float:
    counts = [0] * WRITERS
    with _connected(place) as asking:
        ids = _ids(asking, OPEN, "0198c001-0000-7000-8000-000000000000", 8 * WRITERS)
    until = time.monotonic() + SECONDS

    def write(number: int) -> None:
        mine = ids[number::WRITERS]
        with _connected(place) as connection:
            while mine and time.monotonic() < until:
                connection.execute(STAGE, [mine[counts[number] % len(mine)]])
                counts[number] += 1
                time.sleep(PAUSE)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sum(counts) / SECONDS


@contextmanager
def _without_rollups(place: Place) -> Iterator[None]:
    with psycopg.connect(_plain(place.urls.owner), autocommit=True) as owner:
        triggers = owner.execute(ROLLUPS).fetchall()
        for table, name in triggers:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        for table, name in triggers:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def _ids(connection: psycopg.Connection, asked: str, customer: str, most: int) -> list[str]:
    return [row[0] for row in connection.execute(asked, [customer, most])]


def _connected(place: Place) -> psycopg.Connection:
    return psycopg.connect(_plain(place.urls.web), options=APP, autocommit=True)


def _alone(place: Place) -> psycopg.Connection:
    return psycopg.connect(_plain(place.urls.superuser), options=ALONE, autocommit=True)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
