"""Filters, searches and orders: each finds what it says, whichever way the database looks."""

import datetime as dt
from typing import Any

import pytest

from data import crud, records
from data import db as database
from data.access import Actor
from data.catalog import ENTITIES
from data.crud import Chosen
from data.db import Session
from data.errors import Invalid
from data.records import Wanted, windows
from data.roles import PERMISSIONS
from data.vocabulary import Health, ProcessStatus, SdlcStage
from tests import factories as make
from tests.records.world import World

PROCESSES = ENTITIES["processes"]
DAY = dt.date(2026, 6, 1)


def text(type_: str, word: str = "") -> dict[str, Any]:
    return {"filterType": "text", "type": type_, "filter": word}


def number(type_: str, value: float = 0, to: float = 0) -> dict[str, Any]:
    return {"filterType": "number", "type": type_, "filter": value, "filterTo": to}


def date(type_: str, first: str = "2026-06-01 00:00:00", last: str = "") -> dict[str, Any]:
    return {"filterType": "date", "type": type_, "dateFrom": first, "dateTo": last}


def among(*values: Any) -> dict[str, Any]:
    return {"filterType": "set", "values": list(values)}


def both(operator: str, *conditions: dict) -> dict[str, Any]:
    return {"filterType": "text", "operator": operator, "conditions": list(conditions)}


@pytest.fixture
def three(db: Session) -> dict[str, str]:
    """A, b and C: the first of Acme, the others of Bolt; what b has not, is blank."""
    acme, bolt = make.customer(db, name="Acme 100%"), make.customer(db, name="bolt_x")
    ana = make.contact(db, name="ana")
    stage, status = SdlcStage.TESTING, ProcessStatus.IN_PROGRESS
    rows = [
        {"name": "A load", "customer_id": acme.id, "due_date": DAY, "estimate": 10, "responsible_contact_id": ana.id},
        {"name": "b load", "customer_id": bolt.id, "sdlc_stage": stage},
        {
            "name": "C report",
            "customer_id": bolt.id,
            "due_date": DAY + dt.timedelta(2),
            "estimate": 30,
            "status": status,
        },
    ]
    return {make.process(db, **row).id: row["name"][0] for row in rows} | {"acme": acme.id, "bolt": bolt.id}


def found(db: Session, three: dict[str, str], **wanted: Any) -> str:
    """The initials of what is found, in its order; the window, the export and the count agree on it."""
    asked = Wanted(**wanted)
    window = records.page(db, PROCESSES, asked, 0, 100)
    listed = [row.id for row in db.execute(records.listed(db, PROCESSES, asked))]
    assert [row["id"] for row in window.rows] == listed
    assert window.total == len(listed) == records.counted(db, PROCESSES, asked)
    assert sorted(records.ids(db, PROCESSES, asked, 100)) == sorted(listed)
    return "".join(three[row["id"]] for row in window.rows)


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("name", text("contains", "LOAD"), "Ab"),
    ("name", text("notContains", "load"), "C"),
    ("name", text("equals", "B LOAD"), "b"),
    ("name", text("notEqual", "b load"), "AC"),
    ("name", text("startsWith", "c"), "C"),
    ("name", text("endsWith", "OAD"), "Ab"),
    ("name", text("contains", "%"), ""),
    ("name", both("OR", text("startsWith", "a"), text("startsWith", "c")), "AC"),
    ("name", both("AND", text("contains", "load"), text("startsWith", "b")), "b"),
    ("customer_id", text("contains", "100%"), "A"),
    ("customer_id", text("contains", "t_x"), "bC"),
    ("customer_id", text("contains", "0_"), ""),
    ("responsible_contact_id", text("notContains", "ana"), "bC"),
    ("responsible_contact_id", text("blank"), "bC"),
    ("responsible_contact_id", text("notBlank"), "A"),
    ("jira_ticket", text("blank"), "AbC"),
    ("estimate", number("equals", 10), "A"),
    ("estimate", number("notEqual", 10), "bC"),
    ("estimate", number("lessThan", 30), "A"),
    ("estimate", number("lessThanOrEqual", 30), "AC"),
    ("estimate", number("greaterThan", 10), "C"),
    ("estimate", number("greaterThanOrEqual", 10.5), "C"),
    ("estimate", number("inRange", 10, 30), "AC"),
    ("estimate", number("blank"), "b"),
    ("due_date", date("equals"), "A"),
    ("due_date", date("notEqual"), "bC"),
    ("due_date", date("greaterThan"), "C"),
    ("due_date", date("lessThan", "2026-06-03"), "A"),
    ("due_date", date("inRange", "2026-06-01", "2026-06-03"), "AC"),
    ("due_date", date("blank"), "b"),
    ("due_date", both("OR", date("blank"), date("equals")), "Ab"),
    ("status", among(ProcessStatus.IN_PROGRESS.value), "C"),
    ("status", among(), ""),
    ("sdlc_stage", among(SdlcStage.TESTING.value, SdlcStage.DESIGN.value), "b"),
    ("health", among(Health.NO_PLAN.value), "b"),
    ("health", among(Health.OVERDUE.value), "AC"),
    ("responsible_contact_id", among(None), "bC"),
]


@pytest.mark.parametrize(("name", "model", "initials"), CASES, ids=str)
def test_a_filter_finds_what_it_says(db: Session, three: dict, name: str, model: dict, initials: str) -> None:
    assert found(db, three, filters={name: model}) == initials


def test_a_related_record_is_chosen_by_its_id(db: Session, three: dict) -> None:
    assert found(db, three, filters={"customer_id": among(three["bolt"], "nobody")}) == "bC"


ORDERS = [
    ("name", "asc", "AbC"),
    ("name", "desc", "CbA"),
    ("customer_id", "asc", "AbC"),
    ("customer_id", "desc", "CbA"),
    ("due_date", "asc", "ACb"),
    ("estimate", "desc", "CAb"),
    ("sdlc_stage", "desc", "bCA"),
    ("responsible_contact_id", "asc", "AbC"),
    ("responsible_contact_id", "desc", "ACb"),
    ("due_date", "desc", "CAb"),
    ("status", "asc", "AbC"),
    ("status", "desc", "CbA"),
    ("health", "asc", "ACb"),
]


@pytest.mark.parametrize("few", [windows.FEW, 0])
@pytest.mark.parametrize(("name", "way", "initials"), ORDERS)
def test_every_column_sorts_and_blanks_stand_last(
    db: Session, three: dict, monkeypatch: pytest.MonkeyPatch, name: str, way: str, initials: str, few: int
) -> None:
    """Also read from its end, part by part, and with what was searched for."""
    monkeypatch.setattr(windows, "FEW", few)
    sort = ({"colId": name, "sort": way},)
    assert found(db, three, sort=sort) == initials
    assert found(db, three, sort=sort, words="o") == initials
    for place, initial in enumerate(initials):
        (row,) = records.page(db, PROCESSES, Wanted(sort=sort), place, place + 1).rows
        assert three[row["id"]] == initial


@pytest.mark.parametrize(
    ("words", "initials"), [("load", "Ab"), ("ACME", "A"), ("load bolt", "b"), ("100%", "A"), ("_", "bC"), (" ", "AbC")]
)
def test_each_word_is_found_somewhere(db: Session, three: dict, words: str, initials: str) -> None:
    assert found(db, three, words=words) == initials


def test_a_page_beyond_the_end_is_empty_and_knows_how_many_there_are(db: Session, three: dict) -> None:
    for wanted in (Wanted(), Wanted(words="o")):
        assert records.page(db, PROCESSES, wanted, 400, 500) == ([], 3)
        assert len(records.page(db, PROCESSES, wanted, 2, 500).rows) == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 4), (0, 501), (0.0, 5), ("0", 5), (True, 5), (None, None)])
def test_a_window_that_no_grid_asks_for_is_refused(db: Session, start: Any, end: Any) -> None:
    with pytest.raises(Invalid):
        records.page(db, PROCESSES, Wanted(), start, end)


@pytest.mark.parametrize(
    "filters",
    [
        {"description": text("contains", "x")},
        {"name": "x"},
        {"name": []},
        {"name": {}},
        {"name": text("matches", "x")},
        {"name": text("contains", "x" * 301)},
        {"name": text("contains", "\0")},
        {"name": {"filterType": "text", "type": "contains"}},
        {"name": {"operator": "XOR", "conditions": [text("contains", "x")]}},
        {"name": both("AND")},
        {"name": both("AND", *[text("contains", "x")] * 11)},
        {"name": both("AND", both("AND", text("contains", "x")))},
        {"estimate": number("equals", float("nan"))},
        {"estimate": number("equals", True)},
        {"estimate": number("contains", 1)},
        {"due_date": date("equals", "yesterday")},
        {"due_date": date("equals", "2026-02-30")},
        {"due_date": {"filterType": "date", "type": "equals", "dateFrom": 7}},
        {"status": among("Done")},
        {"status": among(1)},
        {"name": among("A load")},
        {"customer_id": among("\0")},
        {"customer_id": among(*map(str, range(1001)))},
    ],
    ids=lambda filters: str(filters)[:60],
)
def test_a_filter_that_no_grid_makes_is_refused(db: Session, filters: Any) -> None:
    with pytest.raises(Invalid):
        records.page(db, PROCESSES, Wanted(filters=filters), 0, 10)


def test_a_list_is_narrowed_to_a_customer_by_whatever_way_leads_there(db: Session) -> None:
    acme, bolt = World(db), World(db, "Bolt")
    make.task(db, process_id=acme.process.id)
    make.hours(db, service_id=acme.service.id)
    make.product(db, team_id=acme.team.id)
    crud.save(db, ENTITIES["communications"], None, {"contact_id": acme.contact.id, "date": "2026-01-01"})
    crud.save(db, ENTITIES["contacts"], bolt.contact.id, {"also_for": [acme.customer.id]}, 1)
    count = {
        name: records.counted(db, ENTITIES[name], Wanted(within={"customer_id": acme.customer.id}))
        for name in ("contacts", "teams", "processes", "tasks", "hours", "products", "communications", "milestones")
    }
    assert count == dict.fromkeys(count, 1) | {"contacts": 2, "milestones": 0}


@pytest.mark.parametrize("within", [{"name": "x"}, {"customer_id": 7}, {"customer_id": "\0"}, {"password": "x"}])
def test_a_list_is_narrowed_to_nothing_else(db: Session, within: dict) -> None:
    with pytest.raises(Invalid):
        records.page(db, PROCESSES, Wanted(within=within), 0, 10)


def test_what_is_put_away_is_listed_when_asked_for(db: Session) -> None:
    acme = World(db)
    note = crud.save(db, ENTITIES["notes"], None, {"title": "Call", "customer_id": acme.customer.id})
    crud.remove(db, ENTITIES["notes"], Chosen((note.id,)))
    assert records.counted(db, ENTITIES["notes"], Wanted()) == 0
    assert records.counted(db, ENTITIES["notes"], Wanted(filters={"active": among(False)})) == 1


def test_a_reader_of_one_customer_finds_and_counts_only_theirs(db: Session, three: dict) -> None:
    theirs = Actor(None, PERMISSIONS, frozenset({three["bolt"]}))
    with database.session(theirs) as mine:
        assert found(mine, three) == "bC"
        assert found(mine, three, words="load") == "b"
        assert found(mine, three, words="acme") == ""
        assert found(mine, three, sort=({"colId": "customer_id", "sort": "desc"},)) == "Cb"
        assert [choice.label for choice in records.choices(mine, "customers", "", ())] == ["bolt_x"]
        assert records.choices(mine, "customers", "acme", (three["acme"],)) == []
