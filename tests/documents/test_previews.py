"""A text is shown as its characters, a table as its cells, and neither in full when it is long."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import previews
from data.documents import Bytes, File
from data.errors import NotFound
from data.files.kinds import KINDS, Look
from data.previews import Preview
from data.store import Store

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def seen(kept: Store, content: bytes, mime: str = "text/plain") -> Preview:
    with kept.draft(10**8) as draft:
        draft.write(content)
        kept.keep(draft)
        return previews.seen(File("a", 1, Bytes(draft.sha256, draft.size, mime), NOW))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("cp1252"), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        (b"\xef\xbb\xbfwords", "words"),
        (b"a\x1bb", "a\ufffdb"),
        (b"one\r\ntwo\n", "one\ntwo"),
    ],
)
def test_a_text_is_its_characters(kept: Store, content: bytes, text: str) -> None:
    assert seen(kept, content) == Preview(Look.TEXT, text=text)


def test_a_long_text_is_cut_between_characters_and_says_so(kept: Store) -> None:
    found = seen(kept, ("ü" * 99 + "\n").encode() * 2000)
    assert (len(found.text.splitlines()), found.is_cut, "\ufffd" in found.text) == (previews.LINES, True, False)
    assert seen(kept, ("x" + "ü" * previews.BYTES).encode()).text == "x" + "ü" * (previews.LINE - 1)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_table_is_its_cells_whatever_separates_them(kept: Store, mark: str) -> None:
    content = f'name{mark}note\nAna{mark}"a{mark}\nb"\n\n<b>{mark}=1+1\n'.encode()
    rows = (("name", "note"), ("Ana", f"a{mark}\nb"), ("<b>", "=1+1"))
    assert seen(kept, content, "text/csv") == Preview(Look.TABLE, rows=rows)


def test_a_large_table_is_cut_on_every_side_and_says_so(kept: Store) -> None:
    row = ",".join(["x" * 400] * 50)
    found = seen(kept, "\n".join([row] * 20).encode(), "text/csv")
    assert {len(cells) for cells in found.rows} == {previews.COLUMNS}
    assert {len(cell) for cell in found.rows[0]} == {previews.CELL}
    assert found.is_cut
    assert len(seen(kept, b"a,b\n" * 1000, "text/csv").rows) == previews.LINES


def test_what_the_browser_shows_is_not_read(kept: Store) -> None:
    for mime, kind in KINDS.items():
        if kind.look not in (Look.TEXT, Look.TABLE):
            assert previews.seen(File("a", 1, Bytes("0" * 64, 1, mime), NOW)) == Preview(kind.look)


def test_content_that_is_missing_is_said(kept: Store) -> None:
    with pytest.raises(NotFound, match="missing"):
        previews.seen(File("a", 1, Bytes("0" * 64, 1, "text/plain"), NOW))


@given(content=st.binary(max_size=500), mime=st.sampled_from(["text/plain", "text/csv"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_no_content_breaks_the_preview(kept: Store, content: bytes, mime: str) -> None:
    found = seen(kept, content, mime)
    "".join([found.text, *(cell for row in found.rows for cell in row)]).encode()
