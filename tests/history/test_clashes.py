"""What somebody has changed since is shown and never overwritten; the rest can be taken back without it."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import history
from data.errors import Conflict
from data.history import Clash, Conflicting
from layouts.undo import question
from tests.data.world import CHILD, ROOT, one
from tests.history.conftest import ROOT_USER, VERA, done, state


def undo(change_set_id: str, **more) -> history.Undone:
    with database.session(ROOT_USER) as db:
        return history.undo(db, change_set_id, **more)


def clashing(world: sa.Connection, change_set_id: str) -> list[Clash]:
    """What stands in the way; nothing at all is written."""
    before = state(world)
    with pytest.raises(Conflicting) as told:
        undo(change_set_id)
    assert state(world) == before
    assert told.value.total == len(told.value.clashes)
    return told.value.clashes


def test_a_field_that_was_changed_again_is_shown_with_who_and_when(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = name || ' AG'")
    done("UPDATE customers SET name = 'Bolt & Co' WHERE id = 'bolt'", VERA)
    (clash,) = clashing(world, change_set)
    assert (clash.key, clash.title, clash.who) == (("customers", "bolt"), "Bolt & Co", "Vera")
    assert clash.fields == {"name": ("Bolt AG", "Bolt & Co")}
    assert clash.at is not None
    assert not clash.is_gone
    assert not clash.is_used


def test_a_day_that_was_changed_again_is_written_as_everywhere_else(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET contract_start_date = '2026-02-01' WHERE id = 'acme'")
    done("UPDATE customers SET contract_start_date = '2026-03-14' WHERE id = 'acme'", VERA)
    shown = str(question(clashing(world, change_set), 1))
    assert "1 Feb 2026" in shown
    assert "14 Mar 2026" in shown


def test_another_field_may_have_been_changed_since(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = 'Acme AG' WHERE id = 'acme'")
    done("UPDATE customers SET phase = 'Steady State' WHERE id = 'acme'", VERA)
    assert undo(change_set).records == 1
    assert one(world, "SELECT name, phase FROM customers WHERE id = 'acme'") == ("Acme", "Steady State")


def test_a_field_that_was_changed_there_and_back_is_in_nobodys_way(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = 'Acme AG' WHERE id = 'acme'")
    done("UPDATE customers SET name = 'Acme SE' WHERE id = 'acme'", VERA)
    done("UPDATE customers SET name = 'Acme AG' WHERE id = 'acme'", VERA)
    assert undo(change_set).records == 1


def test_ones_own_later_change_is_not_overwritten_either(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = 'Acme AG' WHERE id = 'acme'")
    done("UPDATE customers SET name = 'Acme SE' WHERE id = 'acme'")
    assert [clash.who for clash in clashing(world, change_set)] == ["Root"]


def test_a_list_that_was_added_to_is_a_change(world: sa.Connection) -> None:
    change_set = done("UPDATE process_notifications SET event_types = '[\"file_received\"]'")
    done('UPDATE process_notifications SET event_types = \'["file_received", "file_delivered"]\'', VERA)
    assert [list(clash.fields) for clash in clashing(world, change_set)] == [["event_types"]]


def test_the_rest_is_undone_without_what_was_chosen_to_stay(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = name || ' AG'")
    done("UPDATE customers SET name = 'Bolt & Co' WHERE id = 'bolt'", VERA)
    (clash,) = clashing(world, change_set)
    told = undo(change_set, leave=[clash.key])
    assert (told.records, told.left) == (1, 1)
    assert world.exec_driver_sql("SELECT name FROM customers ORDER BY 1").scalars().all() == ["Acme", "Bolt & Co"]


def test_what_is_in_nobodys_way_cannot_be_left(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = name || ' AG'")
    assert undo(change_set, leave=[("customers", "bolt"), ("customers", "x"), ("nothing", "\n")]).records == 2


def test_a_record_that_was_deleted_since_is_shown_as_gone(world: sa.Connection) -> None:
    change_set = done(f"UPDATE process_tasks SET title = 'Leaf' WHERE id = '{CHILD}'")
    done(f"DELETE FROM process_tasks WHERE id = '{CHILD}'", VERA)
    (clash,) = clashing(world, change_set)
    assert (clash.is_gone, clash.title, clash.who) == (True, "Leaf", "Vera")


def test_what_was_added_and_edited_since_does_not_just_go(world: sa.Connection) -> None:
    change_set = done("INSERT INTO services (id, customer_id, name) VALUES ('extra', 'acme', 'Extra')")
    done("UPDATE services SET monthly_hours = 12 WHERE id = 'extra'", VERA)
    assert [clash.fields for clash in clashing(world, change_set)] == [{"monthly_hours": (0, 12)}]


@pytest.mark.parametrize(
    "use",
    [
        "INSERT INTO process_tasks (process_id, title) VALUES ('new', 'Theirs')",  # would go with it
        "INSERT INTO time_entries (service_id, process_id, worked_on, hours) VALUES ('acme-care', 'new', now(), 1)",
        "INSERT INTO process_team (process_id, team_id) VALUES ('new', 'acme-team')",
    ],
)
def test_what_others_have_built_upon_does_not_go(world: sa.Connection, use: str) -> None:
    change_set = done("INSERT INTO processes (id, customer_id, name) VALUES ('new', 'acme', 'New')")
    done(use, VERA)
    (clash,) = clashing(world, change_set)
    assert (clash.title, clash.is_used) == ("New", True)


def test_a_parent_stays_with_a_part_that_is_left(world: sa.Connection) -> None:
    change_set = done("""INSERT INTO processes (id, customer_id, name) VALUES ('new', 'acme', 'New');
      INSERT INTO process_tasks (id, process_id, title) VALUES ('00000000-0000-7000-8000-00000000000c', 'new', 'A')""")
    done("UPDATE process_tasks SET title = 'Mine' WHERE process_id = 'new'", VERA)
    assert {clash.title for clash in clashing(world, change_set)} == {"New", "Mine"}


def test_progress_that_follows_from_tasks_is_no_edit(world: sa.Connection) -> None:
    change_set = done(f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'")
    done("UPDATE process_tasks SET status = 'Completed' WHERE title = 'Twin'", VERA)
    assert undo(change_set).records == 1
    assert one(world, "SELECT progress FROM processes WHERE id = 'extract'") == (50,)


def test_what_was_put_back_by_hand_is_done_already(world: sa.Connection) -> None:
    change_set = done("UPDATE customers SET name = 'Acme AG' WHERE id = 'acme'")
    done("UPDATE customers SET name = 'Acme' WHERE id = 'acme'", VERA)
    with pytest.raises(Conflict, match="already"):
        undo(change_set)


def test_a_part_does_not_come_back_without_what_it_belongs_to(world: sa.Connection) -> None:
    change_set = done(f"DELETE FROM process_tasks WHERE id = '{ROOT}'")
    done("DELETE FROM processes WHERE id = 'extract'", VERA)
    with pytest.raises(Conflict):
        undo(change_set)
