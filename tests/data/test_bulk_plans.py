"""A change of many records is planned for many, also on a connection that has changed but one before."""

from dashboard.services.throwaway import Urls
from tests.racing import connect

MANY = 2500  # compared each with each, they would take longer than the connection waits


def test_many_changes_after_one_take_no_longer(own_database: Urls) -> None:
    change = "UPDATE customers SET phase = 'Steady State' WHERE id LIKE %s"
    with connect(own_database, autocommit=True) as conn:
        conn.execute("SET plan_cache_mode = force_custom_plan")
        conn.execute(
            "INSERT INTO customers (id, name) SELECT 'c' || n, 'C ' || n FROM generate_series(1, %s) n", [MANY]
        )
        conn.execute(change, ["c1"])
        conn.execute("SET statement_timeout = '8s'")
        assert conn.execute(change, ["c%"]).rowcount == MANY
