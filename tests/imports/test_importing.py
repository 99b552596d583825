"""Files become records: each row is accounted for, nothing is guessed, the same file twice changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.access import SYSTEM, Actor
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid
from data.imports import mapping, reading, running, writing
from data.models import AuditLog, Contact, Customer
from tests import factories as make
from tests.imports.conftest import Import, counts, rejected

CUSTOMERS = "External id,Name,Phase\nx:1,Acme,Steady State\nx:2,Beta,\n"


def test_new_rows_become_records_with_defaults_for_what_is_blank(db: Session, bring_in: Import) -> None:
    assert counts(bring_in("customers", CUSTOMERS)) == {"new": 2}
    found = db.execute(sa.select(Customer.name, Customer.phase, Customer.active).order_by(Customer.name)).all()
    assert found == [("Acme", "Steady State", True), ("Beta", "Contracting", True)]


def test_json_lines_are_imported_like_any_table(db: Session, bring_in: Import) -> None:
    text = '{"name": "Acme", "active": false}\n{"name": "Beta"}\n{broken\n'
    result = bring_in("customers", text, name="rows.jsonl")
    assert counts(result) == {"new": 2, "rejected": 1}
    assert rejected(result)[0][0] == 3
    assert db.execute(sa.select(Customer.active).order_by(Customer.name)).scalars().all() == [False, True]


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(db: Session, bring_in: Import) -> None:
    bring_in("customers", CUSTOMERS)
    before = db.execute(sa.select(sa.func.count()).select_from(AuditLog)).scalar_one()
    assert counts(bring_in("customers", CUSTOMERS)) == {"same": 2}
    assert db.execute(sa.select(sa.func.count()).select_from(AuditLog)).scalar_one() == before
    assert set(db.execute(sa.select(Customer.version)).scalars()) == {1}


def test_only_rows_that_differ_are_changed_and_audited_with_the_file_as_reason(db: Session, bring_in: Import) -> None:
    bring_in("customers", CUSTOMERS)
    assert counts(bring_in("customers", CUSTOMERS.replace("Beta,", "Beta,Terminated"))) == {"same": 1, "changed": 1}
    change = db.execute(sa.select(AuditLog).where(AuditLog.action == "update")).scalar_one()
    assert change.reason == "import rows.csv"
    assert change.new_values["phase"] == "Terminated"


def test_a_blank_empties_what_may_be_empty_and_leaves_the_rest(db: Session, bring_in: Import) -> None:
    customer = make.customer(db, name="Acme", phase="Steady State", logo_url="https://example.com/a.png")
    result = bring_in("customers", "Name,Phase,Logo address\nAcme,,\n")
    assert counts(result) == {"changed": 1}
    db.refresh(customer)
    assert (customer.phase, customer.logo_url) == ("Steady State", None)


def test_a_dry_run_counts_and_rejects_but_keeps_nothing(db: Session, bring_in: Import) -> None:
    result = bring_in("customers", CUSTOMERS + "x:3,,\n", dry_run=True)
    assert counts(result) == {"new": 2, "rejected": 1}
    assert not result.committed
    assert rejected(result) == [(4, "Name", "Name is required.")]
    assert db.execute(sa.select(sa.func.count()).select_from(Customer)).scalar_one() == 0


def test_rejected_rows_come_with_row_column_and_every_reason(bring_in: Import) -> None:
    text = "Name,Phase,Contract start date,Contract end date\n"
    text += "Acme,Stedy,2026-13-01,\nBeta,,2026-05-01,2026-04-01\nGamma\nDelta,,,\n"
    result = bring_in("customers", text)
    assert counts(result) == {"new": 1, "rejected": 3}
    first, second, third = rejected(result)
    assert first[:2] == (2, "Contract start date, Phase")
    assert "'Stedy' is none of" in first[2]
    assert "'2026-13-01' is not a date" in first[2]
    assert second == (3, "Contract end date", "The contract must end after it starts.")
    assert third == (4, "", "The row has 1 values where the header has 4.")


def test_rejected_rows_can_be_corrected_and_imported_as_they_are(bring_in: Import, tmp_path: Path) -> None:
    (path,) = bring_in("customers", "Name,Phase\nAcme,Stedy\n").rejected_files
    corrected = path.read_text(encoding="utf-8-sig").replace("Acme,Stedy", "Acme,Steady State")
    assert counts(bring_in("customers", corrected)) == {"new": 1}


def test_an_earlier_file_of_rejected_rows_is_never_written_over(bring_in: Import) -> None:
    names = [bring_in("customers", "Name,Phase\nAcme,Stedy\n").rejected_files[0].name for _ in range(3)]
    assert names == ["rows.csv.rejected.csv", "rows.csv.rejected-2.csv", "rows.csv.rejected-3.csv"]


def test_a_repeated_row_is_a_duplicate_and_a_contradicting_one_is_rejected(bring_in: Import) -> None:
    result = bring_in("customers", CUSTOMERS + "x:1,Acme,Steady State\nx:2,Beta,Terminated\n")
    assert counts(result) == {"new": 2, "duplicate": 1, "rejected": 1}
    assert rejected(result) == [(5, "External id", "Row 3 has the same external id with other values.")]


def test_a_repetition_is_found_however_far_apart(bring_in: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "REMEMBERED", 0)
    assert counts(bring_in("customers", CUSTOMERS + CUSTOMERS.partition("\n")[2])) == {"new": 2, "duplicate": 2}


def test_a_row_without_its_key_is_rejected(bring_in: Import) -> None:
    result = bring_in("customers", CUSTOMERS + ",Nameless key,\n")
    assert counts(result) == {"new": 2, "rejected": 1}
    assert "External id is blank" in rejected(result)[0][2]


def test_two_records_with_the_key_of_a_row_are_one_too_many(db: Session, bring_in: Import) -> None:
    make.customer(db, name="Twin")
    make.customer(db, name="Twin")
    result = bring_in("customers", "Name,Phase\nTwin,Terminated\n")
    assert rejected(result) == [(2, "Name", "2 customers have this name already; it is unclear which is meant.")]


def test_a_row_that_only_the_database_refuses_does_not_take_the_others_along(db: Session, bring_in: Import) -> None:
    make.customer(db, name="Gone", active=False)
    make.customer(db, name="Acme")
    rows = [f"P{number},{'Gone' if number in (7, 40) else 'Acme'}" for number in range(60)]
    result = bring_in("processes", "Name,Customer\n" + "\n".join(rows) + "\n")
    assert counts(result) == {"new": 58, "rejected": 2}
    assert [(row, "open processes" in reason) for row, _, reason in rejected(result)] == [(9, True), (42, True)]


def test_many_refusals_in_many_slices_are_each_found(
    db: Session, bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SLICE", 50)
    monkeypatch.setattr(writing, "PROBE", 8)
    make.customer(db, name="Gone", active=False)
    make.customer(db, name="Acme")
    refused = {number for number in range(200) if number % 3 == 0 or 100 <= number < 120}
    rows = [f"P{number},{'Gone' if number in refused else 'Acme'}" for number in range(200)]
    result = bring_in("processes", "Name,Customer\n" + "\n".join(rows) + "\n")
    assert {row - 2 for row, _, _ in rejected(result)} == refused
    assert counts(result) == {"new": 200 - len(refused), "rejected": len(refused)}


def test_of_two_rows_that_only_together_break_a_rule_the_first_stands(bring_in: Import) -> None:
    result = bring_in("customers", "Name,External id\nAcme,x:1\nBeta,x:1\nGamma,x:2\n", key=("name",))
    assert counts(result) == {"new": 2, "rejected": 1}
    assert rejected(result)[0][0] == 3


def test_a_change_that_the_database_refuses_names_its_column(db: Session, bring_in: Import) -> None:
    process = make.process(db, name="Extract", external_id="x:1")
    make.task(db, process_id=process.id)
    result = bring_in("processes", "External id,State\nx:1,Completed\n", maps=("State=status",))
    assert rejected(result) == [(2, "State", "Finish the open tasks first, then complete the process.")]


def test_a_file_may_update_without_what_only_new_records_need(db: Session, bring_in: Import) -> None:
    make.customer(db, name="Acme", external_id="x:1")
    result = bring_in("customers", "External id,Phase\nx:1,Steady State\nx:2,Steady State\n")
    assert counts(result) == {"changed": 1, "rejected": 1}
    assert rejected(result)[0] == (*(3, "name", "Name is required for a new customer, and no column feeds it."),)


def test_lists_and_links_are_imported_too(db: Session, bring_in: Import) -> None:
    process = make.process(db, name="Extract", external_id="p:1")
    make.team(db, name="Data", customer_id=process.customer_id, external_id="t:1")
    links = "Process,Team\np:1,t:1\np:1,t:1\n"
    assert counts(bring_in("process_teams", links)) == {"new": 1, "duplicate": 1}
    assert counts(bring_in("process_teams", links)) == {"same": 1, "duplicate": 1}
    told = 'Process,E-mail,Told about\np:1,Ana@Example.com,"note_added, task_assigned"\n'
    assert counts(bring_in("notifications", told)) == {"new": 1}
    assert counts(bring_in("notifications", told)) == {"same": 1}


def test_a_number_without_country_is_read_as_the_setting_says(db: Session, bring_in: Import) -> None:
    db.execute(sa.text("INSERT INTO app_settings (key, value) VALUES ('default_phone_region', '\"CH\"')"))
    db.flush()
    bring_in("contacts", "Name,Type,Phone\nAna,Internal,044 668 18 00\n")
    assert db.execute(sa.select(Contact.phone)).scalar_one() == "+41446681800"


def test_formulas_and_markup_are_words_like_any_other(db: Session, bring_in: Import) -> None:
    text = "Name\n=HYPERLINK(1)\n<script>alert(1)</script>\nRobert'); DROP TABLE customers;--\n"
    assert counts(bring_in("customers", text)) == {"new": 3}
    assert "<script>alert(1)</script>" in db.execute(sa.select(Customer.name)).scalars().all()


def test_who_may_not_create_may_not_import(bring_in: Import, actor: Callable[..., Actor]) -> None:
    with pytest.raises(Forbidden, match="may not create customers"):
        bring_in("customers", CUSTOMERS, actor=actor("customers:read"))
    with pytest.raises(Forbidden, match="may not update customers"):
        bring_in("customers", CUSTOMERS, actor=actor("customers:create"))
    limited = actor("customers:create", "customers:update", customer_ids=frozenset({"x"}))
    with pytest.raises(Forbidden, match="see all of them"):
        bring_in("customers", CUSTOMERS, actor=limited)


def test_two_imports_at_once_do_not_meet(engine: sa.Engine, bring_in: Import) -> None:
    with engine.connect() as other:
        other.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended('dm_crm.import', 0))"))
        with pytest.raises(Conflict, match="Another import is running"):
            bring_in("customers", CUSTOMERS)


def test_stopping_an_import_leaves_nothing_behind(db: Session, bring_in: Import, tmp_path: Path) -> None:
    def stop(title: str, done: int, total: int) -> None:
        if "writing" in title:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in("customers", CUSTOMERS + "x:3,,\n", watch=stop)
    assert db.execute(sa.select(sa.func.count()).select_from(Customer)).scalar_one() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_rejected_rows_that_cannot_be_kept_stop_the_import(db: Session, file: Callable[..., Path]) -> None:
    source = reading.open_source(file('lead_sponsor\nAcme\n""\n'))
    manner = running.Manner(rejected_folder=source.path.parent / "absent")
    with pytest.raises(Invalid, match="cannot be written"):
        running.run(SYSTEM, source, mapping.load("sponsors"), manner)
    assert db.execute(sa.select(sa.func.count()).select_from(Customer)).scalar_one() == 0


def test_what_no_column_feeds_counts_in_the_rules_for_a_new_record_only(db: Session, bring_in: Import) -> None:
    customer = make.customer(db, name="Acme")
    make.contact(db, name="Old", type="Client", customer_id=customer.id, external_id="x:0", role="Lead")
    result = bring_in("contacts", "External id,Name,Type\nx:0,Older,Vendor\nx:1,New,Vendor\nx:2,Ours,Internal\n")
    assert counts(result) == {"changed": 1, "new": 1, "rejected": 1}
    assert rejected(result) == [(3, "customer_id", "Customer is required, unless the contact is Internal.")]
