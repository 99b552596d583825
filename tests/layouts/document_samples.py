"""What the screens of files are drawn from: a document in each way it can be looked at, and the panel for new ones."""

import datetime as dt
from typing import Any

from data.documents import Sheet, Version
from data.files.kinds import BY_ENDING, Look
from data.previews import Preview
from layouts import documents, uploads

NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=dt.UTC)
LOOKS = {"pdf": Look.FRAME, "png": Look.IMAGE, "csv": Look.TABLE, "txt": Look.TEXT, "docx": Look.NONE}
SAID = {Look.TABLE: {"rows": (("name", "hours"), ("<b>Ana", "8"))}, Look.TEXT: {"text": "<script>alert(1)</script>"}}


def version(number: int, ending: str = "pdf") -> Version:
    return Version(number, 1_300_000, BY_ENDING[ending], NOW, "Ada Admin", "0" * 64)


def sheet(ending: str = "pdf", count: int = 2, **more: Any) -> Sheet:
    versions = [version(number, ending) for number in range(count, 0, -1)]
    return Sheet(**({"id": "d1", "name": "Plan", "versions": versions, "address": None, "may_replace": True} | more))


def content(ending: str = "pdf", **more: Any) -> list[Any]:
    look = LOOKS[ending]
    return documents.content(sheet(ending, **more), Preview(look, is_cut=True, **SAID.get(look, {})), 25 * 1024 * 1024)


def drawn() -> list[Any]:
    """Everything that callbacks draw about files."""
    return [
        *(content(ending) for ending in LOOKS),
        documents.content(sheet(count=0), None, 1),
        documents.content(sheet(count=0, address="https://x.example/y"), None, 1),
        documents.gone(),
        uploads.form("c1", "Acme", 25 * 1024 * 1024),
    ]
