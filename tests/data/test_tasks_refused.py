"""Who may be given a task, what a task cannot be, and who changes none."""

import datetime as dt

import pytest

from data import db as database
from data import task_tree, tasks
from data.db import Session
from data.errors import Forbidden, Invalid, NotFound
from data.models import Process, ProcessTask
from data.vocabulary import ContactType
from tests import factories as make


@pytest.fixture
def process(db: Session) -> Process:
    return make.process(db)


def plant(db: Session, process: Process, *titles: str) -> list[ProcessTask]:
    return [tasks.add(db, process.id, title) for title in titles]


def test_only_colleagues_and_people_of_the_customer_are_assigned(db: Session, process: Process) -> None:
    (task,) = plant(db, process, "Map")
    ana = make.contact(db, name="Ana")
    cleo = make.contact(db, name="Cleo", type=ContactType.CLIENT, customer_id=process.customer_id)
    foreign = make.contact(db, name="Ann", type=ContactType.CLIENT, customer_id=make.customer(db, name="Bolt").id)
    assert [choice.label for choice in tasks.assignees(db, process.id, "")] == ["Ana", "Cleo"]
    assert [choice.value for choice in tasks.assignees(db, process.id, "an")] == [ana.id]
    assert tasks.assign(db, task.id, 1, cleo.id).assigned_to_id == cleo.id
    for stranger in (foreign.id, "nobody"):
        with pytest.raises(Invalid, match="can be assigned"):
            tasks.assign(db, task.id, task.version, stranger)
    assert tasks.assign(db, task.id, task.version, None).assigned_to_id is None


@pytest.mark.parametrize(
    ("verb", "value", "field"),
    [
        (tasks.rename, " ", "title"),
        (tasks.rename, "x" * 301, "title"),
        (tasks.rename, "a\x00b", "title"),
        (tasks.rename, ["a"], "title"),
        (tasks.schedule, "31 February", "due_date"),
        (tasks.schedule, "9999-12-31", "due_date"),
        (tasks.prioritise, "Urgent", "priority"),
        (tasks.block, "x" * 1001, "blocked_reason"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(db: Session, process: Process, verb, value, field: str) -> None:
    (task,) = plant(db, process, "Map")
    with pytest.raises(Invalid) as error:
        verb(db, task.id, 1, value)
    assert set(error.value.messages) == {field}


def test_a_due_date_may_lie_in_the_past_of_a_task_that_exists(db: Session, process: Process) -> None:
    (task,) = plant(db, process, "Map")
    assert tasks.schedule(db, task.id, 1, "2020-02-03").due_date == dt.date(2020, 2, 3)
    assert tasks.schedule(db, task.id, task.version, "").due_date is None


def test_each_verb_asks_for_its_right(db: Session, process: Process, actor) -> None:
    (task,) = plant(db, process, "Map")
    refused = [
        (lambda s: tasks.add(s, process.id, "x"), actor("tasks:read", "tasks:update", "tasks:delete")),
        (lambda s: tasks.rename(s, task.id, 1, "x"), actor("tasks:read", "tasks:create", "tasks:delete")),
        (lambda s: tasks.remove(s, task.id, 1), actor("tasks:read", "tasks:create", "tasks:update")),
        (lambda s: task_tree.rows(s, process.id), actor("processes:read")),
    ]
    for verb, reader in refused:
        with pytest.raises(Forbidden), database.session(reader) as inner:
            verb(inner)


def test_who_sees_another_customer_reaches_nothing_here(db: Session, process: Process, actor) -> None:
    (task,) = plant(db, process, "Map")
    reader = actor("tasks:read", "tasks:create", "tasks:update", "tasks:delete", customer_ids=frozenset({"other"}))
    with database.session(reader) as inner:
        assert task_tree.rows(inner, process.id) == []
    for verb in (lambda s: tasks.add(s, process.id, "x"), lambda s: tasks.complete(s, task.id, 1)):
        with pytest.raises(NotFound), database.session(reader) as inner:
            verb(inner)
