"""What follows from a change is found without comparing row with row, and what each row asks costs it less.

The days from which a process is behind were asked for in SQL functions that called each other: of a change of ten
thousand processes that was half. The reporting zone is read once in a statement and not once for each moment.
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"

# 1900-01-01 was a Monday: whole weeks hold five working days, the rest of a week at most five. Nothing but what
# PostgreSQL itself has is named here: a restore runs with an empty search_path.
UNTIL = "(({0} - DATE '1900-01-01') / 7) * 5 + least(({0} - DATE '1900-01-01') % 7 + 1, 5)"
BEHIND_FROM = f"""
CREATE OR REPLACE FUNCTION behind_from(start_date date, due_date date, progress int, slack int) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  earlier int; planned int; elapsed int;
BEGIN
  IF start_date IS NULL OR due_date IS NULL OR due_date < start_date THEN RETURN NULL; END IF;
  earlier := {UNTIL.format("start_date - 1")};
  planned := {UNTIL.format("due_date")} - earlier;
  elapsed := planned * (progress + slack) / 100 + 1;
  IF elapsed > planned THEN RETURN NULL; END IF;
  RETURN DATE '1900-01-01' + ((earlier + elapsed - 1) / 5) * 7 + (earlier + elapsed - 1) % 5;
END $$
"""
BEHIND_FROM_IN_SQL = """
CREATE OR REPLACE FUNCTION behind_from(start_date date, due_date date, progress int, slack int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT CASE WHEN elapsed <= planned THEN nth_working_day(start_date, elapsed) END
  FROM (SELECT working_days(start_date, due_date)) AS plan(planned),
       LATERAL (SELECT planned * (progress + slack) / 100 + 1) AS need(elapsed))
"""

TIMED = "id, sdlc_stage, customer_id, created_at, started_at, completed_at"
STAYS = """
CREATE OR REPLACE FUNCTION stays_of_updated() RETURNS trigger LANGUAGE plpgsql {owners} AS $$
DECLARE touched text[]; BEGIN
  touched := ARRAY({touched});
  IF cardinality(touched) > 0 THEN PERFORM refresh_stays(touched); END IF;
  RETURN NULL;
END $$
"""
MOVED = f"SELECT id FROM (SELECT {TIMED} FROM new_rows EXCEPT SELECT {TIMED} FROM old_rows) AS moved"
MOVED_BY_ROW = """SELECT id FROM old_rows o JOIN new_rows n USING (id)
    WHERE (o.sdlc_stage, o.customer_id, o.created_at, o.started_at, o.completed_at)
      IS DISTINCT FROM (n.sdlc_stage, n.customer_id, n.created_at, n.started_at, n.completed_at)"""

LEAF = "id, process_id, status, parent_task_id"
TASKS = """
CREATE OR REPLACE FUNCTION tasks_updated() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE touched text[]; BEGIN
  touched := ARRAY({touched} ORDER BY 1);
  IF cardinality(touched) > 0 THEN PERFORM count_tasks(touched); END IF;
  RETURN NULL;
END $$
"""
COUNTED = f"""
    SELECT process_id FROM (SELECT {LEAF} FROM new_rows EXCEPT SELECT {LEAF} FROM old_rows) AS gained
    UNION
    SELECT process_id FROM (SELECT {LEAF} FROM old_rows EXCEPT SELECT {LEAF} FROM new_rows) AS lost"""
COUNTED_BY_ROW = """
    SELECT DISTINCT unnest(ARRAY[o.process_id, n.process_id]) FROM old_rows o JOIN new_rows n USING (id)
    WHERE (o.process_id, o.status, o.parent_task_id) IS DISTINCT FROM (n.process_id, n.status, n.parent_task_id)"""

# What these say is planned once, with all that follows from it; the last joins the rows of many processes by hashing.
ONCE = "plan_cache_mode = force_generic_plan"
SETTINGS = {
    "derive_task()": ONCE,
    "copy_customer_of_services()": ONCE,
    "copy_customer_of_processes()": ONCE,
    "copy_customer_of_teams()": ONCE,
    "stays_of_inserted()": ONCE,
    "stays_of_updated()": ONCE,
    "tasks_inserted()": ONCE,
    "tasks_updated()": ONCE,
    "tasks_deleted()": ONCE,
    "tell_processes_update()": ONCE,
    "tell_process_tasks_update()": ONCE,
    "refresh_stays(text[])": "enable_nestloop = off",
}
# These look up some rows of large tables, which a plan that was made for many would read whole.
BY_INDEX = ("hold_customers()", "hours_follow_phase()")

# The zone is asked for once, and no row is compared with each; the rest of what these functions say is as it was.
REWORDED = (
    "standing_contributions(processes)",
    "process_stays_contributions(process_stays)",
    "hours_follow_phase()",
)
WORDING = {
    "SELECT FROM old_rows o JOIN new_rows n USING (id) WHERE o.phase <> n.phase": "SELECT id, phase FROM new_rows"
    " EXCEPT SELECT id, phase FROM old_rows",
    """(SELECT id, o.phase AS before, n.phase AS after FROM old_rows o JOIN new_rows n USING (id)) AS moved
    CROSS JOIN LATERAL (VALUES (before, -1), (after, 1)) AS c(phase, sign)
    JOIN time_entries e ON e.customer_id = moved.id""": """(
      SELECT id, phase, -1 AS sign FROM (SELECT id, phase FROM old_rows EXCEPT SELECT id, phase FROM new_rows) AS before
      UNION ALL
      SELECT id, phase, 1 FROM (SELECT id, phase FROM new_rows EXCEPT SELECT id, phase FROM old_rows) AS after
    ) AS c
    JOIN time_entries e ON e.customer_id = c.id""",
    "WHERE before <> after AND v.counts": "WHERE v.counts",
    "reporting_day(p.created_at)": "(p.created_at AT TIME ZONE zone.name)::date",
    "reporting_day(p.completed_at)": "(p.completed_at AT TIME ZONE zone.name)::date",
    "(SELECT reporting_zone()))::": "zone.name)::",
    "FROM (VALUES": "FROM (SELECT (SELECT reporting_zone()) AS name OFFSET 0) AS zone, LATERAL (VALUES",
}


def upgrade() -> None:
    op.execute(BEHIND_FROM)
    op.execute(STAYS.format(owners=OWNERS, touched=MOVED))
    op.execute(TASKS.format(touched=COUNTED))
    for function, setting in SETTINGS.items():
        op.execute(f"ALTER FUNCTION {function} SET {setting}")
    _say(WORDING)
    for function in BY_INDEX:
        op.execute(f"ALTER FUNCTION {function} SET enable_hashjoin = off SET enable_mergejoin = off")


def _say(instead: dict[str, str]) -> None:
    for function in REWORDED:
        query = f"SELECT pg_get_functiondef('{function}'::regprocedure)"
        text = str(op.get_bind().exec_driver_sql(query).scalar_one())
        for former, latter in instead.items():
            text = text.replace(former, latter)
        op.get_bind().exec_driver_sql(text)


def downgrade() -> None:
    for function in BY_INDEX:
        op.execute(f"ALTER FUNCTION {function} RESET enable_hashjoin RESET enable_mergejoin")
    _say({once: each for each, once in WORDING.items()})
    for function, setting in SETTINGS.items():
        op.execute(f"ALTER FUNCTION {function} RESET {setting.split()[0]}")
    op.execute(TASKS.format(touched=COUNTED_BY_ROW))
    op.execute(STAYS.format(owners=OWNERS, touched=MOVED_BY_ROW))
    op.execute(BEHIND_FROM_IN_SQL)
