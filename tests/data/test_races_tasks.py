"""Several people plan one process at the same time: nothing is lost, orders stay whole, nobody is left hanging."""

import random
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import task_tree, tasks
from data.access import SYSTEM
from data.errors import Conflict, Invalid, NotFound
from data.models import Process, ProcessTask
from tests import factories as make
from tests.racing import together

REFUSED = (Conflict, Invalid, NotFound)


@pytest.fixture
def planned(committed: Urls) -> Iterator[tuple[str, list[str]]]:
    """A process with twelve tasks that everybody sees."""
    engine = database.configure(committed.web, pooled=False)
    with database.session(SYSTEM) as db:
        id_ = make.process(db).id
        ids = [tasks.add(db, id_, str(number)).id for number in range(12)]
    yield id_, ids
    engine.dispose()


def attempt(work) -> str:
    try:
        with database.session(SYSTEM) as db:
            work(db)
    except REFUSED as error:
        return str(error)
    return ""


def version(db: database.Session, id_: str) -> int:
    return db.scalar(sa.select(ProcessTask.version).where(ProcessTask.id == id_)) or 0


def test_of_two_who_rename_the_same_task_one_is_told(planned: tuple[str, list[str]]) -> None:
    _, ids = planned
    said = together(
        *(lambda name=name: attempt(lambda db: tasks.rename(db, ids[0], 1, name)) for name in ("mine", "yours"))
    )
    assert sorted(map(bool, said)) == [False, True]
    assert any("Someone else has just changed" in words for words in said)


def test_two_who_put_a_task_before_the_same_one_both_succeed(planned: tuple[str, list[str]]) -> None:
    id_, ids = planned
    moves = [lambda task=task: attempt(lambda db: tasks.move(db, task, 1, None, ids[0])) for task in ids[5:9]]
    assert together(*moves) == [""] * 4
    with database.session(SYSTEM) as db:
        order = task_tree.siblings(db, id_, None)
        positions = db.scalars(sa.select(ProcessTask.position).where(ProcessTask.process_id == id_)).all()
    assert set(order[:4]) == set(ids[5:9])
    assert order[4] == ids[0]
    assert len(set(positions)) == 12


def test_two_moves_that_together_make_a_cycle_do_not_both_happen(planned: tuple[str, list[str]]) -> None:
    _, (one, two, *_rest) = planned
    said = together(
        lambda: attempt(lambda db: tasks.move(db, one, 1, two, None)),
        lambda: attempt(lambda db: tasks.move(db, two, 1, one, None)),
    )
    assert sorted(map(bool, said)) == [False, True]


def test_a_storm_of_planners_leaves_a_tree_and_a_true_progress(planned: tuple[str, list[str]]) -> None:
    id_, ids = planned

    def storm(seed: int) -> int:
        dice, done = random.Random(seed), 0
        for _ in range(25):
            task, other = dice.sample(ids, 2)
            verb = dice.choice(
                (
                    lambda db, t=task, o=other: tasks.move(db, t, version(db, t), o, None),
                    lambda db, t=task, o=other: tasks.move(db, t, version(db, t), None, o),
                    lambda db, t=task: tasks.indent(db, t, version(db, t)),
                    lambda db, t=task: tasks.outdent(db, t, version(db, t)),
                    lambda db, t=task: tasks.shift(db, t, version(db, t), dice.choice((-1, 1))),
                    lambda db, t=task: tasks.complete(db, t, version(db, t), dice.random() < 0.5),
                    lambda db, t=task: tasks.start(db, t, version(db, t)),
                    lambda db, o=other: tasks.add(db, id_, "new", o),
                )
            )
            said = attempt(verb)
            assert "same records" not in said, "somebody deadlocked"
            done += not said
        return done

    done = together(*(lambda seed=seed: storm(seed) for seed in range(4)))
    assert all(isinstance(count, int) and count > 3 for count in done), done
    _is_whole(id_)


def _is_whole(id_: str) -> None:
    """Every task hangs in the tree once, no two siblings share a place, and progress is what the leaves say."""
    with database.session(SYSTEM) as db:
        rows = db.execute(
            sa.select(ProcessTask.id, ProcessTask.parent_task_id, ProcessTask.position, ProcessTask.status).where(
                ProcessTask.process_id == id_
            )
        ).all()
        process = db.get_one(Process, id_)
        reached = db.scalars(
            sa.select(ProcessTask.id).where(
                ProcessTask.process_id == id_,
                sa.or_(*(ProcessTask.id.in_(task_tree.below(row.id)) for row in rows if row.parent_task_id is None)),
            )
        ).all()
    assert set(reached) == {row.id for row in rows}
    assert len({(row.parent_task_id, row.position) for row in rows}) == len(rows)
    parents = {row.parent_task_id for row in rows}
    leaves = [row for row in rows if row.id not in parents]
    done = sum(row.status == "Completed" for row in leaves)
    assert (process.leaf_tasks, process.progress) == (len(leaves), round(100 * done / len(leaves) + 1e-9))
