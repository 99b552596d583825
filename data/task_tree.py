"""The task tree of a process: reading it, what lies below and above a task, and the order among siblings."""

from typing import Any

import sqlalchemy as sa

from data.access import require
from data.db import Session
from data.errors import Conflict, NotFound
from data.models import Contact, Process, ProcessTask

GAP = 2**20  # between siblings that were just spread
LOOK_AGAIN = "The tasks have been moved in the meantime; look again, then repeat it."


def rows(db: Session, process_id: str) -> list[dict[str, Any]]:
    """Every task of a process, siblings in their order; what does not apply is left out.

    Keys: id, parent, title, status, priority, due, who (the id), name, reason, version.
    """
    require(db.actor, "read", "tasks")
    task = ProcessTask
    query = (
        sa.select(
            task.id,
            task.parent_task_id.label("parent"),
            task.title,
            task.status,
            task.priority,
            task.due_date.label("due"),
            task.assigned_to_id.label("who"),
            Contact.name,
            task.blocked_reason.label("reason"),
            task.version,
        )
        .outerjoin(Contact, task.assigned_to_id == Contact.id)
        .where(task.process_id == process_id)
        .order_by(task.position, task.id)
    )
    return [{key: value for key, value in row.items() if value is not None} for row in db.execute(query).mappings()]


def stamp(db: Session, process_id: str) -> str:
    """Changes whenever the tree does."""
    require(db.actor, "read", "tasks")
    return counted(db, process_id)


def counted(db: Session, process_id: str) -> str:
    """How often tasks were written in all: a transaction that began earlier may commit later, so no moment tells."""
    figures = sa.func.count(), sa.func.sum(ProcessTask.version), sa.func.max(ProcessTask.updated_at)
    query = sa.select(sa.func.concat_ws(".", *figures)).where(ProcessTask.process_id == process_id)
    return db.execute(query).scalar_one()


def locked(db: Session, process_id: str) -> Process:
    """The process, with everybody else who changes its tasks made to wait: trees are changed one after the other."""
    query = sa.select(Process).where(Process.id == process_id).with_for_update(key_share=True, of=Process)
    found = db.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound("There is no such process any more.")
    return found


def below(task_id: str) -> sa.Select:
    """The ids of a task and of all that lies below it."""
    tree = sa.select(ProcessTask.id).where(ProcessTask.id == task_id).cte(recursive=True)
    tree = tree.union_all(sa.select(ProcessTask.id).join(tree, ProcessTask.parent_task_id == tree.c.id))
    return sa.select(tree.c.id)


def above(task_id: str) -> sa.Select:
    """The ids of what a task lies below."""
    parents = sa.select(ProcessTask.parent_task_id.label("id")).where(ProcessTask.id == task_id).cte(recursive=True)
    parents = parents.union_all(
        sa.select(ProcessTask.parent_task_id).join(parents, ProcessTask.id == parents.c.id)  # ends with a NULL
    )
    return sa.select(parents.c.id)


def siblings(db: Session, process_id: str, parent_id: str | None) -> list[str]:
    """The ids of a parent's children, or of the process's outermost tasks, in order."""
    return [id_ for id_, _ in _placed(db, process_id, parent_id)]


def place(db: Session, process_id: str, parent_id: str | None, before_id: str | None, moving: str | None = None) -> int:
    """The position before a sibling, or after all of them; call it with the process locked."""
    if before_id is None:
        return db.execute(sa.select(sa.func.nextval("process_tasks_position_seq"))).scalar_one()
    others = [row for row in _placed(db, process_id, parent_id) if row[0] != moving]
    at = next((place for place, (id_, _) in enumerate(others) if id_ == before_id), None)
    if at is None:
        raise Conflict(LOOK_AGAIN)
    high = others[at][1]
    low = others[at - 1][1] if at else high - 2 * GAP
    if high - low < 2:
        _spread(db, [id_ for id_, _ in others])
        high, low = (at + 1) * GAP, at * GAP
    return (low + high) // 2


def _placed(db: Session, process_id: str, parent_id: str | None) -> list[tuple[str, int]]:
    query = sa.select(ProcessTask.id, ProcessTask.position).where(ProcessTask.process_id == process_id)
    query = query.where(ProcessTask.parent_task_id.is_not_distinct_from(parent_id))
    return [(id_, position) for id_, position in db.execute(query.order_by(ProcessTask.position, ProcessTask.id))]


def _spread(db: Session, ids: list[str]) -> None:
    """Room between neighbours again. Nobody edited them: their versions stay."""
    order = sa.func.row_number().over(order_by=(ProcessTask.position, ProcessTask.id)) * GAP
    places = sa.select(ProcessTask.id, order.label("position")).where(ProcessTask.id.in_(ids)).subquery()
    spread = sa.update(ProcessTask).where(ProcessTask.id == places.c.id).values(position=places.c.position)
    db.execute(sa.select(sa.func.set_config("app.deriving", "on", True)))
    db.execute(spread.execution_options(synchronize_session=False))
    db.execute(sa.select(sa.func.set_config("app.deriving", "", True)))
