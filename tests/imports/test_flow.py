"""An import in the browser, step by step: nothing is written before it was seen, and each step has a sentence."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.imports import ledger
from data.imports.plans import Plan
from data.models import AuditLog, Customer
from data.vocabulary import ImportTask, Role, RunState
from jobs import imports
from tests.imports.flow import CUSTOMERS, Flow, person, totals


def customers() -> list[tuple[str, str]]:
    with database.session(SYSTEM) as db:
        return [tuple(row) for row in db.execute(sa.select(Customer.name, Customer.phase).order_by(Customer.name))]


def test_a_look_guesses_what_the_file_is_and_which_column_feeds_what(ada: Flow) -> None:
    row = ada.read(ada.look(CUSTOMERS))
    plan = Plan.of(row.plan)
    assert (row.task, row.state) == (ImportTask.LOOK, RunState.SUCCEEDED)
    assert plan.entity == "customers"
    assert plan.columns == {"External id": "external_id", "Name": "name", "Phase": "phase"}
    assert row.found["rows"] == 2


def test_the_difference_is_shown_and_nothing_written(ada: Flow) -> None:
    row = ada.check(ada.look(CUSTOMERS + "x:3,,\n"))
    assert totals(row) == {"new": 2, "rejected": 1}
    assert [sample["values"]["name"] for sample in row.samples["steps"][0]["new"]] == ["Acme", "Beta"]
    assert row.samples["rejected"] == [{"row": 4, "column": "Name", "reason": "Name is required."}]
    assert customers() == []


def test_what_was_seen_is_imported_as_one_change_set_of_the_one_who_asked(ada: Flow) -> None:
    row = ada.run(ada.look(CUSTOMERS))
    assert (row.task, row.state, totals(row)) == (ImportTask.RUN, RunState.SUCCEEDED, {"new": 2})
    assert customers() == [("Acme", "Steady State"), ("Beta", "Contracting")]
    with database.session(SYSTEM) as db:
        trail = db.execute(
            sa.select(AuditLog.change_set_id, AuditLog.user_id).where(AuditLog.resource_type == "customers").distinct()
        ).all()
    assert trail[-1] == (row.change_set_id, ada.actor.user_id)


def test_changed_fields_are_shown_old_and_new(ada: Flow) -> None:
    ada.run(ada.look(CUSTOMERS))
    row = ada.check(ada.look(CUSTOMERS.replace("Steady State", "Terminated")))
    assert totals(row) == {"changed": 1, "same": 1}
    (change,) = row.samples["steps"][0]["changed"]
    assert (change["called"], change["fields"]) == ("Acme", {"phase": ["Steady State", "Terminated"]})


def test_related_records_are_shown_by_name_old_and_new(ada: Flow) -> None:
    ada.run(ada.look(CUSTOMERS))
    teams = "External id,Name,Customer\nt:1,Data,{}\n"
    ada.run(ada.look(teams.format("Acme"), "teams.csv"))
    row = ada.check(ada.look(teams.format("Beta"), "teams.csv"))
    assert row.samples["steps"][0]["changed"][0]["fields"] == {"customer_id": ["Acme", "Beta"]}


def test_unknown_words_are_shown_and_mapped_or_rejected(ada: Flow) -> None:
    import_id = ada.look("Name,Phase\nAcme,Live\nBeta,Gone\nGamma,\n")
    ada.take_as(import_id, "entity", "customers")
    ada.decide(import_id, words={("phase", "0"): "Steady State"})
    row = ada.run(import_id)
    assert (row.state, totals(row)) == (RunState.PARTIAL, {"new": 2, "rejected": 1})
    assert customers() == [("Acme", "Steady State"), ("Gamma", "Contracting")]


def test_a_word_that_is_not_on_offer_is_refused(ada: Flow) -> None:
    import_id = ada.look("Name,Phase\nAcme,Live\n")
    ada.take_as(import_id, "entity", "customers")
    with pytest.raises(Invalid, match="choose one of the list"):
        ada.decide(import_id, words={("phase", "0"): "Sold"})
    with pytest.raises(Invalid, match="no field"):
        ada.decide(import_id, columns={"Name": "password_hash"})


def test_dates_that_leave_a_doubt_are_asked_for(ada: Flow) -> None:
    sure = "Name,Contract start date\nAcme,31.12.2025\nBeta,01.02.2026\n"
    assert Plan.of(ada.read(ada.look(sure)).plan).dates == ("%d.%m.%Y",)
    import_id = ada.look(sure.replace("31.12.2025", "05/06/2025").replace("01.02.2026", "07/08/2025"))
    assert Plan.of(ada.read(import_id).plan).dates == ()
    assert totals(ada.check(import_id)) == {"rejected": 2}
    ada.decide(import_id, dates="%m/%d/%Y")
    assert totals(ada.check(import_id)) == {"new": 2}


def test_another_encoding_is_another_look(ada: Flow) -> None:
    import_id = ada.look("Name\nM\u00fcller\n".encode("cp1250"))
    row = ada.read(import_id)
    with ada.session() as db:
        ledger.read_again(db, import_id, Plan(encoding="utf-16"))
    imports.work(import_id)
    assert ada.read(import_id).state == RunState.FAILED
    with ada.session() as db:
        ledger.read_again(db, import_id, Plan(encoding="cp1250"))
    imports.work(import_id)
    assert ada.read(import_id).found["columns"][0]["samples"] == ["M\u00fcller"]
    assert row.state == RunState.SUCCEEDED


def test_zero_characters_and_markup_in_a_file_are_words_like_any_other(ada: Flow) -> None:
    row = ada.check(ada.look("Name,Phase\nA\u0000cme,\n<script>,\n"))
    assert totals(row) == {"new": 1, "rejected": 1}
    assert row.samples["steps"][0]["new"][0]["values"]["name"] == "<script>"


def test_only_what_was_looked_at_is_imported(ada: Flow) -> None:
    import_id = ada.look(CUSTOMERS)
    ada.check(import_id)
    seen = ada.read(import_id).plan_number
    ada.decide(import_id, columns={"Phase": ""})
    with ada.session() as db, pytest.raises(Conflict, match="look at the difference again"):
        ledger.ask(db, import_id, ImportTask.RUN, seen)
    with ada.session() as db, pytest.raises(Conflict, match="look at the difference again"):
        ledger.ask(db, import_id, ImportTask.RUN, seen + 1)


def test_of_two_tabs_the_second_is_told(ada: Flow) -> None:
    import_id = ada.look(CUSTOMERS)
    row = ada.read(import_id)
    with ada.session() as db:
        ledger.plan(db, import_id, Plan.of(row.plan | {"columns": {"Name": "name"}}), row.plan_number, "one tab")
    with ada.session() as db, pytest.raises(Conflict, match="another tab"):
        ledger.plan(db, import_id, Plan.of(row.plan), row.plan_number, "another")


def test_an_import_that_is_done_is_not_done_again(ada: Flow) -> None:
    import_id = ada.look(CUSTOMERS)
    ada.run(import_id)
    for again in (lambda: ada.ask(import_id, ImportTask.RUN), lambda: ada.decide(import_id, columns={})):
        with pytest.raises(Conflict, match="is done"):
            again()


def test_the_same_file_twice_finds_everything_the_same(ada: Flow) -> None:
    ada.run(ada.look(CUSTOMERS))
    assert totals(ada.run(ada.look(CUSTOMERS))) == {"same": 2}


def test_anothers_import_does_not_exist_but_for_administrators(ada: Flow, home: Path) -> None:
    max_, vera = person(home, Role.MANAGER), person(home, Role.VIEWER)
    import_id = ada.look(CUSTOMERS)
    with pytest.raises(NotFound):
        max_.read(import_id)
    with pytest.raises(Forbidden, match="may not import"):
        vera.read(import_id)
    theirs = max_.look(CUSTOMERS)
    assert ada.read(theirs).file_name == "rows.csv"
    with ada.session() as db, pytest.raises(Forbidden, match="somebody else's"):
        ledger.ask(db, theirs, ImportTask.CHECK)
    with max_.session() as db, pytest.raises(NotFound):
        ledger.read(db, "not an id")


def test_rights_count_when_the_work_is_done(ada: Flow, home: Path) -> None:
    max_ = person(home, Role.MANAGER)
    import_id = max_.look(CUSTOMERS)
    max_.ask(import_id, ImportTask.CHECK)
    with database.session(SYSTEM) as db:
        db.execute(sa.text("UPDATE users SET role = 'Viewer' WHERE id = :id"), {"id": max_.actor.user_id})
    imports.work(import_id)
    row = ada.read(import_id)
    assert (row.state, row.error) == (
        RunState.FAILED,
        "You may not create customers. Ask an administrator for the right to.",
    )
