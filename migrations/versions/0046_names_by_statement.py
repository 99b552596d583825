"""What has not changed costs a record saved still less: a trigger's condition is not read, nor an empty table counted.

PostgreSQL reads and plans the condition of a trigger anew for each statement, a function's own but once.
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

# Names are looked up by their index, also on a connection that has changed or removed many before, and before anybody
# has told the planner how many there are.
OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
KEEPERS = f"{OWNERS} SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"
KINDS = {
    "customers": ("{}.name", "{}.id", "name"),
    "contacts": ("concat_ws(' · ', {0}.name, {0}.email)", "{}.customer_id", "name, email, customer_id"),
    "processes": ("{}.name", "{}.customer_id", "name, customer_id"),
    "process_tasks": ("{}.title", "{}.customer_id", "title, customer_id"),
    "pharmaceutical_products": ("{}.product_name", "{}.customer_id", "product_name, customer_id"),
    "documents": ("{}.name", "{}.customer_id", "name, customer_id"),
}  # by table: what its records are called, whose they are, and which columns that depends on
NAMED = {"process_tasks": "tasks", "pharmaceutical_products": "products"}  # as permissions name them
RENAMED = "SELECT id, {0} FROM new_rows EXCEPT SELECT id, {0} FROM old_rows"
KEEP = """
CREATE OR REPLACE FUNCTION keep_names_of_{table}() RETURNS trigger LANGUAGE plpgsql {owners} AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO search_documents (kind, record_id, label, customer_id)
      SELECT '{kind}', n.id, {label}, {customer} FROM new_rows n;
  ELSIF tg_op = 'DELETE' THEN
    DELETE FROM search_documents s
      WHERE s.kind = '{kind}' AND s.record_id = ANY (ARRAY(SELECT id::text FROM old_rows));
  ELSIF EXISTS ({renamed}) THEN
    UPDATE search_documents s SET label = {label},
      customer_id = CASE WHEN s.is_further THEN s.customer_id ELSE {customer} END
    FROM ({renamed}) AS n WHERE s.kind = '{kind}' AND s.record_id = n.id::text;
  END IF;
  RETURN NULL;
END $$
"""
# As revision 0043 had it, for the way back.
KEEP_BY_ROW = """
CREATE OR REPLACE FUNCTION keep_names_of_{table}() RETURNS trigger LANGUAGE plpgsql {owners}
SET plan_cache_mode = force_generic_plan AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO search_documents (kind, record_id, label, customer_id)
      SELECT '{kind}', n.id, {label}, {customer} FROM new_rows n;
  ELSIF tg_op = 'UPDATE' THEN
    UPDATE search_documents s SET label = {new_label},
      customer_id = CASE WHEN s.is_further THEN s.customer_id ELSE {new_customer} END
    WHERE s.kind = '{kind}' AND s.record_id = new.id::text;
  ELSE
    DELETE FROM search_documents s USING old_rows o WHERE s.kind = '{kind}' AND s.record_id = o.id::text;
  END IF;
  RETURN NULL;
END $$
"""

OF = "{0}_rows r, process_stays_contributions(r) AS c"
STAYS = f"""
CREATE OR REPLACE FUNCTION roll_up_process_stays() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  {{inserted}} THEN
    INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)
      SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, sum(c.amount) FROM {OF.format("new")}
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.amount) <> 0;
  {{deleted}} THEN
    INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)
      SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, -sum(c.amount) FROM {OF.format("old")}
      GROUP BY 1, 2, 3, 4, 5 HAVING -sum(c.amount) <> 0;
  {{updated}}
    INSERT INTO rollup_deltas (measure, customer_id, day, key1, key2, amount)
      SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, sum(c.amount) FROM (SELECT c.* FROM {OF.format("new")}
        UNION ALL SELECT c.measure, c.customer_id, c.day, c.key1, c.key2, -c.amount FROM {OF.format("old")}) AS c
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.amount) <> 0;
  END IF;
  RETURN NULL;
END $$
"""
QUICKER = {
    "inserted": "IF said('rebuilding') IS NOT NULL THEN\n    RETURN NULL;\n  ELSIF tg_op = 'INSERT'",
    "deleted": "ELSIF NOT EXISTS (SELECT FROM old_rows) THEN\n    RETURN NULL;\n  ELSIF tg_op = 'DELETE'",
    "updated": "ELSE",
}
FORMER = {
    "inserted": "IF tg_op = 'INSERT'",
    "deleted": "ELSIF tg_op = 'DELETE'",
    "updated": "ELSIF EXISTS (SELECT FROM new_rows) THEN",
}
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def upgrade() -> None:
    for table, (label, customer, columns) in KINDS.items():
        names = {"kind": NAMED.get(table, table), "label": label.format("n"), "customer": customer.format("n")}
        op.execute(KEEP.format(table=table, owners=KEEPERS, renamed=RENAMED.format(columns), **names))
        op.execute(
            f"CREATE OR REPLACE TRIGGER search_update AFTER UPDATE ON {table} REFERENCING {TRANSITIONS['UPDATE']}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_names_of_{table}()"
        )
    _roll_up_stays(QUICKER, "")


def _roll_up_stays(cases: dict[str, str], when: str) -> None:
    op.execute(STAYS.format(**cases))
    for event, rows in TRANSITIONS.items():
        op.execute(
            f"CREATE OR REPLACE TRIGGER rollup_{event.lower()} AFTER {event} ON process_stays REFERENCING {rows}"
            f" FOR EACH STATEMENT{when} EXECUTE FUNCTION roll_up_process_stays()"
        )


def downgrade() -> None:
    _roll_up_stays(FORMER, " WHEN (said('rebuilding') IS NULL)")
    for table, (label, customer, columns) in KINDS.items():
        names = {"kind": NAMED.get(table, table), "label": label.format("n"), "customer": customer.format("n")}
        names |= {"new_label": label.format("new"), "new_customer": customer.format("new")}
        op.execute(KEEP_BY_ROW.format(table=table, owners=OWNERS, **names))
        changed = " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in columns.split(", "))
        op.execute(
            f"CREATE OR REPLACE TRIGGER search_update AFTER UPDATE ON {table} FOR EACH ROW WHEN ({changed})"
            f" EXECUTE FUNCTION keep_names_of_{table}()"
        )
