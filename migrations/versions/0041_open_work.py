"""Open work is counted along indexes that hold all that it is narrowed and judged by, by several at once.

A table of a million processes has two hundred thousand open ones: with these columns in the index, the table need not
be looked at, and what is completed not at all.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

OPEN = sa.text("status <> 'Completed'")
JUDGED = ["start_date", "due_date", "at_risk_from", "off_track_from", "progress", "estimate", "created_at"]
NARROWED = ["functional_area", "status", "sdlc_stage", "approval_status", "is_tpa_required", "responsible_contact_id"]
TASKS = ["customer_id", "due_date", "id"]
# They read settings alone, which those that help to count are given.
HARMLESS = (
    "said(text)",
    "reporting_zone()",
    "reporting_day(timestamptz)",
    "working_days(date, date)",
    "nth_working_day(date, int)",
    "behind_from(date, date, int, int)",
)


def upgrade() -> None:
    op.create_index(
        "ix_processes_open",
        "processes",
        ["customer_id"],
        postgresql_where=OPEN,
        postgresql_include=["id", *NARROWED, *JUDGED],
    )
    op.create_index(
        "ix_processes_completed_at",
        "processes",
        ["completed_at"],
        postgresql_where=sa.text("completed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_process_tasks_late",
        "process_tasks",
        ["completed_date"],
        postgresql_where=sa.text("completed_date > due_date"),
        postgresql_include=["due_date", "customer_id", "process_id"],
    )
    _open_tasks(postgresql_include=["process_id"])
    for function in HARMLESS:
        op.execute(f"ALTER FUNCTION {function} PARALLEL SAFE")


def _open_tasks(**more: list[str]) -> None:
    op.drop_index("ix_process_tasks_open_customer", "process_tasks")
    op.create_index("ix_process_tasks_open_customer", "process_tasks", TASKS, postgresql_where=OPEN, **more)


def downgrade() -> None:
    for function in HARMLESS:
        op.execute(f"ALTER FUNCTION {function} PARALLEL UNSAFE")
    _open_tasks()
    op.drop_index("ix_process_tasks_late", "process_tasks")
    op.drop_index("ix_processes_completed_at", "processes")
    op.drop_index("ix_processes_open", "processes")
