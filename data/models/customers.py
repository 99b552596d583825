"""Customers and what belongs to them: contacts, teams, services, notes, dates, communications."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import (
    Base,
    Code,
    Created,
    Editable,
    Id,
    Line,
    Name,
    UuidId,
    Words,
    address,
    by_words,
    reference,
    words,
)
from data.vocabulary import CommunicationType, ContactType, CustomerPhase


class Customer(Editable, Base):
    __tablename__ = "customers"
    __table_args__ = (
        sa.CheckConstraint(
            "contract_end_date IS NULL OR (contract_start_date IS NOT NULL"
            " AND contract_end_date > contract_start_date)",
            "contract_end_after_start",
        ),
        sa.CheckConstraint("active = (inactivated_at IS NULL)", "active_iff_not_inactivated"),
        sa.CheckConstraint("(phase = 'Terminated') = (terminated_at IS NOT NULL)", "terminated_at"),
        sa.CheckConstraint("id NOT IN ('', '*')", "id"),  # none of them, all of them
        sa.CheckConstraint("avatar_color ~ '^#[0-9A-Fa-f]{6}$'", "avatar_color"),
        sa.UniqueConstraint("id", "active"),
        sa.Index("idx_customers_active", "active"),
        sa.Index("ix_customers_name", "name", "id"),
        by_words("customers", "name"),
        sa.Index("uq_customers_external_id", "external_id", unique=True),
    )

    id: Mapped[Id]
    name: Mapped[Name]
    phase: Mapped[CustomerPhase] = words(CustomerPhase)
    contract_start_date: Mapped[dt.date | None]
    contract_end_date: Mapped[dt.date | None]
    logo_url: Mapped[str | None] = mapped_column(sa.String(1000))
    avatar_color: Mapped[str | None] = mapped_column(sa.String(7))
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    inactivated_at: Mapped[dt.datetime | None]
    terminated_at: Mapped[dt.datetime | None]
    external_id: Mapped[Line | None]

    def __str__(self) -> str:
        return self.name


class Contact(Editable, Base):
    """A person. A phone that could be understood is in E.164; any other is kept as it was typed."""

    __tablename__ = "contacts"
    __table_args__ = (
        sa.CheckConstraint("type = 'Internal' OR customer_id IS NOT NULL", "customer_unless_internal"),
        sa.CheckConstraint(address("email"), "email"),
        *(by_words("contacts", name, "customer_id") for name in ("name", "email", "phone", "title", "role")),
        sa.Index("uq_contacts_external_id", "external_id", unique=True),
    )

    id: Mapped[Id]
    customer_id: Mapped[str | None] = reference("customers.id", "RESTRICT")
    name: Mapped[Name]
    email: Mapped[str | None] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    title: Mapped[Line | None]
    role: Mapped[Line | None]
    type: Mapped[ContactType] = words(ContactType)
    external_id: Mapped[Line | None]

    customer: Mapped[Customer | None] = relationship()

    def __str__(self) -> str:
        return self.name


class ContactCustomerAssignment(Base):
    __tablename__ = "contact_customer_assignments"
    __table_args__ = (sa.Index("idx_contact_customer_assignments", "contact_id", "customer_id"),)

    contact_id: Mapped[str] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    customer_id: Mapped[str] = mapped_column(
        sa.ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[Created]


class Team(Editable, Base):
    __tablename__ = "teams"
    __table_args__ = (
        sa.CheckConstraint("end_date >= start_date", "end_after_start"),
        sa.UniqueConstraint("id", "customer_id"),
        by_words("teams", "name", "customer_id"),
        sa.Index("uq_teams_external_id", "external_id", unique=True),
    )

    id: Mapped[Id]
    customer_id: Mapped[str] = reference("customers.id", "RESTRICT")
    name: Mapped[Name]
    finance_code: Mapped[Code | None]
    start_date: Mapped[dt.date | None]
    end_date: Mapped[dt.date | None]
    external_id: Mapped[Line | None]

    customer: Mapped[Customer] = relationship()

    def __str__(self) -> str:
        return self.name


class Service(Editable, Base):
    __tablename__ = "services"
    __table_args__ = (
        sa.CheckConstraint("monthly_hours >= 0", "monthly_hours"),
        sa.UniqueConstraint("id", "customer_id"),
        by_words("services", "name", "customer_id"),
        sa.Index("uq_services_external_id", "external_id", unique=True),
        sa.Index("ix_services_monthly_hours_id", "monthly_hours", "id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[str] = reference("customers.id", "RESTRICT")
    name: Mapped[Name]
    monthly_hours: Mapped[int] = mapped_column(server_default="0")
    external_id: Mapped[Line | None]

    customer: Mapped[Customer] = relationship()

    def __str__(self) -> str:
        return self.name


class _CustomerRecord:
    """Something kept about a customer that is put away, not erased."""

    id: Mapped[UuidId]
    title: Mapped[Name]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    deleted_at: Mapped[dt.datetime | None]

    def __str__(self) -> str:
        return self.title


class CustomerNote(_CustomerRecord, Editable, Base):
    __tablename__ = "customer_notes"
    __table_args__ = (sa.CheckConstraint("active = (deleted_at IS NULL)", "active_iff_not_deleted"),)

    customer_id: Mapped[str] = reference("customers.id", "CASCADE")
    content: Mapped[Words | None]


class CustomerImportantDate(_CustomerRecord, Editable, Base):
    __tablename__ = "customer_important_dates"
    __table_args__ = (sa.CheckConstraint("active = (deleted_at IS NULL)", "active_iff_not_deleted"),)

    customer_id: Mapped[str] = reference("customers.id", "CASCADE")
    description: Mapped[Words | None]
    date: Mapped[dt.date]


class Communication(Editable, Base):
    __tablename__ = "communications"
    __table_args__ = (sa.Index("ix_communications_contact_id_date", "contact_id", "date"),)

    id: Mapped[Id]
    contact_id: Mapped[str] = reference("contacts.id", "CASCADE")
    type: Mapped[CommunicationType] = words(CommunicationType)
    subject: Mapped[Line | None]
    notes: Mapped[Words | None]
    date: Mapped[dt.date]

    contact: Mapped[Contact] = relationship()
