"""Answers that are not ours: the expected readings of csv-spectrum, the verdicts of isemail."""

import csv
import json
from pathlib import Path

import pytest

from data.catalog import ENTITIES
from data.imports.reading import open_source

pytestmark = pytest.mark.real_data

ACCEPTED = ("ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN")


@pytest.mark.parametrize(
    "name",
    [
        *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf"),
        *("quotes_and_newlines", "simple", "simple_crlf", "utf8"),
    ],
)
def test_csv_spectrum_is_read_as_its_authors_expect(data: Path, name: str) -> None:
    folder = data / "messy" / "csv_spectrum"
    expected = json.loads((folder / "json_expected" / f"{name}.json").read_text(encoding="utf-8"))
    assert [row.values for row in open_source(folder / "csvs" / f"{name}.csv").rows()] == expected


def test_csv_spectrums_coordinates_are_read_but_for_the_number_that_its_answer_changed(data: Path) -> None:
    folder = data / "messy" / "csv_spectrum"
    expected = json.loads((folder / "json_expected" / "location_coordinates.json").read_text(encoding="utf-8"))
    (row,) = open_source(folder / "csvs" / "location_coordinates.csv").rows()
    assert row.values == expected | {"Contact Phone Number": "2095257564"}  # as the CSV has it


def test_isemails_errors_are_refused_and_its_valid_addresses_accepted(data: Path) -> None:
    with (data / "emails_phones" / "isemail_tests.csv").open(encoding="utf-8", newline="") as file:
        cases = [(_as_sent(row["address_as_written"]), row["category"]) for row in csv.DictReader(file)]
    wrong = [address for address, category in cases if category == "ISEMAIL_ERR" and _accepted(address)]
    missed = [address for address, category in cases if category in ACCEPTED and not _accepted(address)]
    assert (wrong, missed) == ([], [])


def _as_sent(address: str) -> str:
    """The file draws control characters as their pictures."""
    return "".join(chr(ord(sign) - 0x2400) if "\u2400" <= sign <= "\u241f" else sign for sign in address)


def _accepted(address: str) -> bool:
    try:
        ENTITIES["notifications"].fields["recipient_email"].parse(address)
    except ValueError:
        return False
    return True
