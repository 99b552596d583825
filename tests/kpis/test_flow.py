"""The flow of work against plain Python over the same rows, however it is narrowed and whoever reads."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pytest

from dashboard.services.throwaway import Urls
from data import db as database
from data import kpis, listing
from data.access import SYSTEM, Actor
from data.db import Session
from data.filters import Filters
from data.kpis import forecast
from data.kpis.flow import FLOW
from data.kpis.stays import STATES
from data.vocabulary import Comparison
from tests.databases import migrated_database
from tests.kpis import flow_world
from tests.kpis.flow_world import TODAY
from tests.kpis.oracle_flow import STAGES, World, cycle, lead, reaches
from tests.racing import connect_owner

WEEK = dt.timedelta(days=7)
AUTUMN = {"first": dt.date(2026, 9, 2), "last": dt.date(2026, 10, 30)}
ASKED = {
    "everything": Filters(TODAY),
    "two customers": Filters(TODAY, chosen={"customer": ("c1", "c3")}),
    "an area": Filters(TODAY, chosen={"area": ("Custom Extract",)}),
    "an area of a customer": Filters(TODAY, chosen={"area": ("CRM Refresh",), "customer": ("c2",)}),
    "what is approved or rejected, without TPA": Filters(
        TODAY, chosen={"approval": ("Approved", "Rejected"), "tpa": ("Not required",), "phase": ("Steady State",)}
    ),
    "what one is responsible for": Filters(TODAY, chosen={"responsible": ("anna",), "approval": ("Pending",)}),
    "a period": Filters(TODAY, **AUTUMN),
    "an area in a period": Filters(TODAY, chosen={"area": ("CRM Refresh",)}, **AUTUMN),
    "against the period before": Filters(TODAY, against=Comparison.PREVIOUS, **AUTUMN),
    "nothing": Filters(TODAY, chosen={"area": ("Nowhere",)}),
}
READERS = {"all": SYSTEM, "some": Actor("u", frozenset({"*"}), frozenset({"c2", "c4"}))}


@pytest.fixture(scope="module")
def world(cluster: Urls) -> Iterator[World]:
    with migrated_database(cluster) as urls:
        with connect_owner(urls, autocommit=True) as conn:
            built = flow_world.build(conn, seed=7)
        engine = database.configure(urls.web, pooled=False)
        yield built
        engine.dispose()


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Actor:
    return READERS[request.param]


@pytest.fixture(params=ASKED)
def filters(request: pytest.FixtureRequest) -> Filters:
    return ASKED[request.param]


@pytest.fixture
def db(world: World, reader: Actor) -> Iterator[Session]:
    with database.session(reader) as session:
        yield session


@pytest.fixture
def chosen(world: World, reader: Actor, filters: Filters) -> World:
    """What of the world the reader sees through the filters."""
    return World([one for one in world.work if _is_seen(one, reader, filters)], world.zone)


def _is_seen(one, reader: Actor, filters: Filters) -> bool:
    mine = reader.customer_ids is None or one.customer_id in reader.customer_ids
    phase = "Steady State" if one.customer_id in flow_world.STEADY else "Contracting"
    said = {"customer": one.customer_id, "phase": phase, "area": one.area, "approval": one.approval}
    said |= {"tpa": "Required" if one.is_tpa_required else "Not required", "responsible": one.responsible}
    return mine and all(said[name] in values for name, values in filters.chosen.items())


def period(filters: Filters, usual: int) -> tuple[dt.date, dt.date]:
    """Whole weeks, Monday to Sunday."""
    last = filters.last or TODAY
    first = filters.first or last - WEEK * (usual - 1)
    return first - dt.timedelta(days=first.weekday()), last + dt.timedelta(days=6 - last.weekday())


def lists(db: Session, filters: Filters, **mark: object) -> int:
    return listing.total(db, kpis.behind(db, mark, filters).query)


def test_the_funnel_counts_reached_and_present(db, filters, chosen):
    for row in kpis.read(db, "sdlc_funnel", filters).itertuples():
        place = STAGES.index(row.stage)
        reached = sum(STAGES.index(one.stage) >= place for one in chosen.work)
        present = sum(one.stage == row.stage and one.status != "Completed" for one in chosen.work)
        assert (row.reached, row.in_stage) == (reached, present)
        assert lists(db, filters, kpi="sdlc_funnel", reached=row.stage) == reached
        assert lists(db, filters, kpi="sdlc_funnel", stage=row.stage) == present


def test_days_in_each_stage_are_those_of_all_visits(db, filters, chosen):
    first, last = period(filters, 52)
    before = first - (last - first) - dt.timedelta(days=1)
    for row in kpis.read(db, "stage_days", filters).itertuples():
        taken = chosen.stage_days(row.stage, first, last)
        assert (row.processes, row.median, row.p85) == (len(taken), reaches(taken, 0.5), reaches(taken, 0.85))
        assert row.returned == chosen.returned(row.stage, first, last)
        then = chosen.stage_days(row.stage, before, first - dt.timedelta(days=1)) if filters.against else []
        assert row.median_before == reaches(then, 0.5)
        assert lists(db, filters, kpi="stage_days", left=row.stage) == row.processes
        assert lists(db, filters, kpi="stage_days", returned=row.stage) == row.returned


def test_cumulative_flow_says_where_work_stood_at_the_end_of_each_day(db, filters, chosen):
    first, last = period(filters, 26)
    frame = kpis.read(db, "cumulative_flow", filters)
    assert frame["day"].iloc[-1] == min(last, TODAY)
    for place, row in enumerate(frame.to_dict("records")):
        stood = chosen.flow(row["day"], first)
        assert {state: row[state] for state in STATES} == {state: stood[state] for state in STATES}
        for state in STATES if place % 9 == 0 else ():
            mark = {"kpi": "cumulative_flow", "state": state.value, "day": row["day"].isoformat()}
            assert lists(db, filters, **mark) == row[state]


def test_cycle_and_lead_times_lie_in_the_bins_they_are_counted_in(db, filters, chosen):
    finished = chosen.finished(*period(filters, 52))
    frame = kpis.read(db, "cycle_time", filters)
    for name, of in (("Cycle time", cycle), ("Lead time", lead)):
        taken = [days for one in finished if (days := of(one)) is not None]
        told = frame.attrs[name]
        assert (told["count"], told["median"], told["p85"]) == (len(taken), reaches(taken, 0.5), reaches(taken, 0.85))
        for row in frame[frame["measure"] == name].itertuples():
            most = 10**6 if row.to_days is None else row.to_days
            assert row.processes == sum(row.from_days <= days <= most for days in taken)
            mark = {"measure": name, "from": str(row.from_days), "to": "" if row.to_days is None else str(row.to_days)}
            assert lists(db, filters, kpi="cycle_time", **mark) == row.processes
        assert frame[frame["measure"] == name]["processes"].sum() == len(taken)


def test_throughput_counts_what_was_completed_in_each_week(db, filters, chosen):
    first, last = period(filters, 26)
    shift = last - first + dt.timedelta(days=1)
    frame = kpis.read(db, "throughput", filters)
    assert frame["week"].iloc[0] == first
    for row in frame.itertuples():
        assert row.finished == len(chosen.finished(row.week, row.week + WEEK - dt.timedelta(days=1)))
        before = chosen.finished(row.week - shift, row.week - shift + WEEK - dt.timedelta(days=1))
        assert row.before == (len(before) if filters.against else None)
        assert lists(db, filters, kpi="throughput", week=row.week.isoformat()) == row.finished


def test_open_work_is_as_old_as_it_has_been_in_progress(db, filters, chosen):
    frame = kpis.read(db, "ageing_work", filters)
    ages = Counter(chosen.ages(TODAY))
    took = [cycle(one) for one in chosen.finished(*period(Filters(TODAY), 52)) if one.started]
    expected = (reaches(took, 0.5), reaches(took, 0.85)) if len(took) >= 8 else (None, None)
    assert (frame.attrs["median"], frame.attrs["p85"]) == expected
    for row in frame.itertuples():
        counted = sum(
            n for (stage, age), n in ages.items() if stage == row.stage and row.from_days <= age <= row.to_days
        )
        assert row.processes == counted > 0
        mark = {"stage": row.stage, "from": str(row.from_days), "to": str(row.to_days)}
        assert lists(db, filters, kpi="ageing_work", **mark) == counted
        assert row.standing is None or (row.standing == "Older than 85 %") == (row.from_days > expected[1])
    assert frame["processes"].sum() == ages.total()


def test_the_forecast_draws_from_whole_weeks_and_is_held_against_what_happened(db, filters, chosen):
    frame = kpis.read(db, "completion_forecast", filters)
    running = TODAY - dt.timedelta(days=TODAY.weekday())
    done = chosen.finished(dt.date(1900, 1, 1), running - dt.timedelta(days=1))
    weeks = sorted(chosen.day(one.completed) for one in done)
    assert frame.attrs["open_processes"] == sum(not one.completed for one in chosen.work)
    assert frame.attrs["history"] == min(((running - weeks[0]).days + 6) // 7 if weeks else 0, forecast.LOOKED)
    for row in frame[frame["kind"] == forecast.PAST].itertuples():
        assert row.happened == len(chosen.finished(running - WEEK * row.weeks, running - dt.timedelta(days=1)))
        assert row.low <= row.middle <= row.high
    assert len(frame) == (14 if frame.attrs["history"] >= 16 else 0)


def test_a_steady_team_is_foreseen_to_stay_steady():
    assert forecast.spread([5] * 10, 3) == [(5, 5, 5), (10, 10, 10), (15, 15, 15)]


def test_the_same_weeks_are_always_foreseen_alike():
    assert (forecast.drawn([1, 4, 2, 7, 0, 3, 3, 9], 6) == forecast.drawn([1, 4, 2, 7, 0, 3, 3, 9], 6)).all()


def test_a_mark_that_was_made_up_lists_nothing(world):
    with database.session(SYSTEM) as db:
        for mark in (
            {"kpi": "cumulative_flow", "state": "Nowhere", "day": "2026-11-01"},
            {"kpi": "cumulative_flow", "state": "Testing", "day": "yesterday"},
            {"kpi": "cycle_time", "measure": "Cycle time", "from": "a", "to": ""},
            {"kpi": "cycle_time", "measure": "Cycle time", "from": "99999999999999999999", "to": ""},
            {"kpi": "ageing_work", "stage": "Testing", "from": "0", "to": "99999999999"},
            {"kpi": "throughput", "week": "9999-12-31"},
            {"kpi": "completion_forecast"},
        ):
            with pytest.raises(kpis.NotFound):
                kpis.behind(db, mark, Filters(TODAY))


@pytest.mark.parametrize("name", FLOW)
def test_an_empty_installation_has_figures_that_say_so(own_database: Urls, name: str) -> None:
    engine = database.configure(own_database.web, pooled=False)
    with database.session(SYSTEM) as db:
        assert isinstance(kpis.read(db, name, Filters(TODAY)), pd.DataFrame)
    engine.dispose()
