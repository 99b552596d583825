"""Each row is turned into JSON once for the trail, not once for each of its fields: bulk changes take a third."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# `OFFSET 0` keeps the planner from pulling the subquery up, which writes to_jsonb(row) wherever its result is used.
ROWS = "SELECT to_jsonb(r) FROM {} r{}"
AUDIT = """
CREATE OR REPLACE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  secrets text[] := coalesce(tg_argv::text[], '{{}}');
  unnoticed text[] := '{{updated_at,version,last_used}}';
BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, new_values, ip_address, user_agent,
      change_set_id, reason)
    SELECT said('user_id'), 'create', tg_table_name, resource_id(n.j), masked(n.j, secrets), said('ip'),
      coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid, said('reason')
    FROM ({new}) AS n(j);
  ELSIF tg_op = 'DELETE' THEN
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, old_values, ip_address, user_agent,
      change_set_id, reason)
    SELECT said('user_id'), 'delete', tg_table_name, resource_id(o.j), masked(o.j, secrets), said('ip'),
      coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid, said('reason')
    FROM ({old}) AS o(j);
  ELSE
    INSERT INTO audit_logs (user_id, action, resource_type, resource_id, old_values, new_values, ip_address,
      user_agent, change_set_id, reason)
    SELECT said('user_id'), 'update', tg_table_name, n.id, masked(d.before, secrets), masked(d.after, secrets),
      said('ip'), coalesce(said('user_agent'), current_setting('application_name')), said('change_set_id')::uuid,
      said('reason')
    FROM (SELECT resource_id(w.j), w.j FROM ({old}) AS w(j){once}) AS o(id, j)
    JOIN (SELECT resource_id(w.j), w.j FROM ({new}) AS w(j){once}) AS n(id, j) USING (id),
    LATERAL (SELECT jsonb_object_agg(key, o.j -> key), jsonb_object_agg(key, value) FROM jsonb_each(n.j)
      WHERE value IS DISTINCT FROM o.j -> key AND key <> ALL(unnoticed)) AS d(before, after)
    WHERE d.after IS NOT NULL;
  END IF;
  RETURN NULL;
END $$
"""
STATUS = """
CREATE OR REPLACE FUNCTION note_status_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
  INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, user_id, change_set_id)
  SELECT tg_table_name, n.j ->> 'id', f.name, o.j ->> f.name, n.j ->> f.name, said('user_id'),
    said('change_set_id')::uuid
  FROM (SELECT id, to_jsonb(r) FROM old_rows r{once}) AS o(id, j)
  JOIN (SELECT id, to_jsonb(r) FROM new_rows r{once}) AS n(id, j) USING (id),
  unnest(tg_argv::text[]) AS f(name)
  WHERE o.j ->> f.name IS DISTINCT FROM n.j ->> f.name;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    _write(" OFFSET 0")


def downgrade() -> None:
    _write("")


def _write(once: str) -> None:
    rows = {"new": ROWS.format("new_rows", once), "old": ROWS.format("old_rows", once)}
    for function in (AUDIT, STATUS):
        op.execute(function.format(once=once, **rows))
