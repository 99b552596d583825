"""Processes, their tasks, milestones and teams, and the hours worked."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "time_entries",
    "process_team",
    "process_milestones",
    "process_tasks",
    "processes",
)  # in the order in which they can go


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("responsible_contact_id", sa.Text(), nullable=True),
        sa.Column("tpa_responsible_contact_id", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("jira_ticket", sa.String(length=100), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "Not Started",
                "In Progress",
                "Completed",
                name="processstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Not Started",
            nullable=False,
        ),
        sa.Column(
            "sdlc_stage",
            sa.Enum(
                "Requirements",
                "Design",
                "Development",
                "Testing",
                "Deployment",
                "Maintenance",
                name="sdlcstage",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Requirements",
            nullable=False,
        ),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column(
            "approval_status",
            sa.Enum(
                "Pending",
                "Approved",
                "Rejected",
                "Not Required",
                name="approvalstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Pending",
            nullable=False,
        ),
        sa.Column("estimate", sa.Integer(), nullable=True),
        sa.Column("functional_area", sa.String(length=300), nullable=True),
        sa.Column("progress", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_tpa_required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tpa_data_source", sa.String(length=300), nullable=True),
        sa.Column("tpa_start_date", sa.Date(), nullable=True),
        sa.Column("tpa_end_date", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaf_tasks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("completed_leaf_tasks", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "at_risk_from",
            sa.Date(),
            sa.Computed("behind_from(start_date, due_date, progress, 10)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "off_track_from",
            sa.Date(),
            sa.Computed("behind_from(start_date, due_date, progress, 25)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "needs_active_customer",
            sa.Boolean(),
            sa.Computed("CASE WHEN status <> 'Completed' THEN true END", persisted=True),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(status = 'Completed') = (completed_at IS NOT NULL)", name=op.f("ck_processes_completed_at")
        ),
        sa.CheckConstraint("completed_at >= started_at", name=op.f("ck_processes_completed_after_started")),
        sa.CheckConstraint(
            "due_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_processes_due_date_range")
        ),
        sa.CheckConstraint(
            "start_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_processes_start_date_range")
        ),
        sa.CheckConstraint(
            "status <> 'Completed' OR completed_leaf_tasks = leaf_tasks",
            name=op.f("ck_processes_completed_without_open_tasks"),
        ),
        sa.CheckConstraint(
            "tpa_end_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_processes_tpa_end_date_range")
        ),
        sa.CheckConstraint(
            "tpa_start_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'",
            name=op.f("ck_processes_tpa_start_date_range"),
        ),
        sa.CheckConstraint("completed_leaf_tasks BETWEEN 0 AND leaf_tasks", name=op.f("ck_processes_leaf_tasks")),
        sa.CheckConstraint("due_date >= start_date", name=op.f("ck_processes_due_after_start")),
        sa.CheckConstraint("estimate >= 0", name=op.f("ck_processes_estimate")),
        sa.CheckConstraint("length(btrim(name)) > 0", name=op.f("ck_processes_name_not_blank")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_processes_progress")),
        sa.CheckConstraint("tpa_end_date >= tpa_start_date", name=op.f("ck_processes_tpa_end_after_start")),
        sa.ForeignKeyConstraint(
            ["customer_id", "needs_active_customer"],
            ["customers.id", "customers.active"],
            name="open_process_needs_active_customer",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_processes_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["responsible_contact_id"],
            ["contacts.id"],
            name=op.f("fk_processes_responsible_contact_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tpa_responsible_contact_id"],
            ["contacts.id"],
            name=op.f("fk_processes_tpa_responsible_contact_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processes")),
        sa.UniqueConstraint("id", "customer_id", name=op.f("uq_processes_id_customer_id")),
    )
    op.create_index("idx_processes_customer_status", "processes", ["customer_id", "status"], unique=False)
    op.create_index("ix_processes_due_date_id", "processes", ["due_date", "id"], unique=False)
    op.create_index("ix_processes_name_id", "processes", ["name", "id"], unique=False)
    op.create_index(op.f("ix_processes_responsible_contact_id"), "processes", ["responsible_contact_id"], unique=False)
    op.create_index(
        "ix_processes_status_sdlc_stage", "processes", ["status", "sdlc_stage", "due_date", "id"], unique=False
    )
    op.create_index(
        op.f("ix_processes_tpa_responsible_contact_id"), "processes", ["tpa_responsible_contact_id"], unique=False
    )
    op.create_index("uq_processes_external_id", "processes", ["external_id"], unique=True)
    op.create_table(
        "process_tasks",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), server_default=sa.FetchedValue(), nullable=False),
        sa.Column("parent_task_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("parent_depth", sa.Integer(), server_default=sa.FetchedValue(), nullable=True),
        sa.Column("depth", sa.Integer(), sa.Computed("COALESCE(parent_depth, -1) + 1", persisted=True), nullable=False),
        sa.Column("assigned_to_id", sa.Text(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "Not Started",
                "In Progress",
                "Completed",
                "Blocked",
                name="taskstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Not Started",
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum("Medium", "Low", "High", name="priority", native_enum=False, create_constraint=True, length=64),
            server_default="Medium",
            nullable=False,
        ),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("completed_date", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(status = 'Completed') = (completed_date IS NOT NULL)", name=op.f("ck_process_tasks_completed_date")
        ),
        sa.CheckConstraint(
            "completed_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'",
            name=op.f("ck_process_tasks_completed_date_range"),
        ),
        sa.CheckConstraint(
            "due_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_process_tasks_due_date_range")
        ),
        sa.CheckConstraint(
            "(parent_task_id IS NULL) = (parent_depth IS NULL)", name=op.f("ck_process_tasks_parent_depth")
        ),
        sa.CheckConstraint("length(btrim(title)) > 0", name=op.f("ck_process_tasks_title_not_blank")),
        sa.CheckConstraint("parent_depth BETWEEN 0 AND 9", name=op.f("ck_process_tasks_task_depth_limit")),
        sa.CheckConstraint("parent_task_id <> id", name=op.f("ck_process_tasks_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["contacts.id"], name=op.f("fk_process_tasks_assigned_to_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["parent_task_id", "process_id", "parent_depth"],
            ["process_tasks.id", "process_tasks.process_id", "process_tasks.depth"],
            name="task_parent_same_process_acyclic",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["process_id", "customer_id"],
            ["processes.id", "processes.customer_id"],
            name="task_customer_of_process",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["processes.id"], name=op.f("fk_process_tasks_process_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_tasks")),
        sa.UniqueConstraint("id", "process_id", "depth", name=op.f("uq_process_tasks_id_process_id_depth")),
    )
    op.create_index("idx_tasks_process_status", "process_tasks", ["process_id", "status"], unique=False)
    op.create_index(op.f("ix_process_tasks_assigned_to_id"), "process_tasks", ["assigned_to_id"], unique=False)
    op.create_index(
        "ix_process_tasks_open_customer",
        "process_tasks",
        ["customer_id", "due_date", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'Completed'"),
    )
    op.create_index(
        "ix_process_tasks_open_due",
        "process_tasks",
        ["due_date", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'Completed'"),
    )
    op.create_index(
        "ix_process_tasks_parent", "process_tasks", ["parent_task_id", "process_id", "parent_depth"], unique=False
    )
    op.create_index("uq_process_tasks_external_id", "process_tasks", ["external_id"], unique=True)
    op.create_table(
        "process_milestones",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column(
            "milestone_type",
            sa.Enum(
                "Requirements Complete",
                "Requirements Approved External",
                "Requirements Approved Internal",
                "Estimate Provided",
                "Sprint Confirmed",
                "UAT Started",
                "UAT Approved",
                "Deployment Date",
                "Production Release Date",
                name="milestonetype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("target_date", sa.Date(), nullable=True),
        sa.Column("achieved_date", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "achieved_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'",
            name=op.f("ck_process_milestones_achieved_date_range"),
        ),
        sa.CheckConstraint(
            "target_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'",
            name=op.f("ck_process_milestones_target_date_range"),
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["processes.id"], name=op.f("fk_process_milestones_process_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_milestones")),
        sa.UniqueConstraint(
            "process_id", "milestone_type", name=op.f("uq_process_milestones_process_id_milestone_type")
        ),
    )
    op.create_table(
        "process_team",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), server_default=sa.FetchedValue(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id", "customer_id"],
            ["processes.id", "processes.customer_id"],
            name="process_team_process_of_customer",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["processes.id"], name=op.f("fk_process_team_process_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "customer_id"],
            ["teams.id", "teams.customer_id"],
            name="process_team_team_of_customer",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_process_team_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_team")),
        sa.UniqueConstraint("process_id", "team_id", name=op.f("uq_process_team_process_id_team_id")),
    )
    op.create_index("idx_process_team_assignments", "process_team", ["process_id", "team_id"], unique=False)
    op.create_index(op.f("ix_process_team_team_id"), "process_team", ["team_id"], unique=False)
    op.create_table(
        "time_entries",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), server_default=sa.FetchedValue(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("billable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "worked_on BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_time_entries_worked_on_range")
        ),
        sa.CheckConstraint("hours > 0 AND hours <> 'NaN'", name=op.f("ck_time_entries_hours")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_time_entries_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["process_id", "customer_id"],
            ["processes.id", "processes.customer_id"],
            name="time_entry_process_of_customer",
            ondelete="SET NULL (process_id)",
        ),
        sa.ForeignKeyConstraint(
            ["service_id", "customer_id"],
            ["services.id", "services.customer_id"],
            name="time_entry_customer_of_service",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_time_entries_service_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entries")),
    )
    op.create_index(op.f("ix_time_entries_contact_id"), "time_entries", ["contact_id"], unique=False)
    op.create_index(
        "ix_time_entries_customer_worked_on", "time_entries", ["customer_id", "worked_on", "id"], unique=False
    )
    op.create_index(op.f("ix_time_entries_process_id"), "time_entries", ["process_id"], unique=False)
    op.create_index(op.f("ix_time_entries_service_id"), "time_entries", ["service_id"], unique=False)
    op.create_index("ix_time_entries_worked_on_id", "time_entries", ["worked_on", "id"], unique=False)
    op.create_index("uq_time_entries_external_id", "time_entries", ["external_id"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
