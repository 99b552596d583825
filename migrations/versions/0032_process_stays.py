"""How long each process was in each state of its flow, kept by triggers; distributions and flow are rolled up from it.

A process is Not Started until it is first In Progress, then in its stage, and Completed when it was last completed.
What a stay contributes belongs to no customer (''): a customer's own figures are few and counted from the stays, and
a distribution by customer would have as many rows as there is work.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
DAY = "TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2199-12-31 00:00+00'"
MOMENTS = ("since", "until", "process_created_at", "process_started_at")

WHOLE_DAYS = """
CREATE FUNCTION whole_days(earlier timestamptz, later timestamptz) RETURNS int LANGUAGE sql IMMUTABLE
RETURN round(extract(epoch FROM later - earlier) / 86400)::int
"""

# A stage is timed over all its visits, at the end of the last; not where one began before the process was entered here,
# because nobody knows where it had been. A return is marked at its latest, so each process has one.
DERIVED = """
WITH p AS (
  SELECT id, customer_id, sdlc_stage, created_at, started_at, completed_at FROM processes {these_processes}
), changes AS (
  SELECT resource_id AS id, old_value, new_value, changed_at,
    row_number() OVER (PARTITION BY resource_id ORDER BY changed_at, id) AS n
  FROM status_changes WHERE resource_type = 'processes' AND field = 'sdlc_stage' {these_changes}
), points AS (
  SELECT p.id, coalesce(c.old_value, p.sdlc_stage) AS stage, NULL::timestamptz AS at, 0 AS n
  FROM p LEFT JOIN changes c ON c.id = p.id AND c.n = 1
  UNION ALL SELECT id, new_value, changed_at, n FROM changes
), spans AS (
  SELECT id, stage, n, at, lead(at) OVER (PARTITION BY id ORDER BY n) AS next FROM points
), visits AS (
  SELECT p.id, stage, n, greatest(at, started_at) AS since, least(next, completed_at) AS until,
    greatest(at, started_at) < created_at AS assumed,
    array_position('{{Requirements,Design,Development,Testing,Deployment,Maintenance}}', stage) AS place
  FROM spans JOIN p USING (id)
  WHERE started_at IS NOT NULL
    AND greatest(at, started_at) < coalesce(least(next, completed_at), 'infinity')
), judged AS (
  SELECT *, coalesce(place < lag(place) OVER (PARTITION BY id ORDER BY n), false) AS came_back FROM visits
), stays AS (
  SELECT id, stage AS state, since, until,
    came_back AND n = max(n) FILTER (WHERE came_back) OVER stage_of AS is_return,
    CASE WHEN until IS NOT NULL AND n = max(n) OVER stage_of AND NOT bool_or(assumed) OVER stage_of
      THEN round(sum(extract(epoch FROM until - since)) OVER stage_of / 86400)::int END AS days
  FROM judged WINDOW stage_of AS (PARTITION BY id, stage)
  UNION ALL
  SELECT id, 'Not Started', created_at, coalesce(started_at, completed_at), false, NULL FROM p
  WHERE created_at < coalesce(started_at, completed_at, 'infinity')
  UNION ALL
  SELECT id, 'Completed', completed_at, NULL, false, NULL FROM p WHERE completed_at IS NOT NULL
), derived AS MATERIALIZED (
  SELECT id AS process_id, row_number() OVER (PARTITION BY id ORDER BY since, until) AS number, customer_id, state,
    since, until, is_return, days, created_at AS process_created_at, started_at AS process_started_at
  FROM stays JOIN p USING (id)
), gone AS (
  DELETE FROM process_stays s WHERE {these_stays}
    NOT EXISTS (SELECT FROM derived d WHERE (d.process_id, d.number) = (s.process_id, s.number))
)
INSERT INTO process_stays AS s (process_id, number, customer_id, state, since, until, is_return, days,
  process_created_at, process_started_at)
SELECT process_id, number, customer_id, state, since, until, is_return, days, process_created_at, process_started_at
FROM derived
ON CONFLICT (process_id, number) DO UPDATE SET customer_id = excluded.customer_id, state = excluded.state,
  since = excluded.since, until = excluded.until, is_return = excluded.is_return, days = excluded.days,
  process_created_at = excluded.process_created_at, process_started_at = excluded.process_started_at
WHERE (s.*) IS DISTINCT FROM (excluded.*)
"""
SOME = DERIVED.format(
    these_processes="WHERE id = ANY (ids)",
    these_changes="AND resource_id = ANY (ids)",
    these_stays="s.process_id = ANY (ids) AND",
)
ALL = DERIVED.format(these_processes="", these_changes="", these_stays="")

REFRESH = f"""
CREATE FUNCTION refresh_stays(ids text[]) RETURNS void LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
{SOME};
END $$
"""

INSERTED = f"""
CREATE FUNCTION stays_of_inserted() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  PERFORM refresh_stays(ARRAY(SELECT id FROM new_rows));
  RETURN NULL;
END $$
"""

UPDATED = f"""
CREATE FUNCTION stays_of_updated() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ DECLARE touched text[]; BEGIN
  touched := ARRAY(SELECT id FROM old_rows o JOIN new_rows n USING (id)
    WHERE (o.sdlc_stage, o.customer_id, o.created_at, o.started_at, o.completed_at)
      IS DISTINCT FROM (n.sdlc_stage, n.customer_id, n.created_at, n.started_at, n.completed_at));
  IF cardinality(touched) > 0 THEN PERFORM refresh_stays(touched); END IF;
  RETURN NULL;
END $$
"""

# A stay counts from the day it begins until the day it ends; finished work counts in the week it was completed. The
# zone is asked for once in a statement, which `reporting_day` would do for each moment: this is twenty times as fast.
ZONE = "AT TIME ZONE (SELECT reporting_zone())"
DAY_OF, WEEK_OF = f"(s.{{}} {ZONE})::date", f"date_trunc('week', s.{{}} {ZONE})::date"
SINCE, UNTIL = WEEK_OF.format("since"), WEEK_OF.format("until")
CONTRIBUTIONS = f"""
CREATE FUNCTION process_stays_contributions(s process_stays)
RETURNS TABLE (measure text, customer_id text, day date, key1 text, key2 text, amount numeric)
LANGUAGE sql STABLE AS $$
  SELECT v.measure, '', v.day, s.state, v.key2, v.amount FROM (VALUES
    ('flow', {DAY_OF.format("since")}, '', 1::numeric),
    ('flow', {DAY_OF.format("until")}, '', CASE WHEN s.until IS NOT NULL THEN -1 END),
    ('flow_stage_days', {UNTIL}, s.days::text, CASE WHEN s.days IS NOT NULL THEN 1 END),
    ('flow_returns', {SINCE}, '', CASE WHEN s.is_return THEN 1 END),
    ('flow_cycle_days', {SINCE}, whole_days(s.process_started_at, s.since)::text,
      CASE WHEN s.state = 'Completed' AND s.process_started_at IS NOT NULL THEN 1 END),
    ('flow_lead_days', {SINCE}, whole_days(s.process_created_at, s.since)::text,
      CASE WHEN s.state = 'Completed' AND s.process_created_at <= s.since THEN 1 END),
    ('flow_finished', {SINCE}, '', CASE WHEN s.state = 'Completed' THEN 1 END),
    ('flow_ages', {DAY_OF.format("process_started_at")}, '',
      CASE WHEN s.until IS NULL AND s.state NOT IN ('Not Started', 'Completed') THEN 1 END)
  ) AS v(measure, day, key2, amount) WHERE v.amount IS NOT NULL
$$
"""

REBUILD = """
CREATE OR REPLACE FUNCTION rebuild_rollups() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE source text; BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('dm_crm.fold', 0));
  -- in the order in which writers take them, a task before its process, so as not to deadlock
  LOCK TABLE process_tasks, processes, time_entries, services, customers, pharmaceutical_products IN SHARE MODE;
{stays}
  DELETE FROM rollup_deltas;
  DELETE FROM rollups;
  FOREACH source IN ARRAY ARRAY['customers', 'processes', 'process_tasks', 'time_entries', 'pharmaceutical_products'
    {more}]
  LOOP
    EXECUTE format('INSERT INTO rollups SELECT c.measure, coalesce(c.customer_id, ''*''), c.day, c.key1, c.key2,'
      ' sum(c.amount) FROM %I r, %I(r) AS c'
      ' GROUP BY GROUPING SETS ((1, c.customer_id, 3, 4, 5), (1, 3, 4, 5)) HAVING sum(c.amount) <> 0',
      source, source || '_contributions');
  END LOOP;
END $$
"""
# All stays anew, for rows that came by another way than the triggers; what they add up to is counted right after.
ALL_STAYS = f"""
  PERFORM set_config('app.rebuilding', 'on', true);
  {ALL};
  PERFORM set_config('app.rebuilding', '', true);
"""
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
FUNCTIONS = (WHOLE_DAYS, REFRESH, INSERTED, UPDATED, CONTRIBUTIONS)


def upgrade() -> None:
    _table()
    for function in FUNCTIONS:
        op.execute(function)
    for owners in ("refresh_stays(text[])", "stays_of_inserted()", "stays_of_updated()"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {owners} FROM PUBLIC")
    op.execute(REBUILD.format(stays=ALL_STAYS, more=", 'process_stays'"))
    op.execute("SELECT rebuild_rollups()")
    for event, function in (("INSERT", "stays_of_inserted"), ("UPDATE", "stays_of_updated")):
        op.execute(
            f"CREATE TRIGGER stays_{event.lower()} AFTER {event} ON processes REFERENCING {TRANSITIONS[event]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    for event, rows in TRANSITIONS.items():
        op.execute(
            f"CREATE TRIGGER rollup_{event.lower()} AFTER {event} ON process_stays REFERENCING {rows}"
            " FOR EACH STATEMENT WHEN (said('rebuilding') IS NULL) EXECUTE FUNCTION roll_up()"
        )


def _table() -> None:
    moments = " AND ".join(f"{name} BETWEEN {DAY}" for name in MOMENTS)
    op.create_table(
        "process_stays",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_return", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("process_created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("process_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(moments, name="moments"),
        sa.ForeignKeyConstraint(["process_id"], ["processes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("process_id", "number"),
    )
    op.create_index(op.f("ix_process_stays_customer_id"), "process_stays", ["customer_id"])
    op.create_index("ix_process_stays_since", "process_stays", ["since"], postgresql_where="state = 'Completed'")
    op.create_index("ix_process_stays_until", "process_stays", ["until"], postgresql_where="days IS NOT NULL")
    op.execute("ALTER TABLE process_stays ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY customer_scope ON process_stays TO dm_crm_app USING ((SELECT said('scope')) = '*'"
        " OR customer_id IN (SELECT unnest(string_to_array(said('scope'), ','))))"
    )
    op.execute("GRANT SELECT ON process_stays TO dm_crm_app")


def downgrade() -> None:
    op.execute(REBUILD.format(stays="", more=""))
    for function in ("stays_of_inserted()", "stays_of_updated()"):
        op.execute(f"DROP FUNCTION {function} CASCADE")
    for function in ("refresh_stays(text[])", "process_stays_contributions(process_stays)"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("process_stays")
    op.execute("DROP FUNCTION whole_days(timestamptz, timestamptz)")
    op.execute("DELETE FROM rollups WHERE measure LIKE 'flow%'")
    op.execute("DELETE FROM rollup_deltas WHERE measure LIKE 'flow%'")
