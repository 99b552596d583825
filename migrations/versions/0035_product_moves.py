"""How products moved, for everybody who sees them, and what the pages of products and plans are read by.

The ledger of movements itself is closed to those who see some customers only; the view shows each reader the
movements of the products they see, and where each product began.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# A view asks as its owner, whom no policy binds, so it has to say itself whose rows these may be.
SEEN = """((SELECT said('scope')) = '*'
  OR p.customer_id IN (SELECT unnest(string_to_array(said('scope'), ','))))"""
OF_PRODUCT = "c.resource_type = 'pharmaceutical_products' AND c.field = 'regulatory_status'"
MOVES = f"""
CREATE VIEW product_moves WITH (security_barrier) AS
  SELECT p.id AS product_id, c.id AS number, c.old_value AS from_status, c.new_value AS to_status,
    c.changed_at AS moved_at, coalesce((
      SELECT b.changed_at FROM status_changes b
      WHERE b.resource_type = c.resource_type AND b.resource_id = c.resource_id AND b.field = c.field
        AND (b.changed_at, b.id) < (c.changed_at, c.id)
      ORDER BY b.changed_at DESC, b.id DESC LIMIT 1), p.created_at) AS since
  FROM status_changes c JOIN pharmaceutical_products p ON p.id = c.resource_id::uuid
  WHERE {OF_PRODUCT} AND {SEEN}
  UNION ALL
  SELECT p.id, 0, NULL, coalesce((
      SELECT c.old_value FROM status_changes c WHERE {OF_PRODUCT} AND c.resource_id = p.id::text
      ORDER BY c.changed_at, c.id LIMIT 1), p.regulatory_status), p.created_at, NULL
  FROM pharmaceutical_products p WHERE {SEEN}
"""
INDEXES = {
    "ix_pharmaceutical_products_pipeline": "pharmaceutical_products"
    " (customer_id, team_id, drug_class, regulatory_status)",
    "ix_pharmaceutical_products_created_at": "pharmaceutical_products (created_at)",
    "ix_processes_open_due": "processes (due_date, id) WHERE status <> 'Completed'",
    "ix_process_milestones_target_date": "process_milestones (target_date, milestone_type)"
    " INCLUDE (achieved_date, process_id)",
}


def upgrade() -> None:
    op.execute(MOVES)
    op.execute("GRANT SELECT ON product_moves TO dm_crm_app")
    for name, on in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {on}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("DROP VIEW product_moves")
