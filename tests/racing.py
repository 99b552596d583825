"""Several writers at once on real connections, with timeouts: a bug fails instead of hanging."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from dashboard.services.throwaway import Urls

APP = "-c role=dm_crm_app -c timezone=UTC -c app.scope=* -c statement_timeout=15s -c lock_timeout=10s"
OWNER = APP.replace("role=dm_crm_app", "role=dm_crm_owner")
PATIENCE = 20  # seconds; longer than any timeout of the server's
TRY_AGAIN = {"40001", "40P01"}  # could not serialise, deadlock


def connect(urls: Urls, **options: Any) -> psycopg.Connection:
    """As the web process connects: with the application's rights only."""
    return psycopg.connect(urls.web.replace("+psycopg", ""), **({"options": APP} | options))


def connect_owner(urls: Urls, **options: Any) -> psycopg.Connection:
    return psycopg.connect(urls.owner.replace("+psycopg", ""), **({"options": OWNER} | options))


class Writer:
    """A transaction with a thread of its own: a statement that waits for a lock does not stop the test."""

    def __init__(self, urls: Urls, isolation: psycopg.IsolationLevel | None = None):
        self.connection = connect(urls)
        self.connection.isolation_level = isolation
        self._thread = ThreadPoolExecutor(max_workers=1)

    def begin(self, work: Callable[[psycopg.Connection], Any]) -> Future:
        return self._thread.submit(work, self.connection)

    def waits(self) -> bool:
        """Is it held up by someone else's lock?"""
        with psycopg.connect(self.connection.info.dsn, password=self.connection.info.password) as onlooker:
            pid = self.connection.info.backend_pid
            return onlooker.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid]).fetchone()[0]

    def close(self) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.connection.close()


@contextmanager
def writers(urls: Urls, count: int = 2, isolation: psycopg.IsolationLevel | None = None) -> Iterator[list[Writer]]:
    opened = [Writer(urls, isolation) for _ in range(count)]
    try:
        yield opened
    finally:
        for writer in opened:
            writer.close()


def overlap(urls: Urls, first: str, second: str, isolation: psycopg.IsolationLevel | None = None) -> list[str | None]:
    """Run the second while the first has not committed; the SQLSTATE each of the two ended with, None for success."""
    with writers(urls, 2, isolation) as (one, two):
        two.connection.execute("SELECT 1 FROM customers LIMIT 1")  # a snapshot, where the isolation keeps one
        begun = one.begin(lambda conn: conn.execute(first))
        _settle(one, begun)
        follows = two.begin(lambda conn: conn.execute(second))
        _settle(two, follows)
        return [_end(one, begun), _end(two, follows)]


def _settle(writer: Writer, statement: Future) -> None:
    """Until the statement is done or waits for someone."""
    deadline = time.monotonic() + PATIENCE
    while not statement.done() and not writer.waits():
        assert time.monotonic() < deadline, "neither done nor waiting"
        time.sleep(0.005)


def _end(writer: Writer, statement: Future) -> str | None:
    try:
        statement.result(PATIENCE)
        writer.begin(lambda conn: conn.commit()).result(PATIENCE)
    except psycopg.Error as error:
        writer.begin(lambda conn: conn.rollback()).result(PATIENCE)
        return error.sqlstate
    return None


def together(*works: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment; what each returned, or the SQLSTATE it failed with."""
    start = threading.Barrier(len(works), timeout=PATIENCE)

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except psycopg.Error as error:
            return error.sqlstate

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return [future.result(3 * PATIENCE) for future in [pool.submit(run, work) for work in works]]


def persist(conn: psycopg.Connection, statement: str, params: Any = None) -> int:
    """Run it in a transaction of its own, again after a deadlock; how often it had to be tried again."""
    for attempt in range(50):
        try:
            with conn.transaction():
                conn.execute(statement, params)
            return attempt
        except psycopg.Error as error:
            if error.sqlstate not in TRY_AGAIN:
                raise
    raise AssertionError("never got through")
