"""Files that are handed out: to whom, as what, and that it is written down."""

import pytest
import sqlalchemy as sa

from data import db
from data.access import SYSTEM
from data.models import AuditLog
from data.store import Store
from tests.documents import made
from tests.security.sending import Browser, uploaded


def test_a_file_is_handed_out_as_what_it_is_and_never_as_a_page(browser_of: Browser, kept: Store) -> None:
    client = browser_of("manager")
    answer = client.get(f"/documents/{uploaded(client, name='Straße; 50%.txt', content=b'<b>words</b>')}/file")
    headers = answer.headers
    assert (answer.data, headers["Content-Type"]) == (b"<b>words</b>", "text/plain")
    assert (
        headers["Content-Disposition"]
        == "attachment; filename=\"Stra_e_ 50_.txt\"; filename*=UTF-8''Stra%C3%9Fe_%2050_.txt"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", made.TAKEN)
def test_every_kind_comes_back_byte_for_byte(browser_of: Browser, kept: Store, name: str) -> None:
    client = browser_of("manager")
    id_ = uploaded(client, name=name)
    answer = client.get(f"/documents/{id_}/file", headers={"Accept-Encoding": "gzip, br, zstd"})
    assert answer.data == made.TAKEN[name]
    assert "Content-Encoding" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_part_of_a_file_can_be_fetched(browser_of: Browser, kept: Store) -> None:
    client = browser_of("manager")
    path = f"/documents/{uploaded(client, name='a.txt', content=b'0123456789')}/file"
    whole = client.get(path)
    part = client.get(path, headers={"Range": "bytes=3-5", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"345", "bytes 3-5/10")
    assert client.get(path, headers={"Range": "bytes=-2"}).data == b"89"
    assert client.get(path, headers={"Range": "bytes=99-"}).status_code == 416
    assert client.get(path, headers={"Range": "bytes=3-5", "If-Range": '"other"'}).data == b"0123456789"
    assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = client.head(path)
    assert (head.data, head.headers["Content-Length"]) == (b"", "10")


def test_whoever_was_handed_a_file_is_in_the_trail(browser_of: Browser, kept: Store, people: dict[str, str]) -> None:
    id_ = uploaded(browser_of("manager"))
    browser_of("viewer").get(f"/documents/{id_}/file")
    browser_of("viewer").get(f"/documents/{id_}/preview?version=1")
    with db.session(SYSTEM) as session:
        query = sa.select(AuditLog).where(AuditLog.action.in_(["download", "preview"])).order_by(AuditLog.created_at)
        trail = session.scalars(query).all()
    assert [(entry.action, entry.user_id, entry.resource_id) for entry in trail] == [
        ("download", people["viewer"], id_),
        ("preview", people["viewer"], id_),
    ]
    assert trail[0].new_values["number"] == 1


@pytest.mark.parametrize("what", ["file", "preview"])
def test_another_customers_file_is_not_there(browser_of: Browser, kept: Store, what: str) -> None:
    id_ = uploaded(browser_of("admin"), customer_id="acme")
    assert browser_of("admin").get(f"/documents/{id_}/{what}").status_code == 200
    assert browser_of("manager of bolt").get(f"/documents/{id_}/{what}").status_code == 404


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "1.0", "٣", "99999", "1%00", "", " 1"])
def test_a_version_that_is_not_there_is_not_found(browser_of: Browser, kept: Store, version: str) -> None:
    client = browser_of("manager")
    assert client.get(f"/documents/{uploaded(client)}/file?version={version}").status_code == 404


@pytest.mark.parametrize("id_", ["nowhere", "%00", "..%2f..%2fetc%2fpasswd", "é", "x" * 3000])
def test_a_document_that_is_not_there_is_not_found(browser_of: Browser, kept: Store, id_: str) -> None:
    assert browser_of("manager").get(f"/documents/{id_}/file").status_code in (400, 404)


def test_content_that_is_missing_is_said(browser_of: Browser, kept: Store) -> None:
    answer = browser_of("manager").get("/documents/bolt-document/file")
    assert (answer.status_code, "missing from the store" in answer.get_data(as_text=True)) == (404, True)


PREVIEWS = {"a.pdf": True, "a.png": True, "a.gif": True, "a.webp": True, "a.jpg": True} | dict.fromkeys(
    ("a.docx", "a.xls", "a.txt", "a.csv", "a.md", "a.xml", "a.json", "a.sql"), False
)


@pytest.mark.parametrize(("name", "is_shown"), PREVIEWS.items())
def test_only_pdf_and_images_are_shown_in_place(browser_of: Browser, kept: Store, name: str, is_shown: bool) -> None:
    client = browser_of("manager")
    answer = client.get(f"/documents/{uploaded(client, name=name)}/preview")
    assert (answer.status_code == 200) == is_shown
    if is_shown:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("inline; ")
        assert policy.startswith("default-src 'none'; ")
        assert "script-src" not in policy
        assert ("sandbox" in policy) == (name != "a.pdf")
