"""What is done with the tasks of a process: each in one transaction, on the version that was seen, one after the other.

Whoever changes a process's tasks holds the process first, so that orders stay consistent and nobody deadlocks.
"""

from typing import Any

import sqlalchemy as sa

from data import choices, task_tree
from data.access import require
from data.catalog.work import TASKS
from data.choices import Choice
from data.db import Session
from data.errors import Conflict, Invalid, NotFound
from data.models import Contact, ContactCustomerAssignment, Process, ProcessTask
from data.task_tree import below, locked
from data.vocabulary import ContactType, ProcessStatus, TaskStatus


def add(
    db: Session, process_id: str, title: Any, parent_id: str | None = None, before_id: str | None = None
) -> ProcessTask:
    """A new task below a parent, before one of its children or after all of them."""
    require(db.actor, "create", "tasks")
    words = _parsed("title", title)
    locked(db, process_id)
    position = task_tree.place(db, process_id, parent_id, before_id)
    task = ProcessTask(process_id=process_id, parent_task_id=parent_id, title=words, position=position)
    db.add(task)
    db.flush()
    _reopen_above(db, task)
    return task


def rename(db: Session, task_id: str, version: int, title: Any) -> ProcessTask:
    return _change(db, task_id, version, title=_parsed("title", title))


def schedule(db: Session, task_id: str, version: int, due: Any) -> ProcessTask:
    """Due on a day, or on none."""
    return _change(db, task_id, version, due_date=_parsed("due_date", due))


def prioritise(db: Session, task_id: str, version: int, priority: Any) -> ProcessTask:
    return _change(db, task_id, version, priority=_parsed("priority", priority))


def assign(db: Session, task_id: str, version: int, contact_id: str | None) -> ProcessTask:
    """To a colleague or a contact of the customer, or to nobody."""
    task = _held(db, task_id, version)
    if contact_id is not None and not db.scalar(_people(task.customer_id).where(Contact.id == contact_id)):
        raise Invalid({"assigned_to_id": "Only colleagues and contacts of the customer can be assigned."})
    return _write(db, task, assigned_to_id=contact_id)


def block(db: Session, task_id: str, version: int, reason: Any) -> ProcessTask:
    words = _parsed("blocked_reason", reason)
    if not words:
        raise Invalid({"blocked_reason": "Say what blocks the task."})
    return _progress(db, task_id, version, status=TaskStatus.BLOCKED, blocked_reason=words)


def start(db: Session, task_id: str, version: int) -> ProcessTask:
    """It is being worked on: for the first time, again after it was done, or because nothing blocks it any more."""
    return _progress(db, task_id, version, status=TaskStatus.IN_PROGRESS)


def put_back(db: Session, task_id: str, version: int) -> ProcessTask:
    return _progress(db, task_id, version, status=TaskStatus.NOT_STARTED)


def complete(db: Session, task_id: str, version: int, with_children: bool = False) -> ProcessTask:
    """The task, and on request everything that is open below it."""
    task = _held(db, task_id, version)
    if with_children:
        still_open = ProcessTask.id.in_(below(task_id)), ProcessTask.status != TaskStatus.COMPLETED
        finished = sa.update(ProcessTask).where(*still_open, ProcessTask.id != task_id)
        db.execute(finished.values(status=TaskStatus.COMPLETED).execution_options(synchronize_session=False))
    _write(db, task, status=TaskStatus.COMPLETED)
    _begin(db, task)
    return task


def complete_all(db: Session, task_id: str, version: int) -> ProcessTask:
    return complete(db, task_id, version, with_children=True)


def move(db: Session, task_id: str, version: int, parent_id: str | None, before_id: str | None) -> ProcessTask:
    """To another place in the tree of its process; the database refuses to put it below itself."""
    task = _held(db, task_id, version)
    position = task_tree.place(db, task.process_id, parent_id, before_id, moving=task.id)
    moved = _write(db, task, parent_task_id=parent_id, position=position)
    _reopen_above(db, moved)
    return moved


def indent(db: Session, task_id: str, version: int) -> ProcessTask:
    """Below the sibling before it, as its last child."""
    task = _held(db, task_id, version)
    siblings = task_tree.siblings(db, task.process_id, task.parent_task_id)
    at = siblings.index(task.id)
    if at == 0:
        raise Conflict("There is no task before it that it could become a part of.")
    return move(db, task_id, version, siblings[at - 1], None)


def outdent(db: Session, task_id: str, version: int) -> ProcessTask:
    """Out of its parent, to stand right after it."""
    task = _held(db, task_id, version)
    if task.parent_task_id is None:
        raise Conflict("The task stands outermost already.")
    parent = db.get_one(ProcessTask, task.parent_task_id)
    siblings = [*task_tree.siblings(db, task.process_id, parent.parent_task_id), None]
    return move(db, task_id, version, parent.parent_task_id, siblings[siblings.index(parent.id) + 1])


def shift(db: Session, task_id: str, version: int, by: int) -> ProcessTask:
    """Up (−1) or down (1) among its siblings."""
    task = _held(db, task_id, version)
    siblings = task_tree.siblings(db, task.process_id, task.parent_task_id)
    target = siblings.index(task.id) + by
    if not 0 <= target < len(siblings):
        raise Conflict("The task stands first already." if by < 0 else "The task stands last already.")
    following = siblings[target] if by < 0 else [*siblings, None][target + 1]
    return move(db, task_id, version, task.parent_task_id, following)


def up(db: Session, task_id: str, version: int) -> ProcessTask:
    return shift(db, task_id, version, -1)


def down(db: Session, task_id: str, version: int) -> ProcessTask:
    return shift(db, task_id, version, 1)


def remove(db: Session, task_id: str, version: int) -> int:
    """The task and all that lies below it; returns how many these were."""
    require(db.actor, "delete", "tasks")
    task = _seen(db, task_id, version)
    count = db.execute(sa.select(sa.func.count()).select_from(below(task.id).subquery())).scalar_one()
    db.execute(sa.delete(ProcessTask).where(ProcessTask.id == task.id).execution_options(synchronize_session=False))
    db.expunge(task)
    return count


def assignees(db: Session, process_id: str, words: str) -> list[Choice]:
    """Who can be given a task: the contacts of the customer and colleagues, by name."""
    require(db.actor, "read", "contacts")
    customer_id = db.scalar(sa.select(Process.customer_id).where(Process.id == process_id))
    return choices.found(db, _people(customer_id or ""), words, ())


def _people(customer_id: str) -> sa.Select:
    assigned = sa.select(ContactCustomerAssignment.contact_id).where(
        ContactCustomerAssignment.customer_id == customer_id
    )
    fits = sa.or_(Contact.type == ContactType.INTERNAL, Contact.customer_id == customer_id, Contact.id.in_(assigned))
    return sa.select(Contact.id, Contact.name.label("label")).where(fits)


def _change(db: Session, task_id: str, version: int, **values: Any) -> ProcessTask:
    return _write(db, _held(db, task_id, version), **values)


def _progress(db: Session, task_id: str, version: int, **values: Any) -> ProcessTask:
    task = _change(db, task_id, version, **values)
    _reopen_above(db, task)
    _begin(db, task)
    return task


def _held(db: Session, task_id: str, version: int) -> ProcessTask:
    require(db.actor, "update", "tasks")
    return _seen(db, task_id, version)


def _seen(db: Session, task_id: str, version: int) -> ProcessTask:
    """The task as it is now, if that is as it was seen; its process is held until the end of the transaction."""
    process_id = db.scalar(sa.select(ProcessTask.process_id).where(ProcessTask.id == task_id))
    task = None
    if process_id is not None:
        locked(db, process_id)
        task = db.get(ProcessTask, task_id, populate_existing=True)
    if task is None or task.process_id != process_id:
        raise NotFound("The task is not there any more: someone has deleted or moved it.")
    if task.version != version:
        raise Conflict(f"Someone else has just changed “{task.title}”; look again, then repeat it.")
    return task


def _write(db: Session, task: ProcessTask, **values: Any) -> ProcessTask:
    for name, value in values.items():
        setattr(task, name, value)
    db.flush()
    return task


def _reopen_above(db: Session, task: ProcessTask) -> None:
    """What has an open part is not completed."""
    if task.status == TaskStatus.COMPLETED:
        return
    done_above = ProcessTask.id.in_(task_tree.above(task.id)), ProcessTask.status == TaskStatus.COMPLETED
    reopened = sa.update(ProcessTask).where(*done_above).values(status=TaskStatus.IN_PROGRESS)
    db.execute(reopened.execution_options(synchronize_session=False))


def _begin(db: Session, task: ProcessTask) -> None:
    """A process has begun when something in it has."""
    if task.status == TaskStatus.NOT_STARTED:
        return
    waiting = Process.id == task.process_id, Process.status == ProcessStatus.NOT_STARTED
    begun = sa.update(Process).where(*waiting).values(status=ProcessStatus.IN_PROGRESS)
    db.execute(begun.execution_options(synchronize_session=False))


def _parsed(name: str, raw: Any) -> Any:
    try:
        return TASKS.fields[name].parse(raw)
    except ValueError as error:
        raise Invalid({name: str(error)}) from error
