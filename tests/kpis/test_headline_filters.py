"""The headline under filters, against a plain count of the same records."""

import datetime as dt
import random
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import kpis, listing
from data.access import Actor
from data.db import Session
from data.filters import Filters
from data.models import Customer, Process, ProcessTask, TimeEntry
from data.vocabulary import CustomerPhase, ProcessStatus, SdlcStage, TaskStatus
from tests import factories as make

TODAY = dt.datetime.now(dt.UTC).date()
AREAS = ("CRM Refresh", "Custom Extract", None)


@pytest.fixture
def work(db: Session) -> list[Customer]:
    """A few customers with work of all kinds, some of it old, some done."""
    chance = random.Random(7)
    db.execute(sa.select(sa.func.set_config("app.source", "import", True)))
    return [_customer(db, number, chance) for number in range(6)]


def _customer(db: Session, number: int, chance: random.Random) -> Customer:
    born = dt.datetime.now(dt.UTC) - dt.timedelta(days=chance.randrange(120))
    customer = make.customer(db, name=f"C{number}", phase=chance.choice(list(CustomerPhase)), created_at=born)
    service = make.service(db, customer_id=customer.id)
    for _ in range(5):
        process = make.process(
            db,
            customer_id=customer.id,
            functional_area=chance.choice(AREAS),
            sdlc_stage=chance.choice(list(SdlcStage)),
            is_tpa_required=chance.random() < 0.5,
            start_date=TODAY - dt.timedelta(days=chance.randrange(40, 90)),
            due_date=TODAY + dt.timedelta(days=chance.randrange(-39, 60)),
            created_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=chance.randrange(120)),
            **({"status": ProcessStatus.COMPLETED} if chance.random() < 0.3 else {}),
        )
        for done in range(3 if process.status != ProcessStatus.COMPLETED else 0):
            make.task(
                db,
                process_id=process.id,
                due_date=TODAY + dt.timedelta(days=chance.randrange(-60, 30)),
                status=TaskStatus.COMPLETED if done == 0 else TaskStatus.NOT_STARTED,
            )
        make.hours(db, service_id=service.id, worked_on=TODAY.replace(day=1), hours=chance.randrange(1, 9))
    return customer


CHOSEN: list[dict[str, tuple[str, ...]]] = [
    {},
    {"stage": ("Design", "Testing")},
    {"area": ("CRM Refresh",), "tpa": ("Required",)},
    {"phase": ("Steady State", "Contracting")},
    {"status": ("Not Started",)},
]


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
@pytest.mark.parametrize("among", ["all", "two", "mine", "two of mine"])
def test_each_number_counts_the_records_that_the_filters_leave(
    db: Session, work: list[Customer], chosen: dict[str, tuple[str, ...]], among: str
) -> None:
    if "two" in among:
        chosen = {**chosen, "customer": (work[0].id, work[3].id)}
    if "mine" in among:
        db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({work[3].id, work[4].id}))
    filters = Filters(TODAY, chosen=chosen)
    said = kpis.read(db, "headline", filters).set_index("measure")["value"]
    assert dict(said) == _counted(db, filters, [work[3].id, work[4].id] if "mine" in among else None)
    for measure in ("active_customers", "open_processes", "overdue_tasks"):
        behind = kpis.behind(db, {"kpi": "headline", "measure": measure}, filters)
        assert listing.total(db, behind.query) == said[measure]


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_health_and_averages_are_of_the_open_processes_that_the_filters_leave(
    db: Session, work: list[Customer], chosen: dict[str, tuple[str, ...]]
) -> None:
    filters = Filters(TODAY, chosen=chosen)
    said = kpis.read(db, "process_progress", filters)
    customers = {row.id: row for row in db.scalars(sa.select(Customer))}
    left = [
        row
        for row in db.scalars(sa.select(Process))
        if row.status != ProcessStatus.COMPLETED and _fits(row, customers[row.customer_id], filters, None)
    ]
    for health, processes in said.itertuples(index=False):
        behind = kpis.behind(db, {"kpi": "process_progress", "health": health}, filters)
        assert listing.total(db, behind.query) == processes
    average = kpis.read(db, "progress_average", filters).iloc[0]
    assert average["open_processes"] == said["processes"].sum() == len(left)
    if left:
        assert average["average"] == pytest.approx(sum(row.progress for row in left) / len(left))


@pytest.mark.parametrize("name", ["headline", "process_progress", "progress_average"])
def test_what_is_counted_says_the_same_as_what_is_kept(db: Session, work: list[Customer], name: str) -> None:
    """Nothing narrowed is read from what is kept; every customer named is counted, and leaves the same."""
    every = Filters(TODAY, chosen={"customer": tuple(customer.id for customer in work)})
    kept, counted = kpis.read(db, name, Filters(TODAY)), kpis.read(db, name, every)
    pd.testing.assert_frame_equal(counted, kept)


def test_a_parent_left_open_in_a_completed_process_is_overdue_however_it_is_asked_for(db: Session) -> None:
    db.execute(sa.select(sa.func.set_config("app.source", "import", True)))
    process = make.process(db, functional_area="Extracts")
    parent = make.task(db, process_id=process.id, due_date=TODAY - dt.timedelta(days=9))
    make.task(db, process_id=process.id, parent_task_id=parent.id, status=TaskStatus.COMPLETED)
    process.status = ProcessStatus.COMPLETED
    db.flush()
    for chosen in ({}, {"area": ("Extracts",)}):
        filters = Filters(TODAY, chosen=chosen)
        said = kpis.read(db, "headline", filters).set_index("measure")["value"]
        behind = kpis.behind(db, {"kpi": "headline", "measure": "overdue_tasks"}, filters)
        assert said["overdue_tasks"] == listing.total(db, behind.query) == 1


def test_the_course_has_what_was_open_or_late_then(db: Session) -> None:
    db.execute(sa.select(sa.func.set_config("app.source", "import", True)))
    ago = {weeks: dt.datetime.now(dt.UTC) - dt.timedelta(weeks=weeks) for weeks in (2, 6, 20)}
    customer = make.customer(db, created_at=ago[20])
    made = {"customer_id": customer.id, "created_at": ago[20], "status": ProcessStatus.COMPLETED, "started_at": ago[20]}
    for weeks in (2, 6):
        make.process(db, **made, completed_at=ago[weeks])
    done = make.process(db, customer_id=customer.id, created_at=ago[6])
    late = {"process_id": done.id, "due_date": ago[20].date(), "status": TaskStatus.COMPLETED}
    make.task(db, **late, completed_date=ago[2].date())
    make.task(db, **late, completed_date=ago[20].date())
    said = kpis.read(db, "headline", Filters(TODAY, chosen={"customer": (customer.id,)})).set_index("measure")["points"]
    assert said["open_processes"] == [2.0] * 6 + [2.0] * 4 + [1.0] * 3
    assert said["overdue_tasks"] == [1.0] * 10 + [0.0] * 3


def _counted(db: Session, filters: Filters, mine: list[str] | None) -> dict[str, float]:
    """One by one, in Python."""
    customers = [row for row in db.scalars(sa.select(Customer)) if _is_left(row.id, row, filters, mine)]
    phases = {row.id: row for row in db.scalars(sa.select(Customer))}
    open_ = [row for row in db.scalars(sa.select(Process)) if _fits(row, phases[row.customer_id], filters, mine)]
    of = {row.id for row in open_}
    tasks = [row for row in db.scalars(sa.select(ProcessTask)) if row.process_id in of]
    hours = [
        row
        for row in db.scalars(sa.select(TimeEntry))
        if _is_left(row.customer_id, phases[row.customer_id], filters, mine)
        and row.worked_on.replace(day=1) == TODAY.replace(day=1)
    ]
    return {
        "active_customers": sum(row.active and row.phase != CustomerPhase.TERMINATED for row in customers),
        "open_processes": sum(row.status != ProcessStatus.COMPLETED for row in open_),
        "overdue_tasks": sum(
            row.status != TaskStatus.COMPLETED and row.due_date is not None and row.due_date < TODAY for row in tasks
        ),
        "hours_this_month": float(sum(row.hours for row in hours)),
    }


def _is_left(customer_id: str, customer: Any, filters: Filters, mine: list[str] | None) -> bool:
    among, phases = filters.of("customer"), filters.of("phase")
    seen = mine is None or customer_id in mine
    return seen and (not among or customer_id in among) and (not phases or customer.phase in phases)


def _fits(row: Any, customer: Any, filters: Filters, mine: list[str] | None) -> bool:
    given = {
        "area": row.functional_area,
        "status": row.status,
        "stage": row.sdlc_stage,
        "tpa": "Required" if row.is_tpa_required else "Not required",
    }
    asked = all(not filters.of(name) or value in filters.of(name) for name, value in given.items())
    return asked and _is_left(row.customer_id, customer, filters, mine)
