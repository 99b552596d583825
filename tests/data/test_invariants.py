"""What the database keeps true for one writer: what follows from what, what is counted."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Invalid
from data.models import Contact, Customer, Process, ProcessTask
from data.vocabulary import TaskStatus
from tests import factories as make
from tests.data.world import CHILD, TWIN, one

YESTERDAY = dt.date.today() - dt.timedelta(days=2)


# progress


def test_progress_is_the_share_of_completed_leaves(world: sa.Connection) -> None:
    world.exec_driver_sql(f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'")
    state = "SELECT leaf_tasks, completed_leaf_tasks, progress FROM processes WHERE id = 'extract'"
    assert one(world, state) == (2, 1, 50)  # the root counts through its two leaves
    world.exec_driver_sql(f"DELETE FROM process_tasks WHERE id = '{TWIN}'")
    assert one(world, state) == (1, 1, 100)


def test_progress_with_tasks_cannot_be_entered_by_hand(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE processes SET progress = 99, leaf_tasks = 7 WHERE id = 'extract'")
    assert one(world, "SELECT progress, leaf_tasks FROM processes WHERE id = 'extract'") == (0, 2)


def test_progress_without_tasks_is_entered_by_hand(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE processes SET progress = 35 WHERE id = 'bolt-feed'")
    assert one(world, "SELECT progress FROM processes WHERE id = 'bolt-feed'") == (35,)


def test_progress_is_rounded_and_follows_bulk_changes(world: sa.Connection) -> None:
    world.exec_driver_sql(
        "INSERT INTO process_tasks (process_id, title, status)"
        " SELECT 'bolt-feed', 'T', CASE WHEN n < 3 THEN 'Completed' ELSE 'In Progress' END FROM generate_series(1, 3) n"
    )
    assert one(world, "SELECT progress FROM processes WHERE id = 'bolt-feed'") == (67,)
    world.exec_driver_sql("UPDATE process_tasks SET status = 'Completed' WHERE process_id = 'bolt-feed'")
    assert one(world, "SELECT progress FROM processes WHERE id = 'bolt-feed'") == (100,)


def test_reopening_a_task_reopens_its_process(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE process_tasks SET status = 'Completed' WHERE process_id = 'extract'")
    world.exec_driver_sql("UPDATE processes SET status = 'Completed' WHERE id = 'extract'")
    assert one(world, "SELECT completed_at IS NOT NULL FROM processes WHERE id = 'extract'") == (True,)
    world.exec_driver_sql(f"UPDATE process_tasks SET status = 'Not Started' WHERE id = '{CHILD}'")
    state = "SELECT status, completed_at, progress FROM processes WHERE id = 'extract'"
    assert one(world, state) == ("In Progress", None, 50)


def test_a_completed_task_has_its_day_and_a_reopened_one_has_none(world: sa.Connection) -> None:
    day = f"SELECT completed_date = reporting_day(now()) FROM process_tasks WHERE id = '{CHILD}'"
    world.exec_driver_sql(f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'")
    assert one(world, day) == (True,)
    world.exec_driver_sql(f"UPDATE process_tasks SET status = 'In Progress' WHERE id = '{CHILD}'")
    assert one(world, day) == (None,)


# versions


def test_every_edit_counts_a_version_even_in_bulk(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE services SET monthly_hours = 7")
    assert one(world, "SELECT min(version), max(version) FROM services") == (2, 2)
    world.exec_driver_sql("UPDATE services SET monthly_hours = 8, version = 40")
    assert one(world, "SELECT min(version), max(version) FROM services") == (3, 3)


def test_derived_progress_is_no_edit_of_the_process(world: sa.Connection) -> None:
    stamp = "SELECT version, updated_at FROM processes WHERE id = 'extract'"
    before = one(world, stamp)
    world.exec_driver_sql(f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'")
    assert one(world, stamp) == before


def test_whoever_saves_an_outdated_record_is_told(connection: sa.Connection) -> None:
    with database.session(SYSTEM) as db:
        mine = make.customer(db)
    with database.session(SYSTEM) as other:
        other.execute(sa.update(Customer).where(Customer.id == mine.id).values(name="Theirs"))
    with pytest.raises(Conflict, match="load it again"):
        _rename(mine)
    assert connection.execute(sa.select(Customer.name)).scalar() == "Theirs"


def _rename(row: Customer | Contact) -> None:
    with database.session(SYSTEM) as db:
        db.add(row)
        row.name = "Mine"


def test_a_saved_record_knows_its_new_version(db: database.Session) -> None:
    customer = make.customer(db)
    customer.name = "Renamed"
    db.flush()
    assert customer.version == 2


def test_a_record_deleted_by_someone_else_is_a_conflict(connection: sa.Connection) -> None:
    with database.session(SYSTEM) as db:
        mine = make.contact(db)
    with database.session(SYSTEM) as other:
        other.execute(sa.delete(type(mine)))
    with pytest.raises(Conflict):
        _rename(mine)


# due dates


def test_a_new_task_is_due_today_or_later(db: database.Session) -> None:
    process = make.process(db)
    assert make.task(db, process_id=process.id, due_date=dt.date.today() + dt.timedelta(days=1)).due_date
    with pytest.raises(Invalid) as caught, database.session(SYSTEM) as inner:
        make.task(inner, process_id=process.id, due_date=YESTERDAY)
    assert caught.value.messages == {"due_date": "A new task must be due today or later."}


def test_imports_and_edits_keep_history(connection: sa.Connection) -> None:
    with database.session(SYSTEM, source="import") as db:
        task = make.task(db, due_date=YESTERDAY)
    with database.session(SYSTEM) as db:
        db.execute(sa.update(ProcessTask).where(ProcessTask.id == task.id).values(title="Edited", due_date=YESTERDAY))
    with pytest.raises(Invalid), database.session(SYSTEM) as db:
        make.task(db, process_id=task.process_id, due_date=YESTERDAY)  # the import is over


# moments of a process


def test_starting_and_completing_are_remembered(db: database.Session) -> None:
    process = make.process(db)
    process.status = "In Progress"
    db.flush()
    started = _fresh(db, process).started_at
    process.status = "Completed"
    db.flush()
    assert started
    assert _fresh(db, process).started_at == started <= process.completed_at


def test_a_completion_learnt_later_corrects_the_start_that_was_assumed(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE processes SET status = 'In Progress' WHERE id = 'bolt-feed'")
    finish = "UPDATE processes SET status = 'Completed', completed_at = '2026-03-02 12:00Z' WHERE id = 'bolt-feed'"
    world.exec_driver_sql(finish)
    moments = "SELECT started_at = completed_at FROM processes WHERE id = 'bolt-feed'"
    assert one(world, moments) == (True,)


def test_a_task_word_is_of_the_vocabulary(db: database.Session) -> None:
    assert make.task(db).status is TaskStatus.NOT_STARTED


def _fresh(db: orm.Session, process: Process) -> Process:
    db.refresh(process)
    return process
