"""The permission matrix as data, and the rule that an administrator always remains."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RECORDS = (
    *("customers", "contacts", "processes", "tasks", "milestones", "services", "hours", "documents"),
    *("notes", "dates", "communications", "products", "teams"),
)
KEPT = {"customers", "processes", "services", "teams", "products"}  # a Manager does not delete these
ADMINISTRATION = ("users", "roles", "sessions", "audit", "settings")

VIEWER = ["dashboards:read", "reports:read", *(f"{name}:read" for name in RECORDS)]
MANAGER = [
    *VIEWER,
    "dashboards:export",
    *(f"{name}:{action}" for name in RECORDS for action in ("create", "update", "export")),
    *(f"{name}:delete" for name in RECORDS if name not in KEPT),
    *(f"transfers:{action}" for action in ("read", "create", "update", "run")),
    *(f"notifications:{action}" for action in ("read", "create", "update")),
    *(f"reports:{action}" for action in ("create", "update", "export")),
]
ADMIN = [
    *MANAGER,
    "processes:approve",
    *(f"{name}:delete" for name in sorted(KEPT)),
    *(f"{name}:{action}" for name in ("transfers", "notifications", "reports") for action in ("delete", "export")),
    *(f"{name}:{action}" for name in ADMINISTRATION for action in ("read", "create", "update", "delete", "export")),
]

ROLES = {
    "Viewer": ("Reads dashboards, records and reports.", VIEWER),
    "Manager": ("Keeps the records, runs transfers, makes reports.", MANAGER),
    "Admin": ("Everything, including users, roles and settings.", ADMIN),
}

KEEP_ONE_ADMIN = """
CREATE FUNCTION keep_one_admin() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ BEGIN
  IF current_setting('transaction_isolation') = 'repeatable read' THEN  -- its snapshot would hide the other's change
    RAISE EXCEPTION 'administrators change at READ COMMITTED' USING errcode = '40001';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('dm_crm.last-admin', 0));
  IF NOT EXISTS (SELECT FROM roles WHERE name = 'Admin' AND permissions @> '["users:update", "roles:update"]') THEN
    RAISE EXCEPTION 'the role Admin must stay and administer' USING errcode = '23514', constraint = 'admin_role';
  ELSIF tg_table_name <> 'roles' AND NOT EXISTS (SELECT FROM users u WHERE u.is_active AND (u.role = 'Admin' OR EXISTS (
      SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name = 'Admin'))) THEN
    RAISE EXCEPTION 'at least one active Admin must remain' USING errcode = '23514', constraint = 'last_admin';
  END IF;
  RETURN NULL;
END $$
"""

WATCHED = {
    "users": "UPDATE OF role, is_active OR DELETE",
    "user_roles": "DELETE",
    "roles": "UPDATE OF name, permissions OR DELETE",
}


def upgrade() -> None:
    insert = sa.text("INSERT INTO roles (name, description, permissions) VALUES (:name, :about, CAST(:list AS jsonb))")
    for name, (about, permissions) in ROLES.items():
        values = {"name": name, "about": about, "list": json.dumps(sorted(set(permissions)))}
        op.execute(insert.bindparams(**values))
    op.execute(KEEP_ONE_ADMIN)
    for table, events in WATCHED.items():
        op.execute(
            f"CREATE CONSTRAINT TRIGGER last_admin AFTER {events} ON {table} DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION keep_one_admin()"
        )


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_one_admin() CASCADE")
    op.execute("DELETE FROM roles WHERE name IN ('Viewer', 'Manager', 'Admin')")
