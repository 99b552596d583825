"""A process's page to be drawn, with only the values that matter."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from data.access import SYSTEM
from data.milestones import Milestone, chain
from data.process_course import Move, stages
from data.process_page import Sheet
from data.vocabulary import ApprovalStatus, Health, MilestoneType, ProcessStatus, SdlcStage
from layouts.notices import error_card
from layouts.process import around, course, head
from layouts.process import milestones as milestones_card

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=dt.UTC)


def process(**more: Any) -> Any:
    given = {
        "id": "p1",
        "version": 4,
        "name": "Weekly extract",
        "customer_id": "c1",
        "description": None,
        "jira_ticket": "DM-1",
        "status": ProcessStatus.IN_PROGRESS,
        "sdlc_stage": SdlcStage.DESIGN,
        "start_date": dt.date(2026, 11, 2),
        "due_date": dt.date(2026, 12, 4),
        "approval_status": ApprovalStatus.PENDING,
        "estimate": 120,
        "functional_area": None,
        "progress": 40,
        "is_tpa_required": True,
        "tpa_data_source": "Claims",
        "tpa_start_date": None,
        "tpa_end_date": None,
        "leaf_tasks": 5,
        "completed_leaf_tasks": 2,
    }
    return SimpleNamespace(**(given | more))


def sheet(given: Any = None, **more: Any) -> Sheet:
    made = given or process()
    moved = Move("sdlc_stage", "Requirements", made.sdlc_stage, dt.datetime(2026, 11, 10, tzinfo=dt.UTC), None, None)
    values = {
        "process": made,
        "customer": "Acme",
        "responsible": "Ana Silva",
        "tpa_responsible": None,
        "health": Health.AT_RISK,
        "today": TODAY,
        "expected": 60,
        "visits": stages(made.sdlc_stage, dt.datetime(2026, 11, 2, tzinfo=dt.UTC), NOW, [moved]),
        "decisions": [Move("approval_status", "Pending", "Rejected", NOW, "Ada Admin", "No mapping")],
        "milestones": milestones(),
        "teams": [("t1", "Field team")],
        "other_teams": [("t2", "Key accounts")],
        "tied": {"tasks": 7, "milestones": 1, "teams": 0},
        "hours": 41.5,
    }
    return Sheet(**(values | more))


def milestones() -> list[Milestone]:
    kinds = list(MilestoneType)
    known = [
        Milestone(kinds[0], dt.date(2026, 11, 2), dt.date(2026, 11, 5), None, 1, "m0", 3),
        Milestone(kinds[1], dt.date(2026, 11, 9), dt.date(2026, 11, 9), None, 1, "m1", 0),
        Milestone(kinds[2], dt.date(2026, 11, 20), dt.date(2026, 11, 16), None, 2, "m2", -4),
        Milestone(kinds[3], dt.date(2026, 11, 20), None, None, 1, "m3", 2),
        Milestone(kinds[4], dt.date(2026, 11, 27), None, None, 1, "m4", -5),
    ]
    return chain({one.kind: one for one in known})


def drawn() -> list[Any]:
    """Everything that callbacks draw into the page of a process, in each of its states."""
    states = [sheet(process(status=status)) for status in ProcessStatus]
    states += [sheet(process(approval_status=status)) for status in ApprovalStatus]
    states.append(sheet(process(leaf_tasks=0)))
    parts = (head.content, course.content, around.content)
    return [
        error_card("It failed.", "process-retry"),
        milestones_card.content(milestones(), SYSTEM),
        *(draw(state, SYSTEM) for state in states for draw in parts),
    ]
