"""What is done with tasks: their order, their levels, what follows for the process, and what is refused."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import task_tree, tasks
from data.access import SYSTEM
from data.db import Session
from data.errors import Conflict, Invalid, NotFound
from data.models import Process, ProcessTask
from data.vocabulary import TaskStatus
from tests import factories as make


@pytest.fixture
def process(db: Session) -> Process:
    return make.process(db)


def plant(db: Session, process: Process, *titles: str, below: ProcessTask | None = None) -> list[ProcessTask]:
    return [tasks.add(db, process.id, title, below.id if below else None) for title in titles]


def seen(db: Session, process: Process) -> list[str]:
    """The tree as the page draws it: two blanks a level."""
    rows = task_tree.rows(db, process.id)

    def under(parent: str | None, level: int) -> list[str]:
        children = [row for row in rows if row.get("parent") == parent]
        return [line for row in children for line in ("  " * level + row["title"], *under(row["id"], level + 1))]

    return under(None, 0)


def now(db: Session, task: ProcessTask) -> ProcessTask:
    db.refresh(task)
    return task


def test_new_tasks_come_last_or_before_the_one_that_is_named(db: Session, process: Process) -> None:
    _map, load = plant(db, process, "Map", "Load")
    tasks.add(db, process.id, "Test", before_id=load.id)
    tasks.add(db, process.id, "Profile", before_id=_map.id)
    tasks.add(db, process.id, "Columns", parent_id=_map.id)
    assert seen(db, process) == ["Profile", "Map", "  Columns", "Test", "Load"]


def test_a_task_that_somebody_adds_elsewhere_comes_last_too(db: Session, process: Process) -> None:
    plant(db, process, "Map")
    tasks.shift(db, plant(db, process, "Load")[0].id, 1, -1)
    make.task(db, process_id=process.id, title="Imported")
    assert seen(db, process) == ["Load", "Map", "Imported"]


def test_a_hundred_tasks_fit_into_the_same_gap_in_the_order_in_which_they_came(db: Session, process: Process) -> None:
    first, last = plant(db, process, "first", "last")
    for number in range(100):
        tasks.add(db, process.id, str(number), before_id=last.id)
    assert seen(db, process) == ["first", *map(str, range(100)), "last"]
    assert now(db, last).version == first.version == 1  # making room is no edit


def test_indenting_and_outdenting_take_the_subtree_along(db: Session, process: Process) -> None:
    _map, load, test = plant(db, process, "Map", "Load", "Test")
    plant(db, process, "Retry", below=load)
    tasks.indent(db, load.id, 1)
    assert seen(db, process) == ["Map", "  Load", "    Retry", "Test"]
    tasks.indent(db, test.id, 1)
    assert seen(db, process) == ["Map", "  Load", "    Retry", "  Test"]
    tasks.outdent(db, load.id, now(db, load).version)
    assert seen(db, process) == ["Map", "  Test", "Load", "  Retry"]


def test_shifting_goes_past_one_sibling(db: Session, process: Process) -> None:
    _one, two, _three = plant(db, process, "1", "2", "3")
    tasks.shift(db, two.id, 1, 1)
    assert seen(db, process) == ["1", "3", "2"]
    tasks.shift(db, two.id, now(db, two).version, -1)
    tasks.shift(db, two.id, now(db, two).version, -1)
    assert seen(db, process) == ["2", "1", "3"]


@pytest.mark.parametrize("verb", [lambda *a: tasks.shift(*a, -1), lambda *a: tasks.shift(*a, 1), tasks.indent])
def test_a_lone_task_goes_nowhere(db: Session, process: Process, verb) -> None:
    (task,) = plant(db, process, "Map")
    with pytest.raises(Conflict):
        verb(db, task.id, 1)
    with pytest.raises(Conflict):
        tasks.outdent(db, task.id, 1)


def test_a_task_moves_before_a_task_of_another_branch(db: Session, process: Process) -> None:
    _map, load = plant(db, process, "Map", "Load")
    _x, y = plant(db, process, "x", "y", below=_map)
    tasks.move(db, load.id, 1, _map.id, y.id)
    assert seen(db, process) == ["Map", "  x", "  Load", "  y"]


def test_no_task_goes_below_itself_or_into_another_process(db: Session, process: Process) -> None:
    (top,) = plant(db, process, "Map")
    (child,) = plant(db, process, "x", below=top)
    elsewhere = make.task(db)
    for parent in (child.id, elsewhere.id):
        with pytest.raises(Invalid, match="stays in its process"), database.session(SYSTEM) as inner:
            tasks.move(inner, top.id, 1, parent, None)


def test_ten_levels_below_the_outermost_and_no_more(db: Session, process: Process) -> None:
    above = None
    for level in range(11):
        (above,) = plant(db, process, str(level), below=above)
    with pytest.raises(Invalid, match="ten levels"), database.session(SYSTEM) as inner:
        plant(inner, process, "too deep", below=above)


def test_a_place_that_has_gone_is_said(db: Session, process: Process) -> None:
    _map, load = plant(db, process, "Map", "Load")
    (child,) = plant(db, process, "x", below=_map)
    with pytest.raises(Conflict, match="look again"):
        tasks.move(db, load.id, 1, None, child.id)


def test_whoever_saw_an_older_version_is_refused(db: Session, process: Process) -> None:
    (task,) = plant(db, process, "Map")
    tasks.rename(db, task.id, 1, "Map all columns")
    for verb in (tasks.start, tasks.complete, tasks.remove, lambda *a: tasks.rename(*a, "Mine")):
        with pytest.raises(Conflict, match="Map all columns"):
            verb(db, task.id, 1)


def test_a_task_that_has_gone_is_said(db: Session, process: Process) -> None:
    (task,) = plant(db, process, "Map")
    assert tasks.remove(db, task.id, 1) == 1
    with pytest.raises(NotFound, match="not there any more"):
        tasks.start(db, task.id, 1)


def test_removing_takes_along_what_is_below(db: Session, process: Process) -> None:
    (task,) = plant(db, process, "Map")
    plant(db, process, "x", "y", below=task)
    assert tasks.remove(db, task.id, now(db, task).version) == 3
    assert seen(db, process) == []


def test_completing_moves_the_process_and_reopening_moves_it_back(db: Session, process: Process) -> None:
    _map, load = plant(db, process, "Map", "Load")
    tasks.complete(db, _map.id, 1)
    assert now(db, process).progress == 50
    tasks.complete(db, load.id, 1)
    process.status = "Completed"
    db.flush()
    tasks.start(db, load.id, now(db, load).version)
    assert (now(db, process).status, process.progress) == ("In Progress", 50)


@pytest.mark.parametrize("verb", [tasks.start, tasks.complete, lambda *a: tasks.block(*a, "No access")])
def test_a_process_begins_with_its_first_task(db: Session, process: Process, verb) -> None:
    (task,) = plant(db, process, "Map")
    tasks.put_back(db, task.id, 1)
    assert now(db, process).status == "Not Started"
    verb(db, task.id, now(db, task).version)
    assert now(db, process).status == "In Progress"


def test_completing_with_children_completes_what_is_open_below(db: Session, process: Process) -> None:
    (top,) = plant(db, process, "Build")
    one, two = plant(db, process, "x", "y", below=top)
    (deep,) = plant(db, process, "z", below=two)
    tasks.block(db, one.id, 1, "No access")
    tasks.complete(db, top.id, now(db, top).version, with_children=True)
    assert {now(db, task).status for task in (top, one, two, deep)} == {TaskStatus.COMPLETED}
    assert one.blocked_reason is None
    assert now(db, process).progress == 100


def test_completing_alone_leaves_the_children(db: Session, process: Process) -> None:
    (top,) = plant(db, process, "Build")
    (child,) = plant(db, process, "x", below=top)
    tasks.complete(db, top.id, now(db, top).version)
    assert now(db, child).status == TaskStatus.NOT_STARTED


def test_a_task_with_an_open_part_is_not_completed(db: Session, process: Process) -> None:
    (top,) = plant(db, process, "Build")
    (child,) = plant(db, process, "x", below=top)
    tasks.complete(db, top.id, now(db, top).version, with_children=True)
    tasks.start(db, child.id, now(db, child).version)
    assert now(db, top).status == TaskStatus.IN_PROGRESS
    tasks.complete(db, top.id, top.version, with_children=True)
    plant(db, process, "one more", below=top)
    assert now(db, top).status == TaskStatus.IN_PROGRESS


def test_a_blocked_task_says_why_until_it_goes_on(db: Session, process: Process) -> None:
    (task,) = plant(db, process, "Load")
    with pytest.raises(Invalid, match="Say what blocks"):
        tasks.block(db, task.id, 1, "  ")
    tasks.block(db, task.id, 1, "No access to the source")
    assert task_tree.rows(db, process.id)[0]["reason"] == "No access to the source"
    tasks.start(db, task.id, now(db, task).version)
    assert "reason" not in task_tree.rows(db, process.id)[0]


def test_an_import_may_not_know_why_a_task_is_blocked(db: Session, process: Process) -> None:
    db.execute(sa.select(sa.func.set_config("app.source", "import", True)))
    db.execute(sa.insert(ProcessTask).values(process_id=process.id, title="Old", status=TaskStatus.BLOCKED))
    assert task_tree.rows(db, process.id)[0]["reason"] == "No reason was given."
