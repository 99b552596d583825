"""The imports that people asked for in the browser: begun, planned, started, cancelled, and listed."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from data.db import Session
from data.errors import Conflict, Forbidden, NotFound
from data.imports.plans import Plan
from data.imports.rights import require_import
from data.models import AuditLog, Import, User
from data.vocabulary import ImportTask, RunState

BUSY = {RunState.QUEUED, RunState.RUNNING}
DONE = {RunState.SUCCEEDED, RunState.PARTIAL}
MOST_WAITING = 20  # of one person at the same time


def begin(db: Session, file_name: str) -> str:
    """A new import, before its file has arrived; returns its id."""
    require_import(db.actor)
    mine = (Import.user_id == db.actor.user_id, Import.state.in_(BUSY))
    if db.scalars(sa.select(sa.func.count()).select_from(Import).where(*mine)).one() >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} imports of yours are waiting already; let them end first.")
    row = Import(user_id=db.actor.user_id, file_name=_shown(file_name), size=0, state=RunState.CANCELLED)
    db.add(row)
    db.flush()
    return str(row.id)


def arrived(db: Session, import_id: str, size: int) -> None:
    """The file is there; it waits for a look."""
    row = owned(db, import_id)
    row.size = size
    _queue(row, ImportTask.LOOK)


def forget(db: Session, import_id: str) -> None:
    """Of a file that did not arrive nothing is kept."""
    db.delete(owned(db, import_id))


def read(db: Session, import_id: str, *, samples: bool = False) -> Import:
    """One's own, or anybody's for those who may read the audit trail; to others it does not exist."""
    wanted = as_uuid(import_id)
    require_import(db.actor)
    query = sa.select(Import).where(Import.id == wanted, *_visible(db))
    row = db.scalars(query.options(undefer(Import.samples)) if samples else query).one_or_none()
    if row is None:
        raise NotFound("There is no such import, or it is somebody else's.")
    return row


def owned(db: Session, import_id: str) -> Import:
    """One's own, held until the transaction ends: what is decided about it is decided one after another."""
    row = read(db, import_id)
    if row.user_id != db.actor.user_id:
        raise Forbidden("This is somebody else's import; you can look at it, but not change it.")
    db.refresh(row, with_for_update=True)
    return row


def listed(db: Session) -> sa.Select:
    """For a grid: the latest first where nothing else is asked for."""
    require_import(db.actor)
    counted = {name: _sum(name) for name in ("read", "new", "changed", "rejected")}
    return (
        sa.select(
            Import.id,
            Import.file_name,
            Import.task,
            Import.state,
            sa.func.coalesce(Import.plan["entity"].astext, "").label("entity"),
            sa.func.coalesce(Import.plan["ready"].astext, "").label("ready"),
            User.name.label("who"),
            Import.created_at,
            *(column.label(name) for name, column in counted.items()),
        )
        .outerjoin(User, User.id == Import.user_id)
        .where(*_visible(db))
    )


def is_undone(db: Session, row: Import) -> bool:
    """Whether the last that happened to the first of its records was that the import was taken back."""
    if row.change_set_id is None:
        return False
    mine = AuditLog.change_set_id == row.change_set_id
    first = db.execute(sa.select(AuditLog.resource_type, AuditLog.resource_id).where(mine).limit(1)).one_or_none()
    if first is None:
        return False
    same = (AuditLog.resource_type == first.resource_type, AuditLog.resource_id == first.resource_id)
    last = sa.select(AuditLog.reason).where(*same).order_by(AuditLog.id.desc()).limit(1)
    return db.scalars(last).one_or_none() == f"undo of {row.change_set_id}"


def plan(db: Session, import_id: str, wanted: Plan, seen: int, page: str) -> int:
    """Keep what was decided; returns its number. Two pages on the same import: the second is told."""
    row = owned(db, import_id)
    _require_open(row)
    if row.plan_number != seen and row.planned_by != page:
        raise Conflict("The import was changed in another tab; load the page again to go on from there.")
    if wanted.kept() != row.plan:
        row.plan, row.plan_number, row.planned_by = wanted.kept(), row.plan_number + 1, page
        row.task, row.state, row.error = ImportTask.LOOK, RunState.SUCCEEDED, None
    db.flush()
    return row.plan_number


def ask(db: Session, import_id: str, task: ImportTask, seen: int | None = None) -> None:
    """Let a worker do it. `seen` is the plan whose outcome was looked at: only that is imported."""
    row = owned(db, import_id)
    _require_open(row)
    if not row.is_kept:
        raise Conflict("The file is not kept any more; upload it again.")
    if task is not ImportTask.LOOK:
        Plan.of(row.plan).mapping()
    if task is ImportTask.RUN and (seen != row.plan_number or not _is_checked(row)):
        raise Conflict("What would be imported has changed since; look at the difference again.")
    _queue(row, task)


def read_again(db: Session, import_id: str, wanted: Plan) -> None:
    """Another sheet, encoding or delimiter: the file is looked at anew, and what was decided goes."""
    row = owned(db, import_id)
    _require_open(row)
    row.plan, row.plan_number = wanted.kept(), row.plan_number + 1
    _queue(row, ImportTask.LOOK)


def back(db: Session, import_id: str) -> None:
    """To the mapping."""
    row = owned(db, import_id)
    _require_open(row)
    row.error = None
    if row.found is None:
        _queue(row, ImportTask.LOOK)
    else:
        row.task, row.state = ImportTask.LOOK, RunState.SUCCEEDED


def cancel(db: Session, import_id: str) -> None:
    """What waits is cancelled at once; what runs is asked to stop. For the owner, and for administrators."""
    row = read(db, import_id)
    if row.user_id != db.actor.user_id and not db.actor.can("update", "settings"):
        raise Forbidden("Only the one who started an import, or an administrator, can cancel it.")
    db.refresh(row, with_for_update=True)
    if row.state == RunState.QUEUED:
        row.state, row.finished_at = RunState.CANCELLED, sa.func.now()
    elif row.state == RunState.RUNNING:
        row.is_cancel_asked = True


def _is_checked(row: Import) -> bool:
    """Looked at, or about to be done again after the attempt failed."""
    return row.outcome.get("plan_number") == row.plan_number


def _require_open(row: Import) -> None:
    if row.state in BUSY:
        raise Conflict("The import is at work just now; wait, or cancel it first.")
    if row.task == ImportTask.RUN and row.state in DONE:
        raise Conflict("This import is done; upload the file again for another.")


def _queue(row: Import, task: ImportTask) -> None:
    row.task, row.state, row.error = task, RunState.QUEUED, None
    row.queued_at, row.started_at, row.finished_at = sa.func.now(), None, None
    row.progress, row.is_cancel_asked = {}, False


def _visible(db: Session) -> list[sa.ColumnElement[bool]]:
    return [] if db.actor.can("read", "audit") else [Import.user_id == db.actor.user_id]


def as_uuid(text: Any) -> str:
    """What comes from an address; anything that is no id of ours is not found."""
    try:
        return str(uuid.UUID(str(text)))
    except ValueError as error:
        raise NotFound("There is no such import.") from error


def _sum(name: str) -> sa.ColumnElement[int]:
    return sa.cast(Import.outcome["total"][name].astext, sa.Integer)


def _shown(name: str) -> str:
    plain = "".join(letter for letter in name if letter.isprintable()).strip()
    return plain[-300:] or "file"
