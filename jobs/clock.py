"""What runs by the clock. Any number of clocks may run: the one that holds the lock asks for the work."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError

from data.errors import Unavailable
from data.settings import Settings
from jobs import heartbeat
from jobs.queue import connect, enqueue_once

LOCK = 4_729_302  # any number, the same for every clock
TICK = 1.0  # seconds
STANDBY = 5.0  # seconds between two looks of a clock that does not lead, or waits for a server


class Line(NamedTuple):
    every: float  # seconds
    job: str  # a name in jobs.queue.JOBS


CLOCK = (
    Line(5, "fold-rollups"),
    Line(30, "sweep-imports"),
    Line(600, "notice"),  # a day begins at another hour in each zone
    Line(3600, "purge-sessions"),
    Line(3600, "purge-submissions"),
    Line(6 * 3600, "sweep-documents"),
)


class Stop(Exception):
    """Somebody asked the clock to stop."""


def main(settings: Settings) -> None:
    """Tick until told to stop; wait for a database or a queue that is away."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    engine = sa.create_engine(settings.database_url, poolclass=sa.NullPool, connect_args={"connect_timeout": 3})
    connection = connect(settings.redis_url)
    try:
        while True:
            _attend(engine, connection)
            time.sleep(STANDBY)
    except Stop:
        return


def due(last: dict[str, float], now: float) -> list[str]:
    """The jobs whose time has come, by when each was last asked for."""
    return [line.job for line in CLOCK if now - last.get(line.job, float("-inf")) >= line.every]


def tick(connection: Redis, last: dict[str, float], now: float) -> None:
    heartbeat.beat(connection, "clock")
    for job in due(last, now):
        enqueue_once(connection, job)
        last[job] = now


def _stop(*_: object) -> None:
    raise Stop


def _attend(engine: sa.Engine, connection: Redis) -> None:
    """Lead while the lock can be had and held. Whatever is away comes back: the loop in main tries again."""
    last: dict[str, float] = {}
    try:
        with leadership(engine) as lock:
            while lock is not None:
                tick(connection, last, time.monotonic())
                time.sleep(TICK)
                lock.execute(sa.text("SELECT 1"))  # a lost connection is a lost lock
    except (sa.exc.OperationalError, RedisError, Unavailable) as error:
        print(f"clock: waiting: {str(error).splitlines()[0]}", flush=True)  # noqa: T201 - stdout is this process's log


@contextmanager
def leadership(engine: sa.Engine) -> Iterator[sa.Connection | None]:
    """The connection that holds the lock, or None while another clock does."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar_one()
        yield connection if held else None
