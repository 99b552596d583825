"""The nine milestones: their dates, how far they slip, and who sets them."""

import datetime as dt

import pytest

from data import db as database
from data import milestones
from data.access import SYSTEM
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid
from data.milestones import Wanted
from data.models import Process
from data.vocabulary import MilestoneType
from tests import factories as make

UAT = MilestoneType.UAT_STARTED


@pytest.fixture
def process(db: Session) -> Process:
    return make.process(db)


def test_milestones_slip_from_their_target_and_follow_each_other(db: Session, process: Process) -> None:
    today = dt.date(2026, 3, 20)
    dates = {
        "Requirements Complete": Wanted("2026-03-02", "2026-03-05", 0),
        "Estimate Provided": Wanted("2026-03-12", "2026-03-10", 0),
        "Sprint Confirmed": Wanted("2026-03-18", None, 0),
        "UAT Started": Wanted("2026-03-25", None, 0),
        "UAT Approved": Wanted(None, "2026-03-19", 0),
    }
    assert milestones.change(db, process.id, dates) == 5
    read = {one.kind.value: one for one in milestones.read(db, process.id, today)}
    assert list(read) == [kind.value for kind in MilestoneType]
    assert [read[name].slip for name in dates] == [3, -2, 2, -5, None]
    assert [read[name].gap for name in dates] == [None, 5, None, None, 9]


def test_a_milestone_is_achieved_and_not_after_all_and_keeps_its_target(db: Session, process: Process) -> None:
    milestones.change(db, process.id, {UAT: Wanted("2026-03-02", None, 0)})
    milestones.achieve(db, process.id, UAT, 1, dt.date(2026, 3, 4))
    milestones.achieve(db, process.id, UAT, 2, None)
    (row,) = [one for one in milestones.read(db, process.id, dt.date(2026, 3, 4)) if one.kind == UAT]
    assert (row.target, row.achieved, row.version) == (dt.date(2026, 3, 2), None, 3)


def test_a_milestone_of_an_older_version_is_refused(db: Session, process: Process) -> None:
    milestones.change(db, process.id, {UAT: Wanted("2026-03-02", None, 0)})
    with pytest.raises(Conflict, match="UAT Started"):
        milestones.change(db, process.id, {UAT: Wanted("2026-03-09", None, 0)})


@pytest.mark.parametrize(
    "wanted", [{"Party": Wanted(None, None, 0)}, {UAT: Wanted("soon", None, 0)}, {UAT: Wanted(None, "1066-10-14", 0)}]
)
def test_what_is_no_milestone_or_no_day_is_refused(db: Session, process: Process, wanted) -> None:
    with pytest.raises(Invalid):
        milestones.change(db, process.id, wanted)


def test_who_only_reads_milestones_sets_none(db: Session, process: Process, actor) -> None:
    reader = actor("processes:read", "milestones:read")
    with pytest.raises(Forbidden), database.session(reader) as inner:
        milestones.achieve(inner, process.id, UAT, 0, dt.date(2026, 3, 4))
    with database.session(SYSTEM) as inner:
        assert all(one.achieved is None for one in milestones.read(inner, process.id, dt.date(2026, 3, 4)))
