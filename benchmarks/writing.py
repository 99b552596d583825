"""What it costs that every change is recorded, versioned, told and rolled up: against the same statement alone.

The statement alone runs with all triggers switched off, in the same table with the same indexes.
"""

import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from benchmarks.measuring import PER_CENT, PER_SECOND, TIMES, Figure, Place, in_turn, load

TABLE = "Writing"
APP = "-c role=dm_crm_app -c app.scope=* -c timezone=UTC -c plan_cache_mode=force_custom_plan"  # as the product
OPEN = "SELECT id FROM processes WHERE status <> 'Completed' AND customer_id LIKE %s ORDER BY id LIMIT %s"
STAGE = """
UPDATE processes SET sdlc_stage = CASE sdlc_stage WHEN 'Design' THEN 'Testing' ELSE 'Design' END WHERE id = %s
"""
ESTIMATE = "UPDATE processes SET estimate = estimate + 1 WHERE id = ANY (%s)"
ROLLUPS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgname LIKE 'rollup%' AND tgrelid IN ('processes'::regclass, 'process_stays'::regclass)
"""
BULK, WRITERS, SECONDS, PAUSE = 10_000, 8, 3.0, 0.005


def measure(place: Place) -> list[Figure]:
    with _connected(place) as recorded, _alone(place) as bare:
        return [*_one(recorded, bare), *_many(recorded, bare), *_together(place), load(TABLE)]


def _one(recorded: psycopg.Connection, bare: psycopg.Connection) -> list[Figure]:
    ids = _ids(bare, "%", 400)
    left = itertools.cycle(ids)
    with_all, alone = in_turn(
        [lambda: recorded.execute(STAGE, [next(left)]), lambda: bare.execute(STAGE, [next(left)])], 199
    )
    return [
        Figure(TABLE, "one process moved to another stage: with everything kept", with_all),
        Figure(TABLE, "one process moved to another stage: the UPDATE alone", alone),
        Figure(TABLE, "one process moved to another stage: ratio", with_all / alone, TIMES, most=2.5),
    ]


def _many(recorded: psycopg.Connection, bare: psycopg.Connection) -> list[Figure]:
    ids = [row[0] for row in bare.execute("SELECT id FROM processes ORDER BY id LIMIT %s", [BULK])]
    with_all, alone = in_turn([lambda: recorded.execute(ESTIMATE, [ids]), lambda: bare.execute(ESTIMATE, [ids])], 5)
    what = f"estimates of {len(ids):,} processes in one statement"
    return [
        Figure(TABLE, f"{what}: with everything kept", with_all),
        Figure(TABLE, f"{what}: the UPDATE alone", alone),
        Figure(TABLE, f"{what}: ratio", with_all / alone, TIMES, most=4),
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
        ids = _ids(asking, "0198c001-0000-7000-8000-000000000000", 8 * WRITERS)
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


def _ids(connection: psycopg.Connection, customer: str, most: int) -> list[str]:
    return [row[0] for row in connection.execute(OPEN, [customer, most])]


def _connected(place: Place) -> psycopg.Connection:
    return psycopg.connect(_plain(place.urls.web), options=APP, autocommit=True)


def _alone(place: Place) -> psycopg.Connection:
    options = "-c session_replication_role=replica -c timezone=UTC"
    return psycopg.connect(_plain(place.urls.superuser), options=options, autocommit=True)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
