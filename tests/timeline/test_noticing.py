"""What comes about by itself is noticed once, on its day where the installation is."""

import datetime as dt

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import noticing
from data.access import SYSTEM
from tests.racing import together
from tests.timeline.conftest import Told


def notice() -> int:
    with database.session(SYSTEM) as db:
        return noticing.notice(db)


def day(world: sa.Connection, later: int) -> dt.date:
    return world.exec_driver_sql("SELECT reporting_day(now())").scalar_one() + dt.timedelta(later)


def test_nothing_to_notice_is_nothing(world: sa.Connection, told: Told) -> None:
    assert notice() == 0
    assert told() == []


@pytest.mark.parametrize(
    ("status", "later", "is_late"),
    [
        *(("In Progress", 0, False), ("In Progress", -1, True), ("In Progress", -7, True)),
        *(("In Progress", -8, False), ("Completed", -1, False)),  # what is overdue for longer is no news
    ],
)
def test_an_open_process_is_overdue_from_the_day_after(
    world: sa.Connection, told: Told, status: str, later: int, is_late: bool
) -> None:
    world.exec_driver_sql("UPDATE processes SET due_date = %s WHERE id = 'bolt-feed'", (day(world, later),))
    world.exec_driver_sql("UPDATE processes SET status = %s WHERE id = 'bolt-feed'", (status,))
    assert notice() == is_late
    found = [row for row in told() if row[0] == "process_overdue"]
    assert [(row[1], row[2], row[3], row[4]["due"]) for row in found] == [
        ("Feed", "bolt", "bolt-feed", str(day(world, later)))
    ] * is_late


def test_an_occasion_is_told_once_and_another_due_date_is_another(world: sa.Connection, told: Told) -> None:
    for later in (-1, -1, -2):
        world.exec_driver_sql("UPDATE processes SET due_date = %s WHERE id = 'bolt-feed'", (day(world, later),))
        notice()
        notice()
    assert [row[4]["due"] for row in told()] == [str(day(world, -1)), str(day(world, -2))]


@pytest.mark.parametrize(
    ("later", "active", "is_due"), [(0, True, True), (1, True, False), (0, False, False), (-3, True, False)]
)
def test_an_important_date_is_told_on_its_day(
    world: sa.Connection, told: Told, later: int, active: bool, is_due: bool
) -> None:
    insert = (
        "INSERT INTO customer_important_dates (customer_id, title, date, active) VALUES ('acme', 'Renewal', %s, %s)"
    )
    world.exec_driver_sql(insert, (day(world, later), active))
    assert notice() == is_due
    assert notice() == 0
    assert [row[:3] for row in told()] == [("important_date_due", "Renewal", "acme")] * is_due


def test_a_date_that_came_before_anybody_looked_is_no_news(world: sa.Connection, told: Told) -> None:
    insert = (
        "INSERT INTO customer_important_dates (customer_id, title, date, created_at) VALUES ('acme', 'End', %s, %s)"
    )
    world.exec_driver_sql(insert, (day(world, -1), day(world, -9)))
    assert notice() == 0
    world.exec_driver_sql(insert, (day(world, 0), day(world, -9)))
    assert notice() == 1
    when = world.exec_driver_sql("SELECT reporting_day(created_at) FROM timeline_events WHERE metadata ? 'episode'")
    assert when.scalar_one() == day(world, 0)


@pytest.mark.parametrize(("hours", "is_over"), [(100, False), (101, True)])
def test_hours_beyond_what_the_month_grants_are_told(
    world: sa.Connection, told: Told, hours: float, is_over: bool
) -> None:
    for _ in range(4):
        insert = (
            "INSERT INTO time_entries (service_id, worked_on, hours) VALUES ('acme-care', reporting_day(now()), %s)"
        )
        world.exec_driver_sql(insert, (hours / 4,))
    assert notice() == is_over
    assert notice() == 0
    world.exec_driver_sql("SELECT fold_rollups()")
    assert notice() == 0
    found = [(row[0], row[1], row[2], row[4]["logged"], row[4]["allocated"]) for row in told()]
    assert found == [("hours_over_budget", "Acme", "acme", hours, 100)] * is_over


def test_hours_beyond_what_last_month_granted_are_no_news(world: sa.Connection, told: Told) -> None:
    last_month = "(date_trunc('month', reporting_day(now())) - interval '1 day')::date"
    world.exec_driver_sql(
        f"INSERT INTO time_entries (service_id, worked_on, hours) SELECT 'acme-care', {last_month}, 20"
        " FROM generate_series(1, 10)"
    )
    assert notice() == 0
    assert told() == []


def test_two_who_look_at_once_tell_once(own_database: Urls) -> None:
    engine = database.configure(own_database.web)
    with database.session(SYSTEM) as db:
        db.execute(sa.text("INSERT INTO customers (id, name) VALUES ('acme', 'Acme')"))
        db.execute(
            sa.text(
                "INSERT INTO processes (customer_id, name, due_date)"
                " SELECT 'acme', 'P', reporting_day(now()) - 1 FROM generate_series(1, 50)"
            )
        )
    assert sum(together(notice, notice, notice)) == 50
    engine.dispose()
