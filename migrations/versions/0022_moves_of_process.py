"""How a process moved, for everybody who sees it: the ledgers themselves are for those who see every customer."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# Progress moves with every task and has a course of its own; why something was decided stands in the audit trail.
MOVES = """
CREATE FUNCTION moves_of_process(process text)
RETURNS TABLE (field text, old_value text, new_value text, changed_at timestamptz, who text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.field, c.old_value, c.new_value, c.changed_at, u.name, (
    SELECT a.reason FROM audit_logs a
    WHERE a.change_set_id = c.change_set_id AND a.resource_type = 'processes' AND a.resource_id = p.id
      AND a.reason IS NOT NULL LIMIT 1)
  FROM processes p
  JOIN status_changes c ON c.resource_type = 'processes' AND c.resource_id = p.id AND c.field <> 'progress'
  LEFT JOIN users u ON u.id = c.user_id
  WHERE p.id = process AND (said('scope') = '*' OR p.customer_id = ANY (string_to_array(said('scope'), ',')))
  ORDER BY c.changed_at, c.id
$$
"""


def upgrade() -> None:
    op.execute(MOVES)
    op.execute("REVOKE EXECUTE ON FUNCTION moves_of_process(text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION moves_of_process(text) TO dm_crm_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION moves_of_process(text)")
