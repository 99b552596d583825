"""What the application's role may do: it owns nothing, and cannot alter what is written about it."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

READ_ONLY = ("audit_logs", "status_changes", "rollups", "rollup_deltas", "current_rollups", "alembic_version")
APPEND_ONLY = ("timeline_events",)
OWNERS_ONLY = ("rebuild_rollups()",)
TRIGGER_FUNCTIONS = ("audit()", "note_status_change()", "roll_up()", "keep_one_admin()", "reporting_zone_changed()")


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA public TO dm_crm_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO dm_crm_app")
    for table in READ_ONLY:
        op.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM dm_crm_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM dm_crm_app")
    for function in (*OWNERS_ONLY, *TRIGGER_FUNCTIONS):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")


def downgrade() -> None:
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM dm_crm_app")
    op.execute("REVOKE USAGE ON SCHEMA public FROM dm_crm_app")
    for function in (*OWNERS_ONLY, *TRIGGER_FUNCTIONS):
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC")
