"""Values are taken for what they are; what is not clear is refused with a sentence."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from data.catalog import ENTITIES
from data.entities import Entity, Field
from data.parsing import Formats

CUSTOMERS, CONTACTS, HOURS, PROCESSES = (ENTITIES[name] for name in ("customers", "contacts", "hours", "processes"))


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (CUSTOMERS.fields["name"], "  Acme\u00a0", "Acme"),
        (CUSTOMERS.fields["name"], 5.0, "5"),
        (CUSTOMERS.fields["phase"], "steady state", "Steady State"),
        (CUSTOMERS.fields["phase"], "", "Contracting"),
        (CUSTOMERS.fields["active"], "NO", False),
        (CUSTOMERS.fields["active"], 1, True),
        (CUSTOMERS.fields["contract_start_date"], "2026-02-28", dt.date(2026, 2, 28)),
        (CUSTOMERS.fields["contract_start_date"], dt.datetime(2026, 2, 28, 9), dt.date(2026, 2, 28)),
        (HOURS.fields["hours"], "7.5", Decimal("7.50")),
        (HOURS.fields["hours"], 0.1 + 0.2, Decimal("0.30")),
        (PROCESSES.fields["progress"], "40", 40),
        (CONTACTS.fields["email"], " Ana@Example.COM ", "ana@example.com"),
        (CONTACTS.fields["phone"], "(650) 253-0000", "+16502530000"),
        (CONTACTS.fields["phone"], "ask for Bob", "ask for Bob"),
        (CONTACTS.fields["phone"], "+1 650 253 0000 ext. 12", "+1 650 253 0000 ext. 12"),
        (ENTITIES["transfers"].fields["run_at"], "9:05", dt.time(9, 5)),
        (ENTITIES["transfers"].fields["timezone"], "Europe/Zurich", "Europe/Zurich"),
        (ENTITIES["notifications"].fields["event_types"], "note_added; task_assigned", ["note_added", "task_assigned"]),
    ],
)
def test_a_clear_value_is_understood(field: Field, raw: Any, value: Any) -> None:
    assert field.parse(raw) == value


@pytest.mark.parametrize(
    ("field", "raw", "reason"),
    [
        (CUSTOMERS.fields["name"], " ", "Name is required"),
        (CUSTOMERS.fields["name"], "a" * 301, "longer than 300 characters"),
        (CUSTOMERS.fields["name"], "a\x00b", r"cannot be stored \(U\+0000\)"),
        (CUSTOMERS.fields["name"], "a\x1bb", r"U\+001B"),
        (CUSTOMERS.fields["name"], "a\ud800b", r"U\+D800"),
        (CUSTOMERS.fields["name"], "a\nb", "one line"),
        (CUSTOMERS.fields["name"], ["a"], "a single value"),
        (CUSTOMERS.fields["phase"], "Steady", "is none of Contracting"),
        (CUSTOMERS.fields["active"], "maybe", "yes or no"),
        (CUSTOMERS.fields["contract_start_date"], "2026-02-30", "is not a date; expected YYYY-MM-DD"),
        (CUSTOMERS.fields["contract_start_date"], "01/02/2026", "is not a date"),
        (CUSTOMERS.fields["contract_start_date"], "20260102", "is not a date"),
        (CUSTOMERS.fields["contract_start_date"], "infinity", "is not a date"),
        (CUSTOMERS.fields["contract_start_date"], "1066-10-14", "must lie between"),
        (CUSTOMERS.fields["avatar_color"], "red", "not a colour"),
        (HOURS.fields["hours"], "7,5", "is not a number"),
        (HOURS.fields["hours"], "1e3", "is not a number"),
        (HOURS.fields["hours"], "Infinity", "is not a number"),
        (HOURS.fields["hours"], float("nan"), "is not a number"),
        (HOURS.fields["hours"], "٣", "is not a number"),
        (HOURS.fields["hours"], "1.005", "more than 2 decimals"),
        (HOURS.fields["hours"], "10000", "too large"),
        (PROCESSES.fields["progress"], "4.5", "whole number"),
        (PROCESSES.fields["progress"], True, "is not a number"),
        (PROCESSES.fields["estimate"], "99999999999", "too large"),
        (CONTACTS.fields["email"], "ana@", "no e-mail address"),
        (CONTACTS.fields["phone"], "1" * 41, "longer than 40"),
        (ENTITIES["transfers"].fields["run_at"], "25:00", "not a time of day"),
        (ENTITIES["transfers"].fields["timezone"], "Zurich", "not a time zone"),
        (ENTITIES["notifications"].fields["event_types"], "note_added, gossip", "'gossip' is none of"),
    ],
)
def test_an_unclear_value_is_refused_with_a_sentence(field: Field, raw: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        field.parse(raw)


def test_a_source_may_write_dates_and_numbers_its_own_way() -> None:
    german = Formats(dates=("%d.%m.%Y",), decimal=",", thousands=".")
    assert CUSTOMERS.fields["contract_start_date"].parse("1.2.2026", german) == dt.date(2026, 2, 1)
    assert HOURS.fields["hours"].parse("1.234,5", german) == Decimal("1234.5")
    with pytest.raises(ValueError, match="is not a number"):
        HOURS.fields["hours"].parse("1.23,5", german)


def test_a_number_without_country_is_of_the_region_of_the_installation() -> None:
    assert CONTACTS.fields["phone"].parse("044 668 18 00", Formats(phone_region="CH")) == "+41446681800"


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=list(ENTITIES))
def test_every_entity_describes_columns_that_exist_and_a_form_that_saves(entity: Entity) -> None:
    needed = {column.name for column in entity.table.c if not column.nullable and column.server_default is None}
    assert needed <= set(entity.form)
    assert set(entity.natural) <= set(entity.form)
    assert entity.parent is None or entity.parent in entity.form
    assert set(entity.labels) | set(entity.kinds) | set(entity.choices) <= set(entity.fields)
    assert entity.fields[entity.natural[0]].required


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=list(ENTITIES))
def test_every_default_is_a_value_that_the_field_itself_accepts(entity: Entity) -> None:
    for name, default in entity.blank().items():
        assert entity.fields[name].parse(default) == default


def test_rules_speak_only_about_what_is_there() -> None:
    (ends_later, needs_start) = CUSTOMERS.rules
    early, late = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    assert ends_later({"contract_start_date": late, "contract_end_date": early}) != {}
    assert ends_later({"contract_end_date": early}) == {}
    assert needs_start({"contract_start_date": None, "contract_end_date": late}) != {}
    assert needs_start({"contract_end_date": late}) == {}
