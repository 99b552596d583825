"""What records are called, taken down anew: after a load that no trigger has seen."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KINDS = (
    ("customers", "customers", "name", "id"),
    ("contacts", "contacts", "concat_ws(' · ', name, email)", "customer_id"),
    ("processes", "processes", "name", "customer_id"),
    ("tasks", "process_tasks", "title", "customer_id"),
    ("products", "pharmaceutical_products", "product_name", "customer_id"),
    ("documents", "documents", "name", "customer_id"),
)  # kind, table, what its records are called, whose they are
REBUILD = """
CREATE FUNCTION rebuild_search() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE {tables}, contact_customer_assignments IN SHARE MODE;
  DELETE FROM search_documents;
  INSERT INTO search_documents (kind, record_id, label, customer_id)
    {rows};
  INSERT INTO search_documents (kind, record_id, label, customer_id, is_further)
    SELECT s.kind, s.record_id, s.label, a.customer_id, true FROM contact_customer_assignments a
    JOIN search_documents s ON s.kind = 'contacts' AND s.record_id = a.contact_id AND NOT s.is_further;
END $$
"""


def upgrade() -> None:
    rows = (f"SELECT '{kind}', id::text, {label}, {customer} FROM {table}" for kind, table, label, customer in KINDS)
    tables = ", ".join(table for _, table, _, _ in KINDS)
    op.execute(REBUILD.format(tables=tables, rows="\n    UNION ALL ".join(rows)))
    op.execute("REVOKE EXECUTE ON FUNCTION rebuild_search() FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP FUNCTION rebuild_search()")
