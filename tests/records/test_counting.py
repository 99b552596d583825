"""How many a list finds: what is kept says the same as counting."""

from typing import Any

import pytest
import sqlalchemy as sa

from data import db as database
from data import records, rollups
from data.access import Actor
from data.catalog import ENTITIES
from data.db import Session
from data.records import Wanted, counting
from data.roles import PERMISSIONS
from data.vocabulary import Priority, ProcessStatus, RegulatoryStatus, TaskStatus
from tests import factories as make
from tests.records.world import World


def among(*values: Any) -> dict[str, Any]:
    return {"filterType": "set", "values": list(values)}


KEPT: list[tuple[str, dict[str, Any], int]] = [
    ("processes", {}, 4),
    ("processes", {"status": among(ProcessStatus.IN_PROGRESS)}, 1),
    ("tasks", {}, 3),
    ("tasks", {"status": among(TaskStatus.NOT_STARTED, TaskStatus.BLOCKED)}, 3),
    ("tasks", {"status": among(TaskStatus.BLOCKED), "priority": among(Priority.HIGH)}, 1),
    ("tasks", {"priority": among(Priority.LOW)}, 0),
    ("tasks", {"priority": among(None)}, 0),
    ("hours", {}, 2),
    ("hours", {"billable": among(False)}, 1),
    ("products", {"regulatory_status": among(RegulatoryStatus.DISCOVERY)}, 1),
]


@pytest.fixture
def worlds(db: Session) -> list[World]:
    acme, bolt = World(db), World(db, "Bolt")
    process = make.process(db, customer_id=acme.customer.id, status=ProcessStatus.IN_PROGRESS)
    make.process(db, customer_id=bolt.customer.id)
    for values in ({}, {"priority": Priority.HIGH, "status": TaskStatus.BLOCKED}):
        make.task(db, process_id=process.id, **values)
    make.task(db, process_id=bolt.process.id)
    make.hours(db, service_id=acme.service.id)
    make.hours(db, service_id=bolt.service.id, billable=False)
    make.product(db, team_id=acme.team.id, regulatory_status=RegulatoryStatus.DISCOVERY)
    return [acme, bolt]


@pytest.mark.parametrize("is_folded", [False, True])
@pytest.mark.parametrize(("name", "filters", "count"), KEPT)
def test_what_is_kept_says_how_many_are_found(
    db: Session, worlds: list[World], name: str, filters: dict, count: int, is_folded: bool
) -> None:
    if is_folded:
        rollups.fold(db)
    acme, bolt = (world.customer.id for world in worlds)
    assert counting.kept(db, name, "", filters, {}) == count == _found(db, name, Wanted(filters=filters))
    each = [{**filters, "customer_id": among(id_)} for id_ in (acme, bolt)]
    assert sum(counting.kept(db, name, "", one, {}) or 0 for one in each) == count
    within = {"customer_id": acme}
    assert counting.kept(db, name, "", filters, within) == _found(db, name, Wanted("", filters, within=within))
    assert counting.kept(db, name, "", each[1], within) == 0
    with database.session(Actor(None, PERMISSIONS, frozenset({bolt}))) as mine:
        assert counting.kept(mine, name, "", filters, {}) == _found(mine, name, Wanted(filters=filters))


def _found(db: Session, name: str, wanted: Wanted) -> int:
    """By reading them all."""
    query = records.listed(db, ENTITIES[name], wanted).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(query)) or 0


@pytest.mark.parametrize(
    ("name", "words", "filters", "within"),
    [
        ("tasks", "load", {}, {}),
        ("tasks", "", {"title": {"filterType": "text", "type": "contains", "filter": "x"}}, {}),
        ("tasks", "", {"assigned_to_id": among("x")}, {}),
        ("tasks", "", {}, {"process_id": "x"}),
        ("contacts", "", {}, {}),
    ],
)
def test_what_is_narrowed_by_more_is_counted(db: Session, name: str, words: str, filters: Any, within: Any) -> None:
    assert counting.kept(db, name, words, filters, within) is None
