"""The columns of lists: none that says the same in every row, and none too narrow for its words."""

import pytest

from data.access import SYSTEM
from data.catalog import ENTITIES
from layouts import record_columns

STEADY_AND_NEW = 212 + 34  # the widest tag, measured, and the padding of its cell


def names(entity: str, *within: str) -> list[str]:
    return [column["colId"] for column in record_columns.columns(ENTITIES[entity], SYSTEM, within)]


@pytest.mark.parametrize(
    ("entity", "within"),
    [("processes", "customer_id"), ("hours", "customer_id"), ("tasks", "process_id"), ("process_teams", "process_id")],
)
def test_a_list_inside_a_page_leaves_out_the_record_that_the_page_is_about(entity, within):
    assert within in names(entity)
    assert within not in names(entity, within)


def test_the_contacts_of_a_customer_say_whose_they_are_as_some_only_work_for_it_too():
    assert "customer_id" in names("contacts", "customer_id")


def test_the_first_column_leads_to_the_record_also_where_another_was_left_out():
    first = record_columns.columns(ENTITIES["process_teams"], SYSTEM, ["process_id"])[0]

    assert first["colId"] == "team_id"
    assert first["cellRenderer"] == "RecordOpen"


def test_the_column_of_phases_is_wide_enough_for_the_longest():
    phase = next(c for c in record_columns.columns(ENTITIES["customers"], SYSTEM) if c["colId"] == "phase")

    assert phase["width"] >= STEADY_AND_NEW
