"""Task trees stay trees, however many people move tasks at once and at any isolation."""

import random
import uuid

import psycopg
import pytest

from dashboard.services.throwaway import Urls
from tests.racing import TRY_AGAIN, connect, overlap, together

MOVE = "UPDATE process_tasks SET parent_task_id = {} WHERE id = '{}'"
ACYCLIC = {"23503", "23514"}  # the foreign key, or the limit of depth
WALK = """
WITH RECURSIVE tree(id, depth) AS (
  SELECT id, 0 FROM process_tasks WHERE process_id = %(process)s AND parent_task_id IS NULL
  UNION ALL SELECT t.id, tree.depth + 1 FROM process_tasks t JOIN tree ON t.parent_task_id = tree.id)
SELECT (SELECT count(*) FROM process_tasks WHERE process_id = %(process)s), count(*),
  count(*) FILTER (WHERE t.depth <> tree.depth)
FROM tree JOIN process_tasks t USING (id)
"""


@pytest.fixture
def process(committed: Urls) -> str:
    id_ = uuid.uuid4().hex[:8]
    with connect(committed) as conn:
        conn.execute("INSERT INTO customers (id, name) VALUES (%s, 'Acme')", [id_])
        conn.execute("INSERT INTO processes (id, customer_id, name) VALUES (%s, %s, 'Extract')", [id_, id_])
    return id_


def _task(conn: psycopg.Connection, process: str, parent: str | None = None) -> str:
    insert = "INSERT INTO process_tasks (process_id, title, parent_task_id) VALUES (%s, 'T', %s) RETURNING id::text"
    return conn.execute(insert, [process, parent]).fetchone()[0]


def _is_a_forest(urls: Urls, process: str) -> None:
    """Every task is reached from a root, at the depth it believes to have."""
    with connect(urls) as conn:
        all_, reached, misplaced = conn.execute(WALK, {"process": process}).fetchone()
    assert (reached, misplaced) == (all_, 0)


@pytest.mark.parametrize("level", list(psycopg.IsolationLevel))
def test_two_moves_that_together_make_a_cycle_do_not_both_commit(
    committed: Urls, process: str, level: psycopg.IsolationLevel
) -> None:
    with connect(committed) as conn:
        one, two = _task(conn, process), _task(conn, process)
    outcomes = overlap(committed, MOVE.format(f"'{two}'", one), MOVE.format(f"'{one}'", two), level)
    assert outcomes.count(None) == 1
    assert set(outcomes) <= {None, *ACYCLIC, *TRY_AGAIN}
    _is_a_forest(committed, process)


def test_a_parent_deleted_while_a_child_is_added_takes_it_along_or_stays(committed: Urls, process: str) -> None:
    with connect(committed) as conn:
        parent = _task(conn, process)
    add = f"INSERT INTO process_tasks (process_id, title, parent_task_id) VALUES ('{process}', 'Child', '{parent}')"
    assert overlap(committed, add, f"DELETE FROM process_tasks WHERE id = '{parent}'") == [None, None]
    _is_a_forest(committed, process)


def test_a_storm_of_random_moves_leaves_trees_with_true_depths(committed: Urls, process: str) -> None:
    with connect(committed) as conn:
        tasks = [_task(conn, process) for _ in range(14)]

    def storm(seed: int) -> int:
        dice, moved = random.Random(seed), 0
        with connect(committed, autocommit=True) as conn:
            for _ in range(60):
                task, parent = dice.sample(tasks, 2)
                target = f"'{parent}'" if dice.random() < 0.8 else "NULL"
                moved += _try(conn, MOVE.format(target, task))
        return moved

    moved = together(*(lambda seed=seed: storm(seed) for seed in range(6)))
    assert all(isinstance(count, int) and count > 5 for count in moved), moved
    _is_a_forest(committed, process)


def _try(conn: psycopg.Connection, statement: str) -> bool:
    for _ in range(20):
        try:
            conn.execute(statement)
            return True
        except psycopg.Error as error:
            if error.sqlstate in ACYCLIC:
                return False
            if error.sqlstate not in TRY_AGAIN:
                raise
    raise AssertionError("never got through")


def test_moving_a_subtree_moves_depths_and_counts_leaves(committed: Urls, process: str) -> None:
    with connect(committed) as conn:
        root, other = _task(conn, process), _task(conn, process)
        child = _task(conn, process, root)
        leaf, twin = _task(conn, process, child), _task(conn, process, other)
        conn.execute("UPDATE process_tasks SET status = 'Completed' WHERE id = %s", [leaf])
        conn.execute(MOVE.format(f"'{other}'", child))
        depths = conn.execute("SELECT id::text, depth FROM process_tasks WHERE process_id = %s", [process]).fetchall()
        counts = conn.execute("SELECT leaf_tasks, progress FROM processes WHERE id = %s", [process]).fetchone()
    assert dict(depths) == {root: 0, other: 0, twin: 1, child: 1, leaf: 2}
    assert counts == (3, 33)  # the root, now bare, the twin, and the leaf that is done


def test_a_whole_tree_moves_to_another_process_and_customer(committed: Urls, process: str) -> None:
    with connect(committed) as conn:
        conn.execute("INSERT INTO customers (id, name) VALUES (%s, 'Bolt')", [f"{process}-b"])
        conn.execute("INSERT INTO processes (id, customer_id, name) VALUES (%s, %s, 'Feed')", [f"{process}-b"] * 2)
        root = _task(conn, process)
        _task(conn, process, _task(conn, process, root))
        conn.execute("UPDATE process_tasks SET process_id = %s WHERE id = %s", [f"{process}-b", root])
        where = "SELECT DISTINCT process_id, customer_id FROM process_tasks WHERE process_id LIKE %s"
        assert conn.execute(where, [f"{process}%"]).fetchall() == [(f"{process}-b", f"{process}-b")]
        leaves = "SELECT id, leaf_tasks FROM processes WHERE id LIKE %s ORDER BY id"
        assert conn.execute(leaves, [f"{process}%"]).fetchall() == [(process, 0), (f"{process}-b", 1)]


def test_ten_levels_are_the_limit(committed: Urls, process: str) -> None:
    with connect(committed) as conn:
        parent = None
        for _ in range(11):
            parent = _task(conn, process, parent)
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            _task(conn, process, parent)
    assert caught.value.diag.constraint_name == "ck_process_tasks_task_depth_limit"
