"""Histories, the list of changes and feeds, as their pages ask for them."""

import contextlib
from collections.abc import Callable

import pytest

from callbacks import history, timeline, wrote
from data import db as database
from data.access import SYSTEM, Actor
from data.errors import Invalid, NotFound
from data.models import Customer
from data.roles import PERMISSIONS
from tests import factories as make


@pytest.fixture
def renamed(signed_in_as: Callable, monkeypatch: pytest.MonkeyPatch) -> str:
    """A customer whom the reader has given another name."""
    monkeypatch.setattr(wrote, "set_props", lambda *_: None)
    with database.session(SYSTEM) as db:
        customer_id = make.customer(db, name="Acme").id
    with database.session(Actor(signed_in_as().id, frozenset(PERMISSIONS))) as db:
        db.get(Customer, customer_id).name = "Acme AG"
    return customer_id


def opened(id_: str, entity: str = "customers") -> dict:
    return {"entity": entity, "id": id_, "at": 1.0}


def test_a_history_opens_and_the_record_returns_to_a_point_of_it(renamed: str) -> None:
    is_open, title, body = history.open_panel(opened(renamed))
    assert is_open
    assert title == "History: Acme AG"
    latest = body[0].data
    with database.session(SYSTEM) as db:
        first = history.history.of(db, history.ENTITIES["customers"], renamed).steps[-1].id
    again = history.go_back([None, 1], [{"to": "x"}, {"to": first}], opened(renamed), latest)
    assert again["id"] == renamed
    assert history.open_panel(again)[1] == "History: Acme"


@pytest.mark.parametrize(("entity", "id_"), [("nothing", "x"), ("customers", "x"), ("tasks", "\0"), ("users", "x")])
def test_what_is_not_there_has_no_history(signed_in_as: Callable, entity: str, id_: str) -> None:
    signed_in_as()
    with pytest.raises(NotFound):
        history.open_panel(opened(id_, entity))


def test_nothing_pressed_does_nothing(signed_in_as: Callable) -> None:
    signed_in_as()
    assert history.go_back([None], [{"to": "x"}], opened("x"), None) is history.no_update
    assert history.open_panel(None) == (history.no_update,) * 3
    assert timeline.earlier(None, None, {"of": "all"}, None) == (timeline.no_update,) * 2


def test_changes_are_listed_for_their_author(renamed: str) -> None:
    rows, more = history.draw("mine")
    assert "Changed customer Acme AG" in str(rows)
    assert more == []
    assert "Changed customer Acme AG" in str(history.draw("everybody's")[0])


@pytest.mark.parametrize("until", ["x", "9999-12-31T23:59:59+00:00", "0001-01-01"])
def test_a_forged_end_of_the_list_does_no_harm(signed_in_as: Callable, until: str) -> None:
    signed_in_as()
    with contextlib.suppress(NotFound):  # said in a sentence, or nothing more to show
        assert history.earlier(1, "mine", until)[1] == []


def test_a_feed_tells_of_everything_or_of_its_customer(renamed: str) -> None:
    shown, more = timeline.draw("all", None, {"of": f"customer:{renamed}"})
    assert "became a customer" in str(shown)
    assert more == []
    assert "became a customer" in str(timeline.draw(None, None, {"of": "all"})[0])
    assert "became a customer" not in str(timeline.draw("notes", None, {"of": "all"})[0])


@pytest.mark.parametrize("end", [{"at": "x", "id": "x", "day": "x"}, {"at": "0001-01-01", "id": "\n", "day": ""}])
def test_a_forged_end_of_a_feed_does_no_harm(signed_in_as: Callable, end: dict) -> None:
    signed_in_as()
    with contextlib.suppress(Invalid):
        assert timeline.earlier(1, "all", {"of": "all"}, end)[1] == []


def test_a_feed_is_not_narrowed_to_nonsense(signed_in_as: Callable) -> None:
    signed_in_as()
    for about, of in (("x", "all"), ("all", "customer:\x00")):
        with pytest.raises(Invalid):
            timeline.draw(about, None, {"of": of})


def test_the_entry_that_was_pressed_last_is_returned_to(renamed: str) -> None:
    """One that was refused before stays pressed in the page."""
    body = history.open_panel(opened(renamed))[2]
    latest = body[0].data
    with database.session(SYSTEM) as db:
        first = history.history.of(db, history.ENTITIES["customers"], renamed).steps[-1].id
    again = history.go_back([1000, 2000], [{"to": "x"}, {"to": first}], opened(renamed), latest)
    assert again["id"] == renamed
