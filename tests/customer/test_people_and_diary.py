"""Who is assigned to a customer, what was noted and said, and what comes next."""

import datetime as dt

import pytest

from data import db as database
from data.customer import diary, people
from data.db import Session
from data.errors import Forbidden, Invalid, NotFound
from data.models import Communication, Customer, CustomerImportantDate, CustomerNote
from data.roles import PERMISSIONS
from tests import factories as make

TODAY = dt.date(2026, 11, 18)


@pytest.fixture
def acme(db: Session) -> Customer:
    return make.customer(db, name="Acme")


def test_somebody_from_elsewhere_is_assigned_and_taken_off_again(db, acme):
    ana = make.contact(db, name="Ana Silva", title="Analyst")
    assert people.assign(db, acme.id, ana.id) == "Ana Silva"
    assert people.assign(db, acme.id, ana.id) == "Ana Silva"
    assert [row.name for row in people.assigned(db, acme.id)] == ["Ana Silva"]
    people.unassign(db, acme.id, ana.id)
    assert people.assigned(db, acme.id) == []


def test_a_customers_own_contact_is_not_assigned_to_it(db, acme):
    own = make.contact(db, type="Client", customer_id=acme.id)
    with pytest.raises(Invalid, match="already"):
        people.assign(db, acme.id, own.id)


@pytest.mark.parametrize("contact_id", [None, ""])
def test_nobody_chosen_is_said_at_the_field(db, acme, contact_id):
    with pytest.raises(Invalid) as refused:
        people.assign(db, acme.id, contact_id)
    assert set(refused.value.messages) == {"contact_id"}


@pytest.mark.parametrize("contact_id", ["nobody", "no\0body"])
def test_somebody_who_is_not_there_is_not_assigned(db, acme, contact_id):
    with pytest.raises(NotFound):
        people.assign(db, acme.id, contact_id)


def test_one_who_sees_some_customers_does_not_assign_others_contacts(db, acme, actor):
    bolt = make.customer(db, name="Bolt")
    foreign = make.contact(db, name="Fay Foreign", type="Client", customer_id=bolt.id)
    manager = actor(*PERMISSIONS, customer_ids=frozenset({acme.id}))
    with pytest.raises(NotFound), database.session(manager) as theirs:
        people.assign(theirs, acme.id, foreign.id)


def test_a_viewer_assigns_nobody(db, acme, actor):
    ana = make.contact(db)
    for verb in (people.assign, people.unassign):
        with pytest.raises(Forbidden), database.session(actor("customers:read", "contacts:read")) as theirs:
            verb(theirs, acme.id, ana.id)


def test_notes_are_the_newest_first_without_those_put_away(db, acme):
    for title, day in (("First", 1), ("Second", 2)):
        db.add(CustomerNote(customer_id=acme.id, title=title, created_at=dt.datetime(2026, 11, day, tzinfo=dt.UTC)))
    db.add(CustomerNote(customer_id=acme.id, title="Gone", active=False))
    db.flush()
    assert [note.title for note in diary.notes(db, acme.id)] == ["Second", "First"]


def test_the_agenda_has_what_comes_soonest_first_and_what_is_over_latest_first(db, acme):
    for days in (-9, -2, 0, 5, 30):
        db.add(CustomerImportantDate(customer_id=acme.id, title=str(days), date=TODAY + dt.timedelta(days=days)))
    db.flush()
    agenda = diary.agenda(db, acme.id, TODAY)
    assert [due.title for due in agenda.coming] == ["0", "5", "30"]
    assert [due.title for due in agenda.past] == ["-2", "-9"]


def test_communications_are_the_latest_first(db, acme):
    client = make.contact(db, name="Cleo", type="Client", customer_id=acme.id)
    for day in (3, 5):
        db.add(Communication(contact_id=client.id, date=dt.date(2026, 11, day), subject=f"On the {day}."))
    db.flush()
    assert [said.subject for said in diary.communications(db, acme.id)] == ["On the 5.", "On the 3."]


@pytest.mark.parametrize("read", [diary.notes, diary.communications, people.assigned])
def test_another_customers_diary_is_not_found(db, acme, actor, read):
    bolt = make.customer(db)
    with pytest.raises(NotFound), database.session(actor(*PERMISSIONS, customer_ids=frozenset({bolt.id}))) as theirs:
        read(theirs, acme.id)
