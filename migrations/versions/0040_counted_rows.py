"""Tasks and entries of hours are counted as they come and go, and lists are sorted along an index.

What is counted here is what a list is narrowed to most: a customer, and a status, a priority or what is billable.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

RETURNS = "RETURNS TABLE (measure text, customer_id text, day date, key1 text, key2 text, amount numeric)"
ALWAYS = "DATE '1900-01-01'"

# table: what its contributions were so far is called from now on, the measure, and its two keys. A row is apart, or
# the planner fails on a rebuild, which groups by sets: "variable not found in subplan target list".
COUNTED = {
    "process_tasks": ("overdue_contributions", "tasks", "r.status", "r.priority"),
    "time_entries": ("logged_contributions", "entries", "r.billable::text", "''"),
}

# By name regardless of capitals, so of what is pointed to; and the columns by which people look through a list.
INDEXES = {
    "customers": ("name",),
    "contacts": ("name", "email", "phone", "title", "role"),
    "services": ("name",),
    "teams": ("name",),
    "pharmaceutical_products": ("product_name",),
}


def upgrade() -> None:
    op.execute("LOCK TABLE process_tasks, time_entries IN SHARE MODE")
    for table, (former, measure, key1, key2) in COUNTED.items():
        op.execute(f"ALTER FUNCTION {table}_contributions({table}) RENAME TO {former}")
        op.execute(
            f"CREATE FUNCTION {table}_contributions(r {table}) {RETURNS} LANGUAGE sql STABLE AS $$"
            f" SELECT * FROM {former}(r) UNION ALL"
            f" SELECT '{measure}', one.customer_id, {ALWAYS}, one.key1, one.key2, 1::numeric"
            f" FROM (SELECT r.customer_id, {key1} AS key1, {key2} AS key2 OFFSET 0) AS one $$"
        )
        op.execute(
            f"INSERT INTO rollups (measure, customer_id, day, key1, key2, amount)"
            f" SELECT '{measure}', coalesce(r.customer_id, '*'), {ALWAYS}, k.key1, k.key2, count(*)"
            f" FROM {table} r, LATERAL (VALUES ({key1}, {key2})) AS k(key1, key2)"
            " GROUP BY GROUPING SETS ((r.customer_id, k.key1, k.key2), (k.key1, k.key2))"
        )
    for table, columns in INDEXES.items():
        for column in columns:
            _by_words(table, column)
    op.create_index("ix_process_tasks_customer_due", "process_tasks", ["customer_id", "due_date", "id"])
    op.create_index(
        "ix_process_tasks_completed_date_id",
        "process_tasks",
        ["completed_date", "id"],
        postgresql_where=sa.text("completed_date IS NOT NULL"),
    )


def _by_words(table: str, column: str) -> None:
    include = [] if table == "customers" else ["customer_id"]
    columns = [sa.text(f"lower({column})"), "id"]
    op.create_index(f"ix_{table}_lower_{column}_id", table, columns, postgresql_include=include)


def downgrade() -> None:
    op.drop_index("ix_process_tasks_completed_date_id", table_name="process_tasks")
    op.drop_index("ix_process_tasks_customer_due", table_name="process_tasks")
    for table, columns in INDEXES.items():
        for column in columns:
            op.drop_index(f"ix_{table}_lower_{column}_id", table_name=table)
    for table, (former, measure, _, _) in COUNTED.items():
        op.execute(f"DROP FUNCTION {table}_contributions({table})")
        op.execute(f"ALTER FUNCTION {former}({table}) RENAME TO {table}_contributions")
        for kept in ("rollups", "rollup_deltas"):
            op.execute(f"DELETE FROM {kept} WHERE measure = '{measure}'")
