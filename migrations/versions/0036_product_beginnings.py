"""Where products began stands apart from how they moved: a query for moves no longer looks up every beginning."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

SEEN = """((SELECT said('scope')) = '*'
  OR p.customer_id IN (SELECT unnest(string_to_array(said('scope'), ','))))"""
OF_PRODUCT = "c.resource_type = 'pharmaceutical_products' AND c.field = 'regulatory_status'"
BEGAN = f"""
  SELECT p.id AS product_id, coalesce((
      SELECT c.old_value FROM status_changes c WHERE {OF_PRODUCT} AND c.resource_id = p.id::text
      ORDER BY c.changed_at, c.id LIMIT 1), p.regulatory_status) AS to_status, p.created_at AS moved_at
  FROM pharmaceutical_products p WHERE {SEEN}
"""
MOVED = f"""
  SELECT p.id AS product_id, c.id AS number, c.old_value AS from_status, c.new_value AS to_status,
    c.changed_at AS moved_at, coalesce((
      SELECT b.changed_at FROM status_changes b
      WHERE b.resource_type = 'pharmaceutical_products' AND b.field = 'regulatory_status'
        AND b.resource_id = c.resource_id AND (b.changed_at, b.id) < (c.changed_at, c.id)
      ORDER BY b.changed_at DESC, b.id DESC LIMIT 1), p.created_at) AS since
  FROM status_changes c JOIN pharmaceutical_products p ON p.id = c.resource_id::uuid
  WHERE {OF_PRODUCT} AND {SEEN}
"""
# As revision 0035 had it, for the way back.
BOTH = f"{MOVED} UNION ALL SELECT b.product_id, 0, NULL, b.to_status, b.moved_at, NULL FROM ({BEGAN}) AS b"
# Both hold moves of products only, which are few among all that the ledger tells.
INDEXES = {
    "ix_status_changes_of_product": "resource_id, changed_at, id",
    "ix_status_changes_of_products": "changed_at",
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        only = "resource_type = 'pharmaceutical_products' AND field = 'regulatory_status'"
        more = "" if "id" in columns else " INCLUDE (id, resource_id, old_value, new_value)"
        op.execute(f"CREATE INDEX {name} ON status_changes ({columns}){more} WHERE {only}")
    _write("product_moves", MOVED)
    _write("product_beginnings", BEGAN)


def downgrade() -> None:
    op.execute("DROP VIEW product_beginnings")
    _write("product_moves", BOTH)
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")


def _write(name: str, query: str) -> None:
    """A view asks as its owner, whom no policy binds: it says itself whose rows these may be, and before all else."""
    op.execute(f"DROP VIEW IF EXISTS {name}")
    op.execute(f"CREATE VIEW {name} WITH (security_barrier) AS {query}")
    op.execute(f"GRANT SELECT ON {name} TO dm_crm_app")
