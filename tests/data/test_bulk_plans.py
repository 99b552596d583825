"""A change of many records is planned for many, also on a connection that has changed but one before."""

import pytest

from dashboard.services.throwaway import Urls
from tests.racing import connect

MANY = 2500  # compared each with each, they would take longer than the connection waits
WORLD = f"""
INSERT INTO customers (id, name) SELECT 'c' || n, 'C ' || n FROM generate_series(1, {MANY}) n;
INSERT INTO processes (id, customer_id, name) SELECT 'p' || n, 'c' || n, 'P ' || n FROM generate_series(1, {MANY}) n;
INSERT INTO process_tasks (process_id, title) SELECT 'p' || n, 'T ' || n FROM generate_series(1, {MANY}) n;
"""
CHANGES = {
    "phase": "UPDATE customers SET phase = 'Steady State' WHERE id LIKE %s",
    "name": "UPDATE customers SET name = name || '.' WHERE id LIKE %s",
    "stage": "UPDATE processes SET sdlc_stage = 'Design' WHERE customer_id LIKE %s",
    "estimate": "UPDATE processes SET estimate = 3 WHERE customer_id LIKE %s",
    "task": "UPDATE process_tasks SET status = 'In Progress' WHERE customer_id LIKE %s",
    "priority": "UPDATE process_tasks SET priority = 'High' WHERE customer_id LIKE %s",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_many_changes_after_one_take_no_longer(own_database: Urls, change: str) -> None:
    with connect(own_database, autocommit=True) as conn:
        conn.execute("SET plan_cache_mode = force_custom_plan")
        conn.execute(WORLD)
        conn.execute(change, ["c1"])
        conn.execute("SET statement_timeout = '8s'")
        assert conn.execute(change, ["c%"]).rowcount == MANY
