"""Filters: to an address and back, and what each of them leaves of each kind of record."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data.db import Session
from data.filters import AGAINST, FILTERS, PERIOD, TEXT, Filters, from_query, to_query
from data.kpis.stays import weeks_before
from data.models import Customer, PharmaceuticalProduct, Process, ProcessMilestone, ProcessTask, ProcessTeam, TimeEntry
from data.narrowing import TAKEN, narrowed, only_customers
from data.vocabulary import Comparison, MilestoneType
from tests import factories as make

TODAY = dt.date(2026, 11, 18)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
MODELS: dict[str, Any] = {
    "processes": Process,
    "tasks": ProcessTask,
    "milestones": ProcessMilestone,
    "hours": TimeEntry,
    "products": PharmaceuticalProduct,
    "customers": Customer,
}


def values_of(name: str) -> st.SearchStrategy[list[str]]:
    choice = FILTERS[name]
    if choice.words is not None:
        one: st.SearchStrategy[str] = st.sampled_from([word.value for word in choice.words])
    else:
        one = st.uuids().map(str) if choice.table else TEXTS
    return st.lists(one, unique=True, max_size=3)


@st.composite
def some_filters(draw: st.DrawFn) -> Filters:
    chosen = {name: tuple(draw(values_of(name))) for name in FILTERS}
    first, last = sorted((draw(DAYS), draw(DAYS)))
    words = " ".join(draw(TEXTS).split())
    period = draw(st.sampled_from([(None, None), (first, None), (None, last), (first, last)]))
    against = draw(st.sampled_from([None, *Comparison]))
    return Filters(TODAY, *period, against, {name: values for name, values in chosen.items() if values}, words)


@given(some_filters())
def test_an_address_keeps_every_filter(filters: Filters) -> None:
    assert from_query(to_query(filters), TODAY) == (filters, [])


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "Nowhere"},
        {"customer": "x' OR 1=1"},
        {"from": "2026-13-01"},
        {"to": "9999-01-01"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"against": "tomorrow"},
        {"area": "x" * 201},
    ],
)
def test_what_an_address_says_wrongly_is_left_out_and_said(query: dict[str, str]) -> None:
    filters, said = from_query(query, TODAY)
    assert filters == Filters(TODAY)
    assert len(said) == 1


@pytest.mark.parametrize("strange", [None, 7, {"a": 1}, [], [None], [["Design"]]])
def test_strange_values_of_an_address_are_no_filters(strange: object) -> None:
    query = dict.fromkeys([*FILTERS, "from", "to", "against", "q"], strange)
    assert from_query(query, TODAY)[0] == Filters(TODAY)


@given(some_filters(), st.integers(1, 400))
def test_a_span_never_ends_before_it_begins(filters: Filters, days: int) -> None:
    first, last = filters.span(days)
    assert first <= last


@pytest.mark.parametrize(
    ("against", "expected"),
    [
        (None, None),
        (Comparison.PREVIOUS, (dt.date(2023, 12, 2), dt.date(2023, 12, 31))),
        (Comparison.LAST_YEAR, (dt.date(2023, 1, 1), dt.date(2023, 1, 30))),
    ],
)
def test_a_period_is_held_against_one_as_long(against: Comparison | None, expected: object) -> None:
    assert Filters(TODAY, against=against).compared(dt.date(2024, 1, 1), dt.date(2024, 1, 30)) == expected


@pytest.mark.parametrize(
    ("first", "last", "previous", "last_year"),
    [
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31"), ("2025-11-01", "2025-11-30")),
        ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31"), ("2025-01-01", "2025-03-31")),
        ("2025-02-01", "2025-02-28", ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
    ],
)
def test_whole_months_are_held_against_whole_months(
    first: str, last: str, previous: tuple[str, str], last_year: tuple[str, str]
) -> None:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    for against, expected in ((Comparison.PREVIOUS, previous), (Comparison.LAST_YEAR, last_year)):
        found = Filters(TODAY, against=against).compared(*days)
        assert found == tuple(dt.date.fromisoformat(day) for day in expected)


def test_weeks_that_are_a_whole_month_are_held_against_the_weeks_before() -> None:
    month = dt.date(2027, 2, 1), dt.date(2027, 2, 28)  # a Monday to a Sunday
    before = weeks_before(Filters(TODAY, against=Comparison.PREVIOUS), *month)
    assert before == (dt.date(2027, 1, 4), dt.date(2027, 1, 31))


def test_the_leap_day_is_held_against_the_day_before() -> None:
    day = dt.date(2024, 2, 29)
    assert Filters(TODAY, against=Comparison.LAST_YEAR).compared(day, day) == (dt.date(2023, 2, 28),) * 2


def test_only_keeps_what_is_named() -> None:
    filters = Filters(TODAY, TODAY, TODAY, Comparison.PREVIOUS, {"stage": ("Design",), "tpa": ("Required",)}, "x")
    assert filters.used() == {PERIOD, AGAINST, "stage", "tpa", TEXT}
    assert filters.only([]) == Filters(TODAY)
    assert filters.only(["stage", TEXT]).used() == {"stage", TEXT}
    assert filters.only([PERIOD]) == Filters(TODAY, TODAY, TODAY)
    assert filters.only([AGAINST]) == Filters(TODAY, against=Comparison.PREVIOUS)


@pytest.fixture
def two(db: Session) -> dict[str, dict[str, Any]]:
    """Of each kind of record one that the filters of `HIS` leave, and one that they do not."""
    return {"his": _world(db, "his"), "hers": _world(db, "hers")}


HIS: dict[str, Any] = {
    "phase": "Steady State",
    "area": "CRM Refresh",
    "status": "In Progress",
    "stage": "Design",
    "approval": "Approved",
    "tpa": "Required",
    "therapeutic_area": "Neurology",
    "drug_class": "Small Molecule",
    "regulatory_status": "Phase I",
    TEXT: "HIS",
}


def _world(db: Session, whose: str) -> dict[str, Any]:
    mine = whose == "his"
    customer = make.customer(db, name=f"{whose} customer", **({"phase": HIS["phase"]} if mine else {}))
    contact, team = make.contact(db), make.team(db, customer_id=customer.id)
    given = {"functional_area": HIS["area"], "status": HIS["status"], "sdlc_stage": HIS["stage"]} if mine else {}
    given |= {"approval_status": HIS["approval"], "is_tpa_required": True} if mine else {}
    process = make.process(
        db, name=f"{whose} process", customer_id=customer.id, responsible_contact_id=contact.id, **given
    )
    db.add(ProcessTeam(process_id=process.id, team_id=team.id))
    milestone = ProcessMilestone(process_id=process.id, milestone_type=next(iter(MilestoneType)))
    db.add(milestone)
    given = {name: HIS[name] for name in ("therapeutic_area", "drug_class", "regulatory_status")} if mine else {}
    return {
        "customers": customer,
        "processes": process,
        "tasks": make.task(db, process_id=process.id),
        "milestones": milestone,
        "hours": make.hours(db, service_id=make.service(db, customer_id=customer.id).id),
        "products": make.product(db, product_name=f"{whose} product", team_id=team.id, **given),
        "ids": {"customer": customer.id, "responsible": contact.id, "team": team.id},
    }


@pytest.mark.parametrize(("table", "name"), [(table, name) for table, taken in TAKEN.items() for name in sorted(taken)])
def test_each_filter_leaves_what_it_names(db: Session, two: dict[str, dict[str, Any]], table: str, name: str) -> None:
    value = two["his"]["ids"].get(name) or HIS[name]
    filters = Filters(TODAY, words=value) if name == TEXT else Filters(TODAY, chosen={name: (value,)})
    left = db.scalars(narrowed(sa.select(MODELS[table].id), table, filters)).all()
    assert left == [two["his"][table].id]
    assert only_customers(table, filters) == (name == "customer")


@pytest.mark.parametrize("table", TAKEN)
def test_filters_that_mean_nothing_for_a_table_leave_it_whole(
    db: Session, two: dict[str, dict[str, Any]], table: str
) -> None:
    nothing = {name: ("none",) for name in FILTERS if name not in TAKEN[table]}
    left = db.scalars(narrowed(sa.select(MODELS[table].id), table, Filters(TODAY, chosen=nothing))).all()
    assert set(left) == {side[table].id for side in two.values()}
