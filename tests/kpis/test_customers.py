"""Customers: health, contracts and silence against their slow count, under filters, and with their records."""

import pytest

from data import kpis
from data.access import Actor
from data.db import Session
from data.filters import Filters
from tests.kpis import oracle_hours as oracle
from tests.kpis.firms import TODAY, counted
from tests.kpis.oracle_hours import World


def test_the_portfolio_is_ranked_by_a_health_that_adds_up(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    frame = kpis.read(db, "portfolio", filters)
    expected = {id_: oracle.health(world, id_) for id_, row in world.customers.items() if world.is_customer(row)}
    assert set(frame["customer_id"]) == set(expected)
    assert list(frame["health"]) == sorted(frame["health"])
    for row in frame.itertuples():
        should = expected[row.customer_id]
        assert row.health == pytest.approx(should["score"])
        assert (row.open_processes, row.overdue, row.silent) == (
            should["open"],
            should["overdue"],
            world.spoken(row.customer_id),
        )
        for part in ("schedule", "hours", "silence", "failures"):
            assert float(getattr(row, part).split(" of ")[0]) == pytest.approx(should[part], abs=0.51)
        work = {"kpi": "portfolio", "customer_id": row.customer_id}
        assert counted(db, work, filters) == row.open_processes
        assert counted(db, work | {"overdue": "yes"}, filters) == row.overdue


def test_what_a_reader_may_not_read_is_no_part_of_the_health(db: Session, firms: list[str]) -> None:
    db.info["actor"] = Actor(None, frozenset({"customers:read", "communications:read"}))
    for row in kpis.read(db, "portfolio", Filters(TODAY)).itertuples():
        assert (row.open_processes, row.schedule, row.hours, row.failures) == (None, None, None, None)
        assert row.health == pytest.approx(5 * float(row.silence.split(" of ")[0]), abs=2.6)
    db.info["actor"] = Actor(None, frozenset({"customers:read"}))
    assert set(kpis.read(db, "portfolio", Filters(TODAY))["health"]) == {None}


def test_contracts_end_in_their_week(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    frame = kpis.read(db, "contract_calendar", filters)
    ends = {
        id_: (row.contract_end_date - TODAY).days
        for id_, row in world.customers.items()
        if world.is_customer(row) and row.contract_end_date and 0 <= (row.contract_end_date - TODAY).days <= 90
    }
    assert dict(zip(frame["customer_id"], frame["days"], strict=True)) == ends
    for ending, some in frame.groupby("ending"):
        assert counted(db, {"kpi": "contract_calendar", "ending": ending}, filters) == len(some)
    for (week, ending), some in frame.groupby(["week", "ending"]):
        mark = {"kpi": "contract_calendar", "week": week.isoformat(), "ending": ending}
        assert counted(db, mark, filters) == len(some)


def test_silence_puts_each_customer_in_one_bucket(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    days = [world.spoken(id_) for id_, row in world.customers.items() if world.is_customer(row)]
    limits = {"Up to 14 days": (0, 14), "15–30 days": (15, 30), "31–60 days": (31, 60), "61–90 days": (61, 90)}
    limits |= {"Over 90 days": (91, 10_000)}
    expected = {name: sum(d is not None and low <= d <= high for d in days) for name, (low, high) in limits.items()}
    frame = kpis.read(db, "silence", filters)
    assert dict(zip(frame["silence"], frame["customers"], strict=True)) == expected | {"Never": days.count(None)}
    for row in frame.itertuples():
        assert counted(db, {"kpi": "silence", "silence": row.silence}, filters) == row.customers
