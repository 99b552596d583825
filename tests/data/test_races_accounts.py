"""Accounts, sessions, submissions and runs under parallel use: each race on real connections."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from dashboard.services.throwaway import Urls
from tests.racing import TRY_AGAIN, connect, overlap, together

FAILED_CHECK, TWICE = "23514", "23505"
ADMINS = """
SELECT count(*) FROM users u WHERE is_active AND (role = 'Admin' OR EXISTS (
  SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name = 'Admin'))
"""
USER = "INSERT INTO users (id, email, name, password_hash) VALUES (%s, %s, 'A', 'x')"
GRANT = "INSERT INTO user_roles (user_id, role_id, assigned_by) SELECT '{0}', id, '{0}' FROM roles WHERE name = '{1}'"

STEPPING_DOWN = {
    "users.role": "UPDATE users SET role = 'Viewer' WHERE id = '{}'",
    "is_active": "UPDATE users SET is_active = false WHERE id = '{}'",
    "delete": "DELETE FROM users WHERE id = '{}'",
}


@pytest.fixture
def admins(own_database: Urls) -> Urls:
    """Two administrators by their role, `one` and `two`; a third, `granted`, by a grant and inactive."""
    with connect(own_database) as conn:
        for name in ("one", "two", "granted"):
            conn.execute(USER, [name, f"{name}@example.com"])
        conn.execute("UPDATE users SET role = 'Admin' WHERE id <> 'granted'")
        conn.execute(GRANT.format("granted", "Admin"))
        conn.execute("UPDATE users SET is_active = false WHERE id = 'granted'")
    return own_database


def _all_leave_at_once(urls: Urls, statements: list[str], level: psycopg.IsolationLevel | None = None) -> list[Any]:
    def leave(statement: str) -> None:
        with connect(urls) as conn:
            conn.isolation_level = level
            conn.execute(statement)

    return together(*(lambda statement=statement: leave(statement) for statement in statements))


@pytest.mark.parametrize("how", STEPPING_DOWN.values(), ids=STEPPING_DOWN)
def test_two_administrators_stepping_down_at_once_leave_one(admins: Urls, how: str) -> None:
    outcomes = _all_leave_at_once(admins, [how.format("one"), how.format("two")])
    assert sorted(outcomes, key=str) == [FAILED_CHECK, None]
    with connect(admins) as conn:
        assert conn.execute(ADMINS).fetchone() == (1,)


@pytest.mark.parametrize("how", STEPPING_DOWN.values(), ids=STEPPING_DOWN)
def test_an_administrator_leaving_sees_who_is_just_leaving(admins: Urls, how: str) -> None:
    leave = f"{how}; SET CONSTRAINTS ALL IMMEDIATE"  # decides now, and commits later
    assert overlap(admins, leave.format("one"), leave.format("two")) == [None, FAILED_CHECK]


@pytest.mark.parametrize("level", [psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE])
def test_no_isolation_lets_the_last_administrator_go(admins: Urls, level: psycopg.IsolationLevel) -> None:
    demote = STEPPING_DOWN["users.role"]
    outcomes = overlap(admins, demote.format("one"), demote.format("two"), level)
    assert {FAILED_CHECK, *TRY_AGAIN} & set(outcomes)
    with connect(admins) as conn:
        assert conn.execute(ADMINS).fetchone()[0] >= 1


def test_a_grant_withdrawn_while_the_other_administrator_is_demoted_leaves_one(admins: Urls) -> None:
    with connect(admins) as conn:
        conn.execute("UPDATE users SET is_active = true WHERE id = 'granted'")
        conn.execute("UPDATE users SET role = 'Viewer' WHERE id = 'two'")
    leaving = ["DELETE FROM user_roles WHERE user_id = 'granted'", STEPPING_DOWN["users.role"].format("one")]
    assert sorted(_all_leave_at_once(admins, leaving), key=str) == [FAILED_CHECK, None]


def test_a_role_given_twice_at_once_is_held_once(admins: Urls) -> None:
    assert overlap(admins, GRANT.format("one", "Manager"), GRANT.format("one", "Manager")) == [None, TWICE]


@pytest.fixture
def process(committed: Urls) -> str:
    id_ = uuid.uuid4().hex[:8]
    with connect(committed) as conn:
        conn.execute("INSERT INTO customers (id, name) VALUES (%s, 'Acme')", [id_])
        conn.execute("INSERT INTO processes (id, customer_id, name) VALUES (%s, %s, 'Extract')", [id_, id_])
    return id_


@pytest.fixture
def user(committed: Urls) -> str:
    id_ = uuid.uuid4().hex[:8]
    with connect(committed) as conn:
        conn.execute("INSERT INTO users (id, email, name) VALUES (%s, %s, 'A')", [id_, f"{id_}@example.com"])
    return id_


@pytest.fixture
def transfer(committed: Urls, process: str) -> str:
    insert = "INSERT INTO process_file_transfers (process_id, name) VALUES (%s, 'Nightly') RETURNING id::text"
    with connect(committed) as conn:
        return conn.execute(insert, [process]).fetchone()[0]


def test_two_schedulers_make_one_run_of_a_slot(committed: Urls, transfer: str) -> None:
    insert = f"INSERT INTO transfer_runs (transfer_id, scheduled_for) VALUES ('{transfer}', '2026-03-02 02:00Z')"
    assert overlap(committed, insert, insert) == [None, TWICE]


def test_two_workers_start_one_run_of_a_transfer(committed: Urls, transfer: str) -> None:
    slot = f"INSERT INTO transfer_runs (transfer_id, scheduled_for) VALUES ('{transfer}', '2026-03-0{{}} 02:00Z')"
    with connect(committed) as conn:
        conn.execute(slot.format(1))
        conn.execute(slot.format(2))
    start = (
        "UPDATE transfer_runs SET status = 'running', lease_until = now() + interval '1 minute'"
        f" WHERE transfer_id = '{transfer}' AND scheduled_for = '2026-03-0{{}} 02:00Z'"
    )
    assert overlap(committed, start.format(1), start.format(2)) == [None, TWICE]


def test_a_queue_of_runs_hands_each_to_one_worker(committed: Urls, process: str) -> None:
    with connect(committed) as conn:
        for _ in range(12):
            insert = "INSERT INTO process_file_transfers (process_id, name) VALUES (%s, 'T') RETURNING id"
            id_ = conn.execute(insert, [process]).fetchone()[0]
            conn.execute("INSERT INTO transfer_runs (transfer_id, scheduled_for) VALUES (%s, now())", [id_])
    take = """
      UPDATE transfer_runs SET status = 'running', lease_until = now() + interval '1 minute' WHERE id IN (
        SELECT r.id FROM transfer_runs r JOIN process_file_transfers t ON t.id = r.transfer_id
        WHERE r.status = 'queued' AND t.process_id = %s LIMIT 4 FOR UPDATE OF r SKIP LOCKED) RETURNING id"""

    def work() -> list:
        with connect(committed) as conn:
            return conn.execute(take, [process]).fetchall()

    taken = [row for rows in together(work, work, work, work) for row in rows]
    assert len(taken) == len(set(taken)) <= 12


def _race(urls: Urls, count: int, work: Callable[[psycopg.Connection], Any]) -> list[Any]:
    def run() -> Any:
        with connect(urls) as conn:
            return work(conn)

    return together(*[run] * count)


def test_a_refresh_token_is_good_for_one_use(committed: Urls, user: str) -> None:
    insert = (
        "INSERT INTO user_sessions (user_id, session_token, refresh_token, expires_at, absolute_expires_at)"
        " VALUES (%s, md5(%s || 'a') || md5('1'), md5(%s || 'b') || md5('2'), now() + interval '1 h',"
        " now() + interval '1 d')"
    )
    with connect(committed) as conn:
        conn.execute(insert, [user] * 3)
    use = "UPDATE user_sessions SET revoked_at = now() WHERE user_id = %s AND revoked_at IS NULL RETURNING id"
    used = _race(committed, 12, lambda conn: len(conn.execute(use, [user]).fetchall()))
    assert sorted(used) == [0] * 11 + [1]


def test_a_form_sent_many_times_at_once_is_saved_once(committed: Urls, user: str) -> None:
    def submit(conn: psycopg.Connection) -> None:
        conn.execute("INSERT INTO idempotency_keys (user_id, key, request_hash) VALUES (%s, %s, 'x')", [user, "k" * 16])
        conn.execute("INSERT INTO customers (name, external_id) VALUES ('Once', NULL)")

    assert sorted(_race(committed, 8, submit), key=str) == [TWICE] * 7 + [None]
    with connect(committed) as conn:
        assert conn.execute("SELECT count(*) FROM customers WHERE name = 'Once'").fetchone() == (1,)
