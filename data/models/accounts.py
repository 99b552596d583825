"""Users, what they may do, and the sessions they hold."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import (
    Base,
    Code,
    Created,
    Editable,
    Id,
    JsonList,
    Line,
    Name,
    Uuid,
    UuidId,
    Words,
    reference,
    words,
)
from data.vocabulary import LinkPurpose, Role


class User(Editable, Base):
    __tablename__ = "users"
    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.CheckConstraint("email = lower(email) AND email ~ '^[!-~]+@[!-~]+$' AND length(email) <= 254", "email"),
        sa.CheckConstraint("failed_login_count >= 0", "failed_login_count"),
    )

    id: Mapped[Id]
    email: Mapped[Line]
    name: Mapped[Name]
    role: Mapped[Role] = words(Role)
    password_hash: Mapped[Words | None]
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    last_login: Mapped[dt.datetime | None]
    failed_login_count: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[dt.datetime | None]
    password_changed_at: Mapped[dt.datetime | None]
    timezone: Mapped[Code | None]

    def __str__(self) -> str:
        return self.name


class RoleGrant(Editable, Base):
    """A named set of permissions, each written `resource:action`."""

    __tablename__ = "roles"
    __table_args__ = (
        sa.UniqueConstraint("name"),
        sa.CheckConstraint("jsonb_typeof(permissions) = 'array'", "permissions_array"),
        sa.CheckConstraint(
            """NOT jsonb_path_exists(permissions, 'strict $[*] ? (@.type() <> "string")')""", "permissions_strings"
        ),
        sa.Index("idx_roles_permissions", "permissions", postgresql_using="gin"),
    )

    id: Mapped[UuidId]
    name: Mapped[Name]
    description: Mapped[Words | None]
    permissions: Mapped[JsonList]


class UserRole(Base):
    __tablename__ = "user_roles"
    __table_args__ = (sa.UniqueConstraint("user_id", "role_id"),)

    id: Mapped[UuidId]
    user_id: Mapped[str] = reference("users.id", "CASCADE", index=False)
    role_id: Mapped[Uuid] = reference("roles.id", "CASCADE")
    assigned_by: Mapped[str] = reference("users.id", "RESTRICT")
    created_at: Mapped[Created]


class UserCustomer(Base):
    """A user with rows here sees only these customers; removing the last of them must not open up all others."""

    __tablename__ = "user_customers"

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    customer_id: Mapped[str] = mapped_column(
        sa.ForeignKey("customers.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    created_at: Mapped[Created]


class UserSession(Base):
    """Someone signed in. The tokens are kept as hexadecimal SHA-256, never as they are."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        sa.UniqueConstraint("session_token"),
        sa.UniqueConstraint("refresh_token"),
        sa.CheckConstraint("session_token ~ '^[0-9a-f]{64}$' AND refresh_token ~ '^[0-9a-f]{64}$'", "tokens_hashed"),
        sa.CheckConstraint("session_token <> refresh_token", "tokens_differ"),
        sa.CheckConstraint("expires_at <= absolute_expires_at", "expiry_order"),
        sa.CheckConstraint("revoked_at IS NOT NULL OR NOT is_renewed", "renewed_is_revoked"),
        sa.Index("ix_user_sessions_family_id", "family_id"),
        sa.Index("idx_sessions_token", "session_token"),
    )

    id: Mapped[UuidId]
    user_id: Mapped[str] = reference("users.id", "CASCADE")
    family_id: Mapped[Uuid] = mapped_column(server_default=sa.text("new_uuid()"))
    session_token: Mapped[str] = mapped_column(sa.String(64))
    refresh_token: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[dt.datetime]
    absolute_expires_at: Mapped[dt.datetime]
    last_used: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    is_renewed: Mapped[bool] = mapped_column(server_default=sa.false())
    ip_address: Mapped[str | None] = mapped_column(sa.String(45))
    user_agent: Mapped[str | None] = mapped_column(sa.String(512))
    created_at: Mapped[Created]

    user: Mapped[User] = relationship()


class AccountLink(Base):
    """An invitation or a way back in, good once. The link is made from the id and the secret key, and not kept."""

    __tablename__ = "account_links"

    id: Mapped[UuidId]
    user_id: Mapped[str] = reference("users.id", "CASCADE")
    purpose: Mapped[LinkPurpose] = words(LinkPurpose, default=False)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[Words | None]
    created_by: Mapped[str | None] = reference("users.id", "SET NULL")
    created_at: Mapped[Created]

    user: Mapped[User] = relationship(foreign_keys=user_id)


class UserPreference(Base):
    """How a reader likes a page: the columns of a list, their order, its filters. Theirs alone."""

    __tablename__ = "user_preferences"
    __table_args__ = (
        sa.CheckConstraint("length(key) BETWEEN 1 AND 100", "key_length"),
        sa.CheckConstraint("octet_length(value::text) <= 20000", "value_size"),
    )

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)


class IdempotencyKey(Base):
    """One answer per form submission, however often it is sent."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (sa.CheckConstraint("length(key) BETWEEN 16 AND 128", "key_length"),)

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    resource_id: Mapped[str | None]
    created_at: Mapped[Created]
