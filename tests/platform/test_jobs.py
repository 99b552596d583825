"""The queue runs what it knows and nothing else; the clock asks once, however many clocks there are."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from redis import Redis
from rq.job import JobStatus

from dashboard.services.throwaway import Urls
from data import db
from data.errors import Forbidden, Unavailable
from data.settings import Settings
from jobs import clock, heartbeat, queue, worker
from jobs.queue import SafeJob


@pytest.fixture
def settings(store: str, own_database: Urls) -> Iterator[Settings]:
    yield Settings.from_env({"DATABASE_URL": own_database.web, "REDIS_URL": store})
    db.open_session.configure(bind=None)


def test_a_job_that_is_not_ours_does_not_run(redis: Redis):
    job = queue.queue(redis).enqueue_call("os.system", ("true",))
    with pytest.raises(Forbidden, match="not one of ours"):
        SafeJob.fetch(job.id, connection=redis, serializer="json").perform()


def test_a_job_cannot_name_a_callback(redis: Redis):
    job = queue.queue(redis).enqueue_call(queue.JOBS["fold-rollups"].path)
    redis.hset(job.key, "success_callback_name", "os.abort")
    found = SafeJob.fetch(job.id, connection=redis, serializer="json")
    assert found.success_callback is None


def test_what_waits_already_is_not_asked_for_twice(redis: Redis):
    assert [queue.enqueue_once(redis, "fold-rollups") for _ in range(3)] == [True, False, False]
    assert len(queue.queue(redis)) == 1


def test_a_job_that_failed_is_asked_for_again(redis: Redis):
    queue.enqueue_once(redis, "fold-rollups")
    SafeJob.fetch("once-fold-rollups", connection=redis, serializer="json").set_status(JobStatus.FAILED)
    assert queue.enqueue_once(redis, "fold-rollups")


def test_a_queue_that_is_away_is_said_in_a_sentence():
    with pytest.raises(Unavailable, match="REDIS_URL"):
        queue.enqueue(queue.connect("redis://127.0.0.1:1/0"), "fold-rollups")


@pytest.mark.usefixtures("signals")
def test_the_worker_folds_what_the_clock_asks_for(redis: Redis, settings: Settings):
    everything = {"options": "-c role=dm_crm_app -c app.scope=*"}
    engine = sa.create_engine(settings.database_url, poolclass=sa.NullPool, connect_args=everything)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO customers (name) VALUES ('Acme')"))
    clock.tick(redis, {}, now=0.0)
    worker.main(settings, burst=True)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM rollup_deltas")).scalar_one() == 0
    assert len(queue.queue(redis).failed_job_registry) == 0


def test_signs_of_life_tell_who_was_heard(redis: Redis):
    heartbeat.beat(redis, "clock")
    assert heartbeat.alive(redis) == {"worker": False, "clock": True}


def test_a_job_is_due_when_its_time_has_come():
    others = {line.job: 98.0 for line in clock.CLOCK}
    assert "fold-rollups" in clock.due({}, now=100.0)
    assert clock.due(others, now=100.0) == []
    assert clock.due(others | {"fold-rollups": 95.0}, now=100.0) == ["fold-rollups"]


def test_only_one_clock_leads(own_database: Urls):
    engine = sa.create_engine(own_database.web, poolclass=sa.NullPool)
    with clock.leadership(engine) as first, clock.leadership(engine) as second:
        assert first is not None
        assert second is None
    with clock.leadership(engine) as third:
        assert third is not None
