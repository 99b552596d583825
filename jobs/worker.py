"""The process that runs jobs, each in a fork of its own."""

import importlib
import signal

from redis import Redis
from redis.client import Pipeline
from rq import Worker

from data import db, store
from data.settings import Settings
from jobs import heartbeat
from jobs.lifeline import end_with_parent
from jobs.queue import JOBS, LONG, QUICK, SafeJob, queue

TTL = 30  # seconds; the worker reports every half of it


class HouseWorker(Worker):
    """RQ's worker that also tells us it lives, and whose fork does not outlive it."""

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        heartbeat.beat(self.connection, "worker")

    def register_death(self) -> None:
        super().register_death()
        heartbeat.silence(self.connection, "worker")

    def setup_work_horse_signals(self) -> None:
        super().setup_work_horse_signals()
        end_with_parent(signal.SIGKILL)


def main(settings: Settings, burst: bool = False, only_quick: bool = False) -> None:
    """Work until told to stop. Every job's module is imported first, so that its fork need not."""
    for work in JOBS.values():
        importlib.import_module(work.path.rpartition(".")[0])
    db.configure(settings.database_url, pooled=False)  # a connection must not be shared across a fork
    store.configure(settings)
    connection = Redis.from_url(settings.redis_url)
    worker = HouseWorker(
        [queue(connection, name) for name in ((QUICK,) if only_quick else (QUICK, LONG))],
        connection=connection,
        job_class=SafeJob,
        serializer="json",
        worker_ttl=TTL,
        job_monitoring_interval=10,
        maintenance_interval=60,
    )
    worker.log_result_lifespan = False
    worker.work(burst=burst, logging_level="WARNING")
