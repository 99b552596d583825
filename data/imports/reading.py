"""A file that somebody sends us, as numbered rows: CSV and its relatives, XLSX, JSON lines.

Rows are numbered as a spreadsheet shows them: the header is row 1. They are read again and again, never kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import Invalid, NotFound

XLSX, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
JSON_LINES = {".jsonl", ".ndjson"}
NO_TABLES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "a compressed file; unpack it first",
    b"{\\rtf": "a text document",
}  # whatever they are called


@dataclass(frozen=True)
class Row:
    """`fault` says why a row cannot be used; its values are then what could be read of it."""

    number: int
    values: dict[str, Any]
    fault: str = ""


@dataclass(frozen=True)
class Options:
    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Source:
    path: Path
    columns: tuple[str, ...]
    about: str  # how the file was understood, for the user to check
    about_rows: int  # roughly, for a progress bar
    rows: Callable[[], Iterator[Row]] = field(repr=False)
    sheets: tuple[str, ...] = ()  # those of a spreadsheet


def open_source(path: Path, options: Options | None = None) -> Source:
    """Raises NotFound or Invalid with what is wrong with the file as a whole."""
    start = _beginning(path)
    if start.startswith(OLD_EXCEL):
        raise Invalid({"file": f"{path.name} is in Excel's old format; save it as XLSX or CSV."})
    if other := next((words for mark, words in NO_TABLES.items() if start.startswith(mark)), ""):
        raise Invalid({"file": f"{path.name} is no table but {other}. Save the table as XLSX or CSV."})
    if start.startswith(XLSX):
        from data.imports.sheets import open_sheet

        return open_sheet(path, options or Options())
    return _open_text(path, start, options or Options())


def _beginning(path: Path) -> bytes:
    if not path.exists():
        raise NotFound(f"There is no file {path}.")
    if not path.is_file():
        raise Invalid({"file": f"{path} is not a plain file; it is read more than once, so it must be one."})
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except PermissionError as error:
        raise Invalid({"file": f"{path.name} may not be read; check its permissions."}) from error


def _open_text(path: Path, start: bytes, options: Options) -> Source:
    from data.imports import decoding, delimited, jsonlines

    text = decoding.decode(path, options.encoding)
    first = text.first_line().lstrip()
    if path.suffix.lower() in JSON_LINES or first.startswith("{"):
        return jsonlines.open_lines(text)
    if path.suffix.lower() == ".json":
        raise Invalid({"file": f"{path.name} must hold one JSON object a line (JSON lines), not one long value."})
    return delimited.open_table(text, options.delimiter)


def checked_columns(names: list[Any], path: Path) -> tuple[str, ...]:
    """The header as unique names; a column without one is called by its place."""
    columns = tuple(str(name or "").strip() or f"column {place}" for place, name in enumerate(names, 1))
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise Invalid({"header": f"{path.name} has the column {', '.join(twice)} more than once; rename one of them."})
    return columns


def fitted(number: int, values: list[Any], columns: tuple[str, ...]) -> Row:
    """A row of the table, or the fault of having too many or too few values."""
    row = dict(zip(columns, values, strict=False))
    if len(values) == len(columns):
        return Row(number, row)
    beyond = f"; beyond the last column: {values[len(columns) :]!r}" if len(values) > len(columns) else ""
    return Row(number, row, f"The row has {len(values)} values where the header has {len(columns)}{beyond}.")
