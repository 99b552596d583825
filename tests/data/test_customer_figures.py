"""The rows kept of customers are what a refresh makes of their records, after any history of changes and folds."""

import threading

import psycopg
import pytest

from dashboard.services.throwaway import Urls
from tests.data.churn import Churn
from tests.data.test_rollups import folding
from tests.racing import connect, connect_owner, together

ROWS = "SELECT f.* FROM customer_figures f JOIN customers c ON c.id = f.customer_id ORDER BY customer_id"


@pytest.mark.slow
def test_rows_are_right_after_eight_writers_and_a_folder(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as conn:
        shared = Churn(conn, 17).begin().pool
    with folding(own_database, threading.Event()):
        together(*(lambda seed=seed: _write(own_database, seed, shared) for seed in range(8)))
    with connect_owner(own_database, autocommit=True) as conn:
        conn.execute("SELECT fold_rollups()")
        kept = _rows(conn)
        assert sum(bool(row[-2]) for row in kept) > 1, "nobody was spoken with"
        assert kept == _made_anew(conn)


def test_a_day_begins_with_rows_of_its_own_and_a_rebuild_with_none(own_database: Urls) -> None:
    with connect_owner(own_database, autocommit=True) as conn:
        Churn(conn, 18).begin()
        conn.execute("SELECT fold_rollups()")
        kept = _rows(conn)
        conn.execute("UPDATE customer_figures SET day = day - 1, overdue = 99, points = 0")
        conn.execute("UPDATE figures_kept SET day = day - 1")
        conn.execute("SELECT fold_rollups()")
        assert _rows(conn) == kept != []
        conn.execute("SELECT rebuild_rollups()")
        assert conn.execute("SELECT day < '1901-01-01' FROM figures_kept").fetchone() == (True,)
        conn.execute("SELECT fold_rollups()")
        assert _rows(conn) == kept
        assert conn.execute("SELECT day = reporting_day(now()) FROM figures_kept").fetchone() == (True,)


def _write(urls: Urls, seed: int, shared: dict[str, list[str]]) -> None:
    with connect(urls, autocommit=True) as conn:
        churn = Churn(conn, 200 + seed, shared)
        for number in range(60):
            churn.change(("said", "contact moves", "unsaid")[number % 3])
            churn.step()


def _rows(conn: psycopg.Connection) -> list[tuple]:
    return conn.execute(ROWS).fetchall()


def _made_anew(conn: psycopg.Connection) -> list[tuple]:
    conn.execute("DELETE FROM customer_figures")
    conn.execute("SELECT refresh_customer_figures(ARRAY(SELECT id FROM customers), reporting_day(now()))")
    return _rows(conn)
