"""Processes and the work inside them: tasks, milestones, teams."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Code, Created, Editable, Id, Line, Name, Uuid, UuidId, Words, reference, words
from data.models.customers import Contact, Customer
from data.vocabulary import ApprovalStatus, MilestoneType, Priority, ProcessStatus, SdlcStage, TaskStatus


class Process(Editable, Base):
    """A piece of work for a customer. With tasks, its progress is what they say; without, it is entered by hand."""

    __tablename__ = "processes"
    __table_args__ = (
        sa.CheckConstraint("progress BETWEEN 0 AND 100", "progress"),
        sa.CheckConstraint("estimate >= 0", "estimate"),
        sa.CheckConstraint("due_date >= start_date", "due_after_start"),
        sa.CheckConstraint("tpa_end_date >= tpa_start_date", "tpa_end_after_start"),
        sa.CheckConstraint("completed_leaf_tasks BETWEEN 0 AND leaf_tasks", "leaf_tasks"),
        sa.CheckConstraint(
            "status <> 'Completed' OR completed_leaf_tasks = leaf_tasks", "completed_without_open_tasks"
        ),
        sa.CheckConstraint("(status = 'Completed') = (completed_at IS NOT NULL)", "completed_at"),
        sa.CheckConstraint("completed_at >= started_at", "completed_after_started"),
        sa.UniqueConstraint("id", "customer_id"),
        sa.ForeignKeyConstraint(
            ["customer_id", "needs_active_customer"],
            ["customers.id", "customers.active"],
            name="open_process_needs_active_customer",
        ),
        sa.Index("idx_processes_customer_status", "customer_id", "status"),
        sa.Index("ix_processes_due_date_id", "due_date", "id", postgresql_include=["customer_id"]),
        sa.Index(
            "ix_processes_lower_name_id", sa.text("lower(name)"), "id", postgresql_include=["customer_id", "name"]
        ),
        sa.Index("ix_processes_status_sdlc_stage", "status", "sdlc_stage", "due_date", "id"),
        sa.Index("ix_processes_open_due", "due_date", "id", postgresql_where=sa.text("status <> 'Completed'")),
        sa.Index("ix_processes_functional_area", "functional_area"),
        sa.Index(
            "ix_processes_open",
            "customer_id",
            postgresql_where=sa.text("status <> 'Completed'"),
            postgresql_include=[
                *("id", "functional_area", "status", "sdlc_stage", "approval_status", "is_tpa_required"),
                *("responsible_contact_id", "start_date", "due_date", "at_risk_from", "off_track_from"),
                *("progress", "estimate", "created_at"),
            ],
        ),
        sa.Index("ix_processes_completed_at", "completed_at", postgresql_where=sa.text("completed_at IS NOT NULL")),
        sa.Index("uq_processes_external_id", "external_id", unique=True),
    )

    id: Mapped[Id]
    customer_id: Mapped[str] = reference("customers.id", "RESTRICT", index=False)
    responsible_contact_id: Mapped[str | None] = reference("contacts.id", "SET NULL")
    tpa_responsible_contact_id: Mapped[str | None] = reference("contacts.id", "SET NULL")
    name: Mapped[str] = mapped_column(sa.String(500), info={"named": True})
    description: Mapped[Words | None]
    jira_ticket: Mapped[Code | None]
    status: Mapped[ProcessStatus] = words(ProcessStatus)
    sdlc_stage: Mapped[SdlcStage] = words(SdlcStage)
    start_date: Mapped[dt.date | None]
    due_date: Mapped[dt.date | None]
    approval_status: Mapped[ApprovalStatus] = words(ApprovalStatus)
    estimate: Mapped[int | None]
    functional_area: Mapped[Line | None]
    progress: Mapped[int] = mapped_column(server_default="0")
    is_tpa_required: Mapped[bool] = mapped_column(server_default=sa.false())
    tpa_data_source: Mapped[Line | None]
    tpa_start_date: Mapped[dt.date | None]
    tpa_end_date: Mapped[dt.date | None]
    external_id: Mapped[Line | None]
    started_at: Mapped[dt.datetime | None]
    completed_at: Mapped[dt.datetime | None]
    leaf_tasks: Mapped[int] = mapped_column(server_default="0")
    completed_leaf_tasks: Mapped[int] = mapped_column(server_default="0")
    at_risk_from: Mapped[dt.date | None] = mapped_column(
        sa.Computed("behind_from(start_date, due_date, progress, 10)", persisted=True)
    )
    off_track_from: Mapped[dt.date | None] = mapped_column(
        sa.Computed("behind_from(start_date, due_date, progress, 25)", persisted=True)
    )
    needs_active_customer: Mapped[bool | None] = mapped_column(
        sa.Computed("CASE WHEN status <> 'Completed' THEN true END", persisted=True)
    )

    customer: Mapped[Customer] = relationship(foreign_keys=customer_id)
    responsible: Mapped[Contact | None] = relationship(foreign_keys=responsible_contact_id)

    def __str__(self) -> str:
        return self.name


class ProcessTask(Editable, Base):
    """A node of a process's task tree. `parent_depth` makes cycles impossible: see the foreign key."""

    __tablename__ = "process_tasks"
    __table_args__ = (
        sa.CheckConstraint("parent_task_id <> id", "not_its_own_parent"),
        sa.CheckConstraint("(parent_task_id IS NULL) = (parent_depth IS NULL)", "parent_depth"),
        sa.CheckConstraint("parent_depth BETWEEN 0 AND 9", "task_depth_limit"),
        sa.CheckConstraint("(status = 'Completed') = (completed_date IS NOT NULL)", "completed_date"),
        sa.CheckConstraint(
            "(status = 'Blocked') = (length(btrim(coalesce(blocked_reason, ''))) > 0)", "blocked_reason"
        ),
        sa.UniqueConstraint("id", "process_id", "depth"),
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
        sa.Index("ix_process_tasks_parent", "parent_task_id", "process_id", "parent_depth"),
        sa.Index("idx_tasks_process_status", "process_id", "status"),
        sa.Index("ix_process_tasks_due_date_id", "due_date", "id", postgresql_include=["customer_id"]),
        sa.Index("ix_process_tasks_open_due", "due_date", "id", postgresql_where=sa.text("status <> 'Completed'")),
        sa.Index(
            "ix_process_tasks_open_customer",
            "customer_id",
            "due_date",
            "id",
            postgresql_where=sa.text("status <> 'Completed'"),
            postgresql_include=["process_id"],
        ),
        sa.Index(
            "ix_process_tasks_open_process",
            "process_id",
            postgresql_where=sa.text("status <> 'Completed'"),
            postgresql_include=["due_date", "customer_id"],
        ),
        sa.Index(
            "ix_process_tasks_late",
            "completed_date",
            postgresql_where=sa.text("completed_date > due_date"),
            postgresql_include=["due_date", "customer_id", "process_id"],
        ),
        sa.Index("ix_process_tasks_customer_due", "customer_id", "due_date", "id"),
        sa.Index(
            "ix_process_tasks_completed_date_id",
            "completed_date",
            "id",
            postgresql_where=sa.text("completed_date IS NOT NULL"),
        ),
        sa.Index("uq_process_tasks_external_id", "external_id", unique=True),
    )

    id: Mapped[UuidId]
    process_id: Mapped[str] = mapped_column(sa.ForeignKey("processes.id", ondelete="CASCADE"))
    customer_id: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    parent_task_id: Mapped[Uuid | None]
    parent_depth: Mapped[int | None] = mapped_column(server_default=sa.FetchedValue())
    depth: Mapped[int] = mapped_column(sa.Computed("COALESCE(parent_depth, -1) + 1", persisted=True))
    assigned_to_id: Mapped[str | None] = reference("contacts.id", "SET NULL")
    title: Mapped[Name]
    description: Mapped[Words | None]
    status: Mapped[TaskStatus] = words(TaskStatus)
    priority: Mapped[Priority] = words(Priority)
    due_date: Mapped[dt.date | None]
    completed_date: Mapped[dt.date | None]
    blocked_reason: Mapped[str | None] = mapped_column(sa.String(1000))
    position: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(increment=2**20))
    external_id: Mapped[Line | None]

    process: Mapped[Process] = relationship(foreign_keys=process_id)
    assigned_to: Mapped[Contact | None] = relationship()

    def __str__(self) -> str:
        return self.title


class ProcessMilestone(Editable, Base):
    __tablename__ = "process_milestones"
    __table_args__ = (
        sa.UniqueConstraint("process_id", "milestone_type"),
        sa.Index(
            "ix_process_milestones_target_date",
            "target_date",
            "milestone_type",
            postgresql_include=["achieved_date", "process_id"],
        ),
    )

    id: Mapped[UuidId]
    process_id: Mapped[str] = reference("processes.id", "CASCADE", index=False)
    milestone_type: Mapped[MilestoneType] = words(MilestoneType, default=False)
    target_date: Mapped[dt.date | None]
    achieved_date: Mapped[dt.date | None]
    notes: Mapped[Words | None]


class ProcessTeam(Base):
    """A team works on a process; both belong to the same customer."""

    __tablename__ = "process_team"
    __table_args__ = (
        sa.UniqueConstraint("process_id", "team_id"),
        sa.ForeignKeyConstraint(
            ["process_id", "customer_id"],
            ["processes.id", "processes.customer_id"],
            name="process_team_process_of_customer",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "customer_id"],
            ["teams.id", "teams.customer_id"],
            name="process_team_team_of_customer",
            ondelete="CASCADE",
        ),
        sa.Index("idx_process_team_assignments", "process_id", "team_id"),
    )

    id: Mapped[UuidId]
    process_id: Mapped[str] = mapped_column(sa.ForeignKey("processes.id", ondelete="CASCADE"))
    team_id: Mapped[str] = reference("teams.id", "CASCADE")
    customer_id: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    created_at: Mapped[Created]
