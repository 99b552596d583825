"""The page of a process, as components: what it says, and what it offers to whom."""

import datetime as dt

import pytest

from data.access import SYSTEM, Actor
from data.vocabulary import ApprovalStatus, Health, ProcessStatus, SdlcStage
from layouts.process import around, course, head, milestones, page, tasks
from tests.layouts.process_sheets import TODAY, process, sheet
from tests.layouts.test_pages import ids, text

VIEWER = Actor("vi", frozenset({"processes:read", "tasks:read", "milestones:read", "teams:read"}))
MANAGER = Actor("mo", frozenset({"processes:read", "processes:update", "milestones:update", "milestones:create"}))


def offered(drawn: object) -> set[str]:
    return {id_ if isinstance(id_, str) else id_["kind"] for id_ in ids(drawn)}


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (ProcessStatus.NOT_STARTED, {"process-start"}),
        (ProcessStatus.IN_PROGRESS, {"process-complete"}),
        (ProcessStatus.COMPLETED, {"process-reopen"}),
    ],
)
def test_only_what_fits_the_status_is_offered(status, buttons) -> None:
    assert offered(head.content(sheet(process(status=status)), MANAGER)) - {"process-seen"} == buttons


def test_a_viewer_is_offered_nothing_to_change() -> None:
    shown = sheet()
    drawn = [head.content(shown, VIEWER), course.content(shown, VIEWER), around.content(shown, VIEWER)]
    drawn.append(milestones.content(shown.milestones, VIEWER))
    assert offered(drawn) == {"process-seen", "milestones-seen"}


def test_who_may_not_read_tasks_gets_no_tree() -> None:
    assert "task-tree" not in offered(page.layout("p1", reader=MANAGER))
    assert "task-tree" in offered(page.layout("p1", reader=VIEWER))


def test_deleting_says_what_goes_with_it() -> None:
    drawn = text(head.content(sheet(), SYSTEM))
    assert "With it go 7 tasks and 1 milestone." in drawn
    assert "Hours logged on it stay with their service." in drawn


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "1 day left"), (12, "12 days left"), (-1, "1 day late")])
def test_how_far_the_due_date_is(days: int, said: str) -> None:
    assert head.left(days) == said


def test_the_gap_to_the_plan_is_said_in_points() -> None:
    drawn = text(course.content(sheet(), MANAGER))
    for words in ("40 %", "60 %", "20 points behind plan", "At risk", "2 of 5 tasks done"):
        assert words in drawn


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"expected": 40}, "As planned"),
        ({"expected": 39}, "1 point ahead of plan"),
        ({"expected": None, "health": Health.NO_PLAN}, "A start and a due date would give it a plan"),
    ],
)
def test_what_is_said_of_the_plan(values: dict, said: str) -> None:
    assert said in text(course.content(sheet(**values), MANAGER))


def test_progress_is_entered_by_hand_only_without_tasks() -> None:
    assert "process-progress" not in offered(course.content(sheet(), MANAGER))
    alone = sheet(process(leaf_tasks=0, completed_leaf_tasks=0))
    assert "process-progress" in offered(course.content(alone, MANAGER))
    assert "process-progress" not in offered(course.content(alone, VIEWER))


def test_every_stage_but_the_present_one_can_be_moved_to_and_back_is_asked_about() -> None:
    drawn = course.content(sheet(), MANAGER)
    stages = [id_["to"] for id_ in ids(drawn) if isinstance(id_, dict) and id_["kind"] == "stage"]
    assert stages == [stage for stage in SdlcStage if stage != SdlcStage.DESIGN]
    assert "Move back to Requirements" in text(drawn)


def test_a_completed_process_moves_nowhere() -> None:
    done = sheet(process(status=ProcessStatus.COMPLETED), expected=None, health=None)
    assert "stage" not in offered(course.content(done, MANAGER))


def test_milestones_say_how_far_they_slipped_and_the_gaps_between_them() -> None:
    drawn = text(milestones.content(sheet().milestones, MANAGER))
    for words in ("3 of 9 achieved, 1 overdue", "3 days late", "on time", "4 days early", "missing for 2 days"):
        assert words in drawn
    assert "due in 5 days" in drawn
    assert "+4 d" in drawn
    assert "+7 d" in drawn


def test_who_may_not_read_milestones_sees_none() -> None:
    assert milestones.content(None, SYSTEM) == []


@pytest.mark.parametrize(
    ("status", "reader", "buttons"),
    [
        (ApprovalStatus.PENDING, MANAGER, {"approval-waive"}),
        (ApprovalStatus.PENDING, SYSTEM, {"approval-approve", "approval-reject", "approval-waive"}),
        (ApprovalStatus.REJECTED, SYSTEM, {"approval-request", "approval-waive"}),
        (ApprovalStatus.NOT_REQUIRED, MANAGER, {"approval-request"}),
    ],
)
def test_an_approval_offers_what_its_state_and_ones_rights_allow(status, reader, buttons) -> None:
    drawn = around.content(sheet(process(approval_status=status)), reader)
    assert {id_ for id_ in offered(drawn) if id_.startswith("approval-")} == buttons


def test_a_decision_shows_who_took_it_and_why() -> None:
    drawn = text(around.content(sheet(), VIEWER))
    assert all(words in drawn for words in ("Rejected", "Ada Admin", "No mapping"))


def test_a_customer_without_further_teams_says_so() -> None:
    assert "Every team of the customer works on it" in text(around.content(sheet(other_teams=[]), MANAGER))
    assert "team-off" not in offered(around.content(sheet(teams=None), MANAGER))


def test_the_tree_knows_what_its_reader_may_do_and_which_call_it_answers() -> None:
    drawn = tasks.drawn([], TODAY, VIEWER, tasks.Done(7.5, "t1"))
    assert drawn["may"] == {"add": False, "change": False, "remove": False, "assign": False}
    assert (drawn["answers"], drawn["chosen"], drawn["today"]) == (7.5, "t1", "2026-11-22")
    assert all(tasks.drawn([], dt.date.today(), SYSTEM)["may"].values())
