"""How long a process is in each state is kept as it happens, whoever writes."""

import datetime as dt

import sqlalchemy as sa

from data.db import Session
from data.models import ProcessStay
from data.rollups import waiting
from tests import factories as make

DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC)


def stays(db: Session, process_id: str) -> list[tuple]:
    query = sa.select(ProcessStay.state, ProcessStay.until.is_(None), ProcessStay.is_return)
    query = query.where(ProcessStay.process_id == process_id).order_by(ProcessStay.number)
    return [tuple(row) for row in db.execute(query)]


def test_work_that_nobody_began_is_not_started(db: Session) -> None:
    assert stays(db, make.process(db).id) == [("Not Started", True, False)]


def test_each_stage_in_work_is_a_stay_and_coming_back_is_marked(db: Session) -> None:
    process = make.process(db, created_at=NOW - 9 * DAY, started_at=NOW - 7 * DAY, status="In Progress")
    for stage in ("Testing", "Design", "Deployment"):
        process.sdlc_stage = stage
        db.flush()
    process.status, process.completed_at = "Completed", NOW + DAY
    db.flush()
    assert stays(db, process.id) == [
        ("Not Started", False, False),
        ("Requirements", False, False),
        ("Testing", False, False),
        ("Design", False, True),
        ("Deployment", False, False),
        ("Completed", True, False),
    ]
    days = sa.select(ProcessStay.state, ProcessStay.days).where(ProcessStay.days.is_not(None))
    assert dict(map(tuple, db.execute(days))) == {"Requirements": 7, "Testing": 0, "Design": 0, "Deployment": 1}


def test_a_reopened_process_is_in_its_stage_again_as_if_it_had_never_ended(db: Session) -> None:
    process = make.process(db, status="In Progress", created_at=NOW - 2 * DAY, started_at=NOW - DAY)
    for status in ("Completed", "In Progress"):
        process.status = status
        db.flush()
    assert stays(db, process.id) == [("Not Started", False, False), ("Requirements", True, False)]


def test_what_was_begun_before_it_was_entered_is_not_timed(db: Session) -> None:
    process = make.process(db, status="In Progress", created_at=NOW, started_at=NOW - 30 * DAY)
    process.sdlc_stage = "Design"
    db.flush()
    assert db.scalars(sa.select(ProcessStay.days).where(ProcessStay.process_id == process.id)).all() == [None, None]


def test_stays_follow_their_process_to_another_customer_and_go_with_it(db: Session) -> None:
    process, other = make.process(db), make.customer(db, name="Other")
    process.customer_id = other.id
    db.flush()
    assert db.scalars(sa.select(ProcessStay.customer_id)).all() == [other.id]
    db.delete(process)
    db.flush()
    assert db.scalars(sa.select(ProcessStay.number)).all() == []


def test_stays_say_what_their_process_is_narrowed_by(db: Session) -> None:
    process = make.process(db, functional_area="CRM Refresh", is_tpa_required=True)
    told = sa.select(ProcessStay.functional_area, ProcessStay.approval_status, ProcessStay.is_tpa_required).distinct()
    assert db.execute(told).all() == [("CRM Refresh", "Pending", True)]
    process.functional_area, process.approval_status, process.is_tpa_required = None, "Approved", False
    db.flush()
    assert db.execute(told).all() == [(None, "Approved", False)]
    process.status, process.functional_area = "In Progress", "Custom Extract"  # both at once
    db.flush()
    assert db.execute(told).all() == [("Custom Extract", "Approved", False)]


def test_what_work_is_narrowed_by_is_not_counted_anew(db: Session) -> None:
    process = make.process(db)
    before = waiting(db)
    process.functional_area = "CRM Refresh"
    db.flush()
    assert waiting(db) == before


def test_progress_alone_touches_no_stay(db: Session) -> None:
    process = make.process(db)
    before = db.scalar(sa.select(sa.literal_column("xmin::text")).select_from(ProcessStay))
    process.progress = 40
    db.flush()
    assert db.scalar(sa.select(sa.literal_column("xmin::text")).select_from(ProcessStay)) == before
