"""File transfers, their runs and files, and who is told about what."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import (
    Base,
    Code,
    Created,
    Editable,
    Json,
    JsonList,
    Line,
    Name,
    UuidId,
    Words,
    address,
    reference,
    words,
)
from data.models.work import Process
from data.vocabulary import (
    Channel,
    ConnectionType,
    Direction,
    EventType,
    FileState,
    NotificationState,
    RunState,
    ScheduleType,
)


class FileTransfer(Editable, Base):
    __tablename__ = "process_file_transfers"
    __table_args__ = (
        sa.CheckConstraint("port BETWEEN 1 AND 65535", "port"),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", "weekday"),
        sa.CheckConstraint("day_of_month BETWEEN 1 AND 31", "day_of_month"),
        sa.CheckConstraint("expected_within > 0", "expected_within"),
    )

    id: Mapped[UuidId]
    process_id: Mapped[str] = reference("processes.id", "CASCADE")
    name: Mapped[Name]
    connection_type: Mapped[ConnectionType] = words(ConnectionType)
    direction: Mapped[Direction] = words(Direction)
    file_pattern: Mapped[Line] = mapped_column(server_default="*")
    schedule_type: Mapped[ScheduleType] = words(ScheduleType)
    host: Mapped[Line | None]
    port: Mapped[int | None]
    username: Mapped[Line | None]
    credential_reference: Mapped[Line | None]
    remote_path: Mapped[str | None] = mapped_column(sa.String(1000))
    local_path: Mapped[str | None] = mapped_column(sa.String(1000))
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    run_at: Mapped[dt.time | None]
    timezone: Mapped[Code | None]
    weekday: Mapped[int | None]
    day_of_month: Mapped[int | None]
    expected_within: Mapped[int | None] = mapped_column(comment="minutes after the slot in which files are expected")
    host_key: Mapped[Words | None]
    options: Mapped[Json]

    process: Mapped[Process] = relationship()

    def __str__(self) -> str:
        return self.name


class TransferRun(Base):
    """One attempt at one slot of a transfer. The row is the truth; the queue only carries the news."""

    __tablename__ = "transfer_runs"
    __table_args__ = (
        sa.UniqueConstraint("transfer_id", "scheduled_for"),
        sa.CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", "lease_while_running"),
        sa.CheckConstraint("finished_at >= started_at", "finished_after_started"),
        sa.CheckConstraint("files >= 0 AND bytes >= 0 AND attempt >= 0", "counts"),
        sa.Index(
            "uq_transfer_runs_one_running", "transfer_id", unique=True, postgresql_where=sa.text("status = 'running'")
        ),
        sa.Index("ix_transfer_runs_failed", "scheduled_for", postgresql_where=sa.text("status = 'failed'")),
    )

    id: Mapped[UuidId]
    transfer_id: Mapped[str] = reference("process_file_transfers.id", "CASCADE", index=False)
    scheduled_for: Mapped[dt.datetime]
    status: Mapped[RunState] = words(RunState)
    lease_until: Mapped[dt.datetime | None]
    attempt: Mapped[int] = mapped_column(server_default="0")
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    files: Mapped[int] = mapped_column(server_default="0")
    bytes: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    error: Mapped[Words | None]
    created_at: Mapped[Created]


class TransferFile(Base):
    """The manifest: each source file once per transfer."""

    __tablename__ = "transfer_files"
    __table_args__ = (
        sa.UniqueConstraint("transfer_id", "source", "size", "modified_at", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", "sha256"),
    )

    id: Mapped[UuidId]
    transfer_id: Mapped[str] = reference("process_file_transfers.id", "CASCADE", index=False)
    run_id: Mapped[str] = reference("transfer_runs.id", "CASCADE")
    source: Mapped[str] = mapped_column(sa.String(1000))
    target: Mapped[str | None] = mapped_column(sa.String(1000))
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    modified_at: Mapped[dt.datetime | None]
    etag: Mapped[Line | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    state: Mapped[FileState] = words(FileState)
    error: Mapped[Words | None]
    created_at: Mapped[Created]


class NotificationSubscription(Editable, Base):
    __tablename__ = "process_notifications"
    __table_args__ = (
        sa.CheckConstraint("jsonb_typeof(event_types) = 'array'", "event_types_array"),
        sa.CheckConstraint(f"event_types <@ '{json.dumps(list(EventType))}'::jsonb", "event_types_known"),
        sa.CheckConstraint(address("recipient_email"), "recipient_email"),
        sa.Index("idx_notifications_event_types", "event_types", postgresql_using="gin"),
    )

    id: Mapped[UuidId]
    process_id: Mapped[str] = reference("processes.id", "CASCADE")
    recipient_name: Mapped[Line | None]
    recipient_email: Mapped[str] = mapped_column(sa.String(254))
    recipient_role: Mapped[Line | None]
    event_types: Mapped[JsonList]
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())


class TimelineEvent(Base):
    """What happened: the name of what it is about, and the rest as data. Triggers write it."""

    __tablename__ = "timeline_events"
    __table_args__ = (
        sa.Index("idx_timeline_customer_date", "customer_id", "created_at"),
        sa.Index("ix_timeline_events_created_at_id", sa.text("created_at DESC"), "id"),
        sa.Index("ix_timeline_events_process_id_created_at", "process_id", sa.text("created_at DESC")),
        sa.Index("ix_timeline_events_type_created_at", "event_type", sa.text("created_at DESC")),
        sa.Index(
            "uq_timeline_events_episode",
            sa.text("(metadata ->> 'episode')"),
            unique=True,
            postgresql_where=sa.text("metadata ? 'episode'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, server_default=sa.text("new_id()"))
    customer_id: Mapped[str | None] = reference("customers.id", "SET NULL", index=False)
    process_id: Mapped[str | None] = reference("processes.id", "SET NULL", index=False)
    event_type: Mapped[EventType] = words(EventType, default=False)
    title: Mapped[Name]
    description: Mapped[Words | None]
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB, server_default=sa.text("'{}'::jsonb"))
    created_at: Mapped[Created]


class Notification(Base):
    """The outbox: what is owed to whom, and whether it went."""

    __tablename__ = "notifications"
    __table_args__ = (
        sa.CheckConstraint("attempts >= 0", "attempts"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", "sent_at"),
        sa.Index("ix_notifications_pending", "created_at", postgresql_where=sa.text("state = 'pending'")),
    )

    id: Mapped[UuidId]
    recipient: Mapped[str] = mapped_column(sa.String(254))
    channel: Mapped[Channel] = words(Channel)
    event: Mapped[EventType] = words(EventType, default=False)
    timeline_event_id: Mapped[str | None] = reference("timeline_events.id", "CASCADE")
    user_id: Mapped[str | None] = reference("users.id", "CASCADE")
    subject: Mapped[Line | None]
    body: Mapped[Words | None]
    state: Mapped[NotificationState] = words(NotificationState)
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[Words | None]
    sent_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]
    created_at: Mapped[Created]
