"""Imports in the browser: their ledger, and mappings kept by name."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("imports", "import_mappings")
STATES = ("queued", "running", "succeeded", "partial", "failed", "cancelled", "lost")
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def upgrade() -> None:
    _imports()
    _mappings()
    # An import concerns any customer: it is for those who see all of them.
    op.execute("ALTER TABLE imports ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY customer_scope ON imports TO dm_crm_app USING ((SELECT said('scope')) = '*')")
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO dm_crm_app")


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column(
            "is_kept",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="the file has not been removed yet",
        ),
        sa.Column("task", _words("importtask", "look", "check", "run"), server_default="look", nullable=False),
        sa.Column("state", _words("runstate", *STATES), server_default="queued", nullable=False),
        sa.Column("found", JSONB(), nullable=True, comment="what a look into the file showed"),
        sa.Column("plan", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("plan_number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("planned_by", sa.String(100), nullable=True, comment="the page that changed the plan last"),
        sa.Column("outcome", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "samples",
            JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="rows as they were understood",
        ),
        sa.Column("progress", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("is_cancel_asked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("attempt", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("change_set_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        _moment("queued_at"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        _moment("created_at"),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="lease_while_running"),
        sa.CheckConstraint("size >= 0", name="size"),
        sa.CheckConstraint(
            _within("lease_until", "queued_at", "started_at", "finished_at", "created_at"), name="moments"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_imports_user_id"), "imports", ["user_id"])
    op.create_index("ix_imports_created_at", "imports", [sa.text("created_at DESC")])


def _mappings() -> None:
    op.create_table(
        "import_mappings",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("entity", sa.String(100), nullable=False),
        sa.Column("mapping", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("length(btrim(name)) > 0", name="name_not_blank"),
        sa.CheckConstraint(_within("created_at", "updated_at"), name="moments"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_id", "name"),
    )
    op.execute("CREATE TRIGGER a_stamp BEFORE UPDATE ON import_mappings FOR EACH ROW EXECUTE FUNCTION stamp()")
    for event, tables in TRANSITIONS.items():
        op.execute(
            f"CREATE TRIGGER zz_audit_{event.lower()} AFTER {event} ON import_mappings REFERENCING {tables}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit()"
        )
    op.execute("CREATE TRIGGER no_truncate BEFORE TRUNCATE ON import_mappings EXECUTE FUNCTION no_truncate()")


def _words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=64)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _within(*columns: str) -> str:
    first, last = "TIMESTAMPTZ '1900-01-01 00:00+00'", "TIMESTAMPTZ '2199-12-31 00:00+00'"
    return " AND ".join(f"{column} BETWEEN {first} AND {last}" for column in columns)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
