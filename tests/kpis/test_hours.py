"""Hours and planned work: each figure against its slow count, under filters, and with its records."""

import datetime as dt

import pytest

from data import kpis
from data.calendar import months_back
from data.db import Session
from data.filters import Filters
from data.kpis import utilisation
from data.kpis.spans import months_of, whole_months
from data.vocabulary import Comparison
from tests.kpis import oracle_hours as oracle
from tests.kpis.firms import TODAY, counted, hours_behind
from tests.kpis.oracle_hours import World


def test_the_heat_map_has_the_largest_customers_month_by_month(
    db: Session, asked: tuple[Filters, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    filters, world = asked
    monkeypatch.setattr(utilisation, "LARGEST", 4)
    rows = kpis.read(db, "utilisation_heatmap", filters).itertuples()
    said = {(row.customer_id, row.month): pytest.approx((row.logged, row.allocated), abs=1e-6) for row in rows}
    assert oracle.heatmap(world, months_back(TODAY, 12), 4) == said


def test_the_heat_map_of_a_period_has_its_months(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    period = filters._replace(first=dt.date(2026, 2, 10), last=dt.date(2026, 5, 3))
    rows = kpis.read(db, "utilisation_heatmap", period).itertuples()
    said = {(row.customer_id, row.month): pytest.approx((row.logged, row.allocated), abs=1e-6) for row in rows}
    assert oracle.heatmap(world, [dt.date(2026, month, 1) for month in (2, 3, 4, 5)], 12) == said


def test_each_service_has_its_own_hours_and_lists_them(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    frame = kpis.read(db, "service_heatmap", filters)
    expected = oracle.by_service(world, months_back(TODAY, 12))
    shown = {row.service_id for row in frame.itertuples()}
    assert {(row.service_id, row.month) for row in frame.itertuples()} == {key for key in expected if key[0] in shown}
    assert len(shown) == min(16, len({id_ for id_, _month in expected}))
    for row in frame.itertuples():
        assert (row.logged, row.allocated) == pytest.approx(expected[row.service_id, row.month], abs=1e-6)
    for row in frame[frame["month"] == TODAY.replace(day=1)].itertuples():
        mark = {"kpi": "service_heatmap", "service_id": row.service_id, "month": row.month.isoformat()}
        assert hours_behind(db, mark, filters) == pytest.approx(row.logged)


def test_the_month_burns_up_day_by_day(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    expected = oracle.burn_up(world)
    frame = kpis.read(db, "burn_up", filters)
    assert len(frame) in (0, 30)
    for row in frame.itertuples():
        logged, pace, there = expected[row.day]
        assert (row.logged if row.day <= TODAY else None, row.pace) == pytest.approx((logged, pace), abs=1e-6)
        assert row.allocated - row.left == pytest.approx(there, abs=1e-6)
    for row in frame[frame["hours"] > 0].itertuples():
        assert hours_behind(db, {"kpi": "burn_up", "day": row.day.isoformat()}, filters) == pytest.approx(row.hours)


def test_overruns_name_the_day_on_which_hours_run_out(db: Session, asked: tuple[Filters, World]) -> None:
    filters, world = asked
    rows = list(kpis.read(db, "overruns", filters).itertuples())
    said = {row.customer_id: (row.verdict, pytest.approx(row.forecast), row.runs_out) for row in rows}
    assert oracle.overruns(world) == said
    overs = [row for row in rows if row.verdict == "Over"]
    assert [row.forecast for row in overs] == sorted((row.forecast for row in overs), reverse=True)
    for row in rows:
        assert row.among == sum(other.verdict == row.verdict for other in rows)
        assert hours_behind(db, {"kpi": "overruns", "customer_id": row.customer_id}, filters) == pytest.approx(
            row.logged
        )


def test_what_is_left_to_do_is_spread_over_the_days_to_its_due_date(db: Session, asked: tuple[Filters, World]) -> None:
    asked_for, world = asked
    for more in ({}, {"stage": ("Design", "Testing")}, {"status": ("In Progress", "Completed")}):
        filters = asked_for._replace(chosen={**asked_for.chosen, **more})
        expected = oracle.load(World(db, filters, world.mine), 12)
        frame = kpis.read(db, "planned_load", filters)
        assert len(frame) == 13
        for row in frame.itertuples():
            hours, number = expected.get((row.week, row.load), (0.0, 0))
            assert (row.hours, row.processes) == (pytest.approx(hours), number)
            mark = {"kpi": "planned_load", "week": row.week.isoformat(), "load": row.load}
            assert counted(db, mark, filters) == number


SPANS = [
    (None, None),
    ("2026-11-18", None),
    ("2026-03-10", "2026-07-04"),
    ("2026-09-01", "2026-10-31"),
    ("2026-05-02", "2026-05-20"),
]


def test_each_person_has_the_hours_of_the_period(db: Session, asked: tuple[Filters, World]) -> None:
    asked_for, world = asked
    for span in SPANS:
        first, last = (dt.date.fromisoformat(day) if day else None for day in span)
        filters = asked_for._replace(first=first, last=last)
        month = TODAY.replace(day=1), dt.date(2026, 11, 30)
        expected = oracle.people(world, first or month[0], last or (TODAY if first else month[1]))
        frame = kpis.read(db, "who_logged", filters)
        assert {row.contact_id: (row.hours, row.billable) for row in frame.itertuples()} == expected
        for row in frame.itertuples():
            mark = {"kpi": "who_logged", "contact_id": row.contact_id}
            assert hours_behind(db, mark, filters) == pytest.approx(row.hours)


def test_hours_by_person_are_compared_with_the_period_before(db: Session, firms: list[str]) -> None:
    filters = Filters(TODAY, dt.date(2026, 10, 1), dt.date(2026, 10, 31), Comparison.LAST_YEAR)
    world = World(db, filters)
    before = oracle.people(world, dt.date(2025, 10, 1), dt.date(2025, 10, 31))
    frame = kpis.read(db, "who_logged", filters)
    assert {row.contact_id: row.before for row in frame.itertuples() if row.before} == {
        id_: hours for id_, (hours, _billable) in before.items()
    }


@pytest.mark.parametrize("today", [dt.date(2026, 11, 21), dt.date(2026, 11, 1), dt.date(2026, 2, 28)], ids=str)
def test_a_weekend_plans_from_monday_and_a_month_that_begins_with_one_has_no_forecast(
    db: Session, firms: list[str], today: dt.date
) -> None:
    filters = Filters(today)
    expected = oracle.load(World(db, filters), 12)
    for row in kpis.read(db, "planned_load", filters).itertuples():
        assert (row.hours, row.processes) == (
            pytest.approx(expected.get((row.week, row.load), (0, 0))[0]),
            expected.get((row.week, row.load), (0, 0))[1],
        )
    assert len(kpis.read(db, "burn_up", filters)) == len(oracle.days_of(today))
    assert (len(kpis.read(db, "overruns", filters)) == 0) == (today.day == 1)
    kpis.read(db, "portfolio", filters)


def test_a_period_is_cut_into_whole_months_and_what_is_left() -> None:
    day = dt.date
    assert whole_months(day(2026, 1, 1), day(2026, 2, 28)) == ([day(2026, 1, 1), day(2026, 2, 1)], [])
    assert whole_months(day(2025, 12, 5), day(2026, 2, 3)) == (
        [day(2026, 1, 1)],
        [(day(2025, 12, 5), day(2025, 12, 31)), (day(2026, 2, 1), day(2026, 2, 3))],
    )
    assert whole_months(day(2026, 1, 5), day(2026, 2, 3)) == ([], [(day(2026, 1, 5), day(2026, 2, 3))])
    assert len(months_of(Filters(TODAY, day(2000, 1, 1)))) == 24
