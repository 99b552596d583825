"""Spreadsheets: the first sheet, or a named one; values only, nothing in them is run."""

import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from data.errors import Invalid
from data.imports.reading import Options, Row, Source, checked_columns, fitted

LARGEST_UNPACKED = 1 << 30
LARGEST_RATIO = 400  # honest sheets pack to a tenth or a fiftieth, a bomb to a thousandth
NO_MATTER = 20 << 20
CHUNK = 1 << 20


def open_sheet(path: Path, options: Options) -> Source:
    _require_plain_size(path)
    try:
        book = python_calamine.load_workbook(path)
    except python_calamine.CalamineError as error:
        raise Invalid({"file": f"{path.name} is not a spreadsheet that can be read: {error}."}) from error
    name = options.sheet or book.sheet_names[0]
    if name not in book.sheet_names:
        raise Invalid({"sheet": f"There is no sheet {name!r}; {path.name} has {', '.join(book.sheet_names)}."})
    sheet = book.get_sheet_by_name(name)
    header = next((values for _, values in _records(sheet)), None)
    if header is None:
        raise Invalid({"file": f"The sheet {name!r} of {path.name} is empty."})
    columns = checked_columns(_without_end(header), path)
    sheets = tuple(book.sheet_names)
    return Source(path, columns, f"XLSX, sheet {name!r}", sheet.total_height, lambda: _rows(sheet, columns), sheets)


def _require_plain_size(path: Path) -> None:
    """Unpacks once, keeping nothing: what the archive declares of itself may be a lie."""
    packed, unpacked = path.stat().st_size, 0
    try:
        with zipfile.ZipFile(path) as archive:
            _require_sane(path, packed, sum(part.file_size for part in archive.infolist()))  # what it admits to
            for part in archive.infolist():
                with archive.open(part) as file:
                    while chunk := file.read(CHUNK):
                        unpacked += len(chunk)
                        _require_sane(path, packed, unpacked)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Invalid({"file": f"{path.name} is damaged or protected, and no spreadsheet that can be read."}) from error


def _require_sane(path: Path, packed: int, unpacked: int) -> None:
    if unpacked > LARGEST_UNPACKED or (unpacked > NO_MATTER and unpacked > LARGEST_RATIO * packed):
        raise Invalid({"file": f"{path.name} unpacks to an absurd size; it is not opened. Save it as CSV."})


def _rows(sheet: python_calamine.CalamineSheet, columns: tuple[str, ...]) -> Iterator[Row]:
    for number, values in itertools.islice(_records(sheet), 1, None):
        cut = values[: len(columns)] if all(value == "" for value in values[len(columns) :]) else values
        padded = cut + [""] * (len(columns) - len(cut))  # a sheet has no ragged rows, only empty cells
        yield fitted(number, padded, columns)


def _records(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    first = (sheet.start or (0, 0))[0] + 1
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), first):
        if any(value != "" for value in values):
            yield number, values


def _without_end(header: list[Any]) -> list[Any]:
    while header and header[-1] == "":
        header = header[:-1]
    return header
