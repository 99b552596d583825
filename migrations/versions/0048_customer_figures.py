"""What a customer is ranked by is kept in one row each: health, hours of the month and of the year, last communication.

A row is right unless something is appended for its customer that no fold has taken yet: who reads adds that. It holds
for one day; the first folds of a day refresh all rows, some at a time, and until then figures are counted.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

IN_CALENDAR = "{} BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'"
OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"

# The health of data/kpis/wellbeing.py without its failures, which few customers have: the order among all others.
POINTS = """
CREATE FUNCTION health_points(open_processes int, overdue int, off_track int, at_risk int, logged numeric,
  allocated numeric, elapsed float8, silent int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT 40 * coalesce(1 - (overdue + off_track + at_risk / 2.0)::float8 / nullif(open_processes, 0), 1)
    + 30 * CASE
      WHEN f.forecast > 1.1 THEN greatest(0, 1 - (f.forecast - 1.1) / 0.5)
      WHEN f.forecast < 0.6 THEN 0.5 + f.forecast / 0.6 / 2
      WHEN allocated = 0 AND logged > 0 THEN 0
      ELSE 1 END
    + 20 * CASE WHEN silent IS NULL THEN 0 ELSE greatest(0, least(1, (90 - silent) / 60.0)) END
  FROM (SELECT logged::float8 / nullif(allocated::float8, 0) / nullif(elapsed, 0)) AS f(forecast)
$$
"""

# Months are summed from the first on, so that the hours of any span of months are the difference of two of them.
REFRESH = f"""
CREATE FUNCTION refresh_customer_figures(ids text[], today date) RETURNS void LANGUAGE plpgsql {OWNERS} AS $$
DECLARE
  this_month date := date_trunc('month', today);
  last_day date := this_month + interval '1 month - 1 day';
  elapsed float8 := working_days(this_month, today)::float8 / working_days(this_month, last_day);
BEGIN
  DELETE FROM customer_figures f
  WHERE f.customer_id = ANY (ids) AND NOT EXISTS (SELECT FROM customers c WHERE c.id = f.customer_id);
  INSERT INTO customer_figures AS f
  SELECT c.id, today, c.active AND c.phase <> 'Terminated', w.open_processes, w.overdue, w.off_track, w.at_risk,
    h.logged, a.allocated, h.logged::float8 / nullif(a.allocated::float8, 0), h.year_logged, h.months_from, m.months,
    s.spoken_on, health_points(w.open_processes, w.overdue, w.off_track, w.at_risk, h.logged, a.allocated, elapsed,
      today - s.spoken_on)
  FROM customers c
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0)::int AS open_processes,
      coalesce(sum(amount) FILTER (WHERE key1 = 'Overdue'), 0)::int AS overdue,
      coalesce(sum(amount) FILTER (WHERE key1 = 'Off track'), 0)::int AS off_track,
      coalesce(sum(amount) FILTER (WHERE key1 = 'At risk'), 0)::int AS at_risk
    FROM rollups WHERE measure = 'health' AND customer_id = c.id AND day <= today) AS w
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE day = this_month), 0) AS logged,
      coalesce(sum(amount) FILTER (WHERE day BETWEEN this_month - interval '11 months' AND this_month), 0)
        AS year_logged,
      min(day) AS months_from, max(day) AS months_to
    FROM rollups WHERE measure = 'logged' AND customer_id = c.id) AS h
  CROSS JOIN LATERAL (
    SELECT array_agg(total ORDER BY month) AS months FROM (
      SELECT month, (100 * sum(coalesce(r.amount, 0)) OVER (ORDER BY month))::bigint AS total
      FROM generate_series(h.months_from, h.months_to, interval '1 month') AS month
      LEFT JOIN rollups r ON r.measure = 'logged' AND r.customer_id = c.id AND r.day = month::date) AS totals) AS m
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount * (last_day - greatest(day, this_month) + 1) / (last_day - this_month + 1)), 0)
      AS allocated
    FROM rollups WHERE measure = 'allocated' AND customer_id = c.id AND day <= last_day) AS a
  CROSS JOIN LATERAL (
    SELECT max(last.date) AS spoken_on FROM contacts p CROSS JOIN LATERAL (
      SELECT date FROM communications WHERE contact_id = p.id ORDER BY date DESC LIMIT 1) AS last
    WHERE p.customer_id = c.id) AS s
  WHERE c.id = ANY (ids)
  ON CONFLICT (customer_id) DO UPDATE SET ({{columns}}) = ({{new}});
END $$
"""

# Fires with each fold, also of nothing. {MOST} at once, so that no fold takes long.
MOST = 2000
KEEP = f"""
CREATE FUNCTION keep_customer_figures() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$
DECLARE
  today date := reporting_day(now());
  changed text[] := ARRAY(SELECT DISTINCT customer_id FROM old_rows WHERE customer_id <> ''
    AND measure IN ('health', 'logged', 'allocated', 'active_customers', 'spoken'));
BEGIN
  IF cardinality(changed) <= {MOST} AND today = (SELECT day FROM figures_kept) THEN
    PERFORM refresh_customer_figures(changed, today);
    RETURN NULL;
  END IF;
  UPDATE customer_figures SET day = '1900-01-01' WHERE customer_id = ANY (changed);
  changed := ARRAY(SELECT id FROM customers c LEFT JOIN customer_figures f ON f.customer_id = c.id
    WHERE f.day IS DISTINCT FROM today LIMIT {MOST});
  PERFORM refresh_customer_figures(changed, today);
  UPDATE figures_kept SET day = CASE WHEN cardinality(changed) < {MOST} THEN today ELSE '1900-01-01' END;
  RETURN NULL;
END $$
"""
FORGET = f"""
CREATE FUNCTION forget_customer_figures() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  UPDATE customer_figures SET day = '1900-01-01';
  UPDATE figures_kept SET day = '1900-01-01';
  RETURN NULL;
END $$
"""

# Says only whom to look at again: the latest day is no sum. A contact does not change its customer meanwhile.
SPOKEN = f"""
CREATE FUNCTION note_spoken() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$
DECLARE
  before text := CASE WHEN tg_op <> 'INSERT' THEN 'SELECT %1$I FROM old_rows' ELSE 'SELECT NULL' END;
  after text := CASE WHEN tg_op <> 'DELETE' THEN 'SELECT %1$I FROM new_rows' ELSE 'SELECT NULL' END;
  touched text := format(before || ' UNION ' || after, tg_argv[0]);
BEGIN
  IF tg_argv[0] = 'contact_id' THEN
    EXECUTE 'SELECT count(*) FROM (SELECT FROM contacts WHERE id IN (' || touched || ') ORDER BY id FOR SHARE) AS held';
    touched := 'SELECT customer_id FROM contacts WHERE id IN (' || touched || ')';
  ELSIF tg_op = 'UPDATE' THEN
    touched := 'SELECT unnest(ARRAY[o.customer_id, n.customer_id]) FROM old_rows o JOIN new_rows n USING (id)'
      ' WHERE o.customer_id IS DISTINCT FROM n.customer_id';
  END IF;
  EXECUTE 'INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)'
    ' SELECT DISTINCT ''spoken'', customer_id, DATE ''1900-01-01'', '''', '''', 0'
    ' FROM (' || touched || ') AS t(customer_id) WHERE customer_id IS NOT NULL';
  RETURN NULL;
END $$
"""
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
NOTED = (("communications", "contact_id", tuple(TRANSITIONS)), ("contacts", "customer_id", ("UPDATE", "DELETE")))
FUNCTIONS = ("keep_customer_figures()", "forget_customer_figures()", "note_spoken()")


def upgrade() -> None:
    names = [column.name for column in _figures().columns]
    op.execute(POINTS)
    new = ", ".join(f"excluded.{name}" for name in names)
    op.execute(REFRESH.format(columns=", ".join(names), new=new))
    for function in (KEEP, FORGET, SPOKEN):
        op.execute(function)
    for function in (*FUNCTIONS, "refresh_customer_figures(text[], date)"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    _triggers()
    op.execute("SELECT refresh_customer_figures(ARRAY(SELECT id FROM customers), reporting_day(now()))")
    op.execute("UPDATE figures_kept SET day = reporting_day(now())")
    op.drop_index("ix_rollups_largest", "rollups")
    op.create_index("ix_transfer_runs_failed", "transfer_runs", ["scheduled_for"], postgresql_where="status = 'failed'")


def _figures() -> sa.Table:
    op.execute("CREATE TABLE figures_kept (only_row boolean NOT NULL DEFAULT true, day date NOT NULL)")
    op.create_primary_key("pk_figures_kept", "figures_kept", ["only_row"])
    op.create_check_constraint("only_row", "figures_kept", "only_row")
    op.create_check_constraint("day_range", "figures_kept", IN_CALENDAR.format("day"))
    op.execute("INSERT INTO figures_kept (day) VALUES ('1900-01-01')")
    op.execute("GRANT SELECT ON figures_kept TO dm_crm_app")
    counts = ("open_processes", "overdue", "off_track", "at_risk")
    table = op.create_table(
        "customer_figures",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("logged", sa.Numeric(), nullable=False),
        sa.Column("allocated", sa.Numeric(), nullable=False),
        sa.Column("used", sa.Double(), nullable=True),
        sa.Column("year_logged", sa.Numeric(), nullable=False),
        sa.Column("months_from", sa.Date(), nullable=True),
        sa.Column("months", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("spoken_on", sa.Date(), nullable=True),
        sa.Column("points", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
        *(
            sa.CheckConstraint(IN_CALENDAR.format(day), name=f"{day}_range")
            for day in ("day", "months_from", "spoken_on")
        ),
    )
    order = ["points", sa.text("open_processes DESC"), "customer_id"]
    op.create_index("ix_customer_figures_points", "customer_figures", order, postgresql_where="is_present")
    op.create_index("ix_customer_figures_used", "customer_figures", ["used", "customer_id"])
    op.create_index("ix_customer_figures_year_logged", "customer_figures", ["year_logged", "customer_id"])
    op.execute("ALTER TABLE customer_figures ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY customer_scope ON customer_figures TO dm_crm_app USING ((SELECT said('scope')) = '*'"
        " OR customer_id IN (SELECT unnest(string_to_array(said('scope'), ','))))"
    )
    op.execute("GRANT SELECT ON customer_figures TO dm_crm_app")
    return table


def _triggers() -> None:
    after = "CREATE TRIGGER {} AFTER {} ON {} REFERENCING {} FOR EACH STATEMENT EXECUTE FUNCTION {}"
    taken = ("DELETE", "rollup_deltas", TRANSITIONS["DELETE"])
    op.execute(after.format("keep_customers", *taken, "keep_customer_figures()"))
    op.execute(
        "CREATE TRIGGER forget_customers AFTER DELETE ON rollups"
        " FOR EACH STATEMENT EXECUTE FUNCTION forget_customer_figures()"
    )
    for table, column, events in NOTED:
        for event in events:
            note = f"note_spoken('{column}')"
            op.execute(after.format(f"spoken_{event.lower()}", event, table, TRANSITIONS[event], note))


def downgrade() -> None:
    op.drop_index("ix_transfer_runs_failed", "transfer_runs")
    op.execute("CREATE INDEX ix_rollups_largest ON rollups (measure, day, amount DESC) WHERE measure = 'logged'")
    op.execute("DELETE FROM rollup_deltas WHERE measure = 'spoken'")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function} CASCADE")
    op.execute("DROP FUNCTION refresh_customer_figures(text[], date)")
    op.drop_table("customer_figures")
    op.drop_table("figures_kept")
    op.execute("DROP FUNCTION health_points(int, int, int, int, numeric, numeric, float8, int)")
