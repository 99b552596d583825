"""What triggers do with the owner's rights only triggers may do; who writes hours keeps nobody from a customer's name.

A function that writes what the application cannot would write it for any table that the application makes for it. And
only a change of phase has to wait for hours that are being written, so only that takes a lock which they stand against.
"""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
CLOSE = """
DO $$ DECLARE function regprocedure; BEGIN
  FOR function IN SELECT oid FROM pg_proc
    WHERE prosecdef AND prorettype = 'trigger'::regtype AND pronamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function);
  END LOOP;
END $$
"""
HOLD = """
CREATE OR REPLACE FUNCTION hold_customers() RETURNS trigger LANGUAGE plpgsql {owners} AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    PERFORM FROM customers WHERE id IN (SELECT customer_id FROM new_rows) ORDER BY id FOR {lock};
  ELSIF tg_op = 'DELETE' THEN
    PERFORM FROM customers WHERE id IN (SELECT customer_id FROM old_rows) ORDER BY id FOR {lock};
  ELSE
    PERFORM FROM customers WHERE id IN (SELECT customer_id FROM new_rows UNION SELECT customer_id FROM old_rows)
    ORDER BY id FOR {lock};
  END IF;
  RETURN NULL;
END $$
"""
AWAIT = f"""
CREATE FUNCTION await_hours() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  PERFORM FROM customers WHERE id = old.id FOR UPDATE;
  RETURN new;
END $$
"""
AWAITED = """
CREATE TRIGGER await_hours BEFORE UPDATE OF phase ON customers FOR EACH ROW
WHEN (old.phase IS DISTINCT FROM new.phase) EXECUTE FUNCTION await_hours()
"""


def upgrade() -> None:
    op.execute(AWAIT)
    op.execute(AWAITED)
    op.execute(HOLD.format(owners=OWNERS, lock="KEY SHARE"))
    op.execute(CLOSE)


def downgrade() -> None:  # what is closed stays closed
    op.execute(HOLD.format(owners=OWNERS, lock="SHARE"))
    op.execute("DROP FUNCTION await_hours() CASCADE")
