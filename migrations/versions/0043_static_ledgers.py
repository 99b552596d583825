"""The ledgers and the names that are searched cost a record saved no plan, and what has not changed costs nothing.

The application has every statement planned for its own values, which is right for questions; what a trigger says is the
same each time. A name is searched under the new one by the row, as hardly any change renames: the rest is passed over.
"""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan"

# `OFFSET 0` has a row turned into JSON once and who writes asked once, not once for each of its uses.
ROWS = "SELECT to_jsonb(r) FROM {} r OFFSET 0"
NAME = """coalesce({0} ->> 'id', {0} ->> 'key',
      concat_ws(':', {0} ->> 'user_id', {0} ->> 'contact_id', {0} ->> 'customer_id'))"""
MASK = "CASE WHEN secrets = '{{}}' THEN {0} ELSE masked({0}, secrets) END"
WRITER = """(SELECT said('user_id'), said('ip'), coalesce(said('user_agent'), current_setting('application_name')),
      said('change_set_id')::uuid, said('reason') OFFSET 0) AS w(user_id, ip, user_agent, change_set_id, reason)"""
AUDIT = f"""
CREATE OR REPLACE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql {OWNERS}
SET enable_nestloop = off {PLANNED_ONCE} AS $$
DECLARE
  secrets text[] := coalesce(tg_argv::text[], '{{}}');
  unnoticed text[] := '{{updated_at,version,last_used}}';
BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, new_values, ip_address, user_agent,
      change_set_id, reason)
    SELECT w.user_id, 'create', tg_table_name, {NAME.format("n.j")},
      {MASK.format("n.j")}, w.ip, w.user_agent, w.change_set_id, w.reason
    FROM ({ROWS.format("new_rows")}) AS n(j), {WRITER};
  ELSIF tg_op = 'DELETE' THEN
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, old_values, ip_address, user_agent,
      change_set_id, reason)
    SELECT w.user_id, 'delete', tg_table_name, {NAME.format("o.j")},
      {MASK.format("o.j")}, w.ip, w.user_agent, w.change_set_id, w.reason
    FROM ({ROWS.format("old_rows")}) AS o(j), {WRITER};
  ELSE
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, old_values, new_values, ip_address,
      user_agent, change_set_id, reason)
    SELECT w.user_id, 'update', tg_table_name, n.id, {MASK.format("d.before")},
      {MASK.format("d.after")}, w.ip, w.user_agent, w.change_set_id, w.reason
    FROM (SELECT {NAME.format("r.j")}, r.j FROM ({ROWS.format("old_rows")}) AS r(j) OFFSET 0) AS o(id, j)
    JOIN (SELECT {NAME.format("r.j")}, r.j FROM ({ROWS.format("new_rows")}) AS r(j) OFFSET 0) AS n(id, j) USING (id),
    LATERAL (SELECT jsonb_object_agg(key, o.j -> key), jsonb_object_agg(key, value) FROM jsonb_each(n.j)
      WHERE value IS DISTINCT FROM o.j -> key AND key <> ALL(unnoticed)) AS d(before, after), {WRITER}
    WHERE d.after IS NOT NULL;
  END IF;
  RETURN NULL;
END $$
"""

MOVING = {
    "processes": ("status", "sdlc_stage", "approval_status", "progress"),
    "process_tasks": ("status",),
    "pharmaceutical_products": ("regulatory_status",),
    "customers": ("phase",),
}
MOVES = """
CREATE FUNCTION note_moves_of_{table}() RETURNS trigger LANGUAGE plpgsql {owners} SET enable_nestloop = off AS $$ BEGIN
  INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, user_id, change_set_id)
  SELECT '{table}', n.id, f.name, f.old_value, f.new_value, said('user_id'), said('change_set_id')::uuid
  FROM old_rows o JOIN new_rows n USING (id), LATERAL (VALUES
    {fields}
  ) AS f(name, old_value, new_value) WHERE f.old_value IS DISTINCT FROM f.new_value;
  RETURN NULL;
END $$
"""

KINDS = {
    "customers": ("{}.name", "{}.id", "name"),
    "contacts": ("concat_ws(' · ', {0}.name, {0}.email)", "{}.customer_id", "name, email, customer_id"),
    "processes": ("{}.name", "{}.customer_id", "name, customer_id"),
    "process_tasks": ("{}.title", "{}.customer_id", "title, customer_id"),
    "pharmaceutical_products": ("{}.product_name", "{}.customer_id", "product_name, customer_id"),
    "documents": ("{}.name", "{}.customer_id", "name, customer_id"),
}  # by table: what its records are called, whose they are, and which columns that depends on
NAMED = {"process_tasks": "tasks", "pharmaceutical_products": "products"}  # as permissions name them
KEEP = """
CREATE FUNCTION keep_names_of_{table}() RETURNS trigger LANGUAGE plpgsql {owners} {planned_once} AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO search_documents (kind, record_id, label, customer_id)
      SELECT '{kind}', n.id, {label}, {customer} FROM new_rows n;
  ELSIF tg_op = 'UPDATE' THEN
    UPDATE search_documents s SET label = {new_label},
      customer_id = CASE WHEN s.is_further THEN s.customer_id ELSE {new_customer} END
    WHERE s.kind = '{kind}' AND s.record_id = new.id::text;
  ELSE
    DELETE FROM search_documents s USING old_rows o WHERE s.kind = '{kind}' AND s.record_id = o.id::text;
  END IF;
  RETURN NULL;
END $$
"""

# As they were, for the way back.
GENERIC_MOVES = """
CREATE FUNCTION note_status_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$ BEGIN
  INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, user_id, change_set_id)
  SELECT tg_table_name, n.j ->> 'id', f.name, o.j ->> f.name, n.j ->> f.name, said('user_id'),
    said('change_set_id')::uuid
  FROM (SELECT id, to_jsonb(r) FROM old_rows r OFFSET 0) AS o(id, j)
  JOIN (SELECT id, to_jsonb(r) FROM new_rows r OFFSET 0) AS n(id, j) USING (id),
  unnest(tg_argv::text[]) AS f(name)
  WHERE o.j ->> f.name IS DISTINCT FROM n.j ->> f.name;
  RETURN NULL;
END $$
"""
GENERIC_KEEP = """
CREATE FUNCTION keep_search_documents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kind text := tg_argv[0];
  of_rows text := format('SELECT id::text AS record_id, %s AS label, %s AS customer_id FROM ', tg_argv[1], tg_argv[2]);
BEGIN
  IF tg_op = 'INSERT' THEN
    EXECUTE format('INSERT INTO search_documents (kind, record_id, label, customer_id)
      SELECT %L, n.* FROM (%s new_rows) n', kind, of_rows);
  ELSIF tg_op = 'UPDATE' THEN
    EXECUTE format('UPDATE search_documents s SET label = n.label,
        customer_id = CASE WHEN s.is_further THEN s.customer_id ELSE n.customer_id END
      FROM (%1$s new_rows) n JOIN (%1$s old_rows) o USING (record_id)
      WHERE s.kind = %2$L AND s.record_id = n.record_id
        AND (o.label, o.customer_id) IS DISTINCT FROM (n.label, n.customer_id)', of_rows, kind);
  ELSE
    EXECUTE format('DELETE FROM search_documents s USING (%s old_rows) o
      WHERE s.kind = %L AND s.record_id = o.record_id', of_rows, kind);
  END IF;
  RETURN NULL;
END $$
"""
BOTH = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
TRANSITIONS = {"INSERT": "NEW TABLE AS new_rows", "UPDATE": BOTH, "DELETE": "OLD TABLE AS old_rows"}


def upgrade() -> None:
    op.execute(AUDIT)
    for table, fields in MOVING.items():
        compared = ",\n    ".join(f"('{field}', o.{field}::text, n.{field}::text)" for field in fields)
        op.execute(MOVES.format(table=table, owners=OWNERS, fields=compared))
        _statement("status_changes", table, "UPDATE", f"note_moves_of_{table}()")
    op.execute("DROP FUNCTION note_status_change()")
    for table in KINDS:
        _keep(table)
    op.execute("DROP FUNCTION keep_search_documents()")


def _keep(table: str) -> None:
    label, customer, columns = KINDS[table]
    kind, names = NAMED.get(table, table), {"label": label.format("n"), "customer": customer.format("n")}
    names |= {"new_label": label.format("new"), "new_customer": customer.format("new")}
    op.execute(KEEP.format(table=table, owners=OWNERS, planned_once=PLANNED_ONCE, kind=kind, **names))
    call = f"keep_names_of_{table}()"
    for event in ("INSERT", "DELETE"):
        _statement(f"search_{event.lower()}", table, event, call)
    changed = " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in columns.split(", "))
    op.execute(f"DROP TRIGGER search_update ON {table}")
    op.execute(
        f"CREATE TRIGGER search_update AFTER UPDATE ON {table} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {call}"
    )


def _statement(name: str, table: str, event: str, call: str) -> None:
    op.execute(
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {TRANSITIONS[event]}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {call}"
    )


def downgrade() -> None:  # `audit` stays: what it writes is the same
    op.execute(GENERIC_KEEP)
    for table, (label, customer, _) in KINDS.items():
        plain = (words.replace("{}.", "").replace("{0}.", "") for words in (label, customer))
        said = ", ".join(f"$${word}$$" for word in (NAMED.get(table, table), *plain))
        for event in TRANSITIONS:
            _statement(f"search_{event.lower()}", table, event, f"keep_search_documents({said})")
        op.execute(f"DROP FUNCTION keep_names_of_{table}()")
    op.execute(GENERIC_MOVES)
    op.execute("REVOKE EXECUTE ON FUNCTION note_status_change() FROM PUBLIC")
    for table, fields in MOVING.items():
        _statement("status_changes", table, "UPDATE", f"note_status_change({', '.join(map(repr, fields))})")
        op.execute(f"DROP FUNCTION note_moves_of_{table}()")
