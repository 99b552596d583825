"""Imports in the browser: what was asked for and what came of it, and mappings kept by name."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Code, Created, Editable, Json, Line, Name, Uuid, UuidId, Words, reference, words
from data.vocabulary import ImportTask, RunState


class Import(Base):
    """A file on its way in. The row is the truth; the queue only carries the news."""

    __tablename__ = "imports"
    __table_args__ = (
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", "lease_while_running"),
        sa.CheckConstraint("size >= 0", "size"),
        sa.Index("ix_imports_created_at", sa.text("created_at DESC")),
    )

    id: Mapped[UuidId]
    user_id: Mapped[str | None] = reference("users.id", "SET NULL")
    file_name: Mapped[Line]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    is_kept: Mapped[bool] = mapped_column(server_default=sa.true(), comment="the file has not been removed yet")
    task: Mapped[ImportTask] = words(ImportTask)
    state: Mapped[RunState] = words(RunState)
    found: Mapped[dict[str, Any] | None] = mapped_column(JSONB, comment="what a look into the file showed")
    plan: Mapped[Json]
    plan_number: Mapped[int] = mapped_column(server_default="1")
    planned_by: Mapped[Code | None] = mapped_column(comment="the page that changed the plan last")
    outcome: Mapped[Json]
    samples: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=sa.text("'{}'::jsonb"), deferred=True, comment="rows as they were understood"
    )
    progress: Mapped[Json]
    is_cancel_asked: Mapped[bool] = mapped_column(server_default=sa.false())
    attempt: Mapped[Uuid | None]
    change_set_id: Mapped[Uuid | None]
    error: Mapped[Words | None]
    lease_until: Mapped[dt.datetime | None]
    queued_at: Mapped[dt.datetime] = mapped_column(server_default=sa.func.now())
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    created_at: Mapped[Created]


class ImportMapping(Editable, Base):
    """How files of one kind are read, kept by name; shared with everybody who imports, or one's own."""

    __tablename__ = "import_mappings"
    __table_args__ = (sa.UniqueConstraint("owner_id", "name"),)

    id: Mapped[UuidId]
    owner_id: Mapped[str] = reference("users.id", "CASCADE", index=False)
    name: Mapped[Name]
    is_shared: Mapped[bool] = mapped_column(server_default=sa.false())
    entity: Mapped[Code]
    mapping: Mapped[Json]
