"""What happens on the page of one customer."""

import datetime as dt
import json
from typing import Any

import pytest
from dash._utils import to_json

from callbacks import customer as page
from callbacks import record_form
from callbacks import wrote as writing
from callbacks.customer_tabs import CONTENTS
from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import Contact, CustomerNote
from layouts.customer.tabs import TABS, part_of
from layouts.kit import part
from tests import factories as make
from tests.callbacks.typed import form


@pytest.fixture
def wrote(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the shell's stores are told."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(writing, "set_props", lambda id_, props: told.update({id_: props["data"]}))
    return told


@pytest.fixture
def acme(connection) -> dict[str, str]:
    """What the page's store holds."""
    with database.session(SYSTEM) as db:
        return {"id": make.customer(db, name="Acme", contract_start_date=dt.date(2025, 1, 1)).id}


def person(of: dict[str, str] | None = None, **values: Any) -> Contact:
    with database.session(SYSTEM) as db:
        return make.contact(db, **({"type": "Client", "customer_id": of["id"]} if of else {}) | values)


def text(component: Any) -> str:
    return json.dumps(json.loads(to_json(component)), ensure_ascii=False)


def test_the_head_and_the_counts_are_drawn(acme, signed_in_as):
    person(acme)
    signed_in_as()
    head, counts = page.draw(None, None, acme)
    assert "Acme" in text(head)
    assert counts["contacts"] == 1


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_draws_with_nothing_and_with_something(acme, signed_in_as, wrote, tab):
    signed_in_as()
    assert page.open_tab({"tab": tab}, acme)
    with database.session(SYSTEM) as db:
        client = make.contact(db, type="Client", customer_id=acme["id"])
        db.add(CustomerNote(customer_id=acme["id"], title="Escalation"))
        make.hours(db, service_id=make.service(db, customer_id=acme["id"]).id)
        db.flush()
    page.log(1, acme, *form(contact_id=client.id, type="email", date="2026-11-03", subject="Scope"))
    assert page.open_tab({"tab": tab}, acme)


@pytest.mark.parametrize("tab", ["", "nothing", "users", "audit"])
def test_a_tab_that_is_not_there_is_the_first_that_may_be_opened(acme, signed_in_as, tab):
    signed_in_as()
    assert text(page.open_tab({"tab": tab}, acme)) == text(page.open_tab({"tab": "processes"}, acme))


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_opens_for_who_may_read_it_only(acme, signed_in_as, tab):
    signed_in_as("customers:read")
    assert text(page.open_tab({"tab": tab}, acme)) == text(page.open_tab({"tab": "timeline"}, acme))


@pytest.mark.parametrize("tab", TABS)
def test_no_tab_of_a_customer_that_is_not_there(acme, signed_in_as, tab):
    signed_in_as()
    with pytest.raises(NotFound):
        page.open_tab({"tab": tab}, {"id": "nobody"})


def test_after_a_write_what_does_not_read_itself_is_drawn_again(acme, signed_in_as):
    signed_in_as()
    assert page.renew({"at": 1.0}, []) == []
    (again,) = page.renew({"at": 1.0}, [part_of("notes", acme["id"])])
    assert "No note yet" in text(again)


@pytest.mark.parametrize("tab", ["processes", "nothing"])
def test_there_is_no_part_where_a_tab_is_a_list(acme, signed_in_as, tab):
    signed_in_as()
    assert page.renew(None, [part_of(tab, acme["id"])]) == [[]]


def test_a_part_is_drawn_for_who_may_read_it_only(acme, signed_in_as):
    signed_in_as("customers:read")
    assert page.renew(None, [part_of(tab, acme["id"]) for tab in CONTENTS]) == [[] for _ in CONTENTS]


@pytest.mark.parametrize("tab", CONTENTS)
def test_no_part_of_a_customer_that_is_not_there(connection, signed_in_as, tab):
    signed_in_as()
    with pytest.raises(NotFound):
        page.renew(None, [part_of(tab, "nobody")])


def test_any_of_the_customers_own_contacts_is_found_to_have_been_spoken_with(acme, signed_in_as):
    signed_in_as()
    person(acme, name="Cleo")
    person(name="Colleague", type="Internal")
    drawn = page.open_tab({"tab": "communications"}, acme)[0]._traverse()
    (within,) = (getattr(part, "data-within") for part in drawn if hasattr(part, "data-within"))
    asked = {"words": "c", "within": json.loads(within)}
    offered = text(record_form.find(asked, {"table": "contacts", "maker": None}))
    assert "Cleo" in offered
    assert "Colleague" not in offered


def test_a_customer_is_put_away_and_brought_back_each_with_a_way_back(acme, signed_in_as, wrote):
    signed_in_as()
    page.deactivate(1, acme)
    assert wrote["toast"]["text"] == "Acme is inactive now."
    assert wrote["toast"]["undo"]
    assert "customer-restore" in text(page.draw(None, None, acme)[0])
    page.restore(1, acme)
    assert wrote["toast"]["text"] == "Acme is active again."


def test_a_customer_with_open_processes_stays_and_says_why(acme, signed_in_as, wrote):
    with database.session(SYSTEM) as db:
        make.process(db, customer_id=acme["id"])
    signed_in_as()
    with pytest.raises(Conflict, match="Acme has an open process"):
        page.deactivate(1, acme)
    assert wrote == {}


def test_somebody_is_assigned_and_taken_off(acme, signed_in_as, wrote):
    ana = person(name="Ana Silva", title="Analyst")
    signed_in_as()
    page.assign(1, acme, *form(contact_id=ana.id))
    assert wrote["toast"]["text"] == "Ana Silva works for them now."
    assert "Take Ana Silva off" in text(page.open_tab({"tab": "contacts"}, acme))
    ids = [part("unassign", contact="other"), part("unassign", contact=ana.id)]
    page.unassign([None, 1], ids, acme)
    assert "Take Ana Silva off" not in text(page.open_tab({"tab": "contacts"}, acme))


def test_a_communication_is_logged_and_what_is_wrong_is_said_at_the_fields(acme, signed_in_as, wrote):
    cleo = person(acme, name="Cleo")
    signed_in_as()
    page.log(1, acme, *form(contact_id=cleo.id, type="phone", date="2026-11-03", subject="Scope"))
    assert "Scope" in wrote["toast"]["text"]
    with pytest.raises(Invalid) as refused:
        page.log(1, acme, *form(contact_id=cleo.id, type="smoke", date="", subject="x" * 10_000))
    assert set(refused.value.messages) == {"type", "date", "subject"}


def test_the_onboarding_is_put_away_for_this_reader(connection, signed_in_as, wrote):
    with database.session(SYSTEM) as db:
        of = {"id": make.customer(db, name="New").id}
    signed_in_as()
    assert "Onboarding" in text(page.draw(None, None, of)[0])
    page.put_away(1, of)
    page.put_away(1, of)
    assert "steps done" not in text(page.draw(None, None, of)[0])
    page.bring_back(1, of)
    assert "steps done" in text(page.draw(None, None, of)[0])
    page.put_away(1, of)
    signed_in_as(email="ben@example.com", name="Ben")
    assert "steps done" in text(page.draw(None, None, of)[0])


ACTS = {
    "deactivate": lambda of: page.deactivate(1, of),
    "restore": lambda of: page.restore(1, of),
    "assign": lambda of: page.assign(1, of, *form(contact_id="x")),
    "unassign": lambda of: page.unassign([1], [part("unassign", contact="x")], of),
    "log": lambda of: page.log(1, of, *form(contact_id="x", type="email", date="2026-11-03", subject="")),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_viewer_changes_nothing(acme, signed_in_as, wrote, act):
    signed_in_as("customers:read", "contacts:read", "communications:read")
    with pytest.raises(Forbidden):
        ACTS[act](acme)
    assert wrote == {}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_happens_to_a_customer_that_is_not_there(connection, signed_in_as, wrote, act):
    signed_in_as()
    with pytest.raises((NotFound, Invalid)):
        ACTS[act]({"id": "nobody"})
    assert wrote == {}


@pytest.mark.parametrize("act", ["deactivate", "restore", "put_away", "bring_back"])
def test_drawing_a_button_does_not_press_it(acme, signed_in_as, wrote, act):
    signed_in_as()
    getattr(page, act)(None, acme)
    assert wrote == {}


def test_a_customer_that_went_away_meanwhile_is_said_to_be_gone(monkeypatch):
    assert "Page not found" in text(page.unread(NotFound("There is no such customer."))[0])
    monkeypatch.setattr(page, "show_error", lambda error: None)
    assert "customer-again" in text(page.unread(RuntimeError())[0])
