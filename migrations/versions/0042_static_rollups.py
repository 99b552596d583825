"""What changes are counted by statements that a connection plans once, and only where something counted has changed.

Built as text, they were planned anew for each record saved, which took longer than to save it.
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"

# What is written in a record and never counted: a change of nothing else appends nothing.
UNCOUNTED = {
    "customers": "name logo_url avatar_color external_id",
    "services": "name external_id",
    "processes": "name description jira_ticket external_id leaf_tasks completed_leaf_tasks",
    "process_tasks": "title description position external_id blocked_reason",
    "time_entries": "note external_id",
    "pharmaceutical_products": "product_name ndc_number indication external_id",
}
BOOKKEEPING = "version updated_at"

# What these contribute by stands in another table too. A plan that was made for many rows would read all of that table
# for one row, so none but by its index.
BY_INDEX = " SET enable_hashjoin = off SET enable_mergejoin = off"
LOOKING_ELSEWHERE = ("customers", "services", "time_entries")
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = '{}'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (string_to_array('{}', ' '))
"""

# Two sets of rows are compared as sets, which no plan does row by row. Rows of stays are written only if they differ.
SOME_CHANGED = "SELECT {columns} FROM new_rows EXCEPT SELECT {columns} FROM old_rows"
SOME = "SELECT FROM new_rows"
APPEND = """INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)
      SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, {sum} FROM {rows}
      GROUP BY 1, 2, 3, 4, 5 HAVING {sum} <> 0"""
OF = "{}_rows r, {}_contributions(r) AS c"
BOTH = """(SELECT c.* FROM {gained}
        UNION ALL SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, -c.amount FROM {lost}) AS c"""
# Two writers who change a contract and one of its services must see each other: the share lock makes the later wait.
LOCK = "PERFORM FROM customers WHERE id IN (SELECT customer_id FROM {}) ORDER BY id FOR SHARE;\n    "
EITHER = "new_rows UNION SELECT customer_id FROM old_rows"
ROLL_UP = """
CREATE FUNCTION roll_up_{table}() RETURNS trigger LANGUAGE plpgsql {owners} AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    {lock_gained}{gained};
  ELSIF tg_op = 'DELETE' THEN
    {lock_lost}{lost};
  ELSIF EXISTS ({changed}) THEN
    {lock_both}{both};
  END IF;
  RETURN NULL;
END $$
"""
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}

# As revision 0015 made it, for the way back.
GENERIC = """
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


# in the order in which writers take them, a task before its process, so as not to deadlock
LOCKED = """
LOCK TABLE process_tasks, processes, time_entries, services, customers, pharmaceutical_products, process_stays
IN SHARE ROW EXCLUSIVE MODE
"""


def upgrade() -> None:
    op.execute(LOCKED)
    for table in (*UNCOUNTED, "process_stays"):
        op.execute(_roll_up(table))
        _watch(table, f"roll_up_{table}")
    op.execute("DROP FUNCTION roll_up()")


def _roll_up(table: str) -> str:
    gained, lost = OF.format("new", table), OF.format("old", table)
    locking = {"lock_gained": "new_rows", "lock_lost": "old_rows", "lock_both": EITHER}
    locks = {name: LOCK.format(rows) if table == "services" else "" for name, rows in locking.items()}
    return ROLL_UP.format(
        table=table,
        owners=OWNERS + (BY_INDEX if table in LOOKING_ELSEWHERE else ""),
        changed=SOME_CHANGED.format(columns=_counted(table)) if table in UNCOUNTED else SOME,
        gained=APPEND.format(sum="sum(c.amount)", rows=gained),
        lost=APPEND.format(sum="-sum(c.amount)", rows=lost),
        both=APPEND.format(sum="sum(c.amount)", rows=BOTH.format(gained=gained, lost=lost)),
        **locks,
    )


def _counted(table: str) -> str:
    query = COLUMNS.format(table, f"{UNCOUNTED[table]} {BOOKKEEPING}")
    return str(op.get_bind().exec_driver_sql(query).scalar_one())


def _watch(table: str, function: str) -> None:
    unless = " WHEN (said('rebuilding') IS NULL)" if table == "process_stays" else ""
    for event, rows in TRANSITIONS.items():
        op.execute(
            f"CREATE OR REPLACE TRIGGER rollup_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
            f" FOR EACH STATEMENT{unless} EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    op.execute(LOCKED)
    op.execute(GENERIC)
    op.execute("REVOKE EXECUTE ON FUNCTION roll_up() FROM PUBLIC")
    for table in (*UNCOUNTED, "process_stays"):
        _watch(table, "roll_up")
        op.execute(f"DROP FUNCTION roll_up_{table}()")
