"""How the bytes of a file become characters: by its mark, as UTF-8, or as its letters suggest; checked to the end."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import charset_normalizer

from data.errors import Invalid

MARKS = (  # longest first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20
AROUND = 1 << 15  # bytes on each side of what is no UTF-8, to tell the encoding by
USUAL = "cp1252"


@dataclass(frozen=True)
class Text:
    path: Path
    encoding: str
    lines: int

    @contextmanager
    def opened(self) -> Iterator[TextIO]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            yield file

    def first_line(self) -> str:
        with self.opened() as file:
            return file.readline(1 << 16)


@dataclass(frozen=True)
class Flaw:
    """The first bytes that an encoding cannot be."""

    byte: int
    line: int


def decode(path: Path, named: str = "") -> Text:
    """The text of the file; raises Invalid with the byte and the line that no encoding explains."""
    encoding = _known(named) if named else _marked(path)
    lines, flaw = _read_through(path, encoding or "utf-8")
    if flaw is None:
        return Text(path, encoding or "utf-8", lines)
    if encoding:
        raise _undecodable(path, encoding, flaw)
    return _by_its_letters(path, flaw)


def _known(named: str) -> str:
    try:
        codec = codecs.lookup(named)
        "".encode(named)  # which those that are no encodings of text refuse
        return codec.name
    except LookupError as error:
        raise Invalid({"encoding": f"There is no encoding {named!r}; try utf-8, utf-16 or cp1252."}) from error


def _marked(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1024)
    marked = next((encoding for mark, encoding in MARKS if start.startswith(mark)), "")
    return marked or _unmarked_utf16(start)


def _unmarked_utf16(start: bytes) -> str:
    """Plain letters in UTF-16 have every other byte zero."""
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.6 * half and 0 not in start[0::2]:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > 0.6 * half and 0 not in start[1::2] else ""


def _read_through(path: Path, encoding: str) -> tuple[int, Flaw | None]:
    """How many lines there are, or where decoding stops."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = offset = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            waiting = len(decoder.getstate()[0])
            try:
                lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                before = (error.object[: error.start]).count(b"\n")
                return lines, Flaw(offset - waiting + error.start, lines + before + 1)
            except UnicodeError:  # UTF-16 that does not begin as it must
                return lines, Flaw(offset, lines + 1)
            offset += len(chunk)
            if not chunk:
                return lines, None


def _by_its_letters(path: Path, flaw: Flaw) -> Text:
    with path.open("rb") as file:
        file.seek(max(0, flaw.byte - AROUND))
        if flaw.byte > AROUND:
            file.readline()
        around = file.read(2 * AROUND)
    sample = around.rpartition(b"\n")[0] or around  # whole lines, hence whole characters
    encoding = "" if b"\0" in sample else _suggested(sample)
    lines, other = _read_through(path, encoding) if encoding else (0, flaw)
    if other is not None:
        raise _undecodable(path, "utf-8", flaw)
    return Text(path, encoding, lines)


def _suggested(sample: bytes) -> str:
    """The usual encoding of western offices wherever it explains the letters as well as the best guess does."""
    guesses = charset_normalizer.from_bytes(sample)
    best = guesses.best()
    if best is None:
        return ""
    fits = any(
        guess.chaos <= best.chaos and USUAL in (guess.encoding, *guess.could_be_from_charset) for guess in guesses
    )
    return USUAL if fits else best.encoding


def _undecodable(path: Path, encoding: str, flaw: Flaw) -> Invalid:
    return Invalid(
        {
            "encoding": f"{path.name} is not {encoding}: byte {flaw.byte} in line {flaw.line} does not fit;"
            " name the right encoding (--encoding) or save the file as UTF-8."
        }
    )
