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
    icon: str
    look: Look = Look.NONE


OPEN_XML = "application/vnd.openxmlformats-officedocument."
ALL = (
    Kind("application/pdf", "PDF", ("pdf",), "bi-file-earmark-pdf", Look.FRAME),
    Kind(f"{OPEN_XML}wordprocessingml.document", "Word document", ("docx",), "bi-file-earmark-word"),
    Kind(f"{OPEN_XML}spreadsheetml.sheet", "Excel workbook", ("xlsx",), "bi-file-earmark-excel"),
    Kind(f"{OPEN_XML}presentationml.presentation", "PowerPoint presentation", ("pptx",), "bi-file-earmark-slides"),
    Kind("application/msword", "Word document (97–2003)", ("doc",), "bi-file-earmark-word"),
    Kind("application/vnd.ms-excel", "Excel workbook (97–2003)", ("xls",), "bi-file-earmark-excel"),
    Kind("application/vnd.ms-powerpoint", "PowerPoint presentation (97–2003)", ("ppt",), "bi-file-earmark-slides"),
    Kind("image/png", "PNG image", ("png",), "bi-file-earmark-image", Look.IMAGE),
    Kind("image/jpeg", "JPEG image", ("jpg", "jpeg"), "bi-file-earmark-image", Look.IMAGE),
    Kind("image/gif", "GIF image", ("gif",), "bi-file-earmark-image", Look.IMAGE),
    Kind("image/webp", "WebP image", ("webp",), "bi-file-earmark-image", Look.IMAGE),
    Kind("text/csv", "CSV table", ("csv",), "bi-file-earmark-spreadsheet", Look.TABLE),
    Kind("text/plain", "Text", ("txt",), "bi-file-earmark-text", Look.TEXT),
    Kind("text/markdown", "Markdown", ("md",), "bi-file-earmark-text", Look.TEXT),
    Kind("application/json", "JSON", ("json",), "bi-file-earmark-code", Look.TEXT),
    Kind("application/xml", "XML", ("xml",), "bi-file-earmark-code", Look.TEXT),
    Kind("application/sql", "SQL", ("sql",), "bi-file-earmark-code", Look.TEXT),
)
KINDS = {kind.mime: kind for kind in ALL}
BY_ENDING = {ending: kind for kind in ALL for ending in kind.endings}
TAKEN = "PDF, Word, Excel, PowerPoint, PNG, JPEG, GIF, WebP, CSV, TXT, MD, JSON, XML and SQL"
UNKNOWN = Kind("application/octet-stream", "File", (), "bi-file-earmark")


def kind_of(mime: str | None) -> Kind:
    """By its type; a plain file where that is none of ours."""
    return KINDS.get(mime or "", UNKNOWN)
