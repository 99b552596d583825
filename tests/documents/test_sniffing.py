"""What a file is, is told from its content; what could do harm is not taken."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import Invalid
from data.files import office, sniffing
from data.files.kinds import BY_ENDING
from tests.documents import made

Recognise = Callable[[str, bytes], str]


@pytest.fixture
def recognise(tmp_path: Path) -> Recognise:
    """The usual ending of what the content is."""

    def recognised(name: str, content: bytes) -> str:
        path = tmp_path / "draft"
        path.write_bytes(content)
        return sniffing.recognise(path, name).endings[0]

    return recognised


def refusal(recognise: Recognise, name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        recognise(name, content)
    return refused.value.messages["file"]


@pytest.mark.parametrize("name", made.TAKEN)
def test_every_kind_that_is_taken_is_recognised(recognise: Recognise, name: str) -> None:
    assert recognise(name, made.TAKEN[name]) == BY_ENDING[name.rpartition(".")[2]].endings[0]


def test_there_is_a_file_of_every_kind() -> None:
    assert {name.rpartition(".")[2] for name in made.TAKEN} == set(BY_ENDING)


@pytest.mark.parametrize("name", [name for name in made.TAKEN if BY_ENDING[name[2:]].endings[0] not in sniffing.TEXTS])
def test_content_decides_where_the_name_says_nothing(recognise: Recognise, name: str) -> None:
    assert recognise("nothing", made.TAKEN[name]) == BY_ENDING[name[2:]].endings[0]


def test_an_image_may_be_called_like_another(recognise: Recognise) -> None:
    assert recognise("photo.jpg", made.png()) == "png"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.csv", made.pdf(), "content is PDF"),
        ("a.docx", made.workbook(), "content is Excel workbook"),
        ("a.pdf", b"just words", "not what files ending in .pdf hold"),
        ("a.exe", b"MZ\x90\x00\x03", "could not be recognised"),
        ("a.pdf", b"MZ\x90\x00\x03", "could not be recognised"),
        ("a.bat", b"@echo off", ".bat are not taken"),
        ("a.html", b"<p>words", ".html are not taken"),
        ("a.svg", b"<svg/>", "SVG"),
        ("a.txt", b"<!DOCTYPE html><p>", "web page"),
        ("a.md", b"\xef\xbb\xbf \n<HTML>", "web page"),
        ("a.csv", "\ufeff<script>".encode("utf-16"), "web page"),
        ("a.xml", b'<?xml version="1.0"?><!-- x --><svg xmlns="x"/>', "SVG"),
        ("a.xml", b'<?xml version="1.0"?><x:svg/>', "SVG"),
        ("a.xml", b"no xml", "no XML"),
        ("a.json", b"hello", "no JSON"),
        ("a.docm", made.package("word/document.xml"), "macros"),
        ("a.xlsm", made.workbook(), "macros"),
        ("a.docx", made.package("word/document.xml", **{"word/vbaProject__bin": b"x"}), "macros"),
        ("a.docx", made.archive({"[Content_Types].xml": b"macroEnabled.main", "word/document.xml": b""}), "macros"),
        ("a.xlsx", made.package("xl/workbook.xml", **{"xl/macrosheets/sheet1__xml": b"x"}), "macros"),
        ("a.doc", made.compound("WordDocument", "_VBA_PROJECT"), "macros"),
        ("a.xls", made.compound("Workbook", content=made.workbook_records(1)), "macros"),
        ("a.docx", made.compound("EncryptedPackage", "EncryptionInfo"), "password"),
        ("a.doc", made.compound("Anything"), "archive or a kind of Office file"),
        ("a.zip", made.archive({"a.txt": b"x"}), "archive"),
        ("a.docx", made.archive({"word/document.xml": b"x", "xl/workbook.xml": b"x"}), "archive"),
        ("a.docx", made.package("word/document.xml", **{"word/embeddings/a__zip": b"x"}), "archive in it"),
        ("a.docx", made.package("word/document.xml")[:-30], "damaged"),
        ("a.doc", made.compound("WordDocument")[:700], "damaged"),
        ("a.txt", b"a\x00b", "could not be recognised"),
        ("a.txt", b"\xff\xfea\x00\x00\x00", "zero characters"),
        ("a.txt", b"\xef\xbb\xbf\xff", "damaged"),
    ],
)
def test_what_is_not_taken_is_refused_with_a_reason(recognise: Recognise, name: str, content: bytes, said: str) -> None:
    assert said in refusal(recognise, name, content)


def test_slides_with_macros_are_refused(recognise: Recognise) -> None:
    atom = b"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00"
    assert refusal(recognise, "a.ppt", made.compound("PowerPoint Document", content=atom)) == office.WITH_MACROS


def bombs() -> dict[str, bytes]:
    zeros = b"\0" * (12 * 1024 * 1024)
    word = "word/document.xml"
    within = made.package(word)
    for _ in range(office.DEEPEST + 1):
        within = made.package(word, **{"word/embeddings/a__docx": within})
    overlapping = bytearray(made.package(word, a=b"x" * 50_000))
    at = overlapping.rfind(b"PK\x01\x02")
    overlapping[at + 20 : at + 24] = (10**8).to_bytes(4, "little")
    return {
        "of one part": made.package(word, zeros=zeros),
        "of many": made.package(word, **{f"zeros{n}": zeros[: 4 * 1024 * 1024] for n in range(6)}),
        "of ten thousand names": made.package(word, **{f"n{n}": b"" for n in range(10_001)}),
        "of files within files": within,
        "whose parts are larger than it": bytes(overlapping),
    }


@pytest.mark.parametrize(("name", "bomb"), bombs().items(), ids=bombs())
def test_a_bomb_is_refused_before_it_unpacks(recognise: Recognise, name: str, bomb: bytes) -> None:
    start = time.process_time()
    assert refusal(recognise, "a.docx", bomb) == office.BOMB
    assert time.process_time() - start < 2


def test_files_within_unpack_to_no_more_than_one_may(recognise: Recognise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LARGEST", 3000)
    within = made.archive({"[Content_Types].xml": b" " * 1000, "word/document.xml": b""})
    few = made.package("word/document.xml", **{"a__docx": within})
    many = made.package("word/document.xml", **{f"a{n}__docx": within for n in range(9)})
    assert recognise("a.docx", few) == "docx"
    assert refusal(recognise, "a.docx", many) == office.BOMB


def test_a_thousand_comments_are_looked_through_at_once(recognise: Recognise) -> None:
    start = time.process_time()
    assert recognise("a.xml", b"<!---->" * 100_000 + b"<order/>") == "xml"
    assert time.process_time() - start < 1


@given(
    content=st.binary(max_size=2000), start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_no_content_breaks_the_reader(recognise: Recognise, content: bytes, start: bytes) -> None:
    with contextlib.suppress(Invalid):
        recognise("a", start + content)


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a.xls", "a.xlsx"])
@given(place=st.integers(0, 5000), byte=st.integers(0, 255), cut=st.integers(0, 5000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_no_damage_breaks_the_reader(recognise: Recognise, name: str, place: int, byte: int, cut: int) -> None:
    content = bytearray(made.TAKEN[name])
    content[place % len(content)] = byte
    with contextlib.suppress(Invalid):
        recognise(name, bytes(content[: len(content) - cut % 300]))
