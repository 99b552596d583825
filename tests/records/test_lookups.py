"""What a lookup offers as one types."""

from typing import Any

import pytest

from data import db as database
from data import records
from data.db import Session
from data.errors import Forbidden, Invalid
from tests import factories as make
from tests.records.world import World


def test_choices_are_found_as_one_types_and_the_chosen_stay(db: Session) -> None:
    acme, bolt = World(db), World(db, "Bolt")
    labels = [choice.label for choice in records.choices(db, "processes", "EXTRACT of", ())]
    assert labels == ["Extract of Acme · Acme", "Extract of Bolt · Bolt"]
    narrowed = records.choices(db, "processes", "", (), {"customer_id": bolt.customer.id})
    assert [choice.value for choice in narrowed] == [bolt.process.id]
    chosen = records.choices(db, "processes", "zzz", (acme.process.id, "no\0body"))
    assert [choice.value for choice in chosen] == [acme.process.id]
    make.contact(db, name="Colleague")
    people = records.choices(db, "contacts", "", (), {"customer_id": bolt.customer.id})
    assert [choice.label for choice in people] == ["Ana of Bolt · Bolt", "Colleague"]


def test_what_several_call_alike_is_found_by_its_customer_too(db: Session) -> None:
    World(db), World(db, "Bolt")
    for words in ("bolt", "extract bolt", "BOL extr"):
        found = records.choices(db, "processes", words, ())
        assert [choice.label for choice in found] == ["Extract of Bolt · Bolt"]
    unlike = make.service(db, name="Support", customer_id=make.customer(db, name="Zeta 50%_").id)
    assert [choice.value for choice in records.choices(db, "services", "zeta 50%_", ())] == [unlike.id]
    assert records.choices(db, "services", "zeta 5050", ()) == []


def test_hours_are_offered_the_processes_of_the_customer_of_their_service(db: Session) -> None:
    _, bolt = World(db), World(db, "Bolt")
    service = make.service(db, name="Support", customer_id=bolt.customer.id)
    processes = records.choices(db, "processes", "", (), {"service_id": service.id})
    assert [choice.value for choice in processes] == [bolt.process.id]
    services = records.choices(db, "services", "support", (), {"process_id": bolt.process.id})
    assert service.id in [choice.value for choice in services]
    assert all(choice.label.endswith("· Bolt") for choice in services)
    assert records.choices(db, "teams", "", (), {"process_id": "no\0body"}) == []


def test_the_inactive_are_not_offered(db: Session) -> None:
    make.customer(db, name="Gone", active=False)
    assert records.choices(db, "customers", "gone", ()) == []


@pytest.mark.parametrize("table", ["users", "audit_logs", "process_team", "", "customers; --"])
def test_nothing_else_can_be_chosen_from(db: Session, table: str) -> None:
    with pytest.raises(Invalid):
        records.choices(db, table, "", ())


def test_who_may_not_read_them_is_offered_none(db: Session, actor: Any) -> None:
    with pytest.raises(Forbidden), database.session(actor("processes:read")) as mine:
        records.choices(mine, "contacts", "", ())
