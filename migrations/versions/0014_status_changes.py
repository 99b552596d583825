"""Each movement of a status is written down as it happens."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FIELDS = {
    "processes": ("status", "sdlc_stage", "approval_status", "progress"),
    "process_tasks": ("status",),
    "pharmaceutical_products": ("regulatory_status",),
    "customers": ("phase",),
}

FUNCTION = """
CREATE FUNCTION note_status_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
  INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, user_id, change_set_id)
  SELECT tg_table_name, n.j ->> 'id', f.name, o.j ->> f.name, n.j ->> f.name, said('user_id'),
    said('change_set_id')::uuid
  FROM (SELECT id, to_jsonb(r) FROM old_rows r) AS o(id, j)
  JOIN (SELECT id, to_jsonb(r) FROM new_rows r) AS n(id, j) USING (id),
  unnest(tg_argv::text[]) AS f(name)
  WHERE o.j ->> f.name IS DISTINCT FROM n.j ->> f.name;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(FUNCTION)
    for table, fields in FIELDS.items():
        arguments = ", ".join(repr(field) for field in fields)
        op.execute(
            f"CREATE TRIGGER status_changes AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows"
            f" NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_status_change({arguments})"
        )


def downgrade() -> None:
    op.execute("DROP FUNCTION note_status_change() CASCADE")
