"""The kept aggregates are exact after any history of changes: against a rebuild, and against plain Python."""

import datetime as dt
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import rollups
from data.access import Actor
from tests.data.churn import CHANGES, Churn
from tests.data.truth import ALWAYS, World, kept, kept_hours, kept_on
from tests.racing import PATIENCE, connect, connect_owner, persist, together

FAR = [ALWAYS, dt.date(2024, 6, 1), dt.date(2026, 11, 22), dt.date(2031, 1, 1)]
ZONE = "INSERT INTO app_settings (key, value) VALUES ('reporting_time_zone', to_jsonb(%s::text))"


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "zone"), [(1, "UTC"), (2, "Pacific/Auckland"), (3, "America/Los_Angeles")])
def test_aggregates_are_exact_after_random_changes(own_database: Urls, seed: int, zone: str) -> None:
    with connect(own_database, autocommit=True) as conn:
        conn.execute(ZONE, [zone])
        churn = Churn(conn, seed).begin()
        for step in range(1500):
            churn.step()
            if churn.dice.random() < 0.02:
                _fold_changes_no_answer(conn)
            if step % 500 == 499:
                _is_exact(conn)
        assert not CHANGES.keys() - churn.done.keys(), "some kinds of change were never made"
    _equals_a_rebuild(own_database)


@pytest.mark.slow
def test_aggregates_are_exact_after_eight_writers_and_a_folder(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        shared = Churn(conn, 7).begin().pool
        stop = threading.Event()
        with folding(own_database, stop):
            together(*(lambda seed=seed: _write(own_database, seed, shared) for seed in range(8)))
        _is_exact(conn)
    _equals_a_rebuild(own_database)


def test_a_contract_changed_while_a_service_is_added_counts_both(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        conn.execute("INSERT INTO customers (id, name, contract_start_date) VALUES ('acme', 'Acme', '2026-01-01')")
        changes = [
            ["UPDATE customers SET contract_start_date = contract_start_date + 1 WHERE id = 'acme'"] * 40,
            ["INSERT INTO services (customer_id, name, monthly_hours) VALUES ('acme', 'Care', 10)"] * 40,
            ["UPDATE services SET monthly_hours = monthly_hours + 1"] * 40,
            ["DELETE FROM services WHERE id = (SELECT min(id) FROM services)"] * 40,
        ]
        outcomes = together(*(lambda todo=todo: _commit_each(own_database, todo) for todo in changes))
        assert set(outcomes) == {None}
        _is_exact(conn)


def test_changing_the_reporting_zone_counts_anew(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        churn = Churn(conn, 4).begin()
        for zone in ("Pacific/Auckland", "Asia/Kolkata"):
            conn.execute("DELETE FROM app_settings WHERE key = 'reporting_time_zone'")
            conn.execute(ZONE, [zone])
            for _ in range(60):
                churn.step()
            _is_exact(conn)


def test_an_unknown_zone_is_refused_and_nothing_stops(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        with pytest.raises(psycopg.errors.CheckViolation):
            conn.execute(ZONE, ["Mars/Base"])
        conn.execute("INSERT INTO customers (name) VALUES ('Acme')")


def test_a_scoped_reader_sees_the_sum_of_their_customers(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        churn = Churn(conn, 5).begin()
        for step in range(200):
            churn.step()
            if step == 100:
                conn.execute("SELECT fold_rollups()")
        mine = frozenset(churn.pool["customer"][:3])
        whole = {key: value for key, value in World(conn).on(FAR[2]).items() if key[1] == "*"}
        parts = {key: value for key, value in World(conn).on(FAR[2]).items() if key[1] in mine}
    database.configure(own_database.web, pooled=False)
    assert _read(Actor(None, frozenset({"*"}))) == _by_measure(whole)
    assert _read(Actor("u", customer_ids=mine)) == _by_measure(parts)
    assert _read(Actor("u", customer_ids=frozenset())) == {}


def test_fold_reports_how_much_it_folded_and_two_do_no_harm(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        conn.execute("INSERT INTO customers (name) VALUES ('Acme'), ('Bolt')")
        before = kept_on(kept(conn), FAR[-1])
        folded = together(*[lambda: _fold(own_database)] * 4)
        assert sorted(folded)[-1] > 0
        assert sum(folded) == max(folded)
        assert conn.execute("SELECT count(*) FROM rollup_deltas").fetchone() == (0,)
        assert kept_on(kept(conn), FAR[-1]) == before


@pytest.mark.slow
def test_a_rebuild_beside_writers_is_exact(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        shared = Churn(conn, 9).begin().pool
        task = "INSERT INTO process_tasks (process_id, title) SELECT id, 'T' FROM three"
        task = f"WITH three AS (SELECT id FROM processes ORDER BY id LIMIT 3 FOR KEY SHARE) {task}"  # or one may go
        writing = [lambda: _commit_each(own_database, [task] * 60)] * 2
        writing.append(lambda: _write(own_database, 1, shared))
        assert together(*writing, *[lambda: _rebuild_often(own_database)] * 2) == [None] * 5
        _is_exact(conn)


def _rebuild_often(urls: Urls) -> None:
    with connect_owner(urls, autocommit=True) as conn:
        for _ in range(15):
            persist(conn, "SELECT rebuild_rollups()")


def test_a_fold_takes_no_more_than_it_is_told(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        Churn(conn, 6).begin()
        left = conn.execute("SELECT count(*) FROM rollup_deltas").fetchone()[0]
        assert conn.execute("SELECT fold_rollups(5)").fetchone() == (5,)
        assert conn.execute("SELECT count(*) FROM rollup_deltas").fetchone() == (left - 5,)
        _is_exact(conn)


def _is_exact(conn: psycopg.Connection) -> None:
    rows, world = kept(conn), World(conn)
    for day in [*FAR, *world.turning_points()]:
        assert kept_on(rows, day) == world.on(day), day
    assert kept_hours(rows) == world.hours()


def _fold_changes_no_answer(conn: psycopg.Connection) -> None:
    before = kept_on(kept(conn), FAR[2])
    conn.execute("SELECT fold_rollups()")
    assert kept_on(kept(conn), FAR[2]) == before


def _equals_a_rebuild(urls: Urls) -> None:
    """Every single movement, not only what they add up to."""
    query = "SELECT measure, customer_id, day, key1, key2, sum(amount) FROM current_rollups GROUP BY 1, 2, 3, 4, 5"
    with connect_owner(urls) as conn:
        before = set(conn.execute(f"{query} HAVING sum(amount) <> 0").fetchall())
        conn.execute("SELECT rebuild_rollups()")
        assert set(conn.execute(query).fetchall()) == before


def _write(urls: Urls, seed: int, shared: dict[str, list[str]]) -> None:
    with connect(urls, autocommit=True) as conn:
        churn = Churn(conn, 100 + seed, shared)
        for _ in range(120):
            churn.step()


def _commit_each(urls: Urls, statements: list[str]) -> None:
    with connect(urls, autocommit=True) as conn:
        for statement in statements:
            persist(conn, statement)


@contextmanager
def folding(urls: Urls, stop: threading.Event) -> Iterator[None]:
    def fold_on() -> None:
        while not stop.is_set():
            _fold(urls)
            time.sleep(0.02)

    folder = threading.Thread(target=fold_on)
    folder.start()
    try:
        yield
    finally:
        stop.set()
        folder.join(PATIENCE)


def _fold(urls: Urls) -> int:
    with connect(urls, autocommit=True) as conn:
        return conn.execute("SELECT fold_rollups()").fetchone()[0]


def _read(actor: Actor) -> dict[tuple[str, str, str], object]:
    """As a page reads: one query over `current`, narrowed to what the actor may see."""
    current = rollups.current
    measures = ("active_customers", "open_processes", "processes", "health", "allocated", "overdue_tasks", "products")
    measures += ("tasks", "entries")
    with database.session(actor) as db:
        keys = (current.c.measure, current.c.key1, current.c.key2)
        query = sa.select(*keys, sa.func.sum(current.c.amount)).group_by(*keys)
        query = query.where(rollups.within(db, *measures), current.c.day <= FAR[2])
        return {tuple(row[:3]): row[3] for row in db.execute(query) if row[3]}


def _by_measure(values: dict) -> dict[tuple[str, str, str], object]:
    total: dict[tuple[str, str, str], object] = {}
    for (measure, _, key1, key2), amount in values.items():
        if measure not in ("progress", "estimate", "weighted_progress", "load"):
            total[measure, key1, key2] = total.get((measure, key1, key2), 0) + amount
    return total


WATCHED = re.compile(r"EXISTS \(SELECT (.+) FROM new_rows EXCEPT")
OF_TABLE = """
SELECT string_agg(prosrc, ' ') FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname ~ '(_contributions|^allowance)$'
  AND %s::regclass = ANY (SELECT typrelid FROM pg_type WHERE oid = ANY (proargtypes))"""


@pytest.mark.parametrize(
    "table", ["customers", "services", "processes", "process_tasks", "time_entries", "pharmaceutical_products"]
)
def test_a_change_of_whatever_a_row_contributes_by_is_counted(connection: sa.Connection, table: str) -> None:
    keeping = "SELECT prosrc FROM pg_proc WHERE proname = 'roll_up_' || %s"
    watched = WATCHED.search(connection.exec_driver_sql(keeping, (table,)).scalar_one()).group(1).split(", ")
    contributing = connection.exec_driver_sql(OF_TABLE, (table,)).scalar_one()
    columns = {column["name"] for column in sa.inspect(connection).get_columns(table)}
    mentioned = {column for column in columns if re.search(rf"\b[a-z]\.{column}\b", contributing)}
    assert mentioned
    assert mentioned <= set(watched)
