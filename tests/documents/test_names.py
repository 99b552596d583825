"""Names are shown as they were given and are safe wherever they end up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.kinds import KINDS
from data.files.names import LONGEST, LONGEST_ON_DISK, ending, on_disk, shown

PDF = "application/pdf"


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Contract 2026 – “final”.pdf", "Contract 2026 – “final”.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\plan.docx", "plan.docx"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("  spaced   out .pdf ", "spaced out .pdf"),
        ("\u200b", "Document"),
        ("", "Document"),
        ("報告書.pdf", "報告書.pdf"),
        ("\ud800.pdf", ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_cannot_be_seen(given_name: str, name: str) -> None:
    assert shown(given_name) == name


def test_a_name_too_long_keeps_its_ending() -> None:
    assert shown("x" * 400 + ".pdf") == "x" * (LONGEST - 4) + ".pdf"


@pytest.mark.parametrize(
    ("name", "mime", "on_a_disk"),
    [
        ("plan.pdf", PDF, "plan.pdf"),
        ("photo.jpg", "image/png", "photo.png"),
        ("photo.JPEG", "image/jpeg", "photo.JPEG"),
        ("plan", PDF, "plan.pdf"),
        ("plan v1.2", PDF, "plan v1.2.pdf"),
        ("con.pdf", PDF, "_con.pdf"),
        ('a<b>:"c"?.pdf', PDF, "a_b___c__.pdf"),
        ("50%;.pdf", PDF, "50__.pdf"),
        ("...", PDF, "Document.pdf"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ("what.html", "text/plain", "what.html.txt"),
    ],
)
def test_a_name_on_a_disk_is_safe_and_ends_in_what_it_is(name: str, mime: str, on_a_disk: str) -> None:
    assert on_disk(name, mime) == on_a_disk


@given(st.text(max_size=600), st.sampled_from(sorted(KINDS)))
def test_no_name_is_unsafe(name: str, mime: str) -> None:
    assert 0 < len(shown(name)) <= LONGEST
    assert shown(shown(name)) == shown(name)
    safe = on_disk(name, mime)
    assert 0 < len(safe.encode()) <= LONGEST_ON_DISK
    assert ending(safe) in KINDS[mime].endings
    assert not set(safe) & set('<>:"/\\|?*%;\x00\r\n\u202e')
    assert safe == safe.strip(" ")
    assert not safe.startswith(".")
