"""The page Progress against plain Python over the same rows, under any filters, mark by mark."""

import datetime as dt
import json
import random
from collections.abc import Iterator

import pandas as pd
import pytest
import sqlalchemy as sa

from data import kpis, listing
from data.access import Actor
from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.kpis.progress_page import KPIS
from data.models import ProcessMilestone, ProcessTeam
from data.vocabulary import ApprovalStatus, Health, MilestoneType, SdlcStage
from layouts.charts import CHARTS
from tests import factories as make
from tests.kpis import oracle_progress as oracle
from tests.layouts.test_charts import flat

TODAY = dt.date(2026, 11, 18)
FILTERS = Filters(TODAY)
PHASES = ("Steady State", "New Activation")
AREAS = ("Custom Extract", "CRM Refresh", "O'Neill & Söhne", None)


def world(db: Session, seed: int, processes: int = 60) -> list[oracle.Work]:
    dice = random.Random(seed)
    contacts = [make.contact(db, name=f"Person {n}").id for n in range(3)] + [None]
    customers = []
    for place, phase in enumerate(PHASES):
        row = make.customer(db, name=f"Customer {place}", phase=phase)
        customers.append((row.id, phase, make.team(db, customer_id=row.id).id))
    return [work(db, dice, dice.choice(customers), dice.choice(contacts)) for _ in range(processes)]


def work(db: Session, dice: random.Random, customer: tuple[str, str, str], responsible: str | None) -> oracle.Work:
    start = TODAY + dt.timedelta(days=dice.randrange(-120, 30)) if dice.random() < 0.9 else None
    due = (start or TODAY) + dt.timedelta(days=dice.randrange(120)) if dice.random() < 0.9 else None
    row = make.process(
        db,
        name=dice.choice(["Alpha feed", "Beta extract", "50% load"]),
        customer_id=customer[0],
        responsible_contact_id=responsible,
        functional_area=dice.choice(AREAS),
        status=dice.choice(["Not Started", "In Progress", "In Progress", "Completed"]),
        sdlc_stage=dice.choice(list(SdlcStage)[:3]),
        approval_status=dice.choice(list(ApprovalStatus)[:2]),
        is_tpa_required=dice.random() < 0.3,
        progress=dice.randrange(101),
        start_date=start,
        due_date=due,
    )
    team = customer[2] if dice.random() < 0.5 else None
    if team:
        db.add(ProcessTeam(process_id=row.id, team_id=team))
    told = (row.status, row.sdlc_stage, row.approval_status, responsible, team)
    tpa = "Required" if row.is_tpa_required else "Not required"
    dates = (tpa, start, due, row.progress, milestones(db, dice, row.id))
    return oracle.Work(row.id, row.name, *customer[:2], row.functional_area, *told, *dates)


def milestones(db: Session, dice: random.Random, process_id: str) -> list[tuple]:
    made = []
    for kind in dice.sample(list(MilestoneType), dice.randrange(5)):
        target = TODAY + dt.timedelta(days=dice.randrange(-150, 40)) if dice.random() < 0.9 else None
        achieved = TODAY - dt.timedelta(days=dice.randrange(150)) if dice.random() < 0.6 else None
        db.add(ProcessMilestone(process_id=process_id, milestone_type=kind, target_date=target, achieved_date=achieved))
        made.append((kind.value, target, achieved))
    db.flush()
    return made


def narrowed(dice: random.Random, processes: list[oracle.Work]) -> Filters:
    """Some filters, or none, with or without a period."""
    one = dice.choice(processes)
    offered = ["customer", "phase", "area", "status", "stage", "approval", "responsible", "team", "tpa"]
    names = [name for name in offered if getattr(one, name)]
    chosen = {name: (getattr(one, name),) for name in dice.sample(names, dice.choice([0, 1, 1, 2]))}
    first = TODAY - dt.timedelta(days=dice.randrange(150)) if dice.random() < 0.5 else None
    last = first + dt.timedelta(days=dice.randrange(200)) if first and dice.random() < 0.5 else None
    return Filters(TODAY, first, last, None, chosen, dice.choice(["", "", "a", "50%"]))


def read(db: Session, name: str, filters: Filters = FILTERS) -> pd.DataFrame:
    return kpis.read(db, name, filters)


@pytest.mark.parametrize("seed", range(5))
def test_every_figure_is_what_plain_python_counts(db: Session, seed: int) -> None:
    everything = world(db, seed)
    for filters in [FILTERS, *(narrowed(random.Random(seed * 100 + n), everything) for n in range(12))]:
        left = oracle.chosen(everything, filters)
        for side, key in (("customer", "customer_id"), ("area", "area"), ("responsible", "responsible_id")):
            _stands(read(db, f"health_by_{side}", filters), side, key, left)
        late, behind = read(db, "overdue_processes", filters), read(db, "at_risk_processes", filters)
        assert list(late["process_id"]) == [work.id for work in oracle.overdue(left, TODAY)][:20]
        assert list(behind["process_id"]) == [work.id for work in oracle.behind(left, TODAY)][:20]
        for frame, found in ((late, oracle.overdue(left, TODAY)), (behind, oracle.behind(left, TODAY))):
            assert set(frame["total"]) == ({len(found)} if found else set())
        span = filters.span(1) if filters.first else (TODAY, dt.date.max)
        assert list(read(db, "gantt", filters)["process_id"]) == [work.id for work in oracle.planned(left, *span)]
        slip = oracle.slip(left, *filters.span(90), TODAY)
        for row in read(db, "milestone_slip", filters).itertuples():
            told = slip.get(row.milestone, (0, 0, 0, None))
            assert (row.on_time, row.late, row.missing, row.median_slip) == told


def _stands(frame: pd.DataFrame, side: str, key: str, left: list[oracle.Work]) -> None:
    truth = oracle.standing(left, side, TODAY)
    rows = {(row[key], row["health"]): row["processes"] for row in frame.to_dict("records") if row["processes"]}
    blank = {"": None, "No area": None}
    assert {(blank.get(of, of), health): number for (of, health), number in rows.items()} == truth
    worst = frame.assign(bad=frame["processes"].where(frame["health"].isin(oracle.TROUBLED), 0))
    sums = worst.groupby(key, sort=False)[["bad", "processes"]].sum().itertuples(index=False, name=None)
    assert list(sums) == oracle.ranked(truth)


@pytest.mark.parametrize("seed", [11, 12])
def test_every_mark_lists_as_many_processes_as_it_says(db: Session, seed: int) -> None:
    everything, listed = world(db, seed), 0
    for name in KPIS:
        for filters in (FILTERS, narrowed(random.Random(seed), everything)):
            for mark, number in marks(name, read(db, name, filters)):
                assert listing.total(db, kpis.behind(db, mark, filters).query) == number, mark
                listed += 1
    assert listed > 100


def marks(name: str, frame: pd.DataFrame) -> Iterator[tuple[dict, int]]:
    """Each mark of a KPI with the number it stands for; a table as a whole stands for all its records."""
    draw = CHARTS[name].draw
    if draw is None:
        yield {"kpi": name}, int(frame["total"].iloc[0]) if len(frame) else 0
        yield from (({"kpi": name, "process_id": id_}, 1) for id_ in frame["process_id"])
        return
    for trace in draw(frame)["data"]:
        for mark, value in zip(flat(trace["customdata"]), trace["x"], strict=True):
            yield json.loads(mark), 1 if name == "gantt" else value


def test_a_reader_of_one_customer_sees_its_processes_only(db: Session) -> None:
    everything = world(db, 21)
    mine = everything[0].customer
    theirs = [one for one in everything if one.customer == mine]
    db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({mine}))
    db.execute(sa.select(sa.func.set_config("app.scope", mine, True)))
    assert read(db, "health_by_area")["processes"].sum() == sum(one.status != "Completed" for one in theirs)
    assert set(read(db, "health_by_customer")["customer_id"]) == {mine}
    assert list(read(db, "overdue_processes")["process_id"]) == [one.id for one in oracle.overdue(theirs, TODAY)][:20]
    slip = oracle.slip(theirs, *FILTERS.span(90), TODAY)
    counted = read(db, "milestone_slip").set_index("milestone")[["on_time", "late", "missing"]]
    assert counted.to_numpy().sum() == sum(sum(row[:3]) for row in slip.values())
    other = next(one for one in everything if one.customer != mine)
    mark = {"kpi": "health_by_customer", "customer": other.customer, "health": "Overdue"}
    assert listing.total(db, kpis.behind(db, mark, FILTERS).query) == 0


def test_the_reason_says_how_late_a_process_is_and_what_stands_in_its_way(db: Session) -> None:
    ana = make.contact(db)
    customer = make.customer(db)
    values = {"customer_id": customer.id, "start_date": dt.date(2026, 11, 2), "status": "In Progress"}
    late = make.process(db, **values, due_date=dt.date(2026, 11, 17), responsible_contact_id=ana.id)
    for status in ("Completed", "Blocked", "Not Started"):
        make.task(db, process_id=late.id, status=status)
    make.process(db, **values, due_date=dt.date(2026, 11, 27), progress=40, approval_status="Rejected")
    row = read(db, "overdue_processes").iloc[0]
    assert row["reason"] == "1 day late; 2 of 3 tasks open; approval pending; 1 task blocked"
    assert (row["days_late"], row["responsible"]) == (1, "Ana Silva")
    row = read(db, "at_risk_processes").iloc[0]
    assert row["reason"] == "40 % done where 65 % is expected, 9 days left; approval rejected; nobody responsible"
    assert (row["expected"], row["gap"]) == (65.0, -25.0)


def test_blocked_tasks_are_not_told_to_who_may_not_read_tasks(db: Session) -> None:
    late = make.process(db, due_date=TODAY - dt.timedelta(days=3))
    make.task(db, process_id=late.id, status="Blocked")
    db.info["actor"] = Actor(None, frozenset({"processes:read"}))
    assert "blocked" not in read(db, "overdue_processes").iloc[0]["reason"]


def test_names_are_not_told_to_who_may_not_read_them(db: Session) -> None:
    make.process(db, responsible_contact_id=make.contact(db).id)
    db.info["actor"] = Actor(None, frozenset({"processes:read"}))
    assert set(read(db, "health_by_responsible")["responsible"]) == {"(name not shown)"}
    assert set(read(db, "health_by_customer")["customer"]) == {"(name not shown)"}


@pytest.mark.parametrize(
    "mark",
    [
        {"kpi": "health_by_customer", "customer": "a\x00b", "health": "Overdue"},
        {"kpi": "health_by_area", "area": "\x00", "health": "Overdue"},
        {"kpi": "health_by_area", "area": "x" * 10_000, "health": "Overdue"},
        {"kpi": "health_by_customer", "customer": "c", "health": "Splendid"},
        {"kpi": "milestone_slip", "milestone": "Nothing", "outcome": "late"},
        {"kpi": "milestone_slip", "milestone": MilestoneType.UAT_STARTED.value, "outcome": "drop"},
        {"kpi": "gantt"},
        {"kpi": "overdue_processes", "process_id": "'; --"},
        {"kpi": "pipeline_movement", "of": "Phase I", "way": "sideways"},
        {"kpi": "transition_matrix", "from": "Phase I"},
    ],
)
def test_an_invented_mark_lists_nothing(db: Session, mark: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        kpis.behind(db, mark, FILTERS)


def test_every_health_has_its_place_in_the_bars(db: Session) -> None:
    make.process(db)
    assert set(read(db, "health_by_customer")["health"]) == {health.value for health in Health}
