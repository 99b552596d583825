"""File transfers and their runs, subscriptions, the timeline and the outbox."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "notifications",
    "timeline_events",
    "process_notifications",
    "transfer_files",
    "transfer_runs",
    "process_file_transfers",
)  # in the order in which they can go

EVENTS = [
    "customer_created",
    "customer_phase_changed",
    "process_created",
    "process_started",
    "process_stage_changed",
    "process_completed",
    "process_overdue",
    "approval_requested",
    "approval_decided",
    "task_assigned",
    "task_completed",
    "milestone_achieved",
    "document_uploaded",
    "product_status_changed",
    "file_received",
    "file_delivered",
    "transfer_failed",
    "transfer_late",
    "hours_over_budget",
    "report_delivered",
    "note_added",
    "communication_logged",
    "important_date_due",
]


def upgrade() -> None:
    op.create_table(
        "process_file_transfers",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "connection_type",
            sa.Enum(
                "SFTP",
                "S3",
                "ADLS",
                "FTP",
                "HTTP",
                "Local",
                name="connectiontype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="SFTP",
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("Inbound", "Outbound", name="direction", native_enum=False, create_constraint=True, length=64),
            server_default="Inbound",
            nullable=False,
        ),
        sa.Column("file_pattern", sa.String(length=300), server_default="*", nullable=False),
        sa.Column(
            "schedule_type",
            sa.Enum(
                "Manual",
                "Hourly",
                "Daily",
                "Weekly",
                "Monthly",
                name="scheduletype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Manual",
            nullable=False,
        ),
        sa.Column("host", sa.String(length=300), nullable=True),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("username", sa.String(length=300), nullable=True),
        sa.Column("credential_reference", sa.String(length=300), nullable=True),
        sa.Column("remote_path", sa.String(length=1000), nullable=True),
        sa.Column("local_path", sa.String(length=1000), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("run_at", sa.Time(), nullable=True),
        sa.Column("timezone", sa.String(length=100), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("day_of_month", sa.Integer(), nullable=True),
        sa.Column(
            "expected_within", sa.Integer(), nullable=True, comment="minutes after the slot in which files are expected"
        ),
        sa.Column("host_key", sa.Text(), nullable=True),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("day_of_month BETWEEN 1 AND 31", name=op.f("ck_process_file_transfers_day_of_month")),
        sa.CheckConstraint("expected_within > 0", name=op.f("ck_process_file_transfers_expected_within")),
        sa.CheckConstraint("length(btrim(name)) > 0", name=op.f("ck_process_file_transfers_name_not_blank")),
        sa.CheckConstraint("port BETWEEN 1 AND 65535", name=op.f("ck_process_file_transfers_port")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_process_file_transfers_weekday")),
        sa.ForeignKeyConstraint(
            ["process_id"], ["processes.id"], name=op.f("fk_process_file_transfers_process_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_file_transfers")),
    )
    op.create_index(
        op.f("ix_process_file_transfers_process_id"), "process_file_transfers", ["process_id"], unique=False
    )
    op.create_table(
        "transfer_runs",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("transfer_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "succeeded",
                "partial",
                "failed",
                "cancelled",
                "lost",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="queued",
            nullable=False,
        ),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_transfer_runs_lease_while_running")
        ),
        sa.CheckConstraint("finished_at >= started_at", name=op.f("ck_transfer_runs_finished_after_started")),
        sa.CheckConstraint("files >= 0 AND bytes >= 0 AND attempt >= 0", name=op.f("ck_transfer_runs_counts")),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["process_file_transfers.id"],
            name=op.f("fk_transfer_runs_transfer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_runs")),
        sa.UniqueConstraint("transfer_id", "scheduled_for", name=op.f("uq_transfer_runs_transfer_id_scheduled_for")),
    )
    op.create_index(
        "uq_transfer_runs_one_running",
        "transfer_runs",
        ["transfer_id"],
        unique=True,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "transfer_files",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("transfer_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("run_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("target", sa.String(length=1000), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(length=300), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "found",
                "moving",
                "moved",
                "failed",
                "skipped",
                name="filestate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="found",
            nullable=False,
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_transfer_files_sha256")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["transfer_runs.id"], name=op.f("fk_transfer_files_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["process_file_transfers.id"],
            name=op.f("fk_transfer_files_transfer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_files")),
        sa.UniqueConstraint(
            "transfer_id",
            "source",
            "size",
            "modified_at",
            name=op.f("uq_transfer_files_transfer_id_source_size_modified_at"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_transfer_files_run_id"), "transfer_files", ["run_id"], unique=False)
    op.create_table(
        "process_notifications",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.String(length=300), nullable=True),
        sa.Column("recipient_email", sa.String(length=254), nullable=False),
        sa.Column("recipient_role", sa.String(length=300), nullable=True),
        sa.Column(
            "event_types",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            f"event_types <@ '{json.dumps(EVENTS)}'::jsonb", name=op.f("ck_process_notifications_event_types_known")
        ),
        sa.CheckConstraint(
            "jsonb_typeof(event_types) = 'array'", name=op.f("ck_process_notifications_event_types_array")
        ),
        sa.CheckConstraint(
            "recipient_email = lower(recipient_email)"
            " AND recipient_email ~ '^[^\\x01-\\x20\\x7f@]+@[^\\x01-\\x20\\x7f@]+$'",
            name=op.f("ck_process_notifications_recipient_email"),
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["processes.id"], name=op.f("fk_process_notifications_process_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_notifications")),
    )
    op.create_index(
        "idx_notifications_event_types", "process_notifications", ["event_types"], unique=False, postgresql_using="gin"
    )
    op.create_index(op.f("ix_process_notifications_process_id"), "process_notifications", ["process_id"], unique=False)
    op.create_table(
        "timeline_events",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column(
            "event_type",
            sa.Enum(
                *EVENTS,
                name="eventtype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(btrim(title)) > 0", name=op.f("ck_timeline_events_title_not_blank")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_timeline_events_customer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["processes.id"], name=op.f("fk_timeline_events_process_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_events")),
    )
    op.create_index("idx_timeline_customer_date", "timeline_events", ["customer_id", "created_at"], unique=False)
    op.create_index(
        "ix_timeline_events_created_at_id",
        "timeline_events",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_timeline_events_process_id_created_at",
        "timeline_events",
        ["process_id", sa.literal_column("created_at DESC")],
        unique=False,
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("email", "inbox", name="channel", native_enum=False, create_constraint=True, length=64),
            server_default="email",
            nullable=False,
        ),
        sa.Column(
            "event",
            sa.Enum(
                *EVENTS,
                name="eventtype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("timeline_event_id", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sent",
                "failed",
                "cancelled",
                name="notificationstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="pending",
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notifications_sent_at")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_notifications_attempts")),
        sa.ForeignKeyConstraint(
            ["timeline_event_id"],
            ["timeline_events.id"],
            name=op.f("fk_notifications_timeline_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index(
        "ix_notifications_pending",
        "notifications",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(op.f("ix_notifications_timeline_event_id"), "notifications", ["timeline_event_id"], unique=False)
    op.create_index(op.f("ix_notifications_user_id"), "notifications", ["user_id"], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
