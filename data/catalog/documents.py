"""Documents, and what their list tells of their newest file."""

from typing import Any

import sqlalchemy as sa

from data.entities import Derived, Entity
from data.files.kinds import ALL
from data.models import Document, DocumentVersion, User
from data.rules import at_least


def _newest(value: sa.SQLColumnExpression[Any]) -> sa.ScalarSelect[Any]:
    """Of the newest file."""
    versions = sa.select(value).select_from(DocumentVersion).outerjoin(User, DocumentVersion.uploaded_by == User.id)
    mine = versions.where(DocumentVersion.document_id == Document.id).correlate(Document)
    return mine.order_by(DocumentVersion.number.desc()).limit(1).scalar_subquery()


KIND_OF_FILE = sa.case(*((Document.mime_type == kind.mime, kind.words) for kind in ALL))
VERSION = _newest(DocumentVersion.number)
UPLOADED_ON = _newest(sa.cast(sa.func.timezone(sa.func.reporting_zone(), DocumentVersion.created_at), sa.Date))
UPLOADED_BY = _newest(User.name)

DOCUMENTS = Entity(
    "documents",
    Document,
    "Documents",
    "document",
    form=("name", "customer_id", "category", "description"),
    grid=("name", "customer_id", "category", "kind", "file_size", "version_number", "uploaded_on", "uploaded_by"),
    natural=("name", "customer_id"),
    rules=(at_least("file_size", 0, "The size must not be negative."),),
    labels={"file_url": "Address", "file_size": "Size", "mime_type": "Type of file"},
    parent="customer_id",
    order="name",
    words=("name", "description"),
    in_place=("name", "category"),
    bulk=("category",),
    further=("file_url", "mime_type"),
    derived={
        "kind": Derived("Type", "choice", lambda day: KIND_OF_FILE, choices=tuple(kind.words for kind in ALL)),
        "version_number": Derived("Version", "number", lambda day: VERSION),
        "uploaded_on": Derived("Uploaded", "date", lambda day: UPLOADED_ON),
        "uploaded_by": Derived("Uploaded by", "line", lambda day: UPLOADED_BY),
    },
)
