"""What goes with what: removals, moves to another customer, and things put away."""

import pytest
import sqlalchemy as sa

from tests.data.world import ROOT, TRANSFER, one

GOES_WITH_A_PROCESS = (
    *("process_tasks", "process_milestones", "process_team", "process_file_transfers", "process_notifications"),
)


def test_a_process_takes_everything_of_its_own_along(world: sa.Connection) -> None:
    world.exec_driver_sql(f"INSERT INTO transfer_runs (transfer_id, scheduled_for) VALUES ('{TRANSFER}', now())")
    world.exec_driver_sql(
        "INSERT INTO transfer_files (transfer_id, run_id, source) SELECT transfer_id, id, 'a.csv' FROM transfer_runs"
    )
    world.exec_driver_sql("DELETE FROM processes WHERE id = 'extract'")
    for table in GOES_WITH_A_PROCESS:
        assert one(world, f"SELECT count(*) FROM {table} WHERE process_id = 'extract'") == (0,), table
    assert one(world, "SELECT count(*) FROM transfer_runs, transfer_files") == (0,)


def test_hours_and_the_timeline_outlive_a_process(world: sa.Connection) -> None:
    world.exec_driver_sql("DELETE FROM processes WHERE id = 'extract'")
    assert one(world, "SELECT customer_id, process_id FROM time_entries") == ("acme", None)
    assert one(world, "SELECT customer_id, process_id FROM timeline_events WHERE id = 'begun'") == ("acme", None)


def test_a_deleted_contact_leaves_its_work_unassigned(world: sa.Connection) -> None:
    world.exec_driver_sql("DELETE FROM contacts WHERE id = 'ana'")
    assert one(world, f"SELECT assigned_to_id, version FROM process_tasks WHERE id = '{ROOT}'") == (None, 2)
    assert one(world, "SELECT responsible_contact_id FROM processes WHERE id = 'extract'") == (None,)
    assert one(world, "SELECT contact_id FROM time_entries") == (None,)


def test_a_deleted_task_takes_its_subtasks(world: sa.Connection) -> None:
    world.exec_driver_sql(f"DELETE FROM process_tasks WHERE id = '{ROOT}'")
    assert one(world, "SELECT count(*) FROM process_tasks WHERE process_id = 'extract'") == (0,)
    assert one(world, "SELECT leaf_tasks FROM processes WHERE id = 'extract'") == (0,)


def test_a_deleted_team_takes_its_products(world: sa.Connection) -> None:
    world.exec_driver_sql("DELETE FROM teams WHERE id = 'acme-team'")
    assert one(world, "SELECT count(*) FROM pharmaceutical_products, process_team") == (0,)


def test_a_customer_is_put_away_and_restored(world: sa.Connection) -> None:
    state = "SELECT active, inactivated_at IS NULL FROM customers WHERE id = 'bolt'"
    world.exec_driver_sql("UPDATE processes SET status = 'Completed' WHERE id = 'bolt-feed'")
    world.exec_driver_sql("UPDATE customers SET active = false WHERE id = 'bolt'")
    assert one(world, state) == (False, False)
    world.exec_driver_sql("UPDATE customers SET active = true WHERE id = 'bolt'")
    assert one(world, state) == (True, True)


@pytest.mark.parametrize("table", ["customer_notes", "customer_important_dates"])
def test_a_note_put_away_says_when(world: sa.Connection, table: str) -> None:
    date = (", date", ", '2026-03-02'") if table.endswith("dates") else ("", "")
    world.exec_driver_sql(f"INSERT INTO {table} (customer_id, title{date[0]}) VALUES ('acme', 'T'{date[1]})")
    world.exec_driver_sql(f"UPDATE {table} SET active = false")
    assert one(world, f"SELECT deleted_at IS NULL FROM {table}") == (False,)
    world.exec_driver_sql(f"UPDATE {table} SET active = true")
    assert one(world, f"SELECT deleted_at IS NULL FROM {table}") == (True,)


# one customer throughout


def test_a_service_moves_with_its_hours(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE time_entries SET process_id = NULL")
    world.exec_driver_sql("UPDATE services SET customer_id = 'bolt' WHERE id = 'acme-care'")
    assert one(world, "SELECT customer_id FROM time_entries") == ("bolt",)


def test_a_team_moves_with_its_products(world: sa.Connection) -> None:
    world.exec_driver_sql("DELETE FROM process_team")
    world.exec_driver_sql("UPDATE teams SET customer_id = 'bolt' WHERE id = 'acme-team'")
    assert one(world, "SELECT customer_id FROM pharmaceutical_products") == ("bolt",)


def test_a_process_moves_with_its_tasks(world: sa.Connection) -> None:
    world.exec_driver_sql("DELETE FROM process_team; UPDATE time_entries SET process_id = NULL")
    world.exec_driver_sql("UPDATE processes SET customer_id = 'bolt' WHERE id = 'extract'")
    owners = "SELECT DISTINCT customer_id FROM process_tasks WHERE process_id = 'extract'"
    assert one(world, owners) == ("bolt",)


def test_the_customer_of_a_row_is_copied_not_believed(world: sa.Connection) -> None:
    insert = (
        "INSERT INTO time_entries (service_id, customer_id, worked_on, hours) VALUES ('acme-care', 'bolt', now(), 1)"
    )
    world.exec_driver_sql(insert)
    assert one(world, "SELECT DISTINCT customer_id FROM time_entries") == ("acme",)
