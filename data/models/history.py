"""What was changed by whom, how statuses moved, and the aggregates kept from it. Written by triggers only."""

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Code, Uuid, UuidId, Words, reference

NARROWED = ("functional_area", "approval_status", "is_tpa_required")  # what a stay copies of its process


def _took(began: str) -> str:
    return f"CASE WHEN state = 'Completed' AND {began} <= since THEN whole_days({began}, since) END"


class AuditLog(Base):
    __tablename__ = "audit_logs"
    __table_args__ = (
        sa.Index("idx_audit_user_date", "user_id", "created_at"),
        sa.Index("ix_audit_logs_resource", "resource_type", "resource_id", "created_at"),
        sa.Index("ix_audit_logs_change_set_id", "change_set_id"),
        sa.Index("ix_audit_logs_created_at", "created_at"),
    )

    id: Mapped[UuidId]
    user_id: Mapped[str | None] = reference("users.id", "RESTRICT", index=False)
    action: Mapped[Code]
    resource_type: Mapped[Code]
    resource_id: Mapped[str | None]
    old_values: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    new_values: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    ip_address: Mapped[str | None] = mapped_column(sa.String(45))
    user_agent: Mapped[Words | None]
    change_set_id: Mapped[Uuid | None]
    reason: Mapped[Words | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=sa.func.clock_timestamp())


OF_PRODUCT = sa.text("resource_type = 'pharmaceutical_products' AND field = 'regulatory_status'")


class StatusChange(Base):
    """One movement of one field of one record; the value at any time is a query."""

    __tablename__ = "status_changes"
    __table_args__ = (
        sa.Index("ix_status_changes_resource", "resource_type", "resource_id", "changed_at"),
        sa.Index("ix_status_changes_field_changed_at", "resource_type", "field", "changed_at"),
        sa.Index("ix_status_changes_of_product", "resource_id", "changed_at", "id", postgresql_where=OF_PRODUCT),
        sa.Index(
            "ix_status_changes_of_products",
            "changed_at",
            postgresql_include=["id", "resource_id", "old_value", "new_value"],
            postgresql_where=OF_PRODUCT,
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    resource_type: Mapped[Code]
    resource_id: Mapped[str]
    field: Mapped[Code]
    old_value: Mapped[str | None]
    new_value: Mapped[str | None]
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=sa.func.clock_timestamp())
    user_id: Mapped[str | None]
    change_set_id: Mapped[Uuid | None]


class ProcessStay(Base):
    """How long a process was in one state of its flow: not started, in a stage while in progress, completed.

    `days` is what the stage took over all its visits, said at the end of the last of them, where it is known;
    `is_return` marks the latest time that the process came back to the stage from a later one. What flow is narrowed
    by is copied from the process; `cycle_days` and `lead_days` stand where it was completed.
    """

    __tablename__ = "process_stays"
    __table_args__ = (
        sa.Index(
            "ix_process_stays_customer_id",
            *("customer_id", "until", "since"),
            postgresql_include=["state", "days", "cycle_days", "lead_days", "process_started_at"],
        ),
        sa.Index(
            "ix_process_stays_completed",
            *(*NARROWED, "since"),
            postgresql_include=["customer_id", "cycle_days", "lead_days"],
            postgresql_where=sa.text("state = 'Completed' AND until IS NULL"),
        ),
        sa.Index(
            "ix_process_stays_ended",
            *(*NARROWED, "until"),
            postgresql_include=["customer_id", "state", "since", "days"],
            postgresql_where=sa.text("until IS NOT NULL"),
        ),
        sa.Index(
            "ix_process_stays_open",
            *NARROWED,
            postgresql_include=["process_id", "customer_id", "state", "since", "process_started_at"],
            postgresql_where=sa.text("until IS NULL AND state <> 'Completed'"),
        ),
        sa.Index(
            "ix_process_stays_returned",
            *("customer_id", "since"),
            postgresql_include=["state", *NARROWED],
            postgresql_where=sa.text("is_return"),
        ),
    )

    process_id: Mapped[str] = mapped_column(sa.ForeignKey("processes.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str]
    state: Mapped[Code]
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    is_return: Mapped[bool]
    days: Mapped[int | None]
    process_created_at: Mapped[dt.datetime]
    process_started_at: Mapped[dt.datetime | None]
    functional_area: Mapped[str | None]
    approval_status: Mapped[Code]
    is_tpa_required: Mapped[bool]
    cycle_days: Mapped[int | None] = mapped_column(sa.Computed(_took("process_started_at"), persisted=True))
    lead_days: Mapped[int | None] = mapped_column(sa.Computed(_took("process_created_at"), persisted=True))


class Rollup(Base):
    """A kept aggregate, per customer and ('*') for the whole installation; keys that do not apply are blank."""

    __tablename__ = "rollups"

    measure: Mapped[Code] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    key1: Mapped[str] = mapped_column(primary_key=True)
    key2: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(sa.Numeric)


class RollupDelta(Base):
    """What changed since the last fold; a read adds it to the rollup, so figures are exact at once."""

    __tablename__ = "rollup_deltas"
    __table_args__ = (sa.Index("ix_rollup_deltas_measure", "measure", "customer_id"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    measure: Mapped[Code]
    customer_id: Mapped[str]
    day: Mapped[dt.date]
    key1: Mapped[str]
    key2: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(sa.Numeric)


class FoldedDeltas(Base):
    """One row: how many deltas were folded so far."""

    __tablename__ = "folded_deltas"
    __table_args__ = (sa.CheckConstraint("only_row", "only_row"),)

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default=sa.true())
    total: Mapped[int] = mapped_column(sa.BigInteger)


class SearchDocument(Base):
    """What a record is called, so that it is found by part of a word; kept by triggers.

    `is_further` is somebody at a further customer that they are assigned to.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        sa.Index("ix_search_documents_record", "kind", "record_id"),
        sa.Index("ix_search_documents_customer", "customer_id", "kind"),
        sa.Index(
            "ix_search_documents_beginning",
            "kind",
            sa.literal_column("lower(label)").label("beginning"),
            postgresql_ops={"beginning": "text_pattern_ops"},
        ),
        *(
            sa.Index(
                f"ix_search_documents_{kind}",
                "label",
                postgresql_using="gin",
                postgresql_ops={"label": "gin_trgm_ops"},
                postgresql_where=sa.text(f"kind = '{kind}'"),
            )
            for kind in ("customers", "contacts", "processes", "tasks", "products", "documents")
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    kind: Mapped[Code]
    record_id: Mapped[str]
    label: Mapped[Words]
    customer_id: Mapped[str | None]
    is_further: Mapped[bool] = mapped_column(server_default=sa.false())


class SearchWord(Base):
    """A word that occurs in what records are called, once or a few times; appended by triggers."""

    __tablename__ = "search_words"
    __table_args__ = (
        sa.Index("ix_search_words_word", "word"),
        sa.Index("ix_search_words_like", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    word: Mapped[str] = mapped_column(sa.Text(collation="C"))
