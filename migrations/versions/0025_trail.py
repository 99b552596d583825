"""The audit trail for who is no administrator: what they changed themselves, and what became of a record.

The trail's policy opens it to readers of all customers only. These functions are the owner's; each asks itself whose
customers the session's user sees, so calling one of them with any id shows nothing of another customer.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

RECORDS = (
    *("customers", "contacts", "contact_customer_assignments", "teams", "services", "customer_notes"),
    *("customer_important_dates", "communications", "processes", "process_tasks", "process_milestones"),
    *("process_team", "time_entries", "documents", "document_versions", "pharmaceutical_products"),
    *("process_file_transfers", "process_notifications"),
)
IS_RECORD = "{} = ANY ('{{" + ",".join(RECORDS) + "}}')"
OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"

# Later ones win.
MERGED = """
CREATE FUNCTION merged(listed jsonb[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN cardinality(listed) = 1 THEN listed[1] ELSE (
    SELECT jsonb_object_agg(key, value ORDER BY n) FROM unnest(listed) WITH ORDINALITY AS l(one, n), jsonb_each(one))
  END
$$
"""

# The keys of `wanted` whose values differ; a secret, which the trail does not hold, is not compared.
DIFFERING = """
CREATE FUNCTION differing(wanted jsonb, one jsonb, other jsonb, ignored text[]) RETURNS text[] LANGUAGE sql IMMUTABLE
AS $$
  SELECT coalesce(array_agg(key), '{}') FROM jsonb_each(wanted)
  WHERE key <> ALL (ignored) AND value <> '"***"' AND one -> key IS DISTINCT FROM other -> key
$$
"""

# A record as it is, or as it was when it was deleted; an id that cannot be one is nobody's.
RECORD = f"""
CREATE FUNCTION trail_record(resource text, wanted text) RETURNS jsonb LANGUAGE plpgsql STABLE {OWNERS} AS $$
DECLARE found jsonb; BEGIN
  IF NOT {IS_RECORD.format("resource")} OR resource = 'contact_customer_assignments' THEN RETURN NULL; END IF;
  BEGIN
    EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE id = %L', resource, wanted) INTO found;
  EXCEPTION WHEN invalid_text_representation THEN RETURN NULL;
  END;
  RETURN coalesce(found, (SELECT old_values FROM audit_logs
    WHERE resource_type = resource AND resource_id = wanted AND action = 'delete' ORDER BY created_at DESC LIMIT 1));
END $$
"""

CUSTOMER = f"""
CREATE FUNCTION trail_customer(resource text, record jsonb) RETURNS text LANGUAGE sql STABLE {OWNERS} AS $$
  SELECT CASE
    WHEN resource = 'customers' THEN record ->> 'id'
    WHEN record ? 'customer_id' THEN record ->> 'customer_id'
    WHEN record ? 'process_id' THEN trail_record('processes', record ->> 'process_id') ->> 'customer_id'
    WHEN record ? 'document_id' THEN trail_record('documents', record ->> 'document_id') ->> 'customer_id'
    WHEN record ? 'contact_id' THEN trail_record('contacts', record ->> 'contact_id') ->> 'customer_id'
  END
$$
"""

# The same as the policies say: colleagues belong to all, a contact is also seen by the customers it is assigned to.
SEES = f"""
CREATE FUNCTION trail_sees(resource text, record jsonb) RETURNS boolean LANGUAGE sql STABLE {OWNERS} AS $$
  SELECT coalesce(record IS NOT NULL AND {IS_RECORD.format("resource")} AND (
    said('scope') = '*'
    OR trail_customer(resource, record) = ANY (string_to_array(said('scope'), ','))
    OR (said('scope') IS NOT NULL AND resource IN ('contacts', 'communications')
      AND trail_customer(resource, record) IS NULL)
    OR (resource = 'contacts' AND EXISTS (SELECT FROM contact_customer_assignments a
      WHERE a.contact_id = record ->> 'id' AND a.customer_id = ANY (string_to_array(said('scope'), ','))))
  ), false)
$$
"""

# What a change set did to each record in all: was it there before, is it there after, and in what it differs.
# Of what the reader may not see, only that there is something.
CHANGE_SET = f"""
CREATE FUNCTION change_set(wanted uuid) RETURNS TABLE (resource_type text, resource_id text, existed boolean,
  stands boolean, before jsonb, after jsonb, user_id text, at timestamptz, seen boolean)
LANGUAGE sql STABLE {OWNERS} AS $$
  WITH entries AS (
    SELECT a.resource_type, a.resource_id,
      (array_agg(a.action ORDER BY a.created_at, a.id))[1] <> 'create' AS existed,
      (array_agg(a.action ORDER BY a.created_at DESC, a.id DESC))[1] <> 'delete' AS stands,
      merged(array_agg(a.old_values ORDER BY a.created_at DESC, a.id DESC) FILTER (WHERE a.old_values IS NOT NULL))
        AS before,
      merged(array_agg(a.new_values ORDER BY a.created_at, a.id) FILTER (WHERE a.new_values IS NOT NULL)) AS after,
      min(a.user_id) AS user_id, max(a.created_at) AS at
    FROM audit_logs a
    WHERE a.change_set_id = wanted AND a.action IN ('create', 'update', 'delete')
      AND (a.user_id = said('user_id') OR said('scope') = '*')
    GROUP BY 1, 2)
  SELECT e.resource_type, e.resource_id, e.existed, e.stands, CASE WHEN s.seen THEN e.before END,
    CASE WHEN s.seen THEN e.after END, e.user_id, e.at, s.seen
  FROM entries e, LATERAL (SELECT CASE WHEN said('scope') = '*' THEN {IS_RECORD.format("e.resource_type")}
    ELSE trail_sees(e.resource_type, CASE WHEN NOT e.existed THEN e.after WHEN NOT e.stands THEN e.before
      ELSE trail_record(e.resource_type, e.resource_id) END) END) AS s(seen)
  WHERE e.existed OR e.stands
$$
"""

# What a record went through, latest first; for readers of some customers since it came to one of theirs.
RECORD_TRAIL = f"""
CREATE FUNCTION record_trail(resource text, wanted text, most int) RETURNS TABLE (id uuid, created_at timestamptz,
  user_id text, user_agent text, action text, old_values jsonb, new_values jsonb, change_set_id uuid, reason text)
LANGUAGE sql STABLE {OWNERS} AS $$
  SELECT a.id, a.created_at, a.user_id, a.user_agent, a.action, a.old_values, a.new_values, a.change_set_id, a.reason
  FROM audit_logs a
  WHERE a.resource_type = resource AND a.resource_id = wanted AND a.action IN ('create', 'update', 'delete')
    AND trail_sees(resource, trail_record(resource, wanted))
    AND (said('scope') = '*' OR a.created_at > coalesce((
      SELECT max(m.created_at) FROM audit_logs m
      WHERE m.resource_type = resource AND m.resource_id = wanted AND m.action = 'update'
        AND m.old_values ->> 'customer_id' <> ALL (string_to_array(said('scope'), ','))), '-infinity'))
  ORDER BY a.created_at DESC, a.id DESC LIMIT most
$$
"""

# The latest change sets that touched records, in what they did to how many; one's own, or everybody's for readers of
# all customers. Only the last entries are looked through: `until` continues from where they end.
CHANGE_SETS = f"""
CREATE FUNCTION change_sets(mine boolean, until timestamptz, most int) RETURNS TABLE (change_set_id uuid,
  user_id text, at timestamptz, reason text, resource_type text, action text, records bigint, resource_id text)
LANGUAGE sql STABLE {OWNERS} AS $$
  WITH latest AS (
    (SELECT a.change_set_id, a.created_at FROM audit_logs a
      WHERE mine AND a.user_id = said('user_id') AND a.created_at < until AND a.change_set_id IS NOT NULL
        AND {IS_RECORD.format("a.resource_type")} AND a.action IN ('create', 'update', 'delete')
      ORDER BY a.created_at DESC LIMIT 20000)
    UNION ALL
    (SELECT a.change_set_id, a.created_at FROM audit_logs a
      WHERE NOT mine AND said('scope') = '*' AND a.created_at < until AND a.change_set_id IS NOT NULL
        AND {IS_RECORD.format("a.resource_type")} AND a.action IN ('create', 'update', 'delete')
      ORDER BY a.created_at DESC LIMIT 20000)),
  chosen AS (SELECT l.change_set_id, max(l.created_at) AS at FROM latest l GROUP BY 1 ORDER BY 2 DESC LIMIT most)
  SELECT c.change_set_id, min(a.user_id), min(a.created_at), min(a.reason), a.resource_type, a.action,
    count(DISTINCT a.resource_id), min(a.resource_id)
  FROM chosen c JOIN audit_logs a USING (change_set_id)
  WHERE a.action IN ('create', 'update', 'delete') AND {IS_RECORD.format("a.resource_type")}
    AND (a.user_id = said('user_id') OR said('scope') = '*')
  GROUP BY c.change_set_id, a.resource_type, a.action ORDER BY max(c.at) DESC, c.change_set_id, count(*) DESC
$$
"""

# What is put back keeps its dates: an overdue task that was deleted comes back overdue.
NEW_TASK_DUE = """
CREATE OR REPLACE FUNCTION new_task_is_due_later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF new.due_date < reporting_day(now()) AND coalesce(said('source'), '') NOT IN ({sources}) THEN
    RAISE EXCEPTION 'a new task must not be due in the past'
      USING errcode = '23514', constraint = 'task_due_future_on_create', table = 'process_tasks', column = 'due_date';
  END IF;
  RETURN new;
END $$
"""

OF_THE_OWNER = ("trail_record(text, text)", "trail_customer(text, jsonb)", "trail_sees(text, jsonb)")
OF_ALL = ("change_set(uuid)", "record_trail(text, text, int)", "change_sets(boolean, timestamptz, int)")


def upgrade() -> None:
    for function in (MERGED, DIFFERING, RECORD, CUSTOMER, SEES, CHANGE_SET, RECORD_TRAIL, CHANGE_SETS):
        op.execute(function)
    for name in (*OF_THE_OWNER, *OF_ALL):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")
    for name in OF_ALL:
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO dm_crm_app")
    op.execute(NEW_TASK_DUE.format(sources="'import', 'undo'"))


def downgrade() -> None:
    before = "CREATE OR REPLACE FUNCTION new_task_is_due_later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
    before += "  IF new.due_date < reporting_day(now()) AND said('source') IS DISTINCT FROM 'import' THEN\n"
    rest = NEW_TASK_DUE.split("THEN\n", 1)[1]
    op.execute(f"{before}{rest}")
    for name in (*reversed(OF_ALL), *reversed(OF_THE_OWNER)):
        op.execute(f"DROP FUNCTION {name}")
    op.execute("DROP FUNCTION differing(jsonb, jsonb, jsonb, text[])")
    op.execute("DROP FUNCTION merged(jsonb[])")
