"""Every record people edit is stamped and its versions counted; what follows from other columns is filled in."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EDITABLE = (
    "users",
    "roles",
    "customers",
    "contacts",
    "teams",
    "services",
    "customer_notes",
    "customer_important_dates",
    "communications",
    "processes",
    "process_tasks",
    "process_milestones",
    "time_entries",
    "documents",
    "process_file_transfers",
    "process_notifications",
    "pharmaceutical_products",
    "ai_chat_sessions",
    "saved_views",
    "report_schedules",
)

# Figures that the database derives (app.deriving) are no edit: an open form must not find itself outdated by them.
STAMP = """
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF new.id IS DISTINCT FROM old.id THEN
    RAISE EXCEPTION 'an id never changes' USING errcode = '23514', constraint = 'id_never_changes';
  END IF;
  IF said('deriving') IS NULL THEN
    new.version := old.version + 1;
    new.updated_at := now();
  END IF;
  RETURN new;
END $$
"""

ID_NEVER_CHANGES = """
CREATE FUNCTION id_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'an id never changes' USING errcode = '23514', constraint = 'id_never_changes';
END $$
"""

STAMP_SETTING = """
CREATE FUNCTION stamp_setting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  new.key := old.key;
  new.version := old.version + 1;
  new.updated_at := now();
  RETURN new;
END $$
"""

LINKS = ("user_roles", "user_customers", "contact_customer_assignments", "process_team")
KEPT_IDS = ("user_sessions", "document_versions")  # audited, though not edited

LINK_IS_FIXED = """
CREATE FUNCTION link_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'a link is made or removed, not changed' USING errcode = '23514', constraint = 'link_is_fixed';
END $$
"""

CUSTOMER = """
CREATE FUNCTION derive_customer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  new.inactivated_at := CASE WHEN NOT new.active THEN coalesce(new.inactivated_at, now()) END;
  new.terminated_at := CASE WHEN new.phase = 'Terminated' THEN coalesce(new.terminated_at, now()) END;
  RETURN new;
END $$
"""

PUT_AWAY = """
CREATE FUNCTION derive_put_away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  new.deleted_at := CASE WHEN NOT new.active THEN coalesce(new.deleted_at, now()) END;
  RETURN new;
END $$
"""

# An unknown parent gives '', which the foreign key refuses by name.
COPY_CUSTOMER = """
CREATE FUNCTION copy_customer_of_{parent}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  new.customer_id := coalesce((SELECT customer_id FROM {parent} WHERE id = new.{key}), '');
  RETURN new;
END $$
"""

COPIES = {
    "process_team": ("processes", "process_id"),
    "time_entries": ("services", "service_id"),
    "pharmaceutical_products": ("teams", "team_id"),
}

# Like the dates: no driver can load infinity, and one such row would break every list.
MOMENTS = """
DO $$ DECLARE t record; BEGIN
  FOR t IN
    SELECT table_name AS name, string_agg(format(
      '%I BETWEEN TIMESTAMPTZ %L AND TIMESTAMPTZ %L', column_name, '1900-01-01 00:00+00', '2199-12-31 00:00+00'
      ), ' AND ' ORDER BY ordinal_position) AS limits
    FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'timestamp with time zone' GROUP BY 1
  LOOP
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s)', t.name, 'ck_' || t.name || '_moments', t.limits);
  END LOOP;
END $$
"""

NO_MOMENTS = """
DO $$ DECLARE t record; BEGIN
  FOR t IN
    SELECT relname AS name, conname FROM pg_constraint JOIN pg_class ON conrelid = pg_class.oid
    WHERE conname = 'ck_' || relname || '_moments'
  LOOP
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', t.name, t.conname);
  END LOOP;
END $$
"""

FUNCTIONS = (
    "copy_customer_of_teams",
    "copy_customer_of_services",
    "copy_customer_of_processes",
    "derive_put_away",
    "derive_customer",
    "link_is_fixed",
    "stamp_setting",
    "id_never_changes",
    "stamp",
)


def upgrade() -> None:
    op.execute(MOMENTS)
    for function in (STAMP, ID_NEVER_CHANGES, STAMP_SETTING, LINK_IS_FIXED, CUSTOMER, PUT_AWAY):
        op.execute(function)
    for table in EDITABLE:
        op.execute(f"CREATE TRIGGER a_stamp BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION stamp()")
    op.execute("CREATE TRIGGER a_stamp BEFORE UPDATE ON app_settings FOR EACH ROW EXECUTE FUNCTION stamp_setting()")
    for table in LINKS:
        op.execute(f"CREATE TRIGGER fixed BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION link_is_fixed()")
    for table in KEPT_IDS:
        op.execute(
            f"CREATE TRIGGER a_id BEFORE UPDATE ON {table} FOR EACH ROW"
            " WHEN (new.id IS DISTINCT FROM old.id) EXECUTE FUNCTION id_never_changes()"
        )
    _before("customers", "derive_customer()")
    _before("customer_notes", "derive_put_away()")
    _before("customer_important_dates", "derive_put_away()")
    for table, (parent, key) in COPIES.items():
        op.execute(COPY_CUSTOMER.format(parent=parent, key=key))
        _before(table, f"copy_customer_of_{parent}()", f"INSERT OR UPDATE OF {key}, customer_id")


def _before(table: str, call: str, event: str = "INSERT OR UPDATE") -> None:
    op.execute(f"CREATE TRIGGER b_derive BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {call}")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}() CASCADE")
    op.execute(NO_MOMENTS)
