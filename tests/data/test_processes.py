"""What is done with a process, what follows, and what its page shows of it."""

import datetime as dt
from itertools import pairwise

import pytest
import sqlalchemy as sa

from data import db as database
from data import milestones, process_course, process_page, processes, tasks
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import AuditLog, Process
from data.process_course import Move
from data.vocabulary import ApprovalStatus, MilestoneType, ProcessStatus, SdlcStage
from tests import factories as make

UTC = dt.UTC
UAT = MilestoneType.UAT_STARTED


@pytest.fixture
def process(db: Session) -> Process:
    return make.process(db)


def again(db: Session, process: Process) -> Process:
    db.refresh(process)
    return process


def test_a_process_is_started_completed_and_reopened(db: Session, process: Process) -> None:
    processes.start(db, process.id, 1)
    assert again(db, process).started_at is not None
    processes.complete(db, process.id, process.version)
    assert again(db, process).completed_at is not None
    assert processes.reopen(db, process.id, again(db, process).version).status == ProcessStatus.IN_PROGRESS


@pytest.mark.parametrize("verb", [processes.reopen, lambda *a: (processes.start(*a), processes.start(a[0], a[1], 2))])
def test_what_has_happened_does_not_happen_again(db: Session, process: Process, verb) -> None:
    with pytest.raises(Conflict, match=r"already"):
        verb(db, process.id, 1)


def test_open_tasks_keep_a_process_open_and_are_named(db: Session, process: Process) -> None:
    for title in ("Map", "Load", "Test", "Train", "Hand over"):
        tasks.add(db, process.id, title)
    with pytest.raises(Conflict, match=r"^5 tasks are still open: “Map”, “Load”, “Test” and 2 more\. Finish"):
        processes.complete(db, process.id, again(db, process).version)


def test_a_process_moves_through_its_stages_and_has_begun(db: Session, process: Process) -> None:
    processes.move_to_stage(db, process.id, 1, "Design")
    assert (again(db, process).sdlc_stage, process.status) == (SdlcStage.DESIGN, ProcessStatus.IN_PROGRESS)
    processes.move_to_stage(db, process.id, process.version, "Requirements")
    assert again(db, process).sdlc_stage == SdlcStage.REQUIREMENTS
    with pytest.raises(Invalid):
        processes.move_to_stage(db, process.id, process.version, "Retirement")


def test_a_completed_process_stays_in_its_stage(db: Session, process: Process) -> None:
    processes.complete(db, process.id, 1)
    with pytest.raises(Conflict, match="reopen it first"):
        processes.move_to_stage(db, process.id, again(db, process).version, "Design")


@pytest.mark.parametrize("percent", [-1, 101, 12.5, "50", True, None])
def test_progress_is_a_whole_number_of_per_cent(db: Session, process: Process, percent) -> None:
    with pytest.raises(Invalid):
        processes.set_progress(db, process.id, 1, percent)


def test_progress_is_entered_by_hand_until_there_are_tasks(db: Session, process: Process) -> None:
    assert processes.set_progress(db, process.id, 1, 40).progress == 40
    tasks.add(db, process.id, "Map")
    with pytest.raises(Conflict, match="tasks say"):
        processes.set_progress(db, process.id, again(db, process).version, 50)


def test_a_rejection_has_a_reason_that_the_trail_and_the_page_show(db: Session, process: Process) -> None:
    with pytest.raises(Invalid, match="A reason is required"):
        processes.reject(db, process.id, 1, "  ")
    processes.reject(db, process.id, 1, "The mapping is missing.")
    (move,) = process_page.read(db, process.id).decisions
    assert (move.new, move.reason) == (ApprovalStatus.REJECTED, "The mapping is missing.")
    trail = sa.select(AuditLog.reason).where(AuditLog.resource_id == process.id, AuditLog.action == "update")
    assert db.scalars(trail).all() == ["The mapping is missing."]


def test_an_approval_is_requested_and_decided_once(db: Session, process: Process) -> None:
    with pytest.raises(Conflict, match="pending already"):
        processes.request_approval(db, process.id, 1)
    processes.approve(db, process.id, 1, "Go")
    with pytest.raises(Conflict, match="nothing to decide"):
        processes.approve(db, process.id, again(db, process).version)
    processes.request_approval(db, process.id, process.version, "The scope has grown.")
    processes.waive_approval(db, process.id, again(db, process).version)
    assert again(db, process).approval_status == ApprovalStatus.NOT_REQUIRED


def test_who_may_not_approve_does_not(db: Session, process: Process, actor) -> None:
    manager = actor("processes:read", "processes:update")
    for verb in (processes.approve, lambda *a: processes.reject(*a, "No")):
        with pytest.raises(Forbidden, match="approve processes"), database.session(manager) as inner:
            verb(inner, process.id, 1)
    with database.session(actor("processes:read", "processes:approve")) as inner:
        processes.approve(inner, process.id, 1)


def test_each_verb_asks_for_its_right_and_its_version(db: Session, process: Process, actor) -> None:
    verbs = (processes.start, processes.complete, processes.reopen, processes.waive_approval, processes.remove)
    for verb in verbs:
        with pytest.raises(Forbidden), database.session(actor("processes:read")) as inner:
            verb(inner, process.id, 1)
        with pytest.raises(Conflict, match="just changed"):
            verb(db, process.id, 7)


def test_who_sees_another_customer_finds_no_such_process(db: Session, process: Process, actor) -> None:
    reader = actor("processes:read", "processes:update", customer_ids=frozenset({"other"}))
    for verb in (lambda s: process_page.read(s, process.id), lambda s: processes.start(s, process.id, 1)):
        with pytest.raises(NotFound), database.session(reader) as inner:
            verb(inner)
    with pytest.raises(NotFound), database.session(reader) as inner:
        process_page.stamp(inner, process.id)


def test_who_sees_only_this_customer_sees_how_it_moved(db: Session, process: Process, actor) -> None:
    processes.move_to_stage(db, process.id, 1, "Design")
    for customer, stays in ((process.customer_id, 2), ("other", 0)):
        reader = actor("processes:read", customer_ids=frozenset({customer}))
        with database.session(reader) as inner:
            assert len(process_course.moves(inner, process.id)) == stays  # its stage, and that it has begun


def test_teams_of_the_customer_come_and_go(db: Session, process: Process) -> None:
    mine = make.team(db, customer_id=process.customer_id, name="Ours")
    theirs = make.team(db, name="Theirs")
    processes.add_team(db, process.id, mine.id)
    assert process_page.read(db, process.id).teams == [(mine.id, "Ours")]
    for stranger in (theirs.id, "nobody", None):
        with pytest.raises(Invalid):
            processes.add_team(db, process.id, stranger)
    processes.remove_team(db, process.id, mine.id)
    with pytest.raises(Conflict):
        processes.remove_team(db, process.id, mine.id)


def test_deleting_takes_along_what_belongs_to_it_and_the_page_says_how_much(db: Session, process: Process) -> None:
    tasks.add(db, process.id, "Map")
    assert process_page.read(db, process.id).tied["tasks"] == 1
    assert processes.remove(db, process.id, again(db, process).version) == "Weekly extract"
    with pytest.raises(NotFound):
        process_page.read(db, process.id)


def test_the_stamp_tells_of_every_change(db: Session, process: Process) -> None:
    seen = [process_page.stamp(db, process.id)]
    team = make.team(db, customer_id=process.customer_id)
    task = tasks.add(db, process.id, "Map")
    for change in (
        lambda: tasks.rename(db, task.id, 1, "Map all"),
        lambda: tasks.complete(db, task.id, 2),
        lambda: milestones.achieve(db, process.id, UAT, 0, dt.date(2026, 3, 2)),
        lambda: processes.add_team(db, process.id, team.id),
        lambda: processes.remove_team(db, process.id, team.id),
        lambda: processes.move_to_stage(db, process.id, again(db, process).version, "Design"),
        lambda: tasks.remove(db, task.id, 3),
    ):
        change()
        seen.append(process_page.stamp(db, process.id))
    assert all(before != after for before, after in pairwise(seen))


@pytest.mark.parametrize(
    ("today", "share"),
    [
        ("2026-03-01", 0),
        ("2026-03-02", 10),
        ("2026-03-06", 50),
        ("2026-03-08", 50),
        ("2026-03-13", 100),
        ("2027-01-01", 100),
    ],
)
def test_expected_progress_is_the_share_of_working_days_that_passed(today: str, share: int) -> None:
    start, due = dt.date(2026, 3, 2), dt.date(2026, 3, 13)
    assert process_page.expected(start, due, dt.date.fromisoformat(today)) == share


def test_a_plan_of_a_weekend_only_is_due_on_its_day() -> None:
    saturday, sunday = dt.date(2026, 3, 7), dt.date(2026, 3, 8)
    assert process_page.expected(saturday, sunday, saturday) == 0
    assert process_page.expected(saturday, sunday, sunday) == 100
    assert process_page.expected(None, sunday, sunday) is None


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 3, number, tzinfo=UTC)


def test_days_in_a_stage_add_up_over_returns() -> None:
    moves = [
        Move("sdlc_stage", "Requirements", "Development", day(3), None, None),
        Move("status", "Not Started", "In Progress", day(3), None, None),
        Move("sdlc_stage", "Development", "Requirements", day(7), None, None),
        Move("sdlc_stage", "Requirements", "Development", day(8), None, None),
    ]
    visits = {visit.stage: visit for visit in process_course.stages(SdlcStage.DEVELOPMENT, day(1), day(10), moves)}
    assert [round(visits[stage].days) for stage in SdlcStage] == [3, 0, 6, 0, 0, 0]
    assert visits[SdlcStage.DEVELOPMENT][1:] == (day(3), 6.0, 1, True, False)
    assert visits[SdlcStage.DESIGN][1:] == (None, 0.0, 0, False, True)  # passed over
    assert visits[SdlcStage.TESTING][1:] == (None, 0.0, 0, False, False)


def test_a_process_that_never_moved_has_been_in_its_stage_since_it_began() -> None:
    (testing,) = [v for v in process_course.stages(SdlcStage.TESTING, day(1), day(5), []) if v.is_now]
    assert (testing.reached, testing.days) == (day(1), 4.0)
