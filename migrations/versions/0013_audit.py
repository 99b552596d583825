"""Every write to a business table leaves a row with who, old and new, in the writer's own transaction."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Not here: tables that are ledgers themselves (audit, status changes, timeline, runs, manifests, outbox, rollups).
AUDITED = {
    "users": ("password_hash",),
    "roles": (),
    "user_roles": (),
    "user_customers": (),
    "user_sessions": ("session_token", "refresh_token"),
    "customers": (),
    "contacts": (),
    "contact_customer_assignments": (),
    "teams": (),
    "services": (),
    "customer_notes": (),
    "customer_important_dates": (),
    "communications": (),
    "processes": (),
    "process_tasks": (),
    "process_milestones": (),
    "process_team": (),
    "time_entries": (),
    "documents": (),
    "document_versions": (),
    "process_file_transfers": ("host_key",),
    "process_notifications": (),
    "pharmaceutical_products": (),
    "ai_chat_sessions": (),
    "saved_views": (),
    "report_schedules": (),
    "app_settings": (),
}

RESOURCE_ID = """
CREATE FUNCTION resource_id(row_values jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(row_values ->> 'id', row_values ->> 'key',
    concat_ws(':', row_values ->> 'user_id', row_values ->> 'contact_id', row_values ->> 'customer_id'))
$$
"""

MASKED = """
CREATE FUNCTION masked(row_values jsonb, secrets text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN row_values ?| secrets THEN (
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY(secrets) AND value <> 'null' THEN '"***"'::jsonb ELSE value END)
    FROM jsonb_each(row_values)) ELSE row_values END
$$
"""

# Bookkeeping alone is no change: a session that is merely used again leaves no row.
AUDIT = """
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  secrets text[] := coalesce(tg_argv::text[], '{}');
  unnoticed text[] := '{updated_at,version,last_used}';
BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, new_values, ip_address, user_agent,
      change_set_id, reason)
    SELECT said('user_id'), 'create', tg_table_name, resource_id(n.j), masked(n.j, secrets), said('ip'),
      coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid, said('reason')
    FROM (SELECT to_jsonb(r) FROM new_rows r) AS n(j);
  ELSIF tg_op = 'DELETE' THEN
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, old_values, ip_address, user_agent,
      change_set_id, reason)
    SELECT said('user_id'), 'delete', tg_table_name, resource_id(o.j), masked(o.j, secrets), said('ip'),
      coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid, said('reason')
    FROM (SELECT to_jsonb(r) FROM old_rows r) AS o(j);
  ELSE
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, old_values, new_values, ip_address,
      user_agent, change_set_id, reason)
    SELECT said('user_id'), 'update', tg_table_name, n.id, masked(d.before, secrets), masked(d.after, secrets),
      said('ip'), coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid,
      said('reason')
    FROM (SELECT resource_id(to_jsonb(r)), to_jsonb(r) FROM old_rows r) AS o(id, j)
    JOIN (SELECT resource_id(to_jsonb(r)), to_jsonb(r) FROM new_rows r) AS n(id, j) USING (id),
    LATERAL (SELECT jsonb_object_agg(key, o.j -> key), jsonb_object_agg(key, value) FROM jsonb_each(n.j)
      WHERE value IS DISTINCT FROM o.j -> key AND key <> ALL(unnoticed)) AS d(before, after)
    WHERE d.after IS NOT NULL;
  END IF;
  RETURN NULL;
END $$
"""

# What happens without a row changing: a sign-in that failed, an export, a denial.
RECORD = """
CREATE FUNCTION record_audit(action text, resource_type text, resource_id text, details jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO audit_logs (user_id, action, resource_type, resource_id, new_values, ip_address, user_agent,
    change_set_id, reason)
  VALUES (said('user_id'), action, resource_type, resource_id, details, said('ip'),
    coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid, said('reason'))
$$
"""

NO_TRUNCATE = """
CREATE FUNCTION no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'TRUNCATE leaves no trace in the audit trail; use DELETE' USING errcode = '42501';
END $$
"""


def upgrade() -> None:
    for function in (RESOURCE_ID, MASKED, AUDIT, RECORD, NO_TRUNCATE):
        op.execute(function)
    for table, secrets in AUDITED.items():
        call = f"EXECUTE FUNCTION audit({', '.join(repr(name) for name in secrets)})"
        after = f"CREATE TRIGGER zz_audit_{{0}} AFTER {{0}} ON {table} REFERENCING {{1}} FOR EACH STATEMENT {call}"
        op.execute(after.format("INSERT", "NEW TABLE AS new_rows"))
        op.execute(after.format("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"))
        op.execute(after.format("DELETE", "OLD TABLE AS old_rows"))
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION no_truncate()")


def downgrade() -> None:
    op.execute("DROP FUNCTION no_truncate() CASCADE")
    op.execute("DROP FUNCTION record_audit(text, text, text, jsonb)")
    op.execute("DROP FUNCTION audit() CASCADE")
    op.execute("DROP FUNCTION masked(jsonb, text[])")
    op.execute("DROP FUNCTION resource_id(jsonb)")
