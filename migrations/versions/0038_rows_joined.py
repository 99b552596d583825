"""What joins the rows before and after a statement does so by hashing, however many they are.

A connection plans that join as for the first statement it ran: after a change of one record, it compared each row of a
change of thousands with each other.
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# those that join these rows with each other and with no table, where a loop over an index is what is wanted
JOINING = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype
  AND p.proname = ANY ('{audit,note_status_change,tell_customers_update,tell_processes_update,
    tell_process_tasks_update,tell_pharmaceutical_products_update}')
"""


def upgrade() -> None:
    _set("SET enable_nestloop = off")


def _set(how: str) -> None:
    for (function,) in op.get_bind().exec_driver_sql(JOINING).all():
        op.execute(f"ALTER FUNCTION {function} {how}")


def downgrade() -> None:
    _set("RESET enable_nestloop")
