"""Sessions that renew, and links that let someone in once."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PURPOSES = sa.Enum("invitation", "reset", name="linkpurpose", native_enum=False, create_constraint=True, length=64)


def upgrade() -> None:
    op.add_column("user_sessions", sa.Column("is_renewed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_check_constraint("renewed_is_revoked", "user_sessions", "revoked_at IS NOT NULL OR NOT is_renewed")
    op.create_index("ix_user_sessions_family_id", "user_sessions", ["family_id"])
    op.create_table(
        "account_links",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("purpose", PURPOSES, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint(_within("expires_at", "used_at", "sent_at", "created_at"), name="moments"),
    )
    op.create_index(op.f("ix_account_links_user_id"), "account_links", ["user_id"])
    op.create_index(op.f("ix_account_links_created_by"), "account_links", ["created_by"])
    _audit("account_links")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON account_links TO dm_crm_app")


def _within(*columns: str) -> str:
    first, last = "TIMESTAMPTZ '1900-01-01 00:00+00'", "TIMESTAMPTZ '2199-12-31 00:00+00'"
    return " AND ".join(f"{column} BETWEEN {first} AND {last}" for column in columns)


def _audit(table: str) -> None:
    transitions = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    for event, tables in transitions.items():
        op.execute(
            f"CREATE TRIGGER zz_audit_{event.lower()} AFTER {event} ON {table} REFERENCING {tables}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit()"
        )
    op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION no_truncate()")


def downgrade() -> None:
    op.drop_table("account_links")
    op.drop_index("ix_user_sessions_family_id", "user_sessions")
    op.drop_constraint(op.f("ck_user_sessions_renewed_is_revoked"), "user_sessions")
    op.drop_column("user_sessions", "is_renewed")
