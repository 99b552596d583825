"""What more than the right to update is needed for stays with those who have it, whichever way it is tried."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from data import db as database
from data import history, processes
from data.access import Actor
from data.catalog import ENTITIES
from data.db import Session
from data.errors import Forbidden
from data.models import Customer, Process
from data.sessions import SignedIn
from tests.imports.conftest import bring_in, counts, file  # noqa: F401 - fixtures

People = dict[str, SignedIn]
PROCESSES, CUSTOMERS = ENTITIES["processes"], ENTITIES["customers"]


def _process(db: Session) -> Process:
    return db.get_one(Process, "bolt-process", populate_existing=True)


def _decide(actor: Actor, act: Callable[..., Any], *said: Any) -> str:
    """One step of an approval; returns its change set."""
    with database.session(actor) as db:
        act(db, "bolt-process", _process(db).version, *said)
        return db.change_set_id


def _approval() -> str:
    with database.session(Actor("x", frozenset({"*"}))) as db:
        return _process(db).approval_status


@pytest.fixture
def rejected(recognised: People) -> tuple[Actor, list[str]]:
    """A Manager whose request was granted, asked again, was refused, and asked once more."""
    manager, admin = recognised["manager"].actor, recognised["admin"].actor
    steps = [
        (manager, processes.waive_approval),
        (manager, processes.request_approval),
        (admin, processes.approve),
        (manager, processes.request_approval),
        (admin, processes.reject, "The data are not ours"),
        (manager, processes.request_approval),
    ]
    return manager, [_decide(*step) for step in steps]


def test_undoing_an_old_request_does_not_bring_back_the_approval_before_it(rejected: tuple[Actor, list[str]]) -> None:
    manager, change_sets = rejected
    with pytest.raises(Forbidden, match="decide on approvals"), database.session(manager) as db:
        history.undo(db, change_sets[3])
    assert _approval() == "Pending"


def test_a_return_to_an_approved_time_needs_the_right_to_approve(rejected: tuple[Actor, list[str]]) -> None:
    manager, _ = rejected
    with database.session(manager) as db:
        steps = history.of(db, PROCESSES, "bolt-process").steps
    approved = next(step for step in steps if any(change.new == "Approved" for change in step.changes))
    with pytest.raises(Forbidden, match="decide on approvals"), database.session(manager) as db:
        history.revert(db, PROCESSES, "bolt-process", approved.id)
    assert _approval() == "Pending"


def test_who_asked_for_an_approval_can_still_take_that_back(recognised: People) -> None:
    manager = recognised["manager"].actor
    _decide(manager, processes.waive_approval)
    asked = _decide(manager, processes.request_approval)
    with database.session(manager) as db:
        history.undo(db, asked)
    assert _approval() == "Not Required"


def test_a_file_approves_nothing(recognised: People, bring_in: Callable[..., Any]) -> None:  # noqa: F811
    text = "Name,customer_id,Approval status,Jira ticket\nplain process,bolt,Approved,\n"
    text += "Another,bolt,Approved,\nA third,bolt,Not Required,\n"
    done = bring_in("processes", text, recognised["manager"].actor)
    assert counts(done) == {"new": 1, "rejected": 2}
    assert _approval() == "Pending"
    done = bring_in("processes", text, recognised["admin"].actor)
    assert (counts(done), _approval()) == ({"new": 1, "changed": 1, "same": 1}, "Approved")
    done = bring_in("processes", text.replace("Approved,", "Approved,AB-1"), recognised["manager"].actor)
    assert counts(done) == {"changed": 2, "same": 1}, "What has been decided can be said again."


def test_who_may_not_put_a_customer_away_cannot_do_so_by_a_file_or_a_way_back(
    recognised: People,
    bring_in: Callable[..., Any],  # noqa: F811
) -> None:
    manager, admin = recognised["manager"].actor, recognised["admin"].actor
    with database.session(admin) as db:
        db.execute(sa.delete(Process).where(Process.customer_id == "acme"))
    with database.session(admin) as db:
        db.execute(sa.update(Customer).values(active=False).where(Customer.id == "acme"))
        put_away = db.change_set_id
    with pytest.raises(Forbidden), database.session(manager) as db:
        history.undo(db, put_away)
    done = bring_in("customers", "Name,Active\nCANARY customer,yes\nNew,no\n", manager)
    assert counts(done) == {"rejected": 2}
    with database.session(admin) as db:
        history.undo(db, put_away)
        steps = history.of(db, CUSTOMERS, "acme").steps
    away = next(step for step in steps if any(change.new == "no" for change in step.changes))
    with pytest.raises(Forbidden), database.session(manager) as db:
        history.revert(db, CUSTOMERS, "acme", away.id)
    with database.session(admin) as db:
        assert db.get_one(Customer, "acme").active
