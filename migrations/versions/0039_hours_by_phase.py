"""Hours by day and by person are kept by the phase of their customer too, and hours by month by service.

A phase is half of all customers or so: their hours were counted one by one. Whoever writes hours holds the customer
until the end of their transaction, so that its phase cannot change in between; when it does, its hours move along.
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

RETURNS = "RETURNS TABLE (measure text, customer_id text, day date, key1 text, key2 text, amount numeric)"
OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
MONTH = "e.worked_on - extract(day FROM e.worked_on)::int + 1"

# '' is no customer's id: these are summed under '*' alone
OF_PHASE = f"""
  ('day_hours', '', e.worked_on, '', c.phase, true),
  ('person_hours', '', {MONTH}, coalesce(e.contact_id, ''), c.phase, true),
  ('person_billable', '', {MONTH}, coalesce(e.contact_id, ''), c.phase, e.billable)
"""
HOURS = f"""
CREATE OR REPLACE FUNCTION time_entries_contributions(e time_entries) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, v.customer_id, v.day, v.key1, v.key2, e.hours FROM customers c, LATERAL (VALUES
    ('logged', e.customer_id, {MONTH}, '', '', true),
    ('service_hours', e.customer_id, {MONTH}, e.service_id, '', true),
    {OF_PHASE}
  ) AS v(measure, customer_id, day, key1, key2, counts) WHERE c.id = e.customer_id AND v.counts
$$
"""
HOURS_BEFORE = f"""
CREATE OR REPLACE FUNCTION time_entries_contributions(e time_entries) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, v.customer_id, v.day, v.key1, v.key2, e.hours FROM (VALUES
    ('logged', e.customer_id, {MONTH}, '', '', true),
    ('billable', e.customer_id, {MONTH}, '', '', e.billable),
    ('day_hours', '', e.worked_on, '', '', true),
    ('person_hours', '', {MONTH}, coalesce(e.contact_id, ''), CASE WHEN e.billable THEN 'billable' ELSE '' END, true)
  ) AS v(measure, customer_id, day, key1, key2, counts) WHERE v.counts
$$
"""

# Named to come before what rolls up, which then sees the phase as it stays.
HOLD = f"""
CREATE FUNCTION hold_customers() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    PERFORM FROM customers WHERE id IN (SELECT customer_id FROM new_rows) ORDER BY id FOR SHARE;
  ELSIF tg_op = 'DELETE' THEN
    PERFORM FROM customers WHERE id IN (SELECT customer_id FROM old_rows) ORDER BY id FOR SHARE;
  ELSE
    PERFORM FROM customers WHERE id IN (SELECT customer_id FROM new_rows UNION SELECT customer_id FROM old_rows)
    ORDER BY id FOR SHARE;
  END IF;
  RETURN NULL;
END $$
"""
FOLLOW = f"""
CREATE FUNCTION hours_follow_phase() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  IF EXISTS (SELECT FROM old_rows o JOIN new_rows n USING (id) WHERE o.phase <> n.phase) THEN
    INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)
    SELECT v.measure, v.customer_id, v.day, v.key1, v.key2, sum(e.hours * c.sign)
    FROM (SELECT id, o.phase AS before, n.phase AS after FROM old_rows o JOIN new_rows n USING (id)) AS moved
    CROSS JOIN LATERAL (VALUES (before, -1), (after, 1)) AS c(phase, sign)
    JOIN time_entries e ON e.customer_id = moved.id
    CROSS JOIN LATERAL (VALUES {OF_PHASE}) AS v(measure, customer_id, day, key1, key2, counts)
    WHERE before <> after AND v.counts
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(e.hours * c.sign) <> 0;
  END IF;
  RETURN NULL;
END $$
"""
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}

STILL = """
DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('dm_crm.fold', 0));
  LOCK TABLE time_entries, services, customers IN SHARE MODE;
END $$
"""
FORGET = """
DELETE FROM {} WHERE measure IN ('billable', 'service_hours', 'day_hours', 'person_hours', 'person_billable')
"""
# What the functions above say, of entries that are summed first: there are many more of them.
BY_PHASE = f"""
INSERT INTO rollups
SELECT v.measure, whose, v.day, v.key1, v.key2, sum(e.hours)
FROM (SELECT phase, worked_on, contact_id, billable, sum(hours) AS hours
  FROM time_entries JOIN customers c ON c.id = customer_id GROUP BY 1, 2, 3, 4) AS e
CROSS JOIN LATERAL (SELECT e.phase) AS c
CROSS JOIN LATERAL (VALUES {OF_PHASE}) AS v(measure, customer_id, day, key1, key2, counts)
CROSS JOIN unnest(ARRAY['', '*']) AS whose
WHERE v.counts GROUP BY 1, 2, 3, 4, 5
"""
BY_SERVICE = f"""
INSERT INTO rollups
SELECT 'service_hours', whose, day, service_id, '', hours
FROM (SELECT customer_id, service_id, {MONTH} AS day, sum(hours) AS hours FROM time_entries e GROUP BY 1, 2, 3) AS e
CROSS JOIN LATERAL (VALUES (customer_id), ('*')) AS v(whose)
"""
AS_BEFORE = """
INSERT INTO rollups
SELECT c.measure, coalesce(c.customer_id, '*'), c.day, c.key1, c.key2, sum(c.amount)
FROM time_entries r, time_entries_contributions(r) AS c WHERE c.measure IN ('billable', 'day_hours', 'person_hours')
GROUP BY GROUPING SETS ((1, c.customer_id, 3, 4, 5), (1, 3, 4, 5))
"""


def upgrade() -> None:
    op.execute(HOURS)
    op.execute(HOLD)
    op.execute(FOLLOW)
    for event, rows in TRANSITIONS.items():
        op.execute(
            f"CREATE TRIGGER hold_customers_{event.lower()} AFTER {event} ON time_entries REFERENCING {rows}"
            " FOR EACH STATEMENT EXECUTE FUNCTION hold_customers()"
        )
    op.execute(
        f"CREATE TRIGGER hours_follow_phase AFTER UPDATE ON customers REFERENCING {TRANSITIONS['UPDATE']}"
        " FOR EACH STATEMENT EXECUTE FUNCTION hours_follow_phase()"
    )
    for function in ("hold_customers()", "hours_follow_phase()"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    _forget()
    for count in (BY_PHASE, BY_SERVICE):
        op.execute(count)


def downgrade() -> None:
    op.execute("DROP FUNCTION hours_follow_phase() CASCADE")
    op.execute("DROP FUNCTION hold_customers() CASCADE")
    op.execute(HOURS_BEFORE)
    _forget()
    op.execute(AS_BEFORE)


def _forget() -> None:
    op.execute("SET LOCAL work_mem = '256MB'")
    op.execute(STILL)
    for table in ("rollup_deltas", "rollups"):
        op.execute(FORGET.format(table))
