"""The small world, whose own events are left aside."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.data.world import WORLD

TOLD = (
    "SELECT event_type, title, customer_id, process_id, metadata FROM timeline_events WHERE id <> ALL (%s) ORDER BY id"
)
Told = Callable[[], list[tuple]]


@pytest.fixture
def world(connection: sa.Connection) -> sa.Connection:
    connection.exec_driver_sql(WORLD)
    connection.exec_driver_sql("INSERT INTO documents (id, customer_id, name) VALUES ('offer', 'acme', 'Offer')")
    return connection


@pytest.fixture
def told(world: sa.Connection) -> Told:
    """The events since the world was made: kind, title, customer, process, about."""
    before = world.exec_driver_sql("SELECT id FROM timeline_events").scalars().all()

    def read() -> list[tuple]:
        world.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
        return [tuple(row) for row in world.exec_driver_sql(TOLD, (before,))]

    return read
