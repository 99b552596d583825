"""Hours by day and by person, and what is left to do by due date, are kept for all customers together.

By day or person and customer they would be as many as the entries themselves; nobody's, they are few. What a customer's
own figures need is read from its records, by an index.
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

RETURNS = "RETURNS TABLE (measure text, customer_id text, day date, key1 text, key2 text, amount numeric)"
MONTH = "e.worked_on - extract(day FROM e.worked_on)::int + 1"

# '' is no customer's id: these are summed under '*' alone
HOURS = f"""
CREATE OR REPLACE FUNCTION time_entries_contributions(e time_entries) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, v.customer_id, v.day, v.key1, v.key2, e.hours FROM (VALUES
    ('logged', e.customer_id, {MONTH}, '', '', true),
    ('billable', e.customer_id, {MONTH}, '', '', e.billable),
    ('day_hours', '', e.worked_on, '', '', true),
    ('person_hours', '', {MONTH}, coalesce(e.contact_id, ''), CASE WHEN e.billable THEN 'billable' ELSE '' END, true)
  ) AS v(measure, customer_id, day, key1, key2, counts) WHERE v.counts
$$
"""
HOURS_BEFORE = f"""
CREATE OR REPLACE FUNCTION time_entries_contributions(e time_entries) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, e.customer_id, {MONTH}, '', '', e.hours
  FROM (VALUES ('logged', true), ('billable', e.billable)) AS v(measure, counts) WHERE v.counts
$$
"""

# What is said of a process in 0015, unchanged, stands beside what is left to do of it.
LOAD = f"""
CREATE FUNCTION load_contributions(p processes) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT 'load', '', p.due_date, v.key1, '', v.amount FROM (VALUES
    ('hours', p.estimate * (100 - p.progress) / 100.0), ('processes', 1)
  ) AS v(key1, amount)
  WHERE p.status <> 'Completed' AND p.due_date IS NOT NULL AND p.estimate > 0 AND p.progress < 100
$$
"""
PROCESSES = f"""
CREATE FUNCTION processes_contributions(p processes) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT * FROM standing_contributions(p) UNION ALL SELECT * FROM load_contributions(p)
$$
"""


def upgrade() -> None:
    op.execute(HOURS)
    op.execute("ALTER FUNCTION processes_contributions(processes) RENAME TO standing_contributions")
    op.execute(LOAD)
    op.execute(PROCESSES)
    # the services that grant the most; and when somebody at a customer was last spoken with, without reading the notes
    op.execute("CREATE INDEX ix_services_monthly_hours_id ON services (monthly_hours, id)")
    op.execute("CREATE INDEX ix_communications_contact_id_date ON communications (contact_id, date)")
    op.execute("SELECT rebuild_rollups()")


def downgrade() -> None:
    op.execute("DROP INDEX ix_communications_contact_id_date")
    op.execute("DROP INDEX ix_services_monthly_hours_id")
    op.execute("DROP FUNCTION processes_contributions(processes)")
    op.execute("DROP FUNCTION load_contributions(processes)")
    op.execute("ALTER FUNCTION standing_contributions(processes) RENAME TO processes_contributions")
    op.execute(HOURS_BEFORE)
    op.execute("SELECT rebuild_rollups()")
