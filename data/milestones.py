"""The nine milestones of a process: planned, achieved, and how far the two lie apart."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.access import require
from data.catalog.work import MILESTONES
from data.db import Session
from data.errors import Conflict, Invalid
from data.models import ProcessMilestone
from data.task_tree import locked
from data.vocabulary import MilestoneType

AGAIN = "Someone else has just changed “{}”; look again, then repeat it."


class Milestone(NamedTuple):
    """One of the nine, whether anybody has planned it yet or not."""

    kind: MilestoneType
    target: dt.date | None = None
    achieved: dt.date | None = None
    notes: str | None = None
    version: int = 0  # none yet
    id: str | None = None
    slip: int | None = None  # days achieved, or today, lies after the target; less than 0 is early
    gap: int | None = None  # days since the milestone achieved before it


class Wanted(NamedTuple):
    """What somebody set, and the version they saw."""

    target: Any
    achieved: Any
    version: int


def read(db: Session, process_id: str, today: dt.date) -> list[Milestone]:
    """All nine in their order."""
    require(db.actor, "read", "milestones")
    found = db.scalars(sa.select(ProcessMilestone).where(ProcessMilestone.process_id == process_id))
    return chain({row.milestone_type: _told(row, today) for row in found})


def change(db: Session, process_id: str, wanted: Mapping[str, Wanted]) -> int:
    """Sets dates of some milestones, of each on the version that was seen; returns how many changed."""
    require(db.actor, "update", "milestones")
    dates = {kind: _dates(kind, want) for kind, want in wanted.items()}
    locked(db, process_id)
    query = sa.select(ProcessMilestone).where(ProcessMilestone.process_id == process_id)
    known = {row.milestone_type: row for row in db.scalars(query.execution_options(populate_existing=True))}
    return sum(_set(db, process_id, known.get(MilestoneType(kind)), kind, wanted[kind], dates[kind]) for kind in dates)


def achieve(db: Session, process_id: str, kind: str, version: int, on: dt.date | None) -> None:
    """Reached on a day, or not reached after all."""
    require(db.actor, "update", "milestones")
    query = sa.select(ProcessMilestone.target_date).where(ProcessMilestone.process_id == process_id)
    target = db.scalar(query.where(ProcessMilestone.milestone_type == _kind(kind)))
    change(db, process_id, {kind: Wanted(target, on, version)})


def chain(known: Mapping[str, Milestone]) -> list[Milestone]:
    """The nine in order, each with the days since the one achieved before it."""
    told, before = [], None
    for kind in MilestoneType:
        one = known.get(kind, Milestone(kind))
        told.append(one._replace(gap=(one.achieved - before).days if one.achieved and before else None))
        before = one.achieved or before
    return told


def _told(row: ProcessMilestone, today: dt.date) -> Milestone:
    slip = (row.achieved_date or today) - row.target_date if row.target_date else None
    return Milestone(
        row.milestone_type,
        row.target_date,
        row.achieved_date,
        row.notes,
        row.version,
        row.id,
        slip.days if slip is not None else None,
    )


def _kind(word: str) -> MilestoneType:
    if word not in set(MilestoneType):
        raise Invalid({"milestone_type": "There is no such milestone."})
    return MilestoneType(word)


def _dates(kind: str, wanted: Wanted) -> dict[str, dt.date | None]:
    named = {"target_date": wanted.target, "achieved_date": wanted.achieved}
    try:
        return {name: MILESTONES.fields[name].parse(_kind(kind) and raw) for name, raw in named.items()}
    except ValueError as error:
        raise Invalid({"": f"{kind}: {error}"}) from error


def _set(
    db: Session,
    process_id: str,
    row: ProcessMilestone | None,
    kind: str,
    wanted: Wanted,
    dates: dict[str, dt.date | None],
) -> bool:
    if (row.version if row else 0) != wanted.version:
        raise Conflict(AGAIN.format(kind))
    if row is None:
        require(db.actor, "create", "milestones")
        row = ProcessMilestone(process_id=process_id, milestone_type=MilestoneType(kind))
        db.add(row)
    changed = any(getattr(row, name) != value for name, value in dates.items())
    for name, value in dates.items():
        setattr(row, name, value)
    db.flush()
    return changed
