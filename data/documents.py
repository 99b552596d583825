"""Documents as files: sending one in, its versions, and handing one out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data import store
from data.access import require
from data.catalog import ENTITIES
from data.db import Session
from data.errors import Conflict, Invalid, NotFound
from data.files.kinds import Kind, kind_of
from data.models import Customer, Document, DocumentVersion, User

GIVEN = ("name", "customer_id", "category", "description")  # what is said of a file when it is sent in
MISSING = "There is no such document, or it has been deleted."
MOST_VERSIONS = 1000


class Bytes(NamedTuple):
    """Content that the store holds."""

    sha256: str
    size: int
    mime: str


class Version(NamedTuple):
    number: int
    size: int
    kind: Kind
    at: dt.datetime
    who: str
    sha256: str


class Sheet(NamedTuple):
    """A document with what can be done with it."""

    id: str
    name: str
    versions: list[Version]  # the newest first; none where only an address is known
    address: str | None
    may_replace: bool


class File(NamedTuple):
    """What is handed out."""

    name: str
    number: int
    content: Bytes
    at: dt.datetime


def parsed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a new document; raises Invalid with a sentence for each field that is wrong."""
    fields = ENTITIES["documents"].fields
    values, messages = {}, {}
    for name in GIVEN:
        try:
            values[name] = fields[name].parse(raw.get(name))
        except ValueError as error:
            messages[name] = str(error)
    if messages:
        raise Invalid(messages)
    return values


def require_place(db: Session, customer_id: str) -> None:
    """Before a byte is read: the reader may add documents to this customer."""
    require(db.actor, "create", "documents")
    if db.scalar(sa.select(Customer.id).where(Customer.id == customer_id)) is None:
        raise Invalid({"customer_id": "There is no such customer, or you may not see it."})


def require_replaceable(db: Session, document_id: str) -> None:
    """Before a byte is read: the reader may give this document another file."""
    require(db.actor, "update", "documents")
    if db.scalar(sa.select(Document.id).where(Document.id == document_id)) is None:
        raise NotFound(MISSING)


def create(db: Session, values: Mapping[str, Any], content: Bytes) -> str:
    """A new document whose first version is what the store has just taken. Returns its id."""
    require_place(db, values["customer_id"])
    document = Document(**values)
    db.add(document)
    db.flush()
    _add(db, document.id, content, 1)
    return document.id


def replace(db: Session, document_id: str, content: Bytes) -> tuple[str, int]:
    """The next version of a document. Returns the document's name and the version's number."""
    require(db.actor, "update", "documents")
    name, newest = _held(db, document_id)
    if newest and (newest.sha256, newest.mime_type) == (content.sha256, content.mime):
        raise Conflict(f"This is what version {newest.number} of “{name}” holds already.")
    number = newest.number + 1 if newest else 1
    _add(db, document_id, content, number)
    return name, number


def bring_back(db: Session, document_id: str, number: int) -> tuple[str, int]:
    """An earlier version as the newest. Returns the document's name and the new version's number."""
    require(db.actor, "update", "documents")
    _held(db, document_id)
    earlier = _version(db, document_id, number)
    return replace(db, document_id, Bytes(earlier.sha256, earlier.size, earlier.mime_type))


def newest(db: Session, document_id: str) -> tuple[str, int]:
    """The document's name and the number of its newest version."""
    found = file(db, document_id)
    return found.name, found.number


def sheet(db: Session, document_id: str) -> Sheet:
    require(db.actor, "read", "documents")
    document = db.scalar(sa.select(Document).where(Document.id == document_id))
    if document is None:
        raise NotFound(MISSING)
    may_replace = db.actor.can("update", "documents")
    return Sheet(document.id, document.name, _versions(db, document_id), document.file_url, may_replace)


def file(db: Session, document_id: str, number: int | None = None) -> File:
    """What a document holds, now or in one of its versions."""
    require(db.actor, "read", "documents")
    name = db.scalar(sa.select(Document.name).where(Document.id == document_id))
    if name is None:
        raise NotFound(MISSING)
    found = _version(db, document_id, number)
    return File(name, found.number, Bytes(found.sha256, found.size, found.mime_type), found.created_at)


def record(db: Session, action: str, document_id: str, found: File) -> None:
    """That somebody was handed the content, for the audit trail."""
    details = {"name": found.name, "number": found.number, "sha256": found.content.sha256}
    said = sa.cast(details, JSONB)
    db.execute(sa.select(sa.func.record_audit(action, "documents", document_id, said)))


def _add(db: Session, document_id: str, content: Bytes, number: int) -> None:
    """The sweep of what nobody names waits for us, or we for it: then the content is gone and is asked for again."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(key_of(content.sha256))))
    if not store.current().holds(content.sha256):
        raise Conflict("The content is no longer in the store; send the file again.")
    row = DocumentVersion(
        document_id=document_id,
        number=number,
        sha256=content.sha256,
        size=content.size,
        mime_type=content.mime,
        stored_as=store.address_of(content.sha256),
        uploaded_by=db.actor.user_id,
    )
    db.add(row)
    db.flush()


def key_of(sha256: str) -> sa.ColumnElement[int]:
    """The advisory lock of one content."""
    return sa.func.hashtextextended(f"document content {sha256}", 0)


def _held(db: Session, document_id: str) -> tuple[str, DocumentVersion | None]:
    """The document's name and newest version; whoever else adds one waits, and then counts on from ours."""
    held = sa.select(Document.name).where(Document.id == document_id).with_for_update(key_share=True)
    name = db.scalar(held)
    if name is None:
        raise NotFound(MISSING)
    newest = db.scalar(_newest(document_id))
    if newest and newest.number >= MOST_VERSIONS:
        raise Conflict(f"“{name}” has {MOST_VERSIONS} versions, the most there can be; start a new document.")
    return name, newest


def _newest(document_id: str) -> sa.Select:
    mine = sa.select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return mine.order_by(DocumentVersion.number.desc()).limit(1)


def _version(db: Session, document_id: str, number: int | None) -> DocumentVersion:
    wanted = _newest(document_id)
    found = db.scalar(wanted.where(DocumentVersion.number == number) if number is not None else wanted)
    if found is None:
        raise NotFound("There is no file at this document." if number is None else "There is no such version.")
    return found


def _versions(db: Session, document_id: str) -> list[Version]:
    query = sa.select(DocumentVersion, User.name).outerjoin(User, DocumentVersion.uploaded_by == User.id)
    mine = query.where(DocumentVersion.document_id == document_id).order_by(DocumentVersion.number.desc())
    return [
        Version(row.number, row.size, kind_of(row.mime_type), row.created_at, who or "the system", row.sha256)
        for row, who in db.execute(mine)
    ]
