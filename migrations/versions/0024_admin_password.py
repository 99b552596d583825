"""An administrator who was invited and has no password yet cannot be the last one."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEEP_ONE_ADMIN = """
CREATE OR REPLACE FUNCTION keep_one_admin() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ BEGIN
  IF current_setting('transaction_isolation') = 'repeatable read' THEN  -- its snapshot would hide the other's change
    RAISE EXCEPTION 'administrators change at READ COMMITTED' USING errcode = '40001';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('dm_crm.last-admin', 0));
  IF NOT EXISTS (SELECT FROM roles WHERE name = 'Admin' AND permissions @> '["users:update", "roles:update"]') THEN
    RAISE EXCEPTION 'the role Admin must stay and administer' USING errcode = '23514', constraint = 'admin_role';
  ELSIF tg_table_name <> 'roles' AND NOT EXISTS (SELECT FROM users u WHERE u.is_active{who} AND (u.role = 'Admin' OR
      EXISTS (
      SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name = 'Admin'))) THEN
    RAISE EXCEPTION 'at least one active Admin must remain' USING errcode = '23514', constraint = 'last_admin';
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(KEEP_ONE_ADMIN.format(who=" AND u.password_hash IS NOT NULL"))
    op.execute(
        "CREATE CONSTRAINT TRIGGER last_admin_password AFTER UPDATE OF password_hash ON users"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " WHEN (OLD.password_hash IS NOT NULL AND NEW.password_hash IS NULL) EXECUTE FUNCTION keep_one_admin()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER last_admin_password ON users")
    op.execute(KEEP_ONE_ADMIN.format(who=""))
