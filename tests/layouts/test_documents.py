"""How a file is shown: what can be done with it, and that nothing in it is taken for a page."""

import pytest

from data.access import Actor
from data.files.kinds import ALL, UNKNOWN
from data.roles import PERMISSIONS
from layouts import documents, uploads
from layouts.file_icons import PLAIN, file_icon
from tests.dashboard.test_wiring import parts
from tests.layouts import document_samples as samples

MANAGER, VIEWER = Actor(None, PERMISSIONS), Actor(None, frozenset({"documents:read"}))


def kinds(tree: object) -> set[str]:
    return {part._type for part in parts(tree)}


def named(tree: object, style: str) -> list[object]:
    return [part for part in parts(tree) if style in (getattr(part, "className", None) or "").split()]


@pytest.mark.parametrize(
    ("ending", "shown"), [("pdf", "Iframe"), ("png", "Img"), ("csv", "Table"), ("txt", "Pre"), ("docx", "")]
)
def test_each_kind_of_file_is_looked_at_in_its_own_way(ending: str, shown: str) -> None:
    assert kinds(samples.content(ending)) & {"Iframe", "Img", "Table", "Pre"} == ({shown} if shown else set())


def test_text_and_cells_stay_text() -> None:
    (text,) = [part for part in parts(samples.content("txt")) if part._type == "Pre"]
    assert text.children == "<script>alert(1)</script>"
    assert "<b>Ana" in [part.children for part in parts(samples.content("csv")) if part._type == "Td"]


def test_what_may_be_seen_may_not_be_replaced_by_everybody() -> None:
    mine, theirs = samples.content(), samples.content(may_replace=False)
    assert named(mine, "upload-replace")
    assert named(mine, "version-restore")
    assert not named(theirs, "upload-replace")
    assert not named(theirs, "version-restore")
    assert not [part for part in parts(theirs) if hasattr(part, "data-replaces")]


def test_every_version_can_be_downloaded() -> None:
    links = [part.href for part in parts(samples.content(count=3)) if hasattr(part, "download")]
    assert links == ["/documents/d1/file", "/documents/d1/file?version=2", "/documents/d1/file?version=1"]


def test_an_address_of_a_document_is_a_link_only_where_it_leads_to_a_page() -> None:
    for address, is_link in (("https://x.example/y", True), ("javascript:alert(1)", False), ("file:///etc", False)):
        drawn = documents.content(samples.sheet(count=0, address=address), None, 1)
        assert [part.href for part in parts(drawn) if part._type == "A"] == ([address] if is_link else [])


def test_only_who_may_add_documents_is_offered_to() -> None:
    assert uploads.uploader(VIEWER, {}) == []
    (button,) = uploads.uploader(MANAGER, {"customer_id": "c1"})
    assert getattr(button, "data-upload-customer") == "c1"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1,023 bytes"), (1024, "1 KB"), (1536, "1.5 KB"),
        (25 * 1024 * 1024, "25 MB"), (1_300_000, "1.2 MB"), (3 * 1024**3, "3 GB"),
    ],
)  # fmt: skip
def test_a_size_is_said_in_words(size: int, words: str) -> None:
    assert uploads.size(size) == words


def test_every_kind_of_file_has_an_icon() -> None:
    assert all(file_icon(kind) != PLAIN for kind in ALL)
    assert file_icon(UNKNOWN) == PLAIN
