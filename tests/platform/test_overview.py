"""Queues and workers at a glance, and what can be done about a job that failed."""

import datetime as dt
from collections.abc import Iterator

import pytest
from redis import Redis

from data import db
from data.errors import NotFound, Unavailable
from data.settings import Settings
from jobs import heartbeat, overview, queue, worker


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def failed(redis: Redis, store: str, signals: None) -> Iterator[str]:
    """The id of a job that has failed, for there is no database."""
    job_id = queue.enqueue(redis, "fold-rollups")
    unreachable = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    worker.main(Settings.from_env({"DATABASE_URL": unreachable, "REDIS_URL": store}), burst=True)
    yield job_id
    db.open_session.configure(bind=None)


def test_an_idle_installation_has_nothing_to_show(redis: Redis) -> None:
    seen = overview.look(redis, now())
    assert (seen.hands, seen.failures, seen.is_clock_alive) == ([], [], False)
    assert seen.lines == [overview.Line("default", 0, 0, 0, 0), overview.Line("long", 0, 0, 0, 0)]


def test_what_waits_is_counted_and_a_clock_is_heard(redis: Redis) -> None:
    queue.enqueue(redis, "fold-rollups")
    heartbeat.beat(redis, "clock")
    seen = overview.look(redis, now())
    assert seen.lines[0].waiting == 1
    assert seen.is_clock_alive


def test_a_failed_job_is_named_with_its_reason_then_retried_or_removed(redis: Redis, failed: str) -> None:
    (failure,) = overview.look(redis, now()).failures
    assert (failure.job_id, failure.name) == (failed, "fold-rollups")
    assert "database cannot be reached" in failure.reason
    assert overview.retry(redis, failed) == "fold-rollups"
    assert overview.look(redis, now()).lines[0] == overview.Line("default", 1, 0, 0, 0)
    with pytest.raises(NotFound):
        overview.remove(redis, failed)


def test_a_worker_that_was_killed_is_not_heard_from(redis: Redis, signals: None) -> None:
    """It leaves its last state behind, for a minute and more; only its silence tells."""
    worker.HouseWorker([queue.queue(redis)], connection=redis, serializer="json").register_birth()
    (fresh,) = overview.look(redis, now()).hands
    (killed,) = overview.look(redis, now() + dt.timedelta(seconds=26)).hands
    assert (fresh.is_heard, killed.is_heard) == (True, False)
    assert killed.silence >= dt.timedelta(seconds=26)


def test_a_long_job_that_failed_is_shown_and_retried_in_its_own_queue(redis: Redis, store: str, signals: None) -> None:
    job_id = queue.enqueue(redis, "import", "0198c0de-0000-7000-8000-000000000001")
    unreachable = Settings.from_env(
        {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing", "REDIS_URL": store}
    )
    worker.main(unreachable, burst=True, only_quick=True)
    assert overview.look(redis, now()).lines[1] == overview.Line("long", 1, 0, 0, 0)
    worker.main(unreachable, burst=True)
    assert [failure.job_id for failure in overview.look(redis, now()).failures] == [job_id]
    assert overview.retry(redis, job_id) == "import"
    assert overview.look(redis, now()).lines == [
        overview.Line("default", 0, 0, 0, 0),
        overview.Line("long", 1, 0, 0, 0),
    ]
    db.open_session.configure(bind=None)


def test_a_failed_job_that_is_removed_is_gone(redis: Redis, failed: str) -> None:
    assert overview.remove(redis, failed) == "fold-rollups"
    assert overview.look(redis, now()).failures == []
    with pytest.raises(NotFound):
        overview.retry(redis, failed)


def test_a_redis_that_is_away_is_said() -> None:
    with pytest.raises(Unavailable, match="Redis cannot be reached"):
        overview.look(queue.connect("redis://127.0.0.1:1/0"), now())
