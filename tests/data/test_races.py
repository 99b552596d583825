"""What must hold between records when several people write at once: each race on real connections."""

import random
import uuid

import psycopg
import pytest

from dashboard.services.throwaway import Urls
from tests.racing import TRY_AGAIN, connect, overlap, persist, together

FAILED_CHECK, FAILED_KEY, TWICE = "23514", "23503", "23505"
FEW_WRITERS = 8


@pytest.fixture
def name(committed: Urls) -> str:
    """A customer and a process of the test's own, both called by one name."""
    name = uuid.uuid4().hex[:8]
    with connect(committed) as conn:
        conn.execute("INSERT INTO customers (id, name) VALUES (%s, 'Acme')", [name])
        conn.execute("INSERT INTO processes (id, customer_id, name) VALUES (%s, %s, 'Extract')", [name, name])
    return name


def _tasks(urls: Urls, process: str, count: int, status: str = "Not Started", parent: str | None = None) -> list[str]:
    insert = (
        "INSERT INTO process_tasks (process_id, title, status, parent_task_id) VALUES (%s, 'T', %s, %s) RETURNING id"
    )
    with connect(urls) as conn:
        return [str(conn.execute(insert, [process, status, parent]).fetchone()[0]) for _ in range(count)]


def _process(urls: Urls, process: str) -> tuple[str, int]:
    with connect(urls) as conn:
        return conn.execute("SELECT status, progress FROM processes WHERE id = %s", [process]).fetchone()


def _counts_are_true(urls: Urls, process: str) -> None:
    truth = """
      SELECT count(*) leaves, count(*) FILTER (WHERE status = 'Completed') completed FROM process_tasks t
      WHERE process_id = %s AND NOT EXISTS (SELECT FROM process_tasks k WHERE k.parent_task_id = t.id)"""
    with connect(urls) as conn:
        leaves, completed = conn.execute(truth, [process]).fetchone()
        kept = "SELECT leaf_tasks, completed_leaf_tasks, progress FROM processes WHERE id = %s"
        assert conn.execute(kept, [process]).fetchone() == (leaves, completed, round(100 * completed / leaves))


# progress


def test_two_completions_at_once_are_both_counted(committed: Urls, name: str) -> None:
    one, two, *_ = _tasks(committed, name, 4)
    complete = "UPDATE process_tasks SET status = 'Completed' WHERE id = '{}'"
    assert overlap(committed, complete.format(one), complete.format(two)) == [None, None]
    assert _process(committed, name)[1] == 50


@pytest.mark.parametrize(
    "second",
    [
        "INSERT INTO process_tasks (process_id, title) VALUES ('{0}', 'New')",
        "DELETE FROM process_tasks WHERE id = '{1}'",
    ],
)
def test_a_completion_beside_another_change_is_counted(committed: Urls, name: str, second: str) -> None:
    one, two, *_ = _tasks(committed, name, 4)
    first = f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{one}'"
    assert overlap(committed, first, second.format(name, two)) == [None, None]
    _counts_are_true(committed, name)


def test_completions_under_repeatable_read_fail_rather_than_miscount(committed: Urls, name: str) -> None:
    one, two, *_ = _tasks(committed, name, 4)
    complete = "UPDATE process_tasks SET status = 'Completed' WHERE id = '{}'"
    outcomes = overlap(committed, complete.format(one), complete.format(two), psycopg.IsolationLevel.REPEATABLE_READ)
    assert outcomes == [None, "40001"]
    _counts_are_true(committed, name)


def test_eight_writers_on_one_process_lose_no_count_and_never_deadlock(committed: Urls, name: str) -> None:
    tasks = _tasks(committed, name, 40)

    def write(seed: int) -> int:
        dice = random.Random(seed)
        with connect(committed, autocommit=True) as conn:
            return sum(
                persist(conn, dice.choice(CHANGES), {"task": dice.choice(tasks), "process": name}) for _ in range(30)
            )

    retries = together(*(lambda seed=seed: write(seed) for seed in range(FEW_WRITERS)))
    assert retries == [0] * FEW_WRITERS
    _counts_are_true(committed, name)


CHANGES = (
    "UPDATE process_tasks SET status = 'Completed' WHERE id = %(task)s",
    "UPDATE process_tasks SET status = 'In Progress' WHERE id = %(task)s",
    "INSERT INTO process_tasks (process_id, title, status) VALUES (%(process)s, 'New', 'Completed')",
    "DELETE FROM process_tasks WHERE id = (SELECT max(id::text)::uuid FROM process_tasks WHERE process_id = %(process)s"
    " AND title = 'New')",
)


def test_writers_on_two_processes_lose_no_count(committed: Urls, name: str) -> None:
    with connect(committed) as conn:
        conn.execute("INSERT INTO processes (id, customer_id, name) VALUES (%s, %s, 'Other')", [f"{name}-2", name])
    tasks = _tasks(committed, name, 10) + _tasks(committed, f"{name}-2", 10)

    def move(seed: int) -> None:
        dice = random.Random(seed)
        with connect(committed, autocommit=True) as conn:
            for _ in range(25):
                target = {"task": dice.choice(tasks), "process": dice.choice((name, f"{name}-2"))}
                persist(conn, "UPDATE process_tasks SET process_id = %(process)s WHERE id = %(task)s", target)

    assert set(together(*(lambda seed=seed: move(seed) for seed in range(6)))) == {None}
    with connect(committed) as conn:
        for process in (name, f"{name}-2"):
            query = "SELECT leaf_tasks, (SELECT count(*) FROM process_tasks WHERE process_id = p.id) FROM processes p"
            kept, true = conn.execute(f"{query} WHERE id = %s", [process]).fetchone()
            assert kept == true


# completing and reopening

COMPLETE = "UPDATE processes SET status = 'Completed' WHERE id = '{}'"
NEW_TASK = "INSERT INTO process_tasks (process_id, title) VALUES ('{}', 'New')"


def test_completing_loses_against_an_earlier_open_task(committed: Urls, name: str) -> None:
    assert overlap(committed, NEW_TASK.format(name), COMPLETE.format(name)) == [None, FAILED_CHECK]
    assert _process(committed, name)[0] == "Not Started"


def test_an_open_task_reopens_a_process_completed_at_the_same_time(committed: Urls, name: str) -> None:
    assert overlap(committed, COMPLETE.format(name), NEW_TASK.format(name)) == [None, None]
    assert _process(committed, name) == ("In Progress", 0)


def test_reopening_a_task_while_its_process_is_completed_leaves_it_open(committed: Urls, name: str) -> None:
    (task,) = _tasks(committed, name, 1, "Completed")
    reopen = f"UPDATE process_tasks SET status = 'In Progress' WHERE id = '{task}'"
    assert overlap(committed, COMPLETE.format(name), reopen) == [None, None]
    assert _process(committed, name) == ("In Progress", 0)


def test_completing_loses_against_an_earlier_reopening(committed: Urls, name: str) -> None:
    (task,) = _tasks(committed, name, 1, "Completed")
    reopen = f"UPDATE process_tasks SET status = 'In Progress' WHERE id = '{task}'"
    assert overlap(committed, reopen, COMPLETE.format(name)) == [None, FAILED_CHECK]


# customers

DEACTIVATE = "UPDATE customers SET active = false WHERE id = '{0}'"
OPENINGS = {
    "a new process": "INSERT INTO processes (customer_id, name) VALUES ('{0}', 'Next')",
    "a reopened process": "UPDATE processes SET status = 'In Progress' WHERE id = '{0}'",
    "a process that moves in": "UPDATE processes SET customer_id = '{0}' WHERE id = '{0}-2'",
    "a new task of a finished process": NEW_TASK,
}


@pytest.fixture
def idle(committed: Urls, name: str) -> str:
    """Nothing is open at this customer; someone else has an open process."""
    with connect(committed) as conn:
        conn.execute(COMPLETE.format(name))
        conn.execute("INSERT INTO customers (id, name) VALUES (%s, 'Bolt')", [f"{name}-2"])
        conn.execute("INSERT INTO processes (id, customer_id, name) VALUES (%s, %s, 'Feed')", [f"{name}-2"] * 2)
    return name


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
def test_a_customer_is_not_deactivated_while_something_opens(committed: Urls, idle: str, opening: str) -> None:
    assert overlap(committed, opening.format(idle), DEACTIVATE.format(idle)) == [None, FAILED_KEY]


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
def test_nothing_opens_while_a_customer_is_deactivated(committed: Urls, idle: str, opening: str) -> None:
    assert overlap(committed, DEACTIVATE.format(idle), opening.format(idle)) == [None, FAILED_KEY]


@pytest.mark.parametrize("opening", list(OPENINGS.values())[:2], ids=list(OPENINGS)[:2])
def test_no_isolation_leaves_an_inactive_customer_with_an_open_process(
    committed: Urls, idle: str, opening: str
) -> None:
    for level in (psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE):
        outcomes = overlap(committed, DEACTIVATE.format(idle), opening.format(idle), level)
        assert outcomes[0] is None
        assert outcomes[1] in {FAILED_KEY, *TRY_AGAIN}


# moves to another customer: what hangs on the thing that moves goes along, or is refused; it is never torn

MOVES = {
    "processes": NEW_TASK,
    "services": "INSERT INTO time_entries (service_id, worked_on, hours) VALUES ('{0}', '2026-03-02', 1)",
    "teams": "INSERT INTO pharmaceutical_products (team_id, product_name, therapeutic_area, drug_class)"
    " VALUES ('{0}', 'X', 'Other', 'Other')",
}


@pytest.fixture
def movable(committed: Urls, idle: str) -> str:
    with connect(committed) as conn:
        for table in ("services", "teams"):
            conn.execute(f"INSERT INTO {table} (id, customer_id, name) VALUES (%s, %s, 'T')", [idle, idle])
    return idle


@pytest.mark.parametrize(("table", "addition"), MOVES.items(), ids=MOVES)
def test_what_is_added_before_a_move_goes_along(committed: Urls, movable: str, table: str, addition: str) -> None:
    move = f"UPDATE {table} SET customer_id = '{movable}-2' WHERE id = '{movable}'"
    assert overlap(committed, addition.format(movable), move) == [None, None]


@pytest.mark.parametrize(("table", "addition"), MOVES.items(), ids=MOVES)
def test_what_is_added_during_a_move_is_refused(committed: Urls, movable: str, table: str, addition: str) -> None:
    move = f"UPDATE {table} SET customer_id = '{movable}-2' WHERE id = '{movable}'"
    assert overlap(committed, move, addition.format(movable)) == [None, FAILED_KEY]


# milestones


def test_a_milestone_set_twice_at_once_exists_once(committed: Urls, name: str) -> None:
    insert = f"INSERT INTO process_milestones (process_id, milestone_type) VALUES ('{name}', 'UAT Started')"
    assert overlap(committed, insert, insert) == [None, TWICE]
