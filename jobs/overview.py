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
from jobs.queue import JOBS, LONG, QUICK, SafeJob, queue

SILENT = dt.timedelta(seconds=25)  # a worker with nothing to do reports every fifteen
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
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
    """A worker, what it does and how long ago it was heard."""

    name: str
    state: str
    job: str
    silence: dt.timedelta | None  # since it was last heard
    is_heard: bool
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


def look(connection: Redis, now: dt.datetime) -> Overview:
    """Everything at one moment; Unavailable when Redis cannot be reached."""
    with _reached():
        hands = [_hand(worker, now) for worker in Worker.all(connection, SafeJob, serializer="json")]
        alive = heartbeat.alive(connection)
        return Overview(
            [_line(connection, name) for name in (QUICK, LONG)], hands, _failures(connection), alive["clock"]
        )


def retry(connection: Redis, job_id: str) -> str:
    """Put a failed job back to the end of its queue; returns what it is called."""
    with _reached(), _known():
        return _name(_failed_of(connection, job_id).requeue(job_id))


def remove(connection: Redis, job_id: str) -> str:
    """Forget a failed job; returns what it was called."""
    with _reached(), _known():
        registry = _failed_of(connection, job_id)
        if job_id not in registry.get_job_ids(cleanup=False):
            raise InvalidJobOperation
        name = _name(SafeJob.fetch(job_id, connection=connection, serializer="json"))
        registry.remove(job_id, delete_job=True)
        return name


def _line(connection: Redis, name: str) -> Line:
    line = queue(connection, name)
    return Line(
        line.name,
        line.count,
        line.started_job_registry.count,
        line.scheduled_job_registry.count + line.deferred_job_registry.count,
        line.failed_job_registry.count,
    )


def _hand(worker: BaseWorker, now: dt.datetime) -> Hand:
    """One that was killed leaves its last state behind; only its silence tells."""
    job = worker.get_current_job()
    silence = now - worker.last_heartbeat if worker.last_heartbeat else None
    return Hand(
        worker.name,
        str(worker.get_state()),
        _name(job) if job else "",
        silence,
        silence is not None and silence < SILENT,
        worker.successful_job_count,
        worker.failed_job_count,
    )


def _failures(connection: Redis) -> list[Failure]:
    """The latest of all queues."""
    registries = [_failed(connection, name) for name in (QUICK, LONG)]
    ids = [id_ for registry in registries for id_ in registry.get_job_ids(desc=True, cleanup=False)[:SHOWN]]
    found = SafeJob.fetch_many(ids, connection=connection, serializer="json")
    failures = [_failure(job) for job in found if job]
    return sorted(failures, key=lambda failure: failure.at or LONG_AGO, reverse=True)[:SHOWN]


def _failure(job: Job) -> Failure:
    result = job.latest_result()
    lines = (result.exc_string or "").strip().splitlines() if result else []
    return Failure(job.id, _name(job), lines[-1] if lines else "No reason was left.", job.ended_at)


def _name(job: Job) -> str:
    return NAMES.get(job.func_name or "", str(job.func_name))


def _failed_of(connection: Redis, job_id: str) -> FailedJobRegistry:
    """The failed jobs of the queue that this one waited in."""
    return _failed(connection, SafeJob.fetch(job_id, connection=connection, serializer="json").origin)


def _failed(connection: Redis, name: str) -> FailedJobRegistry:
    return queue(connection, name).failed_job_registry


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
