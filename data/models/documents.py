"""Documents and their versions; the bytes live in a content-addressed store, named by their SHA-256."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Created, Editable, Id, Line, Name, UuidId, Words, reference, words
from data.models.customers import Customer
from data.vocabulary import DocumentCategory


class Document(Editable, Base):
    """Its size and type are those of its newest version: a trigger sees to it."""

    __tablename__ = "documents"
    __table_args__ = (sa.CheckConstraint("file_size >= 0", "file_size"),)

    id: Mapped[Id]
    customer_id: Mapped[str] = reference("customers.id", "RESTRICT")
    name: Mapped[Name]
    description: Mapped[Words | None]
    category: Mapped[DocumentCategory] = words(DocumentCategory)
    file_url: Mapped[str | None] = mapped_column(sa.String(1000))
    file_size: Mapped[int | None]
    mime_type: Mapped[Line | None]

    customer: Mapped[Customer] = relationship()

    def __str__(self) -> str:
        return self.name


class DocumentVersion(Base):
    """One file that the document was. It is added and removed, never changed."""

    __tablename__ = "document_versions"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "number"),
        sa.Index("ix_document_versions_sha256", "sha256"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", "sha256"),
        sa.CheckConstraint("number > 0 AND size >= 0", "number_and_size"),
    )

    id: Mapped[UuidId]
    document_id: Mapped[str] = reference("documents.id", "CASCADE", index=False)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    mime_type: Mapped[Line]
    stored_as: Mapped[str] = mapped_column(sa.String(1000))
    uploaded_by: Mapped[str | None] = reference("users.id", "RESTRICT")
    created_at: Mapped[Created]
