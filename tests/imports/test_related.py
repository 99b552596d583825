"""Rows name other records: customers, parents, people. They are found, or the row says why not."""

import sqlalchemy as sa

from data.db import Session
from data.models import Customer, Process, ProcessTask, TimeEntry
from tests import factories as make
from tests.imports.conftest import Import, counts, rejected


def test_related_records_are_found_by_external_id_name_or_id(db: Session, bring_in: Import) -> None:
    customer = make.customer(db, name="Acme", external_id="x:1")
    text = f"Name,Customer\nA,Acme\nB,x:1\nC,{customer.id}\n"
    assert counts(bring_in("teams", text)) == {"new": 3}


def test_rows_that_name_the_same_customer_in_two_ways_are_duplicates(db: Session, bring_in: Import) -> None:
    make.customer(db, name="Acme", external_id="x:1")
    assert counts(bring_in("teams", "Name,Customer\nA,Acme\nA,x:1\n")) == {"new": 1, "duplicate": 1}


def test_a_related_record_that_is_unknown_or_ambiguous_is_never_made_or_guessed(db: Session, bring_in: Import) -> None:
    make.customer(db, name="Twin")
    make.customer(db, name="Twin")
    result = bring_in("teams", "Name,Customer\nA,Nobody\nB,Twin\nC,\n")
    assert rejected(result) == [
        (2, "Customer", "Customer 'Nobody' does not exist; import or create it first."),
        (3, "Customer", "Customer 'Twin' may mean 2 records; name it by its external id."),
        (4, "Customer", "Customer is required."),
    ]
    assert db.execute(sa.select(sa.func.count()).select_from(Customer)).scalar_one() == 2


def test_a_customer_narrows_the_search_for_what_is_called_alike(db: Session, bring_in: Import) -> None:
    for name in ("Acme", "Beta"):
        make.service(db, name="Support", customer_id=make.customer(db, name=name).id)
    text = "Client,What,Day,Hours\nBeta,Support,2026-11-02,2\n"
    result = bring_in("hours", text, maps=("Client=service_id.customer_id", "What=service_id"))
    assert counts(result) == {"new": 1}
    entry = db.execute(sa.select(TimeEntry)).scalar_one()
    assert db.get(Customer, entry.customer_id).name == "Beta"
    assert counts(bring_in("hours", text, maps=("Client=service_id.customer_id", "What=service_id"))) == {"same": 1}


def test_parents_may_follow_their_children_in_the_file(db: Session, bring_in: Import) -> None:
    make.process(db, name="Extract")
    text = "External id,Title,Process,Parent task,Status,Completed date,Due date\n"
    text += (
        "t:3,Grandchild,Extract,t:2,Completed,2020-01-02,2020-01-01\nt:2,Child,Extract,t:1,,,\nt:1,Top,Extract,,,,\n"
    )
    text += "t:4,Orphan,Extract,t:9,,,\nt:5,Ring,Extract,t:6,,,\nt:6,Ring too,Extract,t:5,,,\n"
    result = bring_in("tasks", text)
    assert counts(result) == {"new": 3, "rejected": 3}
    depths = db.execute(sa.select(ProcessTask.title, ProcessTask.depth).order_by(ProcessTask.depth)).all()
    assert depths == [("Top", 0), ("Child", 1), ("Grandchild", 2)]
    assert db.execute(sa.select(Process.progress)).scalar_one() == 100
    assert counts(bring_in("tasks", text)) == {"same": 3, "rejected": 3}


def test_tasks_without_ids_are_told_apart_by_their_place(db: Session, bring_in: Import) -> None:
    make.process(db, name="Extract")
    text = "Title,Process,Parent task\nPlan,Extract,\nCheck,Extract,Plan\nCheck,Extract,\n"
    assert counts(bring_in("tasks", text)) == {"new": 3}
    assert counts(bring_in("tasks", text)) == {"same": 3}
