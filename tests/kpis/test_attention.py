"""What needs attention: who is in it, in what order, and for whom."""

import datetime as dt

import pytest

from data import kpis
from data.access import Actor
from data.db import Session
from data.filters import Filters
from tests import factories as make

TODAY = dt.date(2026, 11, 18)  # 13 of November's 21 working days


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


@pytest.fixture
def ids(db: Session) -> dict[str, str]:
    """Two customers: one with late work, one whose hours and contract run out."""
    late = make.customer(db, name="Late")
    make.process(db, name="Old", customer_id=late.id, start_date=days(-90), due_date=days(-30), sdlc_stage="Design")
    make.process(db, name="New", customer_id=late.id, start_date=days(-20), due_date=days(-1))
    make.process(db, name="Slow", customer_id=late.id, start_date=days(-60), due_date=days(10), progress=10)
    make.process(db, name="Fine", customer_id=late.id, start_date=days(-1), due_date=days(100))
    make.process(db, name="Done", customer_id=late.id, due_date=days(-9), status="Completed")
    spent = make.customer(
        db, name="Spent", contract_start_date=days(-300), contract_end_date=days(20), phase="Steady State"
    )
    service = make.service(db, customer_id=spent.id, monthly_hours=100)
    make.hours(db, service_id=service.id, worked_on=dt.date(2026, 11, 3), hours=24)
    for _ in range(3):
        make.hours(db, service_id=service.id, worked_on=dt.date(2026, 11, 4), hours=24)
    return {"late": late.id, "spent": spent.id}


ALL = Filters(TODAY)


def told(db: Session, filters: Filters = ALL) -> list[tuple]:
    frame = kpis.read(db, "attention", filters)
    return [(row.kind, row.name, row.points) for row in frame.itertuples()]


def test_the_most_pressing_come_first_each_with_its_points(db: Session, ids: dict[str, str]) -> None:
    # 43 of 50 working days of Slow have passed; Spent has used 96 of 100 h in 13 of 21 days
    assert told(db) == [
        ("Overdue", "Old", 80),
        ("Off track", "Slow", 100 * 43 // 50 - 10),
        ("Contract ends", "Spent", 60),
        ("Over its hours", "Spent", 55),
        ("Overdue", "New", 51),
    ]


def test_each_says_why(db: Session, ids: dict[str, str]) -> None:
    reasons = dict(kpis.read(db, "attention", ALL)[["kind", "reason"]].itertuples(index=False))
    assert reasons["Contract ends"] == "The contract ends in 20 days, on 8 Dec 2026; phase Steady State"
    assert reasons["Over its hours"].startswith("96 of 100 h logged this month, forecast 55 % over; its hours run out")


def test_filters_of_processes_name_no_customers(db: Session, ids: dict[str, str]) -> None:
    assert told(db, Filters(TODAY, chosen={"stage": ("Design",)})) == [("Overdue", "Old", 80)]
    customers = {name for _, name, _ in told(db, Filters(TODAY, chosen={"customer": (ids["spent"],)}))}
    assert customers == {"Spent"}


def test_a_reader_of_one_customer_is_told_of_no_other(db: Session, ids: dict[str, str]) -> None:
    db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({ids["spent"]}))
    assert {name for _, name, _ in told(db)} == {"Spent"}


def test_what_may_not_be_read_is_not_in_it(db: Session, ids: dict[str, str]) -> None:
    db.info["actor"] = Actor(None, frozenset({"dashboards:read", "customers:read"}))
    assert told(db) == [("Contract ends", "Spent", 60)]


def test_one_kind_does_not_crowd_out_the_others(db: Session, ids: dict[str, str]) -> None:
    for late in range(40, 55):
        make.process(db, name=f"P{late:02}", customer_id=ids["late"], due_date=days(-late))
    kinds = [kind for kind, *_ in told(db)]
    assert kinds.count("Overdue") == 4
    assert {"Off track", "Contract ends", "Over its hours"} <= set(kinds)
    assert [name for kind, name, _ in told(db) if kind == "Overdue"] == ["P54", "P53", "P52", "P51"]
