"""What a worker does about an import, as its row knows it: taken up, under way, ended. The row has the last word."""

import uuid
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import db as database
from data.access import SYSTEM, Actor
from data.db import Session
from data.errors import Conflict, Forbidden
from data.imports.account import COLUMNS, Account, Result
from data.models import Import
from data.sessions import actor_of
from data.vocabulary import ImportTask, RunState

LEASE = "30 seconds"  # of silence after which a worker counts as dead
FORGOTTEN = "1 minute"  # after which an import that still waits is asked for again
STOPPED = {
    ImportTask.LOOK: "The worker stopped while it read the file. Nothing was lost; try again.",
    ImportTask.CHECK: "The worker stopped while it compared the file. Nothing was written; try again.",
    ImportTask.RUN: "The worker stopped in the middle of the import. Nothing was written; it can be started again.",
}


class Attempt(NamedTuple):
    """One worker's hold on an import; `token` is what makes it this one's and no other's."""

    import_id: str
    token: str
    user_id: str | None
    file_name: str
    task: ImportTask
    plan: dict[str, Any]
    plan_number: int
    found: dict[str, Any] | None


def take_up(import_id: str) -> Attempt | None:
    """Of any number of workers that are told, one gets it; None for the others, and for what no longer waits."""
    token = str(uuid.uuid4())
    taken = (
        sa.update(Import)
        .where(Import.id == import_id, Import.state == RunState.QUEUED)
        .values(state=RunState.RUNNING, attempt=token, lease_until=_leased(), started_at=sa.func.now(), error=None)
        .returning(Import.user_id, Import.file_name, Import.task, Import.plan, Import.plan_number, Import.found)
    )
    with database.session(SYSTEM) as db:
        row = db.execute(taken).one_or_none()
    return Attempt(import_id, token, *row) if row else None


def asker(attempt: Attempt) -> Actor:
    """Who asked for it, with the rights they have now."""
    with database.session(SYSTEM) as db:
        actor = actor_of(db, attempt.user_id)
    if actor is None:
        raise Forbidden("Whoever asked for this import has no account any more, or a closed one.")
    return actor


def beat(attempt: Attempt, progress: dict[str, Any]) -> bool:
    """A sign of life; says whether to go on: not after a cancellation, nor when it counts as dead already."""
    with database.session(SYSTEM) as db:
        told = _mine(attempt).values(lease_until=_leased(), progress=progress).returning(Import.is_cancel_asked)
        asked = db.execute(told).scalar_one_or_none()
    return asked is False


def looked(attempt: Attempt, found: dict[str, Any], plan: dict[str, Any]) -> None:
    with database.session(SYSTEM) as db:
        _end(db, attempt, RunState.SUCCEEDED, found=found, plan=plan, outcome={}, samples={})


def checked(attempt: Attempt, result: Result) -> None:
    outcome = _outcome(result.accounts, result.seconds) | {"plan_number": attempt.plan_number}
    samples = {"steps": result.samples.steps, "rejected": result.samples.rejected}
    with database.session(SYSTEM) as db:
        _end(db, attempt, RunState.SUCCEEDED, outcome=outcome, samples=samples)


def imported(db: Session, attempt: Attempt, accounts: list[Account], seconds: float) -> None:
    """In the transaction that writes the records: either both are there or neither."""
    outcome = _outcome(accounts, seconds) | {"plan_number": attempt.plan_number}
    state = RunState.PARTIAL if outcome["total"]["rejected"] else RunState.SUCCEEDED
    _end(db, attempt, state, outcome=outcome, change_set_id=db.change_set_id)


def ended(attempt: Attempt, state: RunState, sentence: str | None) -> None:
    """Failed or cancelled; nothing was written. Of no effect on an attempt that has ended otherwise."""
    with database.session(SYSTEM) as db:
        db.execute(_mine(attempt).values(**_closed(state), error=sentence))


def wait_again(attempt: Attempt) -> None:
    """Another import is at work: this one waits on, and is asked for again."""
    with database.session(SYSTEM) as db:
        values = {"state": RunState.QUEUED, "lease_until": None, "attempt": None, "queued_at": sa.func.now()}
        db.execute(_mine(attempt).values(**values, progress={"title": "Another import is at work; this one is next"}))


def lapse() -> list[str]:
    """Note attempts whose worker died; return the imports that wait and that the queue may have forgotten."""
    with database.session(SYSTEM) as db:
        dead = sa.select(Import).where(Import.state == RunState.RUNNING, Import.lease_until < sa.func.now())
        for row in db.scalars(dead.with_for_update(skip_locked=True)):  # one that is just ending is not dead
            row.error = STOPPED[row.task]
            row.state, row.lease_until, row.attempt, row.finished_at = RunState.LOST, None, None, sa.func.now()
        forgotten = sa.func.now() - sa.cast(FORGOTTEN, sa.Interval)
        waiting = sa.select(Import.id).where(Import.state == RunState.QUEUED, Import.queued_at < forgotten)
        return list(db.scalars(waiting.order_by(Import.queued_at).limit(50)))


def _end(db: Session, attempt: Attempt, state: RunState, **values: Any) -> None:
    ended = db.execute(_mine(attempt).values(**_closed(state), **values).returning(Import.id)).one_or_none()
    if ended is None:
        raise Conflict("The import was given up in the meantime; nothing was written.")


def _mine(attempt: Attempt) -> Any:
    mine = sa.and_(Import.id == attempt.import_id, Import.attempt == attempt.token, Import.state == RunState.RUNNING)
    return sa.update(Import).where(mine).execution_options(synchronize_session=False)


def _closed(state: RunState) -> dict[str, Any]:
    return {"state": state, "lease_until": None, "attempt": None, "finished_at": sa.func.clock_timestamp()}


def _leased() -> sa.ColumnElement[Any]:
    """By the clock, not by the beginning of the transaction, which may be long ago."""
    return sa.func.clock_timestamp() + sa.cast(LEASE, sa.Interval)


def _outcome(accounts: list[Account], seconds: float) -> dict[str, Any]:
    numbers = [dict(zip(COLUMNS, account.counts(), strict=True)) for account in accounts]
    steps = [{"title": account.title, **counted} for account, counted in zip(accounts, numbers, strict=True)]
    total = {name: sum(counted[name] for counted in numbers) for name in COLUMNS}
    return {"steps": steps, "total": total, "seconds": round(seconds, 1)}
