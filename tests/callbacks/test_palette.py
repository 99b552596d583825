"""What the palette finds, for whom, and what it says."""

import pytest

from callbacks import palette
from data import db as database
from data.access import SYSTEM
from layouts import palette as drawing
from layouts.pages import PAGES
from tests import factories as make
from tests.layouts.test_pages import text


@pytest.fixture
def records(connection) -> None:
    with database.session(SYSTEM) as db:
        customer = make.customer(db, id="acme", name="Acme <b>Pharma</b>")
        process = make.process(db, id="extract", customer_id=customer.id, name="Weekly extract")
        make.task(db, process_id=process.id, title="Map the columns of the extract")


@pytest.mark.usefixtures("records")
def test_a_record_leads_to_its_page_or_opens_in_the_panel(signed_in_as) -> None:
    signed_in_as()
    drawn, said = palette.find("acme")
    assert text(drawn[1]).count("/customers/acme") == 1
    assert said == "1 record found."
    drawn, said = palette.find("columns")
    assert drawn[1]._namespace == "dash_html_components"
    assert getattr(drawn[1], "data-open-entity") == "tasks"
    assert "Weekly extract" in text(drawn[1])  # whose it is


@pytest.mark.usefixtures("records")
def test_who_may_read_nothing_finds_nothing(signed_in_as) -> None:
    signed_in_as("users:read")
    assert palette.find("acme") == ([], "No record is called anything like “acme”.")


def test_nothing_said_finds_nothing_and_says_nothing(signed_in_as) -> None:
    signed_in_as()
    for words in (None, "", "   "):
        assert palette.find(words) == ([], "")


def test_a_reader_is_offered_only_what_they_may_do() -> None:
    some = [page for page in PAGES if page.path in ("/", "/customers", "/customers/<id>")]
    drawn = text(drawing.palette(some, ["contacts"]))
    assert "/admin/users" not in drawn
    assert "<id>" not in drawn
    assert ("New contact…" in drawn, "New customer…" in drawn) == (True, False)


def test_adding_is_offered_to_who_may(actor) -> None:
    assert drawing.makers(actor("contacts:create", "hours:read")) == ["contacts"]
    assert drawing.makers(actor()) == []
