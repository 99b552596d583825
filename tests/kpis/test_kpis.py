"""Each KPI by the dictionary's definition, on rows few enough to count by hand."""

import datetime as dt

import pytest
import sqlalchemy as sa

from data import kpis, listing, rollups
from data.access import Actor
from data.db import Session
from data.errors import Forbidden, NotFound
from data.filters import Filters
from data.models import Process, ProcessTask
from data.vocabulary import Health, SdlcStage
from tests import factories as make

TODAY = dt.date(2026, 11, 18)  # a Wednesday, the 13th of November's 21 working days
FILTERS = Filters(TODAY)


@pytest.fixture(params=["unfolded", "folded"])
def settle(request: pytest.FixtureRequest, db: Session):
    """Figures must not depend on whether the deltas have been folded."""
    return (lambda: rollups.fold(db)) if request.param == "folded" else (lambda: None)


def rows(frame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


def counted(db: Session, mark: dict) -> int:
    return listing.total(db, kpis.behind(db, mark, FILTERS).query)


@pytest.mark.parametrize("name", kpis.KPIS)
def test_an_empty_database_has_every_figure(db: Session, name: str) -> None:
    assert kpis.read(db, name, FILTERS) is not None


@pytest.mark.parametrize("name", kpis.KPIS)
def test_a_figure_needs_the_right_to_read_it(db: Session, name: str) -> None:
    db.info["actor"] = Actor(None)
    with pytest.raises(Forbidden):
        kpis.read(db, name, FILTERS)


def test_health_compares_progress_with_the_working_days_that_passed(db: Session, settle) -> None:
    customer = make.customer(db)
    month = {"start_date": dt.date(2026, 11, 2), "due_date": dt.date(2026, 11, 27), "customer_id": customer.id}
    # 13 of 20 working days have passed: 65 % are expected
    for progress in (55, 54, 40, 39):
        make.process(db, progress=progress, **month)
    make.process(db, start_date=dt.date(2026, 11, 2), due_date=dt.date(2026, 11, 17), customer_id=customer.id)
    make.process(db, customer_id=customer.id)
    make.process(db, status="Completed", **month)
    settle()
    frame = kpis.read(db, "process_progress", FILTERS)
    assert rows(frame) == [("On track", 1), ("At risk", 2), ("Off track", 1), ("Overdue", 1), ("No plan", 1)]


def test_every_health_lists_as_many_records_as_it_counts(db: Session) -> None:
    customer = make.customer(db)
    for days in range(0, 40, 3):
        start = TODAY - dt.timedelta(days=days)
        make.process(db, customer_id=customer.id, start_date=start, due_date=start + dt.timedelta(days=20))
    make.process(db, customer_id=customer.id, due_date=TODAY + dt.timedelta(days=3))
    for health, processes in rows(kpis.read(db, "process_progress", FILTERS)):
        assert counted(db, {"kpi": "process_progress", "health": health}) == processes
    assert {health.value for health in Health} == set(kpis.read(db, "process_progress", FILTERS)["health"])


def test_average_progress_is_plain_and_weighted_by_estimate_over_open_processes(db: Session, settle) -> None:
    customer = make.customer(db)
    make.process(db, customer_id=customer.id, progress=10, estimate=30)
    make.process(db, customer_id=customer.id, progress=50, estimate=10)
    make.process(db, customer_id=customer.id, progress=30)
    make.process(db, customer_id=customer.id, progress=100, estimate=99, status="Completed")
    settle()
    assert rows(kpis.read(db, "progress_average", FILTERS)) == [(3, 30.0, 20.0)]


def test_funnel_counts_what_has_reached_each_stage(db: Session, settle) -> None:
    for stage in (SdlcStage.REQUIREMENTS, SdlcStage.DESIGN, SdlcStage.DESIGN, SdlcStage.TESTING):
        make.process(db, sdlc_stage=stage)
    make.process(db, sdlc_stage=SdlcStage.TESTING, status="Completed")  # has reached it, and is in no stage now
    settle()
    frame = kpis.read(db, "sdlc_funnel", FILTERS)
    assert rows(frame)[:5] == [
        ("Requirements", 5, None, 1),
        ("Design", 4, 0.8, 2),
        ("Development", 2, 0.5, 0),
        ("Testing", 2, 1.0, 1),
        ("Deployment", 0, 0.0, 0),
    ]
    for stage, reached, _conversion, in_stage in rows(frame):
        assert counted(db, {"kpi": "sdlc_funnel", "reached": stage}) == reached
        assert counted(db, {"kpi": "sdlc_funnel", "stage": stage}) == in_stage


def test_allocated_hours_count_the_days_a_contract_covers(db: Session, settle) -> None:
    customer = make.customer(
        db, name="Half", contract_start_date=dt.date(2026, 11, 16), contract_end_date=dt.date(2027, 6, 30)
    )
    service = make.service(db, customer_id=customer.id, monthly_hours=60)
    make.hours(db, service_id=service.id, worked_on=dt.date(2026, 11, 17), hours=6)
    settle()
    frame = kpis.read(db, "utilisation_heatmap", FILTERS)
    november = frame[frame["month"] == dt.date(2026, 11, 1)].iloc[0]
    october = frame[frame["month"] == dt.date(2026, 10, 1)].iloc[0]
    assert (november.logged, november.allocated, november.utilisation) == (6.0, 30.0, 0.2)
    assert (october.logged, october.allocated, october.utilisation) == (0.0, 0.0, None)


def test_a_changed_contract_changes_what_is_allocated(db: Session, settle) -> None:
    customer = make.customer(db, contract_start_date=dt.date(2026, 1, 1), contract_end_date=dt.date(2027, 1, 1))
    service = make.service(db, customer_id=customer.id, monthly_hours=100)
    settle()
    customer.contract_end_date = dt.date(2026, 11, 15)
    service.monthly_hours = 200
    db.flush()
    assert kpis.read(db, "utilisation_pace", FILTERS).iloc[0].allocated == pytest.approx(100.0)


def test_pace_compares_utilisation_with_the_working_days_elapsed(db: Session, settle) -> None:
    service = make.service(db, monthly_hours=100)
    make.hours(db, service_id=service.id, worked_on=dt.date(2026, 11, 3), hours=52)
    make.hours(db, service_id=service.id, worked_on=dt.date(2026, 10, 30), hours=40)
    settle()
    row = kpis.read(db, "utilisation_pace", FILTERS).iloc[0]
    assert (row.logged, row.allocated, row.utilisation) == (52.0, 100.0, 0.52)
    assert row.share_elapsed == pytest.approx(13 / 21)
    assert row.forecast == pytest.approx(0.84)


def test_pipeline_counts_products_by_area_and_status(db: Session, settle) -> None:
    team = make.team(db)
    for status in ("Phase I", "Phase I", "Withdrawn"):
        make.product(db, team_id=team.id, regulatory_status=status)
    settle()
    assert sorted(rows(kpis.read(db, "pharma_pipeline", FILTERS))) == [
        ("Oncology", "Phase I", 2),
        ("Oncology", "Withdrawn", 1),
    ]
    mark = {"kpi": "pharma_pipeline", "therapeutic_area": "Oncology", "regulatory_status": "Phase I"}
    assert counted(db, mark) == 2


def test_headline_counts_now_and_four_weeks_ago(db: Session, settle) -> None:
    today = dt.datetime.now(dt.UTC).date()
    customer = make.customer(db, created_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=40))
    make.customer(db, name="New")
    make.customer(db, name="Gone", active=False)
    make.customer(db, name="Ended", phase="Terminated")
    process = make.process(db, customer_id=customer.id)
    db.execute(sa.select(sa.func.set_config("app.source", "import", True)))
    for late in (1, 40):
        make.task(db, process_id=process.id, due_date=today - dt.timedelta(days=late))
    make.task(db, process_id=process.id, due_date=today)
    settle()
    frame = kpis.read(db, "headline", Filters(today)).set_index("measure")
    assert frame.loc["active_customers", "value"] == 2
    assert frame.loc["active_customers", "change"] == pytest.approx(100.0)
    assert frame.loc["overdue_tasks", "value"] == 2
    assert frame.loc["overdue_tasks", "change"] == pytest.approx(100.0)
    assert len(frame.loc["open_processes", "points"]) == 13
    for measure in ("active_customers", "open_processes", "overdue_tasks"):
        records = kpis.behind(db, {"kpi": "headline", "measure": measure}, Filters(today))
        assert listing.total(db, records.query) == frame.loc[measure, "value"]


def test_a_reader_of_one_customer_sees_its_figures_only(db: Session, settle) -> None:
    mine, other = make.customer(db, name="Mine"), make.customer(db, name="Other")
    for owner in (mine, other):
        process = make.process(db, customer_id=owner.id)
        make.task(db, process_id=process.id, due_date=dt.date(2199, 1, 1))
        service = make.service(db, customer_id=owner.id)
        make.hours(db, service_id=service.id, worked_on=dt.date(2026, 11, 3), hours=5)
        make.product(db, team_id=make.team(db, customer_id=owner.id).id)
    settle()
    db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({mine.id}))
    assert kpis.read(db, "progress_average", FILTERS).iloc[0].open_processes == 1
    assert kpis.read(db, "utilisation_pace", FILTERS).iloc[0].logged == 5.0
    assert set(kpis.read(db, "utilisation_heatmap", FILTERS)["customer"]) == {"Mine"}
    assert kpis.read(db, "pharma_pipeline", FILTERS)["products"].sum() == 1
    assert counted(db, {"kpi": "sdlc_funnel", "reached": "Requirements"}) == 1


def test_an_invented_mark_lists_nothing(db: Session) -> None:
    for mark in (
        {},
        {"kpi": "nothing"},
        {"kpi": "sdlc_funnel", "stage": "Nowhere"},
        {"kpi": "process_progress"},
        ["kpi"],
        "kpi",
    ):
        with pytest.raises(NotFound):
            kpis.behind(db, mark, FILTERS)


def test_a_completed_process_leaves_the_open_ones_and_comes_back_when_a_task_reopens(db: Session) -> None:
    process = make.process(db)
    task = make.task(db, process_id=process.id)
    task.status = "Completed"
    db.flush()
    db.execute(sa.update(Process).values(status="Completed"))
    assert kpis.read(db, "progress_average", FILTERS).iloc[0].open_processes == 0
    db.execute(sa.update(ProcessTask).values(status="Blocked", blocked_reason="No access"))
    assert kpis.read(db, "progress_average", FILTERS).iloc[0].open_processes == 1
