"""The beginning of a text or a table as characters, to be shown as such: never as the page it might pretend to be."""

import csv
import io
import itertools
from typing import NamedTuple

from data import store
from data.db import Session
from data.documents import File, file
from data.files.kinds import Look, kind_of
from data.files.sniffing import MARKS
from data.imports.delimited import SAMPLE, delimiter_of
from data.parsing import UNPRINTABLE

BYTES = 256 * 1024
LINES, COLUMNS, CELL, LINE = 300, 40, 300, 2000


class Preview(NamedTuple):
    """`rows` for a table, `text` for a text; neither where it is seen another way or not at all."""

    look: Look
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False


def wanted(db: Session, document_id: str, number: int | None = None) -> File:
    """The file to be looked at; its content is read when the session is over."""
    return file(db, document_id, number)


def seen(found: File) -> Preview:
    """What there is to be seen of a file; reads no more of it than that."""
    look = kind_of(found.content.mime).look
    if look not in (Look.TEXT, Look.TABLE):
        return Preview(look)
    with store.current().open(found.content.sha256) as content:
        start = content.read(BYTES)
    text = UNPRINTABLE.sub("\ufffd", _decoded(start))
    is_cut = found.content.size > BYTES
    return _table(text, is_cut) if look == Look.TABLE else _text(text, is_cut)


def _decoded(start: bytes) -> str:
    """By its mark, as UTF-8, or as western offices write; a character cut in two at the end is left out."""
    encoding = next((encoding for mark, encoding in MARKS if start.startswith(mark)), "")
    if encoding:
        return start.decode(encoding, "ignore")
    try:
        return start.decode()
    except UnicodeDecodeError as error:
        is_cut = len(start) == BYTES and error.start > BYTES - 4
        return start.decode(errors="ignore") if is_cut else start.decode("cp1252", "replace")


def _text(text: str, is_cut: bool) -> Preview:
    lines = text.splitlines()
    shown = "\n".join(line[:LINE] for line in lines[:LINES])
    return Preview(Look.TEXT, text=shown, is_cut=is_cut or len(lines) > LINES or any(len(x) > LINE for x in lines))


def _table(text: str, is_cut: bool) -> Preview:
    """Quotes that are broken make a text of it: what is there must be seen all the same."""
    if is_cut:
        text = text[: text.rfind("\n") + 1] or text  # the last row is only begun
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text[:SAMPLE]))
    try:
        rows = list(itertools.islice((row for row in reader if row), LINES + 1))
    except csv.Error:
        return _text(text, is_cut)
    wide = any(len(row) > COLUMNS or any(len(cell) > CELL for cell in row) for row in rows)
    shown = tuple(tuple(cell[:CELL] for cell in row[:COLUMNS]) for row in rows[:LINES])
    return Preview(Look.TABLE, rows=shown, is_cut=is_cut or wide or len(rows) > LINES)
