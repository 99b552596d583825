"""What is overdue of certain processes is counted along an index: their tasks need not be looked at one by one."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

NAME = "ix_process_tasks_open_process"


def upgrade() -> None:
    op.create_index(
        NAME,
        "process_tasks",
        ["process_id"],
        postgresql_where=sa.text("status <> 'Completed'"),
        postgresql_include=["due_date", "customer_id"],
    )


def downgrade() -> None:
    op.drop_index(NAME, "process_tasks")
