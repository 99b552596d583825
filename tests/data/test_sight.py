"""What can be known of a record before its page is read."""

import pytest

from data import db as database
from data import sight
from data.access import Actor
from data.catalog import ENTITIES
from data.errors import Forbidden
from tests import factories as make

CUSTOMERS = ENTITIES["customers"]


def test_a_record_is_called_by_its_name(db):
    acme = make.customer(db, name="Acme")
    assert sight.name(db, CUSTOMERS, acme.id) == "Acme"


@pytest.mark.parametrize("id_", ["", "nobody", "no\0body", "*", "a" * 10_000, "' OR 1=1 --"])
def test_what_is_not_there_has_no_name(db, id_):
    make.customer(db)
    assert sight.name(db, CUSTOMERS, id_) is None


def test_what_belongs_to_another_customer_has_no_name(db, actor):
    acme, bolt = make.customer(db, name="Acme"), make.customer(db, name="Bolt")
    db.flush()
    with database.session(actor("customers:read", customer_ids=frozenset({bolt.id}))) as theirs:
        assert sight.name(theirs, CUSTOMERS, acme.id) is None
        assert sight.name(theirs, CUSTOMERS, bolt.id) == "Bolt"


def test_who_may_not_read_is_refused(connection):
    with pytest.raises(Forbidden), database.session(Actor(None)) as db:
        sight.name(db, CUSTOMERS, "acme")
