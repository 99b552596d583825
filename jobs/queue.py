"""The one way to hand work to a worker. Call it after the session's block, never inside."""

from typing import Any, ClassVar, NamedTuple

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus

from data.access import SYSTEM, Actor, require
from data.errors import Forbidden, Unavailable

QUICK, LONG = "default", "long"  # a long job must not keep mail waiting
OURS = "ours"  # the product asks for it by itself; nobody may on their own behalf


class Work(NamedTuple):
    path: str
    needs: str  # `resource:action` for those who ask for it, or OURS
    timeout: int = 600  # seconds it may take
    queue: str = QUICK


JOBS = {
    "fold-rollups": Work("jobs.housekeeping.fold_rollups", OURS),
    "sweep-documents": Work("jobs.housekeeping.sweep_documents", OURS),
    "notice": Work("jobs.housekeeping.notice", OURS),
    "purge-sessions": Work("jobs.housekeeping.purge_sessions", OURS),
    "purge-submissions": Work("jobs.housekeeping.purge_submissions", OURS),
    "send-account-link": Work("jobs.mail.send_account_link", OURS),
    "import": Work("jobs.imports.work", OURS, 6 * 3600, LONG),  # asked for by the row of an import, which says who may
    "sweep-imports": Work("jobs.imports.sweep", OURS),
    "send-reset-link": Work("jobs.mail.send_reset_link", OURS),
}  # what may run; Redis is not asked
FAILURES_KEPT = 30 * 24 * 3600
WAITING = {JobStatus.CREATED, JobStatus.QUEUED, JobStatus.STARTED}


class SafeJob(Job):
    """A job that runs nothing but what JOBS names: whoever can write to Redis cannot run code of theirs."""

    allowed: ClassVar[frozenset[str]] = frozenset(work.path for work in JOBS.values())

    success_callback = failure_callback = stopped_callback = None  # Redis may not name any

    @property
    def func(self) -> Any:
        if self.instance or self.func_name not in self.allowed:
            raise Forbidden(f"The job {self.func_name!r} is not one of ours and was not run.")
        return super().func


def connect(redis_url: str) -> Redis:
    """A client that fails at once: a page must not wait for the queue."""
    return Redis.from_url(
        redis_url,
        socket_connect_timeout=1,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=30,
    )


def queue(connection: Redis, name: str = QUICK) -> Queue:
    return Queue(name, connection=connection, job_class=SafeJob, serializer="json")


def enqueue(connection: Redis, job: str, *args: str | int, actor: Actor = SYSTEM) -> str:
    """Hand over a job by its name in JOBS; arguments are ids or addresses, `actor` is who asked. Returns its id."""
    _require(actor, job)
    return _enqueue(connection, job, args, None)


def enqueue_once(connection: Redis, job: str, *args: str | int) -> bool:
    """The same, unless it is waiting or running already. Says whether it was handed over."""
    job_id = "-".join(("once", job, *map(str, args)))
    if _status(connection, job_id) in WAITING:
        return False
    _enqueue(connection, job, args, job_id)
    return True


def _require(actor: Actor, job: str) -> None:
    needed = JOBS[job].needs
    if actor is SYSTEM:
        return
    if needed == OURS:
        raise Forbidden("Nobody can ask for this work; it is done when it is due.")
    resource, _, action = needed.partition(":")
    require(actor, action, resource)


def _status(connection: Redis, job_id: str) -> JobStatus | None:
    try:
        return SafeJob.fetch(job_id, connection=connection, serializer="json").get_status()
    except NoSuchJobError:
        return None
    except RedisError as error:
        raise Unavailable("The queue cannot be reached: check REDIS_URL and that it runs.") from error


def _enqueue(connection: Redis, job: str, args: tuple[str | int, ...], job_id: str | None) -> str:
    try:
        handed = queue(connection, JOBS[job].queue).enqueue_call(
            JOBS[job].path,
            args,
            timeout=JOBS[job].timeout,
            job_id=job_id,
            description=job,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT,
        )
    except RedisError as error:
        raise Unavailable("The queue cannot be reached: check REDIS_URL and that it runs.") from error
    return handed.id
