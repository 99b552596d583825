"""Files to import over HTTP: who may send one, what is refused, and that nobody reaches another's."""

from collections.abc import Callable
from pathlib import Path

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data import db as database
from data.access import SYSTEM
from data.imports import files
from data.models import Import, User
from data.vocabulary import RunState

BYTES = {"Accept": "application/json", "Content-Type": "application/octet-stream"}


@pytest.fixture
def home(app: dash.Dash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.server.config, "HOME", tmp_path)
    monkeypatch.setitem(app.server.config, "REDIS_URL", "redis://127.0.0.1:1/0")
    return tmp_path


@pytest.fixture
def send(signed_in: FlaskClient, home: Path) -> Callable:
    def sent(content: bytes, path: str = "/imports/upload?name=rows.csv", **headers: str):
        return signed_in.post(path, data=content, headers=BYTES | headers)

    return sent


def rows() -> list[Import]:
    with database.session(SYSTEM) as db:
        return list(db.scalars(sa.select(Import)))


def theirs() -> str:
    """An import of somebody who is no administrator."""
    with database.session(SYSTEM) as db:
        other = User(name="Bob", email="bob@example.com", role="Manager")
        db.add(other)
        db.flush()
        row = Import(user_id=other.id, file_name="bobs.csv", size=1, state=RunState.SUCCEEDED)
        db.add(row)
        db.flush()
        return str(row.id)


def test_a_file_is_kept_and_waits_even_where_the_queue_is_away(send: Callable, home: Path) -> None:
    answer = send(b"Name\nAcme\n")
    assert answer.status_code == 200
    (row,) = rows()
    assert answer.get_json() == {"id": str(row.id)}
    assert (row.state, row.size) == (RunState.QUEUED, 10)
    assert (files.folder(home, str(row.id)) / "rows.csv").read_bytes() == b"Name\nAcme\n"


@pytest.mark.parametrize("path", ["/imports/upload", "/imports/upload?name=", f"/imports/upload?name={'x' * 301}"])
def test_a_file_without_a_name_is_refused(send: Callable, path: str) -> None:
    answer = send(b"Name\nAcme\n", path)
    assert (answer.status_code, rows()) == (400, [])
    assert "Send one file" in answer.get_json()["message"]


def test_an_empty_file_leaves_no_import_behind(send: Callable, home: Path) -> None:
    answer = send(b"")
    assert (answer.status_code, answer.get_json()["message"]) == (400, "The file is empty: it has no bytes at all.")
    assert rows() == []
    assert list((home / "imports").iterdir()) == []


def test_a_file_that_is_too_large_leaves_nothing_behind(send: Callable, home: Path) -> None:
    with database.session(SYSTEM) as db:
        db.execute(sa.text("INSERT INTO app_settings (key, value) VALUES ('import_megabytes', '1')"))
    answer = send(b"x" * (1 << 20) + b"more")
    assert answer.status_code in (400, 413)
    assert "message" in answer.get_json()
    assert rows() == []
    assert list((home / "imports").glob("*/*")) == []


def test_a_form_of_another_site_is_refused(send: Callable) -> None:
    assert send(b"Name\nAcme\n", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("id_", ["x", "0198c0de-0000-7000-8000-000000000001", "..%2F..%2Fetc"])
def test_an_import_that_does_not_exist_is_not_found(signed_in: FlaskClient, home: Path, id_: str) -> None:
    assert signed_in.get(f"/imports/{id_}/rejected").status_code == 404


def test_nothing_is_added_to_somebody_elses_import(send: Callable) -> None:
    answer = send(b"x", f"/imports/{theirs()}/beside?name=tree.csv")
    assert answer.status_code == 403


def test_only_a_file_that_the_mapping_needs_is_put_beside(send: Callable) -> None:
    import_id = send(b"Name\nAcme\n").get_json()["id"]
    answer = send(b"x", f"/imports/{import_id}/beside?name=rows.csv")
    assert (answer.status_code, "needs no such file" in answer.get_json()["message"]) == (400, True)
