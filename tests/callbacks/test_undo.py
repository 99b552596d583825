"""Taking back what was written, from the message that said so."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from callbacks import undo, wrote
from data import db as database
from data import history
from data.access import SYSTEM, Actor
from data.errors import Forbidden, NotFound
from data.models import Customer
from data.roles import PERMISSIONS
from tests import factories as make


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict]:
    """What was written into the page, by the component."""
    shown: dict[str, dict] = {}

    def write(id_: str, props: dict) -> None:
        shown.setdefault(id_, {}).update(props)

    monkeypatch.setattr(wrote, "set_props", write)
    monkeypatch.setattr(undo, "set_props", write)
    return shown


@pytest.fixture
def renamed(signed_in_as: Callable) -> tuple[str, str]:
    """A customer whom the reader has given another name, and the change set."""
    with database.session(SYSTEM) as db:
        customer_id = make.customer(db, name="Acme").id
    with database.session(Actor(signed_in_as().id, frozenset(PERMISSIONS))) as db:
        db.get(Customer, customer_id).name = "Acme AG"
        return customer_id, db.change_set_id


def name(customer_id: str) -> str:
    with database.session(SYSTEM) as db:
        return db.execute(sa.select(Customer.name).where(Customer.id == customer_id)).scalar_one()


def test_a_change_is_taken_back_and_can_be_made_again(renamed: tuple[str, str], page: dict) -> None:
    customer_id, change_set = renamed
    undo.undo({"id": change_set, "at": 1.0})
    assert name(customer_id) == "Acme"
    assert page["toast"]["data"]["text"] == "Acme is as it was before."
    assert page["records-changed"]["data"]["at"]
    undo.undo({"id": page["toast"]["data"]["undo"], "at": 2.0})
    assert name(customer_id) == "Acme AG"


def test_nothing_wanted_does_nothing(signed_in_as: Callable, page: dict) -> None:
    signed_in_as()
    undo.undo(None)
    assert undo.undo_rest(None, None) is False
    assert page == {}


def test_what_clashes_is_asked_about_and_the_rest_taken_back(renamed: tuple[str, str], page: dict) -> None:
    customer_id, change_set = renamed
    with database.session(SYSTEM) as db:
        db.get(Customer, customer_id).name = "Acme SE"
    with pytest.raises(history.Conflicting) as told:
        undo.undo({"id": change_set, "at": 1.0})
    undo.ask(told.value)
    assert page["undo-rest-of"]["data"] == {"id": change_set}
    assert page["undo-dialog"]["is_open"]
    assert "Acme SE" in str(page["undo-body"]["children"])
    assert name(customer_id) == "Acme SE"


def test_a_viewer_or_a_stranger_to_it_takes_nothing_back(
    renamed: tuple[str, str], page: dict, signed_in_as: Callable
) -> None:
    signed_in_as("customers:read", email="vi@example.com", role="Viewer")
    with pytest.raises(Forbidden):
        undo.undo({"id": renamed[1], "at": 1.0})
    with pytest.raises(NotFound):
        undo.undo({"id": "\0", "at": 1.0})
    assert name(renamed[0]) == "Acme AG"
