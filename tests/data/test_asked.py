"""What an address asks for, by who reads it."""

import datetime as dt

import pytest

from data import db as database
from data.access import Actor
from data.asked import areas, asked
from data.db import Session
from tests import factories as make

TODAY = dt.date(2026, 11, 18)
MANAGER = frozenset({"customers:read", "contacts:read", "teams:read", "processes:read"})


def test_records_are_known_by_their_names(db: Session) -> None:
    acme, team = make.customer(db, name="Acme"), make.team(db, name="Blue")
    wanted = asked(db, {"customer": acme.id, "team": [team.id], "stage": "Design"}, TODAY)
    assert wanted.names == {"customer": {acme.id: "Acme"}, "team": {team.id: "Blue"}}
    assert wanted.filters.chosen == {"customer": (acme.id,), "team": (team.id,), "stage": ("Design",)}
    assert wanted.said == ()


def test_a_record_that_is_not_there_is_left_out_with_a_sentence(db: Session) -> None:
    acme = make.customer(db)
    wanted = asked(db, {"customer": [acme.id, "gone"], "team": ["gone"]}, TODAY)
    assert wanted.filters.chosen == {"customer": (acme.id,)}
    assert wanted.said == (
        "Customer: not all that the address asked for is there, or open to you.",
        "Team: not all that the address asked for is there, or open to you.",
    )


def test_another_readers_customer_is_as_unknown_as_one_that_is_not_there(db: Session) -> None:
    mine, other = make.customer(db, name="Mine"), make.customer(db, name="Other")
    with database.session(Actor(None, MANAGER, frozenset({mine.id}))) as theirs:
        wanted = asked(theirs, {"customer": [mine.id, other.id]}, TODAY)
    assert wanted.filters.of("customer") == (mine.id,)
    assert wanted.names == {"customer": {mine.id: "Mine"}}


def test_who_may_not_read_contacts_cannot_ask_for_one(db: Session) -> None:
    contact = make.contact(db)
    with database.session(Actor(None, frozenset({"dashboards:read"}))) as theirs:
        assert asked(theirs, {"responsible": contact.id}, TODAY).filters.chosen == {}


@pytest.mark.parametrize("query", [{"customer": "x' OR 1=1"}, {"area": "\0"}, {"q": "\0"}, {"from": "soon"}, {"x": 1}])
def test_a_forged_address_asks_for_nothing(db: Session, query: dict) -> None:
    assert asked(db, query, TODAY).filters.used() == frozenset()


def test_areas_are_those_that_processes_have_each_once_and_in_order(db: Session) -> None:
    assert areas(db) == []
    for area in ("Extract", "CRM Refresh", None, "Extract", "ångström"):
        make.process(db, functional_area=area)
    assert sorted(areas(db)) == sorted(["CRM Refresh", "Extract", "ångström"])


def test_a_reader_of_one_customer_is_offered_its_areas_only(db: Session) -> None:
    mine = make.process(db, functional_area="Extract")
    make.process(db, functional_area="Secret area")
    with database.session(Actor(None, MANAGER, frozenset({mine.customer_id}))) as theirs:
        assert areas(theirs) == ["Extract"]
