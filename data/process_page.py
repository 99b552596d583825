"""Everything that a process's own page shows, read in one transaction."""

import datetime as dt
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from data import calendar, milestones, process_course, task_tree
from data.access import require
from data.db import Session
from data.errors import NotFound
from data.health import health_of
from data.milestones import Milestone
from data.models import (
    Contact,
    Customer,
    FileTransfer,
    NotificationSubscription,
    Process,
    ProcessMilestone,
    ProcessTask,
    ProcessTeam,
    Team,
    TimeEntry,
)
from data.process_course import Move, Visit
from data.vocabulary import ProcessStatus

DECISIONS = 20  # the latest that are shown
TIED = {
    "tasks": ProcessTask,
    "milestones": ProcessMilestone,
    "teams": ProcessTeam,
    "transfers": FileTransfer,
    "notifications": NotificationSubscription,
}  # what goes with a process, by the name people have for it


class Sheet(NamedTuple):
    """A process as its page shows it; what the reader may not read is None."""

    process: Process
    customer: str
    responsible: str | None
    tpa_responsible: str | None
    health: str | None  # of an open process
    today: dt.date
    expected: int | None  # progress in per cent; none without a plan, or when it is completed
    visits: list[Visit]
    decisions: list[Move]  # about its approval, latest first
    milestones: list[Milestone] | None
    teams: list[tuple[str, str]] | None  # id, name
    other_teams: list[tuple[str, str]]  # of the customer
    tied: dict[str, int]  # how many go with it when it is deleted
    hours: float | None  # logged

    @property
    def is_open(self) -> bool:
        return self.process.status != ProcessStatus.COMPLETED

    @property
    def days_left(self) -> int | None:
        return (self.process.due_date - self.today).days if self.process.due_date else None


def read(db: Session, id_: str) -> Sheet:
    require(db.actor, "read", "processes")
    now = calendar.now(db)
    process, customer, responsible, tpa_responsible, health = _row(db, id_, now.date())
    moves = process_course.moves(db, id_)
    teams, others = _teams(db, process)
    is_open = process.status != ProcessStatus.COMPLETED
    return Sheet(
        process,
        customer,
        responsible,
        tpa_responsible,
        health if is_open else None,
        now.date(),
        expected(process.start_date, process.due_date, now.date()) if is_open else None,
        process_course.stages(process.sdlc_stage, process.created_at, process.completed_at or now, moves),
        [move for move in reversed(moves) if move.field == "approval_status"][:DECISIONS],
        milestones.read(db, id_, now.date()) if db.actor.can("read", "milestones") else None,
        teams,
        others,
        {name: _count(db, model, id_) for name, model in TIED.items()},
        _hours(db, id_),
    )


def stamp(db: Session, id_: str) -> str:
    """Changes whenever the process, its tasks, its milestones or its teams do. Cheap: asked for every few seconds."""
    require(db.actor, "read", "processes")
    own = sa.select(sa.func.concat_ws(".", Process.version, Process.status, Process.progress)).where(Process.id == id_)
    if (said := db.scalar(own)) is None:
        raise NotFound("There is no such process any more.")
    dates = sa.select(sa.func.concat_ws(".", sa.func.count(), sa.func.sum(ProcessMilestone.version)))
    return "/".join(
        (
            said,
            task_tree.counted(db, id_),
            db.execute(dates.where(ProcessMilestone.process_id == id_)).scalar_one(),
            str(_count(db, ProcessTeam, id_)),
        )
    )


def today(db: Session) -> dt.date:
    return calendar.now(db).date()


def expected(start: dt.date | None, due: dt.date | None, today: dt.date) -> int | None:
    """The share of planned working days that has passed, today included."""
    if start is None or due is None:
        return None
    planned = calendar.working_days(start, due)
    elapsed = calendar.working_days(start, min(today, due))
    return round(100 * elapsed / planned) if planned else (100 if today >= due else 0)


def _row(db: Session, id_: str, today: dt.date) -> tuple[Process, str, str | None, str | None, str]:
    tpa = aliased(Contact)
    query = (
        sa.select(Process, Customer.name, Contact.name, tpa.name, health_of(today))
        .join(Customer, Process.customer_id == Customer.id)
        .outerjoin(Contact, Process.responsible_contact_id == Contact.id)
        .outerjoin(tpa, Process.tpa_responsible_contact_id == tpa.id)
        .where(Process.id == id_)
    )
    if (found := db.execute(query).one_or_none()) is None:
        raise NotFound("There is no such process, or you may not see its customer.")
    return found[0], found[1], found[2], found[3], found[4]


def _teams(db: Session, process: Process) -> tuple[list[tuple[str, str]] | None, list[tuple[str, str]]]:
    """Those that work on it, and the customer's others."""
    if not db.actor.can("read", "teams"):
        return None, []
    mine = sa.exists().where(ProcessTeam.process_id == process.id, ProcessTeam.team_id == Team.id)
    query = sa.select(Team.id, Team.name, mine).where(Team.customer_id == process.customer_id)
    rows = db.execute(query.order_by(sa.func.lower(Team.name), Team.id)).all()
    return [(id_, name) for id_, name, works in rows if works], [(id_, name) for id_, name, works in rows if not works]


def _count(db: Session, model: type, id_: str) -> int:
    counted = sa.select(sa.func.count()).select_from(model).where(model.process_id == id_)  # type: ignore[attr-defined]
    return db.execute(counted).scalar_one()


def _hours(db: Session, id_: str) -> float | None:
    if not db.actor.can("read", "hours"):
        return None
    return float(db.scalar(sa.select(sa.func.sum(TimeEntry.hours)).where(TimeEntry.process_id == id_)) or 0)
