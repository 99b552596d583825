"""Looks into Office files without unpacking them: which they are, whether they carry macros or are bombs."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import olefile

from data.errors import Invalid

WITH_MACROS = "Office files with macros are not taken, because opening them can run programs. Save it without macros."
BOMB = "The file unpacks to far more than an Office file holds, so it was not opened."
DAMAGED = "The Office file is damaged: it cannot be read to its end."
LOCKED = "The file is protected by a password, so it cannot be checked. Take the password off and send it again."
ARCHIVE_WITHIN = "The Office file has an archive in it, which cannot be checked. Take it out and send it again."
OTHER = "The file is an archive or a kind of Office file that is not taken. Taken are DOCX, XLSX and PPTX."
MOST_ENTRIES = 10_000
LARGEST = 512 * 1024 * 1024  # bytes in all, unpacked
LARGEST_PART = 64 * 1024 * 1024  # bytes of a file within, that is looked into
SMALL = 10 * 1024 * 1024  # bytes; below it no ratio does harm
RATIO = 150
DEEPEST = 2  # files within files
CONTENT_TYPES = "[Content_Types].xml"
MAIN = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
ARCHIVES = {".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".jar", ".iso", ".cab"}
PACKAGES = {".docx", ".xlsx", ".pptx"}
MACRO = re.compile(r"vbaproject|vbadata|macrosheets?/", re.IGNORECASE)
MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX", re.IGNORECASE)
COMPOUND = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
COMPOUND_MACRO = re.compile(r"(^|/)(_vba_project|vba|macros|_vba_project_cur)(/|$)", re.IGNORECASE)
SLIDE_MACROS = re.compile(rb"\x1f\x00\xff\x03.{4}\x02\x00\x00\x04\x0c\x00\x00\x00.{4}[^\x00]", re.DOTALL)
NAMES_SHEET, END_OF_GLOBALS, SHEET_KIND = 0x85, 0x0A, 5  # records of a workbook, and where one says a sheet's kind
# What reading a file raises that somebody made to break its reader: the readers of archives, XML and compound files
# promise no error of their own for that, and whatever they raise means the same here: the file is refused.
HOSTILE = (
    *(OSError, EOFError, ValueError, TypeError, AttributeError, LookupError, NotImplementedError, RecursionError),
    *(struct.error, OverflowError),
)


def ending_of_package(path: Path) -> str:
    """Of a DOCX, XLSX or PPTX; raises Invalid for any other archive, and for what would do harm when opened."""
    with path.open("rb") as file:
        names = _Inspection().names(file, path.stat().st_size)
    found = {ending for start, ending in MAIN.items() if any(name.startswith(start) for name in names)}
    if CONTENT_TYPES not in names or len(found) != 1:
        raise _refused(OTHER)
    return found.pop()


class _Inspection:
    """One look into a package and into those within it, which together unpack to no more than LARGEST."""

    def __init__(self) -> None:
        self.unpacked = 0

    def names(self, file: BinaryIO, size: int, depth: int = 0) -> set[str]:
        """The names in the package, once nothing in it is dangerous."""
        try:
            with zipfile.ZipFile(file) as package:
                entries = package.infolist()
                _require_harmless(entries, size)
                for entry in entries:
                    self._look(package, entry, depth)
        except (*HOSTILE, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError) as error:
            raise _refused(DAMAGED) from error
        return {entry.filename for entry in entries}

    def _look(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> None:
        if entry.filename == CONTENT_TYPES and MACRO_TYPE.search(self._content(package, entry)):
            raise _refused(WITH_MACROS)
        if PurePosixPath(entry.filename.lower()).suffix in PACKAGES:
            if depth >= DEEPEST:
                raise _refused(BOMB)
            content = self._content(package, entry)
            self.names(io.BytesIO(content), len(content), depth + 1)

    def _content(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        self.unpacked += entry.file_size  # zipfile gives no more than this, whatever is packed
        if entry.file_size > LARGEST_PART or self.unpacked > LARGEST:
            raise _refused(BOMB)
        with package.open(entry) as part:
            return part.read()


def _require_harmless(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Decided by what the table of contents says, before a byte is unpacked."""
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST or packed > size:  # more than there is: entries overlap
        raise _refused(BOMB)
    if unpacked > SMALL and unpacked > RATIO * size:
        raise _refused(BOMB)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _refused(LOCKED)
    if any(MACRO.search(entry.filename) for entry in entries):
        raise _refused(WITH_MACROS)
    if any(PurePosixPath(entry.filename.lower()).suffix in ARCHIVES for entry in entries):
        raise _refused(ARCHIVE_WITHIN)


def ending_of_compound(path: Path) -> str:
    """Of a DOC, XLS or PPT, told from the streams at its root."""
    try:
        with olefile.OleFileIO(str(path)) as file:
            streams = ["/".join(parts) for parts in file.listdir(streams=True, storages=True)]
            has_macros = any(COMPOUND_MACRO.search(name) for name in streams) or _hides_macros(file)
    except HOSTILE as error:
        raise _refused(DAMAGED) from error
    if "EncryptedPackage" in streams:
        raise _refused(LOCKED)
    if has_macros:
        raise _refused(WITH_MACROS)
    found = {ending for name, ending in COMPOUND.items() if name in streams}
    if len(found) != 1:
        raise _refused(OTHER)
    return found.pop()


def _hides_macros(file: olefile.OleFileIO) -> bool:
    """PowerPoint keeps macros within its one stream, and Excel's oldest are sheets like others."""
    if file.exists("PowerPoint Document") and SLIDE_MACROS.search(file.openstream("PowerPoint Document").read()):
        return True
    books = [name for name in ("Workbook", "Book") if file.exists(name)]
    return any(_has_macro_sheet(file.openstream(name).read()) for name in books)


def _has_macro_sheet(book: bytes) -> bool:
    """Walks the records before the first sheet: each says its type and its length; some name a sheet and its kind."""
    at = 0
    while at + 4 <= len(book):
        record, length = struct.unpack_from("<HH", book, at)
        if record == END_OF_GLOBALS:
            return False
        if record == NAMES_SHEET and length > SHEET_KIND and book[at + 4 + SHEET_KIND : at + 5 + SHEET_KIND] == b"\x01":
            return True
        at += 4 + length
    return False


def _refused(sentence: str) -> Invalid:
    return Invalid({"file": sentence})
