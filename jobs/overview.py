"""Queues and workers at a glance, and what can be done about a job that failed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.worker import BaseWorker

from data.errors import NotFound, Unavailable
from jobs import heartbeat
from jobs.queue import JOBS, SafeJob, queue

SHOWN = 50  # failed jobs, the latest first
NAMES = {work.path: name for name, work in JOBS.items()}


class Line(NamedTuple):
    """A queue with what waits, runs and failed in it."""

    name: str
    waiting: int
    running: int
    scheduled: int
    failed: int


class Hand(NamedTuple):
    """A worker, what it does and when it was last heard."""

    name: str
    state: str
    job: str
    heard: dt.datetime | None
    done: int
    failed: int


class Failure(NamedTuple):
    job_id: str
    name: str
    reason: str
    at: dt.datetime | None


class Overview(NamedTuple):
    lines: list[Line]
    hands: list[Hand]
    failures: list[Failure]
    is_clock_alive: bool


def look(connection: Redis) -> Overview:
    """Everything at one moment; Unavailable when Redis cannot be reached."""
    with _reached():
        hands = [_hand(worker) for worker in Worker.all(connection, SafeJob, serializer="json")]
        alive = heartbeat.alive(connection)
        return Overview([_line(connection)], hands, _failures(connection), alive["clock"])


def retry(connection: Redis, job_id: str) -> None:
    """Put a failed job back to the end of its queue."""
    with _reached(), _known():
        _failed(connection).requeue(job_id)


def remove(connection: Redis, job_id: str) -> None:
    """Forget a failed job."""
    with _reached(), _known():
        registry = _failed(connection)
        if job_id not in registry.get_job_ids(cleanup=False):
            raise InvalidJobOperation
        registry.remove(job_id, delete_job=True)


def _line(connection: Redis) -> Line:
    line = queue(connection)
    return Line(
        line.name,
        line.count,
        line.started_job_registry.count,
        line.scheduled_job_registry.count + line.deferred_job_registry.count,
        line.failed_job_registry.count,
    )


def _hand(worker: BaseWorker) -> Hand:
    job = worker.get_current_job()
    return Hand(
        worker.name,
        str(worker.get_state()),
        NAMES.get(job.func_name or "", "") if job else "",
        worker.last_heartbeat,
        worker.successful_job_count,
        worker.failed_job_count,
    )


def _failures(connection: Redis) -> list[Failure]:
    ids = _failed(connection).get_job_ids(desc=True, cleanup=False)[:SHOWN]
    found = SafeJob.fetch_many(ids, connection=connection, serializer="json")
    return [_failure(job) for job in found if job]


def _failure(job: Job) -> Failure:
    result = job.latest_result()
    lines = (result.exc_string or "").strip().splitlines() if result else []
    name = NAMES.get(job.func_name or "", str(job.func_name))
    return Failure(job.id, name, lines[-1] if lines else "No reason was left.", job.ended_at)


def _failed(connection: Redis) -> FailedJobRegistry:
    return queue(connection).failed_job_registry


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise Unavailable("Redis cannot be reached: check REDIS_URL and that it runs.") from error


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except (NoSuchJobError, InvalidJobOperation) as error:
        raise NotFound("There is no such failed job any more; refresh the page.") from error
