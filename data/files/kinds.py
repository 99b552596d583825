"""The kinds of files that are taken: what each is called, what it may end in, and how it is shown."""

from enum import StrEnum
from typing import NamedTuple


class Look(StrEnum):
    """How a kind of file can be looked at without leaving the page."""

    FRAME = "frame"  # the browser's own reader, in a frame
    IMAGE = "image"
    TABLE = "table"
    TEXT = "text"
    NONE = ""


class Kind(NamedTuple):
    mime: str
    words: str
    endings: tuple[str, ...]  # the usual one first
    look: Look = Look.NONE


OPEN_XML = "application/vnd.openxmlformats-officedocument."
ALL = (
    Kind("application/pdf", "PDF", ("pdf",), Look.FRAME),
    Kind(f"{OPEN_XML}wordprocessingml.document", "Word document", ("docx",)),
    Kind(f"{OPEN_XML}spreadsheetml.sheet", "Excel workbook", ("xlsx",)),
    Kind(f"{OPEN_XML}presentationml.presentation", "PowerPoint presentation", ("pptx",)),
    Kind("application/msword", "Word document (97–2003)", ("doc",)),
    Kind("application/vnd.ms-excel", "Excel workbook (97–2003)", ("xls",)),
    Kind("application/vnd.ms-powerpoint", "PowerPoint presentation (97–2003)", ("ppt",)),
    Kind("image/png", "PNG image", ("png",), Look.IMAGE),
    Kind("image/jpeg", "JPEG image", ("jpg", "jpeg"), Look.IMAGE),
    Kind("image/gif", "GIF image", ("gif",), Look.IMAGE),
    Kind("image/webp", "WebP image", ("webp",), Look.IMAGE),
    Kind("text/csv", "CSV table", ("csv",), Look.TABLE),
    Kind("text/plain", "Text", ("txt",), Look.TEXT),
    Kind("text/markdown", "Markdown", ("md",), Look.TEXT),
    Kind("application/json", "JSON", ("json",), Look.TEXT),
    Kind("application/xml", "XML", ("xml",), Look.TEXT),
    Kind("application/sql", "SQL", ("sql",), Look.TEXT),
)
KINDS = {kind.mime: kind for kind in ALL}
BY_ENDING = {ending: kind for kind in ALL for ending in kind.endings}
TAKEN = "PDF, Word, Excel, PowerPoint, PNG, JPEG, GIF, WebP, CSV, TXT, MD, JSON, XML and SQL"
UNKNOWN = Kind("application/octet-stream", "File", ())


def kind_of(mime: str | None) -> Kind:
    """By its type; a plain file where that is none of ours."""
    return KINDS.get(mime or "", UNKNOWN)
