"""Files that are sent in: who may send which, what is refused, and that nothing is left of what was."""

import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard import multipart, uploads
from data import db, documents, installation, store
from data.access import SYSTEM
from data.models import AppSetting, AuditLog, Document, DocumentVersion
from data.store import Store
from tests.documents import made
from tests.security.sending import KEY, START, Browser, Sparse, gone, is_untouched, raw, rows, send, unread, uploaded


def test_a_file_becomes_a_document(browser_of: Browser, kept: Store) -> None:
    answer = send(browser_of("manager"), "Angebot “Größe”.pdf", description="Signed")
    said = answer.get_json()
    assert (answer.status_code, said["text"]) == (200, "“Angebot “Größe”.pdf” is uploaded.")
    with db.session(SYSTEM) as session:
        row = session.get(Document, said["id"])
        version = session.scalars(sa.select(DocumentVersion).where(DocumentVersion.document_id == row.id)).one()
        trail = session.scalars(sa.select(AuditLog).where(AuditLog.change_set_id == said["undo"])).all()
    assert (row.name, row.customer_id, row.category, row.description) == (
        "Angebot “Größe”.pdf",
        "bolt",
        "Contract",
        "Signed",
    )
    assert (row.file_size, row.mime_type, version.number) == (len(made.pdf()), "application/pdf", 1)
    assert kept.holds(version.sha256)
    assert {entry.resource_type for entry in trail} == {"documents", "document_versions"}


def test_another_file_becomes_the_next_version(browser_of: Browser, kept: Store) -> None:
    client = browser_of("manager")
    id_ = uploaded(client)
    answer = send(client, "plan.docx", to=f"/documents/{id_}/versions", key=KEY + "2")
    assert answer.get_json()["text"] == "Version 2 of “plan.pdf” is uploaded."
    fetched = client.get(f"/documents/{id_}/file")
    assert fetched.data == made.TAKEN["a.docx"]
    assert 'filename="plan.docx"' in fetched.headers["Content-Disposition"]
    assert client.get(f"/documents/{id_}/file?version=1").data == made.pdf()


def test_a_request_sent_again_makes_nothing_new(browser_of: Browser, kept: Store) -> None:
    client = browser_of("manager")
    first, second = send(client).get_json(), send(client).get_json()
    assert (first["id"], second["undo"]) == (second["id"], None)
    assert rows() == 3
    again = send(client, content=made.pdf("Another"))
    assert (again.status_code, rows()) == (409, 3)
    versions = f"/documents/{first['id']}/versions"
    for _ in range(2):
        assert send(client, "plan.docx", to=versions, key=KEY + "v").status_code == 200
    with db.session(SYSTEM) as session:
        assert len(documents.sheet(session, first["id"]).versions) == 2


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "a customer that is not there": ({"customer_id": "nobody"}, 400, "no such customer"),
    "another's customer": ({"customer_id": "acme"}, 400, "no such customer"),
    "no customer": ({"customer_id": ""}, 400, "Customer is required"),
    "a category that is none": ({"category": "Gossip"}, 400, "Gossip"),
    "a description with a zero": ({"description": "a\0b"}, 400, "cannot be stored"),
    "a page": ({"name": "a.html", "content": b"<html>"}, 400, "web page"),
    "a program": ({"name": "a.pdf", "content": b"MZ\x90\0\0"}, 400, "could not be recognised"),
    "macros": ({"name": "a.docm"}, 400, "macros"),
    "a short key": ({"key": "short"}, 400, "usable key"),
    "fields without end": ({"description": "x" * 70_000}, 413, "too large"),
}


@pytest.mark.parametrize(("said", "status", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_leaves_nothing(
    browser_of: Browser, kept: Store, said: dict[str, Any], status: int, words: str
) -> None:
    answer = send(browser_of("manager of bolt"), **said)
    assert (answer.status_code, words in answer.get_json()["message"]) == (status, True), answer.get_json()
    assert rows() == 2
    assert not list(kept.drafts.glob("*"))


def test_what_is_wrong_is_said_by_field(browser_of: Browser, kept: Store) -> None:
    fields = send(browser_of("manager"), customer_id="", category="Gossip").get_json()["fields"]
    assert fields.keys() == {"customer_id", "category"}


def test_an_empty_file_is_refused(browser_of: Browser, kept: Store) -> None:
    form = {"key": KEY, "customer_id": "bolt", "file": (io.BytesIO(b""), "a.txt")}
    answer = browser_of("manager").post("/documents/upload", data=form, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["message"]) == (400, "The file is empty.")
    assert is_untouched(kept)


@pytest.mark.parametrize("then", [gone, bytes], ids=["fails", "ends"])
def test_a_sender_who_goes_away_leaves_nothing(browser_of: Browser, kept: Store, then: Callable[[], bytes]) -> None:
    answer = raw(browser_of("manager"), Sparse(START + b"words " * 50_000, then), 10**6)
    assert answer.status_code == 400
    assert is_untouched(kept)


@pytest.mark.parametrize(
    "end",
    [
        b"",
        b"\r\n--x",
        b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="b.txt"\r\n\r\nb\r\n--x--\r\n',
    ],
    ids=["no end", "half an end", "another file"],
)
def test_a_form_that_is_not_whole_leaves_nothing(browser_of: Browser, kept: Store, end: bytes) -> None:
    body = START + b"words" + end
    assert raw(browser_of("manager"), io.BytesIO(body), len(body)).status_code == 400
    assert is_untouched(kept)


@pytest.mark.parametrize(
    ("length", "more", "status"),
    [
        (26 * 1024 * 1024, {}, 413),
        (None, {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        (10, {"CONTENT_TYPE": "application/json"}, 415),
        (10, {"CONTENT_TYPE": "multipart/form-data"}, 415),
        (10, {"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        (10, {"HTTP_ORIGIN": "https://elsewhere.example"}, 403),
    ],
)
def test_what_cannot_be_taken_is_refused_unread(
    browser_of: Browser, kept: Store, length: int | None, more: dict[str, str], status: int
) -> None:
    assert raw(browser_of("manager"), Sparse(b"", unread), length, **more).status_code == status
    assert is_untouched(kept)


@pytest.mark.parametrize("asker", ["viewer", "nobody"])
def test_who_may_not_send_is_refused_unread(browser_of: Browser, kept: Store, asker: str) -> None:
    client = browser_of(asker)
    assert raw(client, Sparse(b"", unread), 1000).status_code == {"viewer": 403, "nobody": 401}[asker]
    assert is_untouched(kept)


def test_another_customers_document_is_refused_before_its_file_is_read(browser_of: Browser, kept: Store) -> None:
    answer = send(browser_of("manager of bolt"), to="/documents/acme-document/versions")
    assert answer.status_code == 404
    assert is_untouched(kept)


def test_the_largest_file_is_a_setting(browser_of: Browser, kept: Store) -> None:
    with db.session(SYSTEM) as session:
        session.add(AppSetting(key="upload_megabytes", value=1))
        assert installation.read(session)["upload_megabytes"] == 1
    answer = send(browser_of("manager"), "a.txt", b"w" * (store.MEGABYTE + 1))
    assert (answer.status_code, answer.get_json()["message"]) == (
        400,
        "The file is larger than 1 MB, the most that is taken.",
    )
    assert send(browser_of("manager"), "a.txt", b"w" * store.MEGABYTE).status_code == 200


def test_a_full_store_is_said_and_nothing_is_written(
    browser_of: Browser, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RESERVE", 10**18)
    answer = send(browser_of("manager"))
    assert (answer.status_code, answer.get_json()["message"]) == (503, store.FULL)
    assert is_untouched(kept)


def test_a_database_that_fails_after_the_bytes_leaves_only_what_is_swept(
    browser_of: Browser, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise ConnectionError

    monkeypatch.setattr(uploads.documents, "create", fails)
    assert send(browser_of("manager")).status_code == 500
    assert (rows(), len(list(kept.everything())), list(kept.drafts.iterdir())) == (2, 1, [])


def test_many_slow_senders_do_not_take_every_thread(browser_of: Browser, kept: Store) -> None:
    with uploads._turn(), uploads._turn():
        start = time.monotonic()
        answer = send(browser_of("manager"))
        assert time.monotonic() - start < 5, "whoever waits takes a thread as well"
        assert (answer.status_code, answer.get_json()["message"]) == (503, uploads.BUSY)
    assert send(browser_of("manager")).status_code == 200


def test_a_sender_who_falls_silent_is_given_up(
    browser_of: Browser, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's socket gets a time limit for the upload, and its own back."""
    limits: list[float | None] = []

    class Line:
        def gettimeout(self) -> None:
            return None

        def settimeout(self, seconds: float | None) -> None:
            limits.append(seconds)

    def silent() -> bytes:
        raise TimeoutError

    assert raw(browser_of("manager"), Sparse(START, silent), 1000, **{"gunicorn.socket": Line()}).status_code == 400  # type: ignore[dict-item]
    monkeypatch.setattr(multipart, "LONGEST", -1)
    assert raw(browser_of("manager"), Sparse(START, lambda: b"w"), 1000).status_code == 408
    assert limits == [multipart.SILENCE, None]
    assert is_untouched(kept)


def test_refusals_are_for_scripts_where_a_script_asks(browser_of: Browser, kept: Store) -> None:
    answer = browser_of("manager").post("/documents/upload", headers={"Accept": "application/json"})
    assert json.loads(answer.data)["message"] == "A file is sent as a form."
    assert b"<html" in browser_of("manager").post("/documents/upload").data
