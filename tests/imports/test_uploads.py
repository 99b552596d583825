"""Files on their way in: refused in a sentence where they cannot be read, stored nowhere else, and removed in time."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Invalid
from data.imports import files, ledger
from data.models import Import
from data.vocabulary import ImportTask, RunState
from jobs import imports
from tests.imports.flow import CUSTOMERS, Flow


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7 \x00\x01", "rows.csv", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "rows.xlsx", "a picture"),
        (b"PK\x03\x04 nothing", "rows.xlsx", "damaged or protected"),
        (b"\xd0\xcf\x11\xe0", "rows.xls", "old format"),
        (b"Name\n", "rows.csv", "no rows below"),
        (",".join(f"c{n}" for n in range(1000)).encode() + b"\n1\n", "wide.csv", "1,000 columns"),
        (b"a,a\n1,2\n", "rows.csv", "more than once"),
        (f"{'x' * 10_000}\n1\n".encode(), "rows.csv", "is the first row a header"),
        (b'a\n"x\n', "rows.csv", "never closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    ada: Flow, content: bytes, name: str, sentence: str
) -> None:
    row = ada.read(ada.look(content, name))
    assert row.state == RunState.FAILED
    assert sentence in row.error


def test_an_upload_that_is_empty_or_too_large_leaves_nothing(ada: Flow, home: Path) -> None:
    with ada.session() as db:
        import_id = ledger.begin(db, "rows.csv")
    with pytest.raises(Invalid, match="no bytes"):
        files.receive(home, import_id, "rows.csv", [], 1 << 20)
    with pytest.raises(Invalid, match="larger than 1 MB"):
        files.receive(home, import_id, "rows.csv", [b"x" * (1 << 19)] * 3, 1 << 20)
    assert list((home / "imports").iterdir()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "a" * 400 + ".csv", "x\u0000.csv", "C:\\rows.csv"])
def test_no_name_of_a_file_leads_elsewhere(home: Path, name: str) -> None:
    place = (files.folder(home, "one") / files.safe(name)).resolve()
    assert place.parent == home / "imports" / "one"
    assert len(place.name.encode()) <= 120


def test_files_go_after_the_days_of_the_setting_and_the_account_stays(ada: Flow, home: Path) -> None:
    import_id = ada.look(CUSTOMERS)
    with database.session(SYSTEM) as db:
        db.execute(sa.update(Import).values(created_at=sa.func.now() - sa.text("interval '31 days'")))
    imports.sweep()
    assert not files.folder(home, import_id).exists()
    assert not ada.read(import_id).is_kept
    with pytest.raises(Conflict, match="not kept"):
        ada.ask(import_id, ImportTask.CHECK)
