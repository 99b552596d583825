"""Lists that are found along an index, who changed a record last, and how a reader likes a page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# Whose a row is, is asked of every row that is passed over: in the index, its table need not be looked at.
WIDER = {
    "ix_processes_due_date_id": ("processes", "due_date"),
    "ix_time_entries_worked_on_id": ("time_entries", "worked_on"),
}

# For who has the record before them: the trail itself is for those who see all of it. Of several that wrote at nearly
# the same time it is the one whose change made the version.
LAST_CHANGE = """
CREATE FUNCTION last_change(resource_type text, resource_id text, since timestamptz)
RETURNS TABLE (who text, at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(u.name, 'The system'), a.created_at
  FROM audit_logs a LEFT JOIN users u ON u.id = a.user_id
  WHERE a.resource_type = last_change.resource_type AND a.resource_id = last_change.resource_id
    AND a.created_at >= since
  ORDER BY a.created_at LIMIT 1
$$
"""


def upgrade() -> None:
    for name, (table, column) in WIDER.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column, "id"], postgresql_include=["customer_id"])
    op.drop_index("ix_processes_name_id", table_name="processes")
    by_name = [sa.text("lower(name)"), "id"]
    op.create_index("ix_processes_lower_name_id", "processes", by_name, postgresql_include=["customer_id", "name"])
    include = {"postgresql_include": ["customer_id"]}
    op.create_index("ix_process_tasks_due_date_id", "process_tasks", ["due_date", "id"], **include)
    op.execute(LAST_CHANGE)
    op.create_table(
        "user_preferences",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "key"),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 100", name="key_length"),
        sa.CheckConstraint("octet_length(value::text) <= 20000", name="value_size"),
    )
    op.execute("ALTER TABLE user_preferences ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY own ON user_preferences TO dm_crm_app USING (user_id = (SELECT said('user_id')))")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON user_preferences TO dm_crm_app")


def downgrade() -> None:
    op.drop_table("user_preferences")
    op.execute("DROP FUNCTION last_change(text, text, timestamptz)")
    op.drop_index("ix_process_tasks_due_date_id", table_name="process_tasks")
    op.drop_index("ix_processes_lower_name_id", table_name="processes")
    op.create_index("ix_processes_name_id", "processes", ["name", "id"])
    for name, (table, column) in WIDER.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column, "id"])
