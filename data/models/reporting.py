"""Settings of the installation, saved views, and the reports that arrive by themselves."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Code, Created, Editable, Json, Line, Name, UuidId, Words, reference, words
from data.vocabulary import ReportFormat, RunState


class AppSetting(Editable, Base):
    """One per row, so that two administrators change two settings without meeting."""

    __tablename__ = "app_settings"

    key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)


class SavedView(Editable, Base):
    __tablename__ = "saved_views"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "page", "name"),
        sa.Index("uq_saved_views_one_default", "user_id", "page", unique=True, postgresql_where=sa.text("is_default")),
    )

    id: Mapped[UuidId]
    user_id: Mapped[str] = reference("users.id", "CASCADE", index=False)
    page: Mapped[Code]
    name: Mapped[Name]
    filters: Mapped[Json]
    is_default: Mapped[bool] = mapped_column(server_default=sa.false())
    is_shared: Mapped[bool] = mapped_column(server_default=sa.false())


class ReportSchedule(Editable, Base):
    __tablename__ = "report_schedules"
    __table_args__ = (
        sa.CheckConstraint("jsonb_typeof(weekdays) = 'array' AND jsonb_typeof(recipients) = 'array'", "arrays"),
        sa.CheckConstraint("day_of_month BETWEEN 1 AND 31", "day_of_month"),
    )

    id: Mapped[UuidId]
    owner_id: Mapped[str] = reference("users.id", "RESTRICT")
    name: Mapped[Name]
    page: Mapped[Code]
    view_id: Mapped[str | None] = reference("saved_views.id", "SET NULL")
    filters: Mapped[Json]
    format: Mapped[ReportFormat] = words(ReportFormat)
    options: Mapped[Json]
    run_at: Mapped[dt.time]
    timezone: Mapped[Code]
    weekdays: Mapped[list[int]] = mapped_column(JSONB, server_default=sa.text("'[]'::jsonb"))
    day_of_month: Mapped[int | None]
    recipients: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=sa.text("'[]'::jsonb"))
    only_if_changed: Mapped[bool] = mapped_column(server_default=sa.false())
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())


class ReportRun(Base):
    """One edition: what it held, its fingerprint, and who received it."""

    __tablename__ = "report_runs"
    __table_args__ = (
        sa.UniqueConstraint("schedule_id", "scheduled_for"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", "sha256"),
    )

    id: Mapped[UuidId]
    schedule_id: Mapped[str | None] = reference("report_schedules.id", "CASCADE", index=False)
    requested_by: Mapped[str | None] = reference("users.id", "RESTRICT")
    scheduled_for: Mapped[dt.datetime]
    status: Mapped[RunState] = words(RunState)
    filters: Mapped[Json]
    as_of: Mapped[dt.datetime | None]
    row_counts: Mapped[Json]
    sections: Mapped[Json]
    stored_as: Mapped[Line | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    error: Mapped[Words | None]
    finished_at: Mapped[dt.datetime | None]
    created_at: Mapped[Created]
