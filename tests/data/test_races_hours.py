"""Hours that are written while their customer changes: on real connections."""

import uuid

import pytest

from dashboard.services.throwaway import Urls
from tests.racing import connect, overlap

HOURS = "INSERT INTO time_entries (service_id, worked_on, hours) VALUES ('{}', '2026-03-02', 4)"
BY_PHASE = """
SELECT key2, sum(amount) FROM current_rollups
WHERE measure = 'day_hours' AND customer_id = '*' AND day = '2026-03-02' GROUP BY 1
"""


@pytest.fixture
def service(committed: Urls) -> str:
    """A customer and its service, both called by one name."""
    name = uuid.uuid4().hex[:8]
    with connect(committed) as conn:
        conn.execute("INSERT INTO customers (id, name) VALUES (%s, 'Acme')", [name])
        conn.execute("INSERT INTO services (id, customer_id, name) VALUES (%(id)s, %(id)s, 'S')", {"id": name})
    return name


def test_a_customer_is_renamed_while_its_hours_are_written(committed: Urls, service: str) -> None:
    with connect(committed) as writing, connect(committed) as renaming:
        writing.execute(HOURS.format(service))
        renaming.execute("SET lock_timeout = '500ms'")
        renaming.execute("UPDATE customers SET name = 'Acme II' WHERE id = %s", [service])


@pytest.mark.parametrize("is_first", [True, False])
def test_hours_written_beside_a_change_of_phase_are_of_the_new_phase(
    committed: Urls, service: str, is_first: bool
) -> None:
    write, change = HOURS.format(service), f"UPDATE customers SET phase = 'Steady State' WHERE id = '{service}'"
    with connect(committed) as conn:
        before = {key: hours for key, hours in conn.execute(BY_PHASE) if hours}
    assert overlap(committed, *((write, change) if is_first else (change, write))) == [None, None]
    with connect(committed) as conn:
        after = {key: hours for key, hours in conn.execute(BY_PHASE) if hours}
    moved = {key: after.get(key, 0) - before.get(key, 0) for key in before.keys() | after.keys()}
    assert {key: hours for key, hours in moved.items() if hours} == {"Steady State": 4}
