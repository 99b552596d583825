"""Row-level security: the application's role sees only rows of customers that the session's user may see.

`app.scope` is '*' for all customers, a list of ids for some, and blank for nobody; what is not said is nobody. The
owner of the tables is not bound by it: migrations, and the triggers that keep audit, history and rollups.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# `(SELECT …)` makes PostgreSQL ask once per statement instead of once per row, and look an id up by its hash: an array
# of two hundred customers, compared one by one with each row, made a list of hours thirty times slower.
EVERYTHING = "(SELECT said('scope')) = '*'"
MINE = "IN (SELECT unnest(string_to_array(said('scope'), ',')))"

BY_COLUMN = {
    "customers": "id",
    "teams": "customer_id",
    "services": "customer_id",
    "processes": "customer_id",
    "process_tasks": "customer_id",
    "process_team": "customer_id",
    "time_entries": "customer_id",
    "pharmaceutical_products": "customer_id",
    "documents": "customer_id",
    "customer_notes": "customer_id",
    "customer_important_dates": "customer_id",
    "timeline_events": "customer_id",
    "rollups": "customer_id",
    "rollup_deltas": "customer_id",
}
# A record that belongs to another is seen with it: that table has a policy of its own.
BY_PARENT = {
    "process_milestones": ("processes", "process_id"),
    "process_file_transfers": ("processes", "process_id"),
    "process_notifications": ("processes", "process_id"),
    "transfer_runs": ("process_file_transfers", "transfer_id"),
    "transfer_files": ("process_file_transfers", "transfer_id"),
    "document_versions": ("documents", "document_id"),
}
# What was said to somebody is their customer's, also where they are assigned to others.
COMMUNICATIONS = f"""{EVERYTHING} OR EXISTS (SELECT FROM contacts p WHERE p.id = communications.contact_id
  AND (p.customer_id IS NULL OR p.customer_id {MINE}))"""
# The trail and the history of statuses tell of all customers at once, so they are for those who see all.
WHOLE = ("audit_logs", "status_changes")
# Colleagues belong to all; anyone else to their customer.
CONTACTS = f"{EVERYTHING} OR (customer_id IS NULL AND said('scope') IS NOT NULL) OR customer_id {MINE}"
# Who is assigned to one's customer is seen, but changed only by those whose customer's contact it is.
ASSIGNED = f"""id IN (SELECT contact_id FROM contact_customer_assignments a WHERE a.customer_id {MINE})"""
# Assigning somebody else's contact to one's own customer would be a way to see it. A function of the owner's,
# because the two tables' policies would otherwise ask each other for ever.
ASSIGNABLE = """
CREATE FUNCTION assignable(contact text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT said('scope') = '*' OR EXISTS (SELECT FROM contacts c WHERE c.id = contact
    AND (c.customer_id IS NULL OR c.customer_id = ANY (string_to_array(said('scope'), ','))))
$$
"""


def upgrade() -> None:
    for table, column in BY_COLUMN.items():
        _protect(table, f"{EVERYTHING} OR {column} {MINE}")
    for table, (parent, key) in BY_PARENT.items():
        _protect(table, f"{EVERYTHING} OR EXISTS (SELECT FROM {parent} p WHERE p.id = {table}.{key})")
    for table in WHOLE:
        _protect(table, EVERYTHING)
    _protect("communications", COMMUNICATIONS)
    _protect("contacts", CONTACTS)
    op.execute(f"CREATE POLICY assigned ON contacts FOR SELECT TO dm_crm_app USING ({ASSIGNED})")
    assignments = f"{EVERYTHING} OR customer_id {MINE}"
    op.execute(ASSIGNABLE)
    _protect("contact_customer_assignments", assignments, f"({assignments}) AND assignable(contact_id)")
    op.execute("ALTER VIEW current_rollups SET (security_invoker = true)")


def _protect(table: str, seen: str, kept: str | None = None) -> None:
    """`kept` is what a row must be like to be written, where that is more than being seen."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    check = f" WITH CHECK ({kept})" if kept else ""
    op.execute(f"CREATE POLICY customer_scope ON {table} TO dm_crm_app USING ({seen}){check}")


def downgrade() -> None:
    op.execute("ALTER VIEW current_rollups RESET (security_invoker)")
    op.execute("DROP POLICY assigned ON contacts")
    for table in (*BY_COLUMN, *BY_PARENT, *WHOLE, "communications", "contacts", "contact_customer_assignments"):
        op.execute(f"DROP POLICY customer_scope ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION assignable")
