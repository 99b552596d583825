"""A process and what is done with it: begun, completed, moved through its stages, approved, staffed."""

from typing import Any

import sqlalchemy as sa

from data import parsing
from data.access import require
from data.db import Session
from data.entities import Field
from data.errors import Conflict, Invalid
from data.models import Process, ProcessTask, ProcessTeam, Team
from data.task_tree import locked
from data.vocabulary import ApprovalStatus, ProcessStatus, SdlcStage, TaskStatus

NAMED = 3  # open tasks that a refusal names
NOTE = Field("reason", "The note", "text", required=False, max_length=2000)
REASON = Field("reason", "A reason", "text", required=True, max_length=2000)


def start(db: Session, id_: str, version: int) -> Process:
    process = held(db, id_, version)
    if process.status != ProcessStatus.NOT_STARTED:
        raise Conflict(f"“{process.name}” has been started already.")
    return _write(db, process, status=ProcessStatus.IN_PROGRESS)


def complete(db: Session, id_: str, version: int) -> Process:
    """Only when none of its tasks is open."""
    process = held(db, id_, version)
    if process.status == ProcessStatus.COMPLETED:
        raise Conflict(f"“{process.name}” is completed already.")
    if sentence := _open_tasks(db, id_):
        raise Conflict(sentence)
    return _write(db, process, status=ProcessStatus.COMPLETED)


def reopen(db: Session, id_: str, version: int) -> Process:
    process = held(db, id_, version)
    if process.status != ProcessStatus.COMPLETED:
        raise Conflict(f"“{process.name}” is open already.")
    return _write(db, process, status=ProcessStatus.IN_PROGRESS)


def move_to_stage(db: Session, id_: str, version: int, stage: Any) -> Process:
    """Forward or back; a process that had not begun has begun then."""
    if stage not in set(SdlcStage):
        raise Invalid({"sdlc_stage": "There is no such stage."})
    process = held(db, id_, version)
    if process.status == ProcessStatus.COMPLETED:
        raise Conflict("A completed process stays in its stage; reopen it first.")
    begun = ProcessStatus.IN_PROGRESS if stage != SdlcStage.REQUIREMENTS else process.status
    return _write(db, process, sdlc_stage=SdlcStage(stage), status=begun)


def set_progress(db: Session, id_: str, version: int, percent: Any) -> Process:
    """By hand, as long as there are no tasks that say it."""
    process = held(db, id_, version)
    if process.leaf_tasks:
        raise Conflict("The progress of this process is what its tasks say; complete a task instead.")
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100:
        raise Invalid({"progress": "Progress is a whole number from 0 to 100."})
    return _write(db, process, progress=percent)


def request_approval(db: Session, id_: str, version: int, note: Any = None) -> Process:
    process = held(db, id_, version)
    if process.approval_status == ApprovalStatus.PENDING:
        raise Conflict("An approval is pending already.")
    return _decide(db, process, ApprovalStatus.PENDING, NOTE, note)


def waive_approval(db: Session, id_: str, version: int, note: Any = None) -> Process:
    """It needs none."""
    return _decide(db, held(db, id_, version), ApprovalStatus.NOT_REQUIRED, NOTE, note)


def approve(db: Session, id_: str, version: int, note: Any = None) -> Process:
    return _decide(db, _pending(db, id_, version), ApprovalStatus.APPROVED, NOTE, note)


def reject(db: Session, id_: str, version: int, reason: Any) -> Process:
    """Whoever rejects says why."""
    return _decide(db, _pending(db, id_, version), ApprovalStatus.REJECTED, REASON, reason)


def add_team(db: Session, id_: str, team_id: Any) -> None:
    """One of its customer's teams works on it."""
    require(db.actor, "update", "processes")
    process = locked(db, id_)
    if not db.scalar(sa.select(Team.id).where(Team.id == str(team_id), Team.customer_id == process.customer_id)):
        raise Invalid({"team_id": "Choose one of the customer's teams."})
    db.add(ProcessTeam(process_id=id_, team_id=str(team_id)))
    db.flush()


def remove_team(db: Session, id_: str, team_id: Any) -> None:
    require(db.actor, "update", "processes")
    locked(db, id_)
    assigned = sa.delete(ProcessTeam).where(ProcessTeam.process_id == id_, ProcessTeam.team_id == str(team_id))
    if db.execute(assigned.returning(ProcessTeam.id)).first() is None:
        raise Conflict("The team does not work on this process any more.")


def remove(db: Session, id_: str, version: int) -> str:
    """The process with its tasks, milestones, team assignments, transfers and notifications; returns its name."""
    require(db.actor, "delete", "processes")
    process = _as_seen(db, id_, version)
    db.execute(sa.delete(Process).where(Process.id == id_).execution_options(synchronize_session=False))
    return process.name


def held(db: Session, id_: str, version: int) -> Process:
    """The process to be changed, on the version that was seen."""
    require(db.actor, "update", "processes")
    return _as_seen(db, id_, version)


def _as_seen(db: Session, id_: str, version: int) -> Process:
    process = locked(db, id_)
    if process.version != version:
        raise Conflict(f"Someone else has just changed “{process.name}”; look again, then repeat it.")
    return process


def _pending(db: Session, id_: str, version: int) -> Process:
    require(db.actor, "approve", "processes")
    process = _as_seen(db, id_, version)
    if process.approval_status != ApprovalStatus.PENDING:
        raise Conflict("There is nothing to decide: no approval is pending.")
    return process


def _decide(db: Session, process: Process, decision: ApprovalStatus, field: Field, reason: Any) -> Process:
    """The reason travels with the transaction, so that the audit row of the decision carries it."""
    try:
        words = parsing.parse(field, reason)
    except ValueError as error:
        raise Invalid({field.name: str(error)}) from error
    if process.approval_status == decision:
        raise Conflict("That is decided already.")
    if words:
        db.execute(sa.select(sa.func.set_config("app.reason", words, True)))
    return _write(db, process, approval_status=decision)


def _open_tasks(db: Session, id_: str) -> str:
    """Which tasks keep a process from being completed, in a sentence; blank if none does."""
    query = sa.select(ProcessTask.title, sa.func.count().over()).where(
        ProcessTask.process_id == id_, ProcessTask.status != TaskStatus.COMPLETED
    )
    rows = db.execute(query.order_by(ProcessTask.depth.desc(), ProcessTask.position).limit(NAMED)).all()
    if not rows:
        return ""
    names, count = ", ".join(f"“{title}”" for title, _ in rows), rows[0][1]
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return f"{'A task is' if count == 1 else f'{count} tasks are'} still open: {names}{more}. Finish them first."


def _write(db: Session, process: Process, **values: Any) -> Process:
    for name, value in values.items():
        setattr(process, name, value)
    db.flush()
    return process
