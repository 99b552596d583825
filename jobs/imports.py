"""Imports asked for in the browser: a look into the file, the difference it would make, and the import itself."""

import time
from pathlib import Path
from types import TracebackType

from data import db as database
from data import installation
from data.access import SYSTEM
from data.db import Session
from data.errors import DomainError
from data.imports import attempts, files, housekeeping, looking, plans, reading, rights, running, saved
from data.imports.account import Account
from data.imports.attempts import Attempt
from data.imports.plans import Plan
from data.imports.reading import Source
from data.settings import Settings
from data.vocabulary import ImportTask, RunState
from jobs.pulse import Pulse, Stopped
from jobs.queue import connect, enqueue_once

OWNED_UP = "Something went wrong here and has been recorded; nothing was written. Try again, or tell an administrator."
JOB = "import"


def work(import_id: str) -> None:
    """Do what the import waits for; nothing if another worker does, or nobody wants it any more."""
    attempt = attempts.take_up(import_id)
    if attempt is None:
        return
    with _Recorded(attempt), Pulse(lambda progress: attempts.beat(attempt, progress)) as pulse:
        TASKS[attempt.task](attempt, pulse)


def sweep() -> None:
    """Note what died, ask again for what was forgotten, and remove files that have been kept long enough."""
    settings = Settings.from_env()
    for import_id in attempts.lapse():
        enqueue_once(connect(settings.redis_url), JOB, import_id)
    with database.session(SYSTEM) as db:
        days = installation.read(db)["import_days"]
        gone, known = housekeeping.expire(db, days), housekeeping.known(db)
    for import_id in gone:
        files.remove(settings.home, import_id)
    files.sweep(settings.home, known)


class _Recorded:
    """An attempt that does not succeed says so on its row: cancelled, waiting for another, or failed and why."""

    def __init__(self, attempt: Attempt):
        self.attempt = attempt

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            return True
        if isinstance(error, Stopped):
            attempts.ended(self.attempt, RunState.CANCELLED, "Cancelled; nothing was written.")
        elif isinstance(error, running.Busy):
            attempts.wait_again(self.attempt)
        else:
            sentence = str(error) if isinstance(error, DomainError) else OWNED_UP
            attempts.ended(self.attempt, RunState.FAILED, sentence)
        return isinstance(error, DomainError | Stopped)


def _look(attempt: Attempt, pulse: Pulse) -> None:
    actor, plan = attempts.asker(attempt), Plan.of(attempt.plan)
    rights.require_import(actor)
    found = looking.look(_source(attempt, plan), pulse.watch)
    pulse.end()
    known = plans.first(found, rights.importable(actor), plan)
    with database.session(actor) as db:
        kept = saved.listed(db, found)
        if kept and kept[0].fit == 1 and not known.ready:
            known = saved.apply(db, kept[0].id, known, found)
    attempts.looked(attempt, found, known.kept())


def _check(attempt: Attempt, pulse: Pulse) -> None:
    plan = Plan.of(attempt.plan)
    manner = running.Manner(True, _rejected(attempt), pulse.watch, pulse.begun)
    result = running.run(attempts.asker(attempt), _source(attempt, plan), plan.mapping(), manner)
    pulse.end()
    attempts.checked(attempt, result)


def _run(attempt: Attempt, pulse: Pulse) -> None:
    plan, began = Plan.of(attempt.plan), time.monotonic()

    def note(db: Session, accounts: list[Account]) -> None:
        pulse.end()
        attempts.imported(db, attempt, accounts, time.monotonic() - began)

    manner = running.Manner(False, _rejected(attempt), pulse.watch, pulse.begun, note)
    running.run(attempts.asker(attempt), _source(attempt, plan), plan.mapping(), manner)


def _source(attempt: Attempt, plan: Plan) -> Source:
    path = files.stored(Settings.from_env().home, attempt.import_id, attempt.file_name)
    return reading.open_source(path, plan.reading())


def _rejected(attempt: Attempt) -> Path:
    return files.fresh(Settings.from_env().home, attempt.import_id, attempt.task)


TASKS = {ImportTask.LOOK: _look, ImportTask.CHECK: _check, ImportTask.RUN: _run}
