"""Files are read as they are meant, or refused with what is wrong."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from data.errors import DomainError, Invalid, NotFound
from data.imports.reading import Options, Row, open_source

File = Callable[..., Path]


def rows(path: Path, **options: str) -> list[Row]:
    return list(open_source(path, Options(**options)).rows())


def values(path: Path, **options: str) -> list[dict]:
    return [row.values for row in rows(path, **options)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f"])
def test_the_delimiter_is_found(file: File, delimiter: str) -> None:
    text = f"name{delimiter}city\nJo, the first{delimiter}Bern\n" if delimiter != "," else "name,city\nJo,Bern\n"
    assert [row["city"] for row in values(file(text))] == ["Bern"]


def test_a_named_delimiter_is_used(file: File) -> None:
    assert values(file("a:b,c\n1:2,3\n"), delimiter=":") == [{"a": "1", "b,c": "2,3"}]
    assert values(file("a\tb\n1\t2\n"), delimiter="tab") == [{"a": "1", "b": "2"}]
    with pytest.raises(Invalid, match="one character"):
        open_source(file("a,b\n"), Options(delimiter="::"))


def test_excels_own_separator_line_is_heeded(file: File) -> None:
    assert values(file("sep=;\na;b\n1;2,5\n")) == [{"a": "1", "b": "2,5"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_letters_survive_their_encoding(file: File, encoding: str) -> None:
    assert values(file("name,city\nJosé Núñez,Zürich\nFrançois,Genève\n", encoding=encoding)) == [
        {"name": "José Núñez", "city": "Zürich"},
        {"name": "François", "city": "Genève"},
    ]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Łukasz Żółć;Łódź\nŚwięty Źrebak;Kraków"),
        ("cp1251", "Иван Петров;Москва\nМария Сидорова;Казань"),
        ("shift_jis", "山田太郎;東京\n鈴木花子;大阪市"),
    ],
)
def test_other_letters_survive_theirs(file: File, encoding: str, text: str) -> None:
    found = values(file(f"name;city\n{text}\n", encoding=encoding))
    assert [";".join(row.values()) for row in found] == text.split("\n")


def test_letters_far_into_the_file_tell_its_encoding_too(file: File) -> None:
    path = file("name;city\n" + "Jo;Bern\n" * 20_000 + "山田太郎;東京\n" * 9_000, encoding="shift_jis")
    assert open_source(path).about == "cp932, separated by ;"
    assert values(path)[-1] == {"name": "山田太郎", "city": "東京"}


def test_bytes_that_no_encoding_explains_are_named(file: File, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,2\n\xff\xfe\x00\x81,3\n")
    with pytest.raises(Invalid, match="byte 8 in line 3"):
        open_source(tmp_path / "x.csv")


def test_a_named_encoding_is_not_doubted(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("name\nJos\u00e9\n".encode("latin-1"))
    with pytest.raises(Invalid, match="is not utf-8: byte 8 in line 2"):
        open_source(tmp_path / "x.csv", Options(encoding="utf-8"))
    with pytest.raises(Invalid, match="no encoding 'klingon'"):
        open_source(tmp_path / "x.csv", Options(encoding="klingon"))


def test_a_flaw_far_into_the_file_is_found_at_its_byte(tmp_path: Path) -> None:
    start = b"name\n" + b"abc\n" * 600_000
    (tmp_path / "x.csv").write_bytes(start + b"\xc3\x28\n\x00\n")
    with pytest.raises(Invalid, match=f"byte {len(start)} in line 600002"):
        open_source(tmp_path / "x.csv")


def test_ragged_rows_say_what_was_expected_and_lose_nothing(file: File) -> None:
    short, long = rows(file("a,b\n1\n1,2,three,4\n"))
    assert (short.number, short.fault) == (2, "The row has 1 values where the header has 2.")
    assert (long.number, long.values) == (3, {"a": "1", "b": "2"})
    assert "'three', '4'" in long.fault


def test_broken_quotes_cost_one_row_only(file: File) -> None:
    good, broken, after = rows(file('a,b\n1,2\n1,"x"y\n5,6\n'))
    assert not good.fault
    assert '1,"x"y' in broken.fault
    assert after.values == {"a": "5", "b": "6"}


def test_a_quote_that_never_closes_is_refused_with_its_row(file: File) -> None:
    with pytest.raises(Invalid, match="row 3 opens a quote"):
        rows(file('a,b\n1,2\n1,"2\n1,3\n'))


def test_a_quoted_line_break_is_part_of_the_value_and_rows_keep_their_numbers(file: File) -> None:
    first, second = rows(file('a,b\n"one\ntwo",2\n\n3,4\n'))
    assert (first.number, first.values["a"]) == (2, "one\ntwo")
    assert second.number == 4


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_said_to_be_empty(file: File, text: str) -> None:
    with pytest.raises(Invalid, match="is empty"):
        open_source(file(text))


def test_a_header_alone_has_no_rows(file: File) -> None:
    assert rows(file("a,b\n")) == []


def test_a_column_that_comes_twice_is_refused_by_name(file: File) -> None:
    with pytest.raises(Invalid, match="the column b more than once"):
        open_source(file("a,b,b\n1,2,3\n"))


def test_a_column_without_a_name_is_called_by_its_place(file: File) -> None:
    assert open_source(file("a,,c\n1,2,3\n")).columns == ("a", "column 2", "c")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        open_source(tmp_path / "absent.csv")
    with pytest.raises(Invalid, match="plain file"):
        open_source(tmp_path)


def test_json_lines_keep_numbers_exact_and_blank_what_is_absent(file: File) -> None:
    found = rows(file('{"a": 1.10, "b": "x"}\n\n{"a": null, "c": true}\n', "rows.jsonl"))
    assert [row.number for row in found] == [1, 3]
    assert str(found[0].values["a"]) == "1.10"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1, "a": 2}', "a key occurs twice"),
    ],
)
def test_a_bad_line_is_kept_with_its_number(file: File, line: str, reason: str) -> None:
    bad = rows(file(f'{{"a": 1}}\n{line}\n', "rows.jsonl"))[1]
    assert bad.number == 2
    assert reason in bad.fault
    assert line in bad.fault


def test_one_long_json_value_is_refused(file: File) -> None:
    with pytest.raises(Invalid, match="one JSON object a line"):
        open_source(file('[\n{"a": 1}\n]', "rows.json"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    workbook.active.append(["code", "day", "hours", "flag"])
    workbook.active.append(["007", dt.date(2026, 11, 2), 7.25, True])
    workbook.active.append([5, dt.datetime(2026, 11, 3), 8, None])
    workbook.create_sheet("Second").append(["other"])
    workbook.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_a_spreadsheet_gives_values_with_their_kinds(book: Path) -> None:
    first, second = rows(book)
    assert first.number == 2
    assert first.values == {"code": "007", "day": dt.date(2026, 11, 2), "hours": 7.25, "flag": True}
    assert second.values["flag"] == ""


def test_another_sheet_is_read_by_its_name(book: Path) -> None:
    assert open_source(book, Options(sheet="Second")).columns == ("other",)
    with pytest.raises(Invalid, match="no sheet 'Third'"):
        open_source(book, Options(sheet="Third"))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (30 << 20))
    with pytest.raises(Invalid, match="absurd size"):
        open_source(tmp_path / "bomb.xlsx")


@pytest.mark.parametrize("start", [b"PK\x03\x04 and then nothing", b"\xd0\xcf\x11\xe0 old Excel"])
def test_what_only_looks_like_a_spreadsheet_is_refused(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(start)
    with pytest.raises(DomainError, match=r"damaged|old format"):
        open_source(tmp_path / "x.xlsx")
