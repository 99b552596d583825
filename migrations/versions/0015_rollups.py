"""Aggregates are kept: triggers append what a statement changed, a worker folds it, a read adds what is unfolded.

What one row contributes is said once, in `<table>_contributions(row)`. A trigger appends the contributions of the new
rows less those of the old; a rebuild sums them over the whole table. A measure with a `day` is a movement: the value
on a date is the sum of all movements up to it. 1900-01-01 stands for "always".
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RETURNS = "RETURNS TABLE (measure text, customer_id text, day date, key1 text, key2 text, amount numeric)"

CUSTOMERS = f"""
CREATE FUNCTION customers_contributions(c customers) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, c.id, v.day, '', '', v.amount FROM (VALUES
    ('active_customers', reporting_day(c.created_at), 1::numeric),
    ('active_customers',
      greatest(reporting_day(c.created_at), reporting_day(least(c.inactivated_at, c.terminated_at))), -1)
  ) AS v(measure, day, amount)
  WHERE v.amount > 0 OR c.inactivated_at IS NOT NULL OR c.terminated_at IS NOT NULL
  UNION ALL
  SELECT a.measure, a.customer_id, a.day, '', '', a.amount
  FROM services s, LATERAL allowance(s, c) AS a WHERE s.customer_id = c.id
$$
"""

# A service's hours count on every day of its customer's contract, until the customer is made inactive.
ALLOWANCE = f"""
CREATE FUNCTION allowance(s services, c customers) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT 'allocated', c.id, v.day, '', '', v.amount FROM (VALUES
    (coalesce(c.contract_start_date, DATE '1900-01-01'), s.monthly_hours::numeric),
    (greatest(coalesce(c.contract_start_date, DATE '1900-01-01'),
      least(c.contract_end_date + 1, reporting_day(c.inactivated_at))), -s.monthly_hours)
  ) AS v(day, amount)
  WHERE s.monthly_hours > 0 AND (v.amount > 0 OR c.contract_end_date IS NOT NULL OR c.inactivated_at IS NOT NULL)
$$
"""

SERVICES = f"""
CREATE FUNCTION services_contributions(s services) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT a.* FROM customers c, LATERAL allowance(s, c) AS a WHERE c.id = s.customer_id
$$
"""

# An open process moves from health to health on days that are known beforehand, as long as its progress stays.
PROCESSES = f"""
CREATE FUNCTION processes_contributions(p processes) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, p.customer_id, v.day, v.key1, v.key2, v.amount FROM (VALUES
    ('processes', DATE '1900-01-01', p.status, p.sdlc_stage, 1::numeric),
    ('progress', DATE '1900-01-01', p.status, p.sdlc_stage, p.progress),
    ('estimate', DATE '1900-01-01', p.status, p.sdlc_stage, p.estimate),
    ('weighted_progress', DATE '1900-01-01', p.status, p.sdlc_stage, p.estimate::numeric * p.progress),
    ('open_processes', reporting_day(p.created_at), '', '', 1),
    ('open_processes', greatest(reporting_day(p.created_at), reporting_day(p.completed_at)), '', '',
      CASE WHEN p.completed_at IS NOT NULL THEN -1 END)
  ) AS v(measure, day, key1, key2, amount) WHERE v.amount <> 0
  UNION ALL
  SELECT 'health', p.customer_id, v.day, v.key1, '', v.amount
  FROM (SELECT p.due_date + 1, p.start_date IS NOT NULL AND p.due_date IS NOT NULL) AS late(day, planned),
  LATERAL (VALUES
    ('On track', DATE '1900-01-01', CASE WHEN planned THEN 1::numeric END),
    ('On track', coalesce(p.at_risk_from, late.day), CASE WHEN planned THEN -1 END),
    ('At risk', p.at_risk_from, 1),
    ('At risk', CASE WHEN p.at_risk_from IS NOT NULL THEN coalesce(p.off_track_from, late.day) END, -1),
    ('Off track', p.off_track_from, 1),
    ('Off track', CASE WHEN p.off_track_from IS NOT NULL THEN late.day END, -1),
    ('No plan', DATE '1900-01-01', CASE WHEN NOT planned THEN 1 END),
    ('No plan', late.day, CASE WHEN NOT planned THEN -1 END),
    ('Overdue', late.day, 1)
  ) AS v(key1, day, amount)
  WHERE p.status <> 'Completed' AND v.day IS NOT NULL AND v.amount IS NOT NULL
$$
"""

TASKS = f"""
CREATE FUNCTION process_tasks_contributions(t process_tasks) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT 'overdue_tasks', t.customer_id, v.day, '', '', v.amount FROM (VALUES
    (t.due_date + 1, 1::numeric),
    (t.completed_date, -1)
  ) AS v(day, amount)
  WHERE v.day IS NOT NULL AND (t.completed_date IS NULL OR t.completed_date > t.due_date) AND t.due_date IS NOT NULL
$$
"""

HOURS = f"""
CREATE FUNCTION time_entries_contributions(e time_entries) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT v.measure, e.customer_id, e.worked_on - extract(day FROM e.worked_on)::int + 1, '', '', e.hours
  FROM (VALUES ('logged', true), ('billable', e.billable)) AS v(measure, counts) WHERE v.counts
$$
"""

PRODUCTS = f"""
CREATE FUNCTION pharmaceutical_products_contributions(p pharmaceutical_products) {RETURNS} LANGUAGE sql STABLE AS $$
  SELECT 'products', p.customer_id, DATE '1900-01-01', p.regulatory_status, p.therapeutic_area, 1::numeric
$$
"""

TABLES = ("customers", "services", "processes", "process_tasks", "time_entries", "pharmaceutical_products")

# Two writers who change a contract and one of its services must see each other: the share lock makes the later wait.
ROLL_UP = """
CREATE FUNCTION roll_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gained text := 'SELECT c.* FROM new_rows r, %1$I(r) AS c';
  lost text := 'SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, -c.amount AS amount'
    ' FROM old_rows r, %1$I(r) AS c';
  moved text;
BEGIN
  moved := CASE tg_op WHEN 'INSERT' THEN gained WHEN 'DELETE' THEN lost ELSE gained || ' UNION ALL ' || lost END;
  IF tg_table_name = 'services' THEN
    EXECUTE 'SELECT count(*) FROM (SELECT FROM customers WHERE id IN (' || CASE tg_op
      WHEN 'INSERT' THEN 'SELECT customer_id FROM new_rows'
      WHEN 'DELETE' THEN 'SELECT customer_id FROM old_rows'
      ELSE 'SELECT customer_id FROM new_rows UNION SELECT customer_id FROM old_rows'
      END || ') ORDER BY id FOR SHARE) AS locked';
  END IF;
  EXECUTE format('INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)'
    ' SELECT measure, customer_id, day, key1, key2, sum(amount) FROM (' || moved || ') AS m'
    ' GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0', tg_table_name || '_contributions');
  RETURN NULL;
END $$
"""

CURRENT = """
CREATE VIEW current_rollups AS
  SELECT measure, customer_id, day, key1, key2, amount FROM rollups
  UNION ALL SELECT measure, customer_id, day, key1, key2, amount FROM rollup_deltas
  UNION ALL SELECT measure, '*', day, key1, key2, amount FROM rollup_deltas
"""

# No more at once than a statement has time for, or a large import would never be folded.
FOLD = """
CREATE FUNCTION fold_rollups(most int DEFAULT 500000) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ DECLARE folded bigint; BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('dm_crm.fold', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM rollup_deltas
    WHERE id <= (SELECT max(id) FROM (SELECT id FROM rollup_deltas ORDER BY id LIMIT most) AS oldest)
    RETURNING measure, customer_id, day, key1, key2, amount),
  summed AS (
    SELECT measure, coalesce(customer_id, '*') AS customer_id, day, key1, key2, sum(amount) AS amount
    FROM taken GROUP BY GROUPING SETS ((measure, customer_id, day, key1, key2), (measure, day, key1, key2))
    HAVING sum(amount) <> 0),
  merged AS (
    INSERT INTO rollups AS r SELECT * FROM summed
    ON CONFLICT (measure, customer_id, day, key1, key2) DO UPDATE SET amount = r.amount + excluded.amount)
  SELECT count(*) INTO folded FROM taken;
  RETURN folded;
END $$
"""

REBUILD = """
CREATE FUNCTION rebuild_rollups() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE source text; BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('dm_crm.fold', 0));
  -- in the order in which writers take them, a task before its process, so as not to deadlock
  LOCK TABLE process_tasks, processes, time_entries, services, customers, pharmaceutical_products IN SHARE MODE;
  DELETE FROM rollup_deltas;
  DELETE FROM rollups;
  FOREACH source IN ARRAY ARRAY['customers', 'processes', 'process_tasks', 'time_entries', 'pharmaceutical_products']
  LOOP
    EXECUTE format('INSERT INTO rollups SELECT c.measure, coalesce(c.customer_id, ''*''), c.day, c.key1, c.key2,'
      ' sum(c.amount) FROM %I r, %I(r) AS c'
      ' GROUP BY GROUPING SETS ((1, c.customer_id, 3, 4, 5), (1, 3, 4, 5)) HAVING sum(c.amount) <> 0',
      source, source || '_contributions');
  END LOOP;
END $$
"""

# Which day a moment falls on depends on the zone: what was kept is counted anew when it changes.
ZONE = """
CREATE FUNCTION reporting_zone_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
  IF 'reporting_time_zone' IN (new.key, old.key) AND new.value IS DISTINCT FROM old.value THEN
    IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = reporting_zone()) THEN
      RAISE EXCEPTION 'there is no time zone %', reporting_zone()
        USING errcode = '23514', constraint = 'reporting_time_zone_exists', table = 'app_settings', column = 'value';
    END IF;
    PERFORM rebuild_rollups();
  END IF;
  RETURN NULL;
END $$
"""

CONTRIBUTIONS = {
    "pharmaceutical_products_contributions": "pharmaceutical_products",
    "time_entries_contributions": "time_entries",
    "process_tasks_contributions": "process_tasks",
    "processes_contributions": "processes",
    "services_contributions": "services",
    "customers_contributions": "customers",
    "allowance": "services, customers",
}


def upgrade() -> None:
    for function in (
        ALLOWANCE,
        CUSTOMERS,
        SERVICES,
        PROCESSES,
        TASKS,
        HOURS,
        PRODUCTS,
        ROLL_UP,
        CURRENT,
        FOLD,
        REBUILD,
        ZONE,
    ):
        op.execute(function)
    for table in TABLES:
        after = f"CREATE TRIGGER rollup_{{0}} AFTER {{0}} ON {table} REFERENCING {{1}}"
        after += " FOR EACH STATEMENT EXECUTE FUNCTION roll_up()"
        op.execute(after.format("INSERT", "NEW TABLE AS new_rows"))
        op.execute(after.format("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"))
        op.execute(after.format("DELETE", "OLD TABLE AS old_rows"))
    op.execute(
        "CREATE TRIGGER reporting_zone AFTER INSERT OR UPDATE OR DELETE ON app_settings"
        " FOR EACH ROW EXECUTE FUNCTION reporting_zone_changed()"
    )
    # the largest accounts of a month, without reading all accounts
    op.execute("CREATE INDEX ix_rollups_largest ON rollups (measure, day, amount DESC) WHERE measure = 'logged'")
    op.execute("SELECT rebuild_rollups()")  # what was there before


def downgrade() -> None:
    op.execute("DROP INDEX ix_rollups_largest")
    op.execute("DROP FUNCTION reporting_zone_changed() CASCADE")
    op.execute("DROP FUNCTION rebuild_rollups()")
    op.execute("DROP FUNCTION fold_rollups(int)")
    op.execute("DROP VIEW current_rollups")
    op.execute("DROP FUNCTION roll_up() CASCADE")
    for function, arguments in CONTRIBUTIONS.items():
        op.execute(f"DROP FUNCTION {function}({arguments})")
