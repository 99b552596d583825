"""A change set is taken back: every record is exactly as it was, whatever was done and however."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import history
from data.catalog import ENTITIES
from data.errors import Conflict, NotFound
from data.history import undoing
from data.history.tables import PARENTS_FIRST
from tests.data.test_audit import ROWS
from tests.data.world import CHILD, ROOT, TWIN, one
from tests.history.conftest import ROOT_USER, done, state

TABLES = [table.name for table in PARENTS_FIRST]
CHANGES = {table: ROWS[table][1] for table in TABLES if ROWS[table][1]} | {
    "document_versions": None,
    "process_file_transfers": "name = 'Weekly', run_at = '08:30', options = '{\"a\": [1, 2]}'",
    "process_notifications": "event_types = '[\"file_received\"]'",
    "time_entries": "hours = 1.5, worked_on = '2026-03-03'",
}
# what can be deleted although others refer to it
DELETED = {
    "customers": "INSERT INTO customers (id, name) VALUES ('coda', 'Coda')",
    "services": "INSERT INTO services (id, customer_id, name) VALUES ('extra', 'acme', 'Extra')",
}
FIXED = {"contact_customer_assignments", "process_team", "document_versions"}


def undo(change_set_id: str, **more) -> history.Undone:
    with database.session(ROOT_USER) as db:
        return history.undo(db, change_set_id, **more)


def test_every_entity_can_be_taken_back() -> None:
    assert {entity.table.name for entity in ENTITIES.values()} <= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_what_was_added_goes_again(world: sa.Connection, table: str, as_before) -> None:
    with as_before:
        change_set = done(f"INSERT INTO {table} {ROWS[table][0]}")
        assert undo(change_set).records == 1


@pytest.mark.parametrize("table", [table for table in TABLES if CHANGES.get(table)])
def test_what_was_changed_in_bulk_is_as_before(world: sa.Connection, table: str, as_before) -> None:
    world.exec_driver_sql(f"INSERT INTO {table} {ROWS[table][0]}")
    with as_before:
        change_set = done(f"UPDATE {table} SET {CHANGES[table]}")
        rows = one(world, f"SELECT count(*) FROM {table}")[0]
        assert undo(change_set).records == rows


@pytest.mark.parametrize("table", TABLES)
def test_what_was_deleted_is_back(world: sa.Connection, table: str, as_before) -> None:
    world.exec_driver_sql(DELETED.get(table) or f"INSERT INTO {table} {ROWS[table][0]}")
    world.exec_driver_sql("UPDATE process_file_transfers SET host_key = NULL")
    names = {"customers": "WHERE id = 'coda'", "services": "WHERE id = 'extra'"}
    with as_before:
        undo(done(f"DELETE FROM {table} {names.get(table, '')}"))


@pytest.mark.parametrize("table", TABLES)
def test_an_undo_is_undone(world: sa.Connection, table: str) -> None:
    change_set = done(f"INSERT INTO {table} {ROWS[table][0]}")
    world.exec_driver_sql("UPDATE process_file_transfers SET host_key = NULL")  # the trail does not hold it
    then = state(world)
    with database.session(ROOT_USER) as db:
        history.undo(db, change_set)
        again = db.change_set_id
    undo(again)
    assert state(world)[table] == then[table]


def test_a_process_comes_back_with_all_that_was_its_own(world: sa.Connection, as_before) -> None:
    world.exec_driver_sql("UPDATE process_file_transfers SET host_key = NULL")
    world.exec_driver_sql(f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'")
    with as_before:
        change_set = done("DELETE FROM processes WHERE id = 'extract'")
        told = undo(change_set)
    assert told.title == "Extract"


def test_a_contact_comes_back_to_its_work(world: sa.Connection, as_before) -> None:
    with as_before:
        undo(done("DELETE FROM contacts WHERE id = 'ana'"))


def test_a_tree_is_as_it_was_after_being_turned_around(world: sa.Connection, as_before) -> None:
    with as_before:
        turned = f"""UPDATE process_tasks SET parent_task_id = NULL WHERE id = '{CHILD}';
          UPDATE process_tasks SET parent_task_id = '{CHILD}' WHERE id = '{ROOT}';
          UPDATE process_tasks SET parent_task_id = '{ROOT}' WHERE id = '{TWIN}'"""
        undo(done(turned))


def test_a_new_parent_goes_without_taking_what_was_moved_below_it(world: sa.Connection, as_before) -> None:
    new = "00000000-0000-7000-8000-00000000000c"
    with as_before:
        undo(
            done(f"""INSERT INTO process_tasks (id, process_id, title) VALUES ('{new}', 'extract', 'Group');
          UPDATE process_tasks SET parent_task_id = '{new}' WHERE id = '{TWIN}'""")
        )


def test_a_process_that_was_completed_with_its_tasks_is_open_again(world: sa.Connection, as_before) -> None:
    with as_before:
        undo(
            done("""UPDATE process_tasks SET status = 'Completed' WHERE process_id = 'extract';
          UPDATE processes SET status = 'Completed' WHERE id = 'extract'""")
        )


def test_a_process_that_a_new_task_reopened_is_completed_again(world: sa.Connection, as_before) -> None:
    world.exec_driver_sql("UPDATE process_tasks SET status = 'Completed' WHERE process_id = 'extract'")
    world.exec_driver_sql("UPDATE processes SET status = 'Completed' WHERE id = 'extract'")
    with as_before:
        undo(done("INSERT INTO process_tasks (process_id, title) VALUES ('extract', 'One more')"))


def test_progress_entered_by_hand_returns_when_the_first_task_goes(world: sa.Connection, as_before) -> None:
    world.exec_driver_sql("UPDATE processes SET progress = 30 WHERE id = 'bolt-feed'")
    with as_before:
        assert undo(done("INSERT INTO process_tasks (process_id, title) VALUES ('bolt-feed', 'First')")).records == 1


def test_a_customer_put_away_with_its_work_closed_is_active_with_it_open(world: sa.Connection, as_before) -> None:
    with as_before:
        undo(
            done("""UPDATE processes SET status = 'Completed' WHERE id = 'bolt-feed';
          UPDATE customers SET active = false WHERE id = 'bolt'""")
        )


def test_a_process_that_moved_with_another_team_returns(world: sa.Connection, as_before) -> None:
    with as_before:
        undo(
            done("""DELETE FROM process_team; UPDATE time_entries SET process_id = NULL;
          UPDATE processes SET customer_id = 'bolt' WHERE id = 'extract';
          INSERT INTO process_team (process_id, team_id) VALUES ('extract', 'bolt-team')""")
        )


def test_a_place_that_was_taken_again_is_freed(world: sa.Connection, as_before) -> None:
    with as_before:
        undo(
            done("""DELETE FROM process_milestones;
          INSERT INTO process_milestones (process_id, milestone_type) VALUES ('extract', 'UAT Started')""")
        )


def test_a_task_that_is_overdue_by_now_still_comes_back(world: sa.Connection, as_before) -> None:
    world.exec_driver_sql(f"UPDATE process_tasks SET due_date = '2020-01-01' WHERE id = '{CHILD}'")
    with as_before:
        undo(done(f"DELETE FROM process_tasks WHERE id = '{CHILD}'"))
    refused = "INSERT INTO process_tasks (process_id, title, due_date) VALUES ('extract', 'Late', '2020-01-01')"
    with pytest.raises(sa.exc.IntegrityError), world.begin_nested():
        world.exec_driver_sql(refused)


def test_a_secret_stays_and_is_said_not_to_have_come_back(world: sa.Connection) -> None:
    change_set = done("UPDATE process_file_transfers SET host_key = 'new', name = 'Weekly'")
    assert undo(change_set).secrets == ("host_key",)
    assert one(world, "SELECT name, host_key FROM process_file_transfers") == ("Nightly", "new")


def test_an_undo_is_one_audited_change_that_says_of_what(world: sa.Connection) -> None:
    change_set = done("UPDATE services SET monthly_hours = 1")
    with database.session(ROOT_USER) as db:
        history.undo(db, change_set)
        again = db.change_set_id
    trail = world.exec_driver_sql(
        "SELECT DISTINCT user_id, reason FROM audit_logs WHERE change_set_id = %s", (again,)
    ).all()
    assert [tuple(row) for row in trail] == [("root", f"undo of {change_set}")]


def test_a_change_is_undone_once(world: sa.Connection) -> None:
    change_set = done("UPDATE services SET monthly_hours = 1")
    undo(change_set)
    with pytest.raises(Conflict, match="as it was before already"):
        undo(change_set)


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-7000-8000-00000000000f", "\0", None, "x" * 10_000])
def test_a_change_set_that_is_none_is_not_found(world: sa.Connection, wrong: str) -> None:
    with pytest.raises(NotFound):
        undo(wrong)


def test_what_is_no_record_is_changed_on_its_own_page(world: sa.Connection) -> None:
    with pytest.raises(Conflict, match="users"):
        undo(done("UPDATE users SET name = 'Verona' WHERE id = 'vera'"))


def test_reading_a_large_change_has_as_much_time_as_writing_it(
    world: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_set, limits = done("UPDATE services SET monthly_hours = 1"), []
    begin = undoing._begin

    def watched(db: database.Session, *rest) -> None:
        limits.append(db.scalar(sa.text("SHOW statement_timeout")))
        begin(db, *rest)

    monkeypatch.setattr(undoing, "_begin", watched)
    with database.session(ROOT_USER) as db:
        db.execute(sa.text("SET LOCAL statement_timeout = '7s'"))
        history.undo(db, change_set)
        limits.append(db.scalar(sa.text("SHOW statement_timeout")))
    assert limits == ["2min", "7s"]
