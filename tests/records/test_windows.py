"""Windows of long lists: what is found among the first, or part by part, is what the whole order says."""

import datetime as dt
from typing import Any

import pytest

from data import records
from data.catalog import ENTITIES
from data.db import Session
from data.errors import Invalid
from data.records import Wanted, windows
from data.vocabulary import TaskStatus
from tests import factories as make
from tests.records.world import World

TASKS = ENTITIES["tasks"]
BLOCK = 5
NOT_STARTED = {"status": {"filterType": "set", "values": [TaskStatus.NOT_STARTED.value]}}
TEXT = {"title": {"filterType": "text", "type": "contains", "filter": "load"}}
BOTH = {"words": "load", "filters": NOT_STARTED}
ORDERS = ["title", "process_id", "customer_id", "assigned_to_id", "status", "priority", "due_date", "completed_date"]
SORTS = [({"colId": name, "sort": way},) for name in ORDERS for way in ("asc", "desc")]
QUICK = [name for name in ORDERS if name != "title"]


@pytest.fixture
def tasks(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty of two customers, which is long here; every second one is about a load."""
    for name, value in {"FEW": 0, "LOOKED_AT": (4, 30), "ENOUGH": 5}.items():
        monkeypatch.setattr(windows, name, value)
    for place, world in enumerate((World(db), World(db, "Bolt"))):
        for number in range(20):
            blocked = {"status": TaskStatus.BLOCKED} if number % 5 == 0 else {}
            due = {} if number % 3 == 0 else {"due_date": world.today + dt.timedelta(days=number % 7)}
            who = {"assigned_to_id": world.contact.id} if number % 2 == place else {}
            title = f"{'Load' if number % 2 else 'Map'} {number}"
            make.task(db, process_id=world.process.id, title=title, **blocked, **due, **who)


@pytest.mark.parametrize("wanted", [{}, {"words": "load"}, {"filters": TEXT}, {"words": "Map 14"}, BOTH])
def test_block_after_block_is_the_whole_list(db: Session, tasks: None, wanted: Any) -> None:
    for sort in SORTS:
        asked = Wanted(sort=sort, **wanted)
        every = [row.id for row in db.execute(records.listed(db, TASKS, asked))]
        assert len(every) == records.counted(db, TASKS, asked)
        for start in range(0, len(every) + 1, BLOCK):
            found = records.page(db, TASKS, asked, start, start + BLOCK)
            assert [row["id"] for row in found.rows] == every[start : start + BLOCK], sort
            assert found.total in (len(every), None)
            assert found.total is not None or len(found.rows) == BLOCK, "a short block ends the list"


def test_what_is_among_the_first_is_not_counted(db: Session, tasks: None) -> None:
    for name in QUICK:
        asked = Wanted(words="load", sort=({"colId": name, "sort": "asc"},))
        assert records.page(db, TASKS, asked, 0, BLOCK).total is None, name


def test_a_list_too_long_to_sort_says_so_unless_an_index_knows_the_order(
    db: Session, tasks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "MANY", 30)
    for name in QUICK:
        assert records.page(db, TASKS, Wanted(sort=({"colId": name, "sort": "desc"},)), 0, BLOCK).total == 40
    by_title = ({"colId": "title", "sort": "asc"},)
    with pytest.raises(Invalid, match="40 tasks are too many to sort by Title: narrow the list to 30 at most"):
        records.page(db, TASKS, Wanted(sort=by_title), 0, BLOCK)
    blocked = {"status": {"filterType": "set", "values": [TaskStatus.BLOCKED.value]}}
    assert records.page(db, TASKS, Wanted(sort=by_title, filters=blocked), 0, BLOCK).total == 8
