"""Hours worked for customers."""

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Editable, Line, UuidId, Words, reference
from data.models.customers import Service


class TimeEntry(Editable, Base):
    """Hours worked for a service, on a process or in general."""

    __tablename__ = "time_entries"
    __table_args__ = (
        sa.CheckConstraint("hours > 0 AND hours <> 'NaN'", "hours"),
        sa.ForeignKeyConstraint(
            ["service_id", "customer_id"],
            ["services.id", "services.customer_id"],
            name="time_entry_customer_of_service",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["process_id", "customer_id"],
            ["processes.id", "processes.customer_id"],
            name="time_entry_process_of_customer",
            ondelete="SET NULL (process_id)",
        ),
        sa.Index("ix_time_entries_customer_worked_on", "customer_id", "worked_on", "id"),
        sa.Index("ix_time_entries_worked_on_id", "worked_on", "id", postgresql_include=["customer_id"]),
        sa.Index("uq_time_entries_external_id", "external_id", unique=True),
    )

    id: Mapped[UuidId]
    service_id: Mapped[str] = reference("services.id", "RESTRICT")
    customer_id: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    process_id: Mapped[str | None] = mapped_column(index=True)
    contact_id: Mapped[str | None] = reference("contacts.id", "SET NULL")
    worked_on: Mapped[dt.date]
    hours: Mapped[Decimal] = mapped_column(sa.Numeric(6, 2))
    billable: Mapped[bool] = mapped_column(server_default=sa.true())
    note: Mapped[Words | None]
    external_id: Mapped[Line | None]

    service: Mapped[Service] = relationship(foreign_keys=service_id)
