"""A customer leaves the active ones and comes back; a communication is logged on the way."""

import pytest

from data import db as database
from data.customer import diary, leaving
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import Customer
from data.roles import PERMISSIONS
from tests import factories as make

MEETING = {"type": "meeting", "date": "2026-11-03", "subject": "Scope of the second extract"}


@pytest.fixture
def acme(db: Session) -> Customer:
    return make.customer(db, name="Acme")


@pytest.mark.parametrize(("number", "said"), [(1, "an open process; complete it"), (3, "3 open processes")])
def test_a_customer_with_open_processes_stays(db, acme, number, said):
    for _ in range(number):
        make.process(db, customer_id=acme.id)
    with pytest.raises(Conflict, match=f"Acme has {said}"):
        leaving.deactivate(db, acme.id)


def test_a_customer_leaves_and_comes_back(db, acme):
    make.process(db, customer_id=acme.id, status="Completed")
    assert leaving.deactivate(db, acme.id) == "Acme"
    db.refresh(acme)
    assert (acme.active, acme.inactivated_at is None) == (False, False)
    leaving.restore(db, acme.id)
    db.refresh(acme)
    assert (acme.active, acme.inactivated_at) == (True, None)


@pytest.mark.parametrize("verb", [leaving.deactivate, leaving.restore])
def test_a_manager_neither_puts_a_customer_away_nor_brings_it_back(db, acme, actor, verb):
    with pytest.raises(Forbidden), database.session(actor("customers:read", "customers:update")) as theirs:
        verb(theirs, acme.id)


def test_another_customer_is_not_put_away(db, acme, actor):
    bolt = make.customer(db)
    with pytest.raises(NotFound), database.session(actor(*PERMISSIONS, customer_ids=frozenset({bolt.id}))) as theirs:
        leaving.deactivate(theirs, acme.id)


def test_a_communication_is_logged_in_a_line(db, acme):
    client = make.contact(db, name="Cleo", type="Client", customer_id=acme.id)
    diary.log(db, acme.id, MEETING | {"contact_id": client.id})
    (said,) = diary.communications(db, acme.id)
    assert (said.contact, said.type, said.subject) == ("Cleo", "meeting", MEETING["subject"])


def test_it_is_logged_with_one_of_the_customers_own(db, acme):
    elsewhere = make.contact(db, type="Client", customer_id=make.customer(db).id)
    for contact_id in (None, "", "nobody", "no\0body", elsewhere.id):
        with pytest.raises(Invalid) as refused:
            diary.log(db, acme.id, MEETING | {"contact_id": contact_id})
        assert set(refused.value.messages) == {"contact_id"}


def test_every_wrong_field_is_said_at_once(db, acme):
    client = make.contact(db, type="Client", customer_id=acme.id)
    wrong = {"contact_id": client.id, "type": "smoke", "date": "yesterday", "subject": "x" * 400}
    with pytest.raises(Invalid) as refused:
        diary.log(db, acme.id, wrong)
    assert set(refused.value.messages) == {"type", "date", "subject"}
