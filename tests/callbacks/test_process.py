"""The callbacks of a process's page, called as the functions they are."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from dash import no_update

from callbacks.process import actions, page, tasks
from data import db as database
from data import milestones, task_tree
from data.access import SYSTEM
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import Process
from data.vocabulary import ApprovalStatus, MilestoneType, ProcessStatus, SdlcStage
from tests import factories as make
from tests.layouts.test_pages import ids, text

UAT = MilestoneType.UAT_STARTED


@pytest.fixture
def process(db: Session) -> Process:
    return make.process(db)


@pytest.fixture(autouse=True)
def props(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """What callbacks write into the page besides what they return."""
    told: dict[Any, Any] = {}
    for module in ("wrote", "messages", "process.page", "process.tasks", "process.actions"):
        monkeypatch.setattr(f"callbacks.{module}.set_props", told.__setitem__)
    return told


def seen(db: Session, process: Process) -> dict[str, Any]:
    db.refresh(process)
    return {"id": process.id, "version": process.version}


def rows(process: Process) -> list[dict[str, Any]]:
    with database.session(SYSTEM) as db:
        return task_tree.rows(db, process.id)


def draw(process: Process, drawn: list[str] | None = None) -> tuple:
    return page.draw({"id": process.id}, None, None, None, drawn)


def do(process: Process, verb: str, **more: Any) -> dict[str, Any]:
    return tasks.act({"do": verb, "at": 7.0, **more}, {"id": process.id})[0]


def test_a_page_shows_the_process_and_what_can_be_done(signed_in_as, process: Process) -> None:
    signed_in_as()
    head, course, chain, around, _marks, stamp = draw(process)
    assert "Weekly extract" in text(head)
    assert {"process-start", "process-delete"} <= set(ids(head))
    assert "Requirements" in text(course)
    assert "0 of 9 achieved" in text(chain)
    assert "Approval" in text(around)
    assert stamp


def test_a_process_that_is_not_there_is_said_in_its_place(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(NotFound) as error:
        page.draw({"id": "nowhere"}, None, None, None, None)
    assert "no such process" in text(page.apologise(error.value)[0])


def test_the_page_is_told_only_of_changes(signed_in_as, process: Process) -> None:
    signed_in_as()
    stamp = draw(process)[-1]
    assert page.look(1.0, {"id": process.id}, stamp) is no_update
    do(process, "add", title="Map")
    assert page.look(1.0, {"id": process.id}, stamp) is not no_update


def test_a_tree_is_sent_once(signed_in_as, process: Process) -> None:
    signed_in_as()
    do(process, "add", title="Map")
    drawn, stamp = page.plant({"id": process.id}, None, None, None)
    assert [row["title"] for row in drawn["rows"]] == ["Map"]
    assert page.plant({"id": process.id}, None, None, stamp) == (no_update, no_update)


def test_a_process_that_went_while_it_was_looked_at_is_drawn_again(props: dict[Any, Any]) -> None:
    page.gone(NotFound("gone"))
    assert "process-changed" in props
    props.clear()
    page.gone(Conflict("busy"))
    assert props == {}


@pytest.mark.parametrize("verb", sorted(tasks.VERBS))
def test_every_verb_of_the_tree_does_something_and_offers_to_undo_it(
    signed_in_as, process: Process, props: dict[Any, Any], verb: str
) -> None:
    signed_in_as()
    for title in ("First", "Second", "Third"):
        do(process, "add", title=title)
    first, second, third = rows(process)
    do(process, "move", id=third["id"], version=1, parent=second["id"])
    if verb in ("start", "put-back", "outdent"):
        do(process, "complete", id=third["id"], version=2)
    target = {"outdent": 2, "start": 2, "put-back": 2, "down": 0}.get(verb, 1)
    before = rows(process)
    row = {one["id"]: one for one in before}[(first, second, third)[target]["id"]]
    needs = {"title": "New", "due": "2030-01-07", "priority": "High", "who": None, "reason": "No access"}
    needs |= {"parent": None, "before": first["id"]}
    if verb == "assign":
        with database.session(SYSTEM) as db:
            needs["who"] = make.contact(db).id
    given = {"id": row["id"], "version": row["version"]} if verb != "add" else {}
    drawn = do(process, verb, **given, **needs)
    assert drawn["answers"] == 7.0
    assert rows(process) != before
    assert props["toast"]["data"]["undo"]
    assert "records-changed" in props


def test_what_is_refused_is_said_and_the_tree_read_again(signed_in_as, process: Process, props: dict[Any, Any]) -> None:
    signed_in_as()
    do(process, "add", title="Map")
    with pytest.raises(Conflict) as error:
        do(process, "start", id=rows(process)[0]["id"], version=9)
    tasks.refused(error.value)
    assert "look again" in props["toast"]["data"]["text"]
    assert {"tasks-refused", "process-changed"} <= props.keys()


def test_people_are_found_for_a_task(signed_in_as, db: Session, process: Process) -> None:
    signed_in_as()
    ana = make.contact(db, name="Ana")
    assert tasks.find({"words": "an", "at": 3.0}, {"id": process.id}) == {"at": 3.0, "people": [[ana.id, "Ana"]]}


def test_a_viewer_changes_nothing(signed_in_as, process: Process) -> None:
    signed_in_as("processes:read", "tasks:read", "milestones:read")
    attempts = (
        lambda: do(process, "add", title="Map"),
        lambda: actions.start(1, {"id": process.id, "version": 1}),
        lambda: actions.move([1], [{"kind": "stage", "to": "Design"}], {"id": process.id, "version": 1}),
        lambda: actions.delete(1, {"id": process.id, "version": 1}),
        lambda: actions.achieve([1], [{"of": UAT}], {}, {"id": process.id, "version": 1}),
        lambda: actions.approve(1, {"id": process.id, "version": 1}, [{"field": "reason"}], [""]),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()
    assert rows(process) == []


def test_a_process_goes_its_way(signed_in_as, db: Session, process: Process, props: dict[Any, Any]) -> None:
    signed_in_as()
    actions.start(1, seen(db, process))
    actions.move([None, 1], [{"to": "Design"}, {"to": "Testing"}], seen(db, process))
    db.refresh(process)
    assert (process.status, process.sdlc_stage) == (ProcessStatus.IN_PROGRESS, SdlcStage.TESTING)
    actions.set_progress(1, seen(db, process), [{"field": "percent"}], [30])
    actions.complete(1, seen(db, process))
    actions.reopen(1, seen(db, process))
    db.refresh(process)
    assert (process.status, process.progress) == (ProcessStatus.IN_PROGRESS, 30)
    actions.delete(1, seen(db, process))
    assert props["url"] == {"pathname": "/processes"}
    assert db.scalar(sa.select(sa.func.count()).select_from(Process)) == 0


def test_an_approval_goes_its_way(signed_in_as, db: Session, process: Process) -> None:
    signed_in_as()
    note = [{"field": "reason"}]
    with pytest.raises(Invalid, match="reason"):
        actions.reject(1, seen(db, process), note, [""])
    for verb, status in (
        (actions.reject, ApprovalStatus.REJECTED),
        (actions.request, ApprovalStatus.PENDING),
        (actions.approve, ApprovalStatus.APPROVED),
        (actions.waive, ApprovalStatus.NOT_REQUIRED),
    ):
        verb(1, seen(db, process), note, ["Because"])
        db.refresh(process)
        assert process.approval_status == status


def test_only_the_dates_that_were_changed_are_set(signed_in_as, db: Session, process: Process) -> None:
    signed_in_as()
    were = {kind.value: {"target": None, "achieved": None, "version": 0} for kind in MilestoneType}
    fields = [{"of": kind.value, "date": "target"} for kind in MilestoneType]
    actions.plan([None] * 9, fields, were, seen(db, process))
    actions.plan(["2026-03-02", *[None] * 8], fields, were, seen(db, process))
    chain = milestones.read(db, process.id, dt.date(2026, 3, 2))
    assert [one.version for one in chain] == [1, *[0] * 8]
    assert chain[0].target == dt.date(2026, 3, 2)


def test_one_press_achieves_a_milestone_and_another_takes_it_back(signed_in_as, db: Session, process: Process) -> None:
    signed_in_as()
    never = {UAT.value: {"target": None, "achieved": None, "version": 0}}
    actions.achieve([1], [{"of": UAT.value}], never, seen(db, process))
    achieved = {UAT.value: {"target": None, "achieved": "2026-03-02", "version": 1}}
    actions.achieve([1], [{"of": UAT.value}], achieved, seen(db, process))
    with pytest.raises(Invalid, match="no such milestone"):
        actions.achieve([1], [{"of": "Party"}], achieved, seen(db, process))
    (row,) = [one for one in milestones.read(db, process.id, dt.date(2026, 3, 2)) if one.kind == UAT]
    assert (row.achieved, row.version) == (None, 2)


def test_teams_come_and_go(signed_in_as, db: Session, process: Process) -> None:
    signed_in_as()
    team = make.team(db, customer_id=process.customer_id, name="Ours")
    actions.add_team(1, seen(db, process), [{"field": "team"}], [team.id])
    assert "Ours" in text(draw(process)[3])
    actions.remove_team([1], [{"team": team.id}], seen(db, process))
    assert "No team works on it yet" in text(draw(process)[3])


def test_a_list_is_shown_when_it_is_chosen(signed_in_as, process: Process) -> None:
    signed_in_as()
    for name in ("timeline", "hours", "transfers", "notifications"):
        assert page.show(name, {"id": process.id}) is not None
    assert page.show("users", {"id": process.id}) is None


def test_a_stage_that_was_refused_does_not_stand_in_the_way_of_another(signed_in_as, db: Session, process: Process):
    """The button that was pressed before stays pressed in the page."""
    signed_in_as()
    actions.start(1, seen(db, process))
    actions.move([1000, 2000], [{"to": "Nowhere"}, {"to": "Design"}], seen(db, process))
    db.refresh(process)
    assert process.sdlc_stage == SdlcStage.DESIGN


def test_what_nobody_changed_is_not_drawn_again_under_who_types(signed_in_as, db: Session, process: Process) -> None:
    signed_in_as()
    marks = draw(process)[-2]
    do(process, "add", title="Map the fields", parent=None, before=None)
    assert draw(process, marks)[2:4] == (no_update, no_update)
    actions.start(1, seen(db, process))
    assert draw(process, marks)[0] is not no_update


def test_a_date_that_is_refused_is_put_back(signed_in_as, props: dict[Any, Any]) -> None:
    signed_in_as()
    actions.put_back(Invalid({"": "That is before the process began."}))
    assert props["process-drawn"] == {"data": None}
    assert "process-changed" in props
