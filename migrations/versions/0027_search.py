"""What records are called, in one table that is searched by part of a word, kept by triggers of each statement.

Trigram operators are not leakproof: behind a row-level security policy they cannot use their index. So a function of
the owner's searches, and narrows itself to the customers that `app.scope` names; the policy guards the table besides.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KINDS = {
    "customers": ("name", "id"),
    "contacts": ("concat_ws(' · ', name, email)", "customer_id"),
    "processes": ("name", "customer_id"),
    "process_tasks": ("title", "customer_id"),
    "pharmaceutical_products": ("product_name", "customer_id"),
    "documents": ("name", "customer_id"),
}  # by table: what its records are called, and whose they are
NAMED = {"process_tasks": "tasks", "pharmaceutical_products": "products"}  # as permissions name them
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
MINE = "customer_id IN (SELECT unnest(string_to_array(said('scope'), ',')))"

# Arguments: the kind, what a row is called, whose it is. Somebody assigned to further customers is found there too.
KEEP = """
CREATE FUNCTION keep_search_documents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kind text := tg_argv[0];
  of_rows text := format('SELECT id::text AS record_id, %s AS label, %s AS customer_id FROM ', tg_argv[1], tg_argv[2]);
BEGIN
  IF tg_op = 'INSERT' THEN
    EXECUTE format('INSERT INTO search_documents (kind, record_id, label, customer_id)
      SELECT %L, n.* FROM (%s new_rows) n', kind, of_rows);
  ELSIF tg_op = 'UPDATE' THEN
    EXECUTE format('UPDATE search_documents s SET label = n.label,
        customer_id = CASE WHEN s.is_further THEN s.customer_id ELSE n.customer_id END
      FROM (%1$s new_rows) n JOIN (%1$s old_rows) o USING (record_id)
      WHERE s.kind = %2$L AND s.record_id = n.record_id
        AND (o.label, o.customer_id) IS DISTINCT FROM (n.label, n.customer_id)', of_rows, kind);
  ELSE
    EXECUTE format('DELETE FROM search_documents s USING (%s old_rows) o
      WHERE s.kind = %L AND s.record_id = o.record_id', of_rows, kind);
  END IF;
  RETURN NULL;
END $$
"""
KEEP_FURTHER = """
CREATE FUNCTION keep_further_search_documents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO search_documents (kind, record_id, label, customer_id, is_further)
      SELECT s.kind, s.record_id, s.label, n.customer_id, true FROM new_rows n
      JOIN search_documents s ON s.kind = 'contacts' AND s.record_id = n.contact_id AND NOT s.is_further;
  ELSE
    DELETE FROM search_documents s USING old_rows o
      WHERE s.kind = 'contacts' AND s.record_id = o.contact_id AND s.customer_id = o.customer_id AND s.is_further;
  END IF;
  RETURN NULL;
END $$
"""
EXISTING = (
    "INSERT INTO search_documents (kind, record_id, label, customer_id) SELECT '{0}', id::text, {1}, {2} FROM {3}"
)
EXISTING_FURTHER = """
INSERT INTO search_documents (kind, record_id, label, customer_id, is_further)
SELECT s.kind, s.record_id, s.label, a.customer_id, true FROM contact_customer_assignments a
JOIN search_documents s ON s.kind = 'contacts' AND s.record_id = a.contact_id AND NOT s.is_further
"""
# Of each kind by itself, so that a common word in a million tasks does not hide the customer of that name. A first look
# at some thousand labels tells common words from rare ones: the former are met soon by reading on, the latter by the
# index, which has to collect every match before the first; the planner knows neither which words go together nor in
# which kind they stand. Dynamic, so that each statement is planned for its own words. `pieces` has for each word the
# patterns of which one must fit.
SEARCH = """
CREATE FUNCTION search_documents_named(beginning text, pieces jsonb, kinds text[], most integer)
RETURNS TABLE (kind text, record_id text, customer_id text, label text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  scope text := said('scope');
  mine text := CASE WHEN scope = '*' THEN 'NOT is_further'
    ELSE '(customer_id IS NULL OR customer_id = ANY (string_to_array($1, '','')))' END;
  columns text := 'SELECT kind::text, record_id::text, customer_id::text, label FROM ';
  holds text; one text; seen text; looked integer; often integer;
BEGIN
  IF scope IS NULL THEN RETURN; END IF;
  SELECT string_agg('(' || either || ')', ' AND ') INTO holds FROM (
    SELECT string_agg(format('label ILIKE %L', piece), ' OR ') AS either
    FROM jsonb_array_elements(pieces) WITH ORDINALITY AS word(parts, place), jsonb_array_elements_text(parts) AS piece
    GROUP BY place) AS words;
  FOREACH one IN ARRAY kinds LOOP
    seen := format('search_documents WHERE kind = %L AND %s', one, mine);
    IF beginning <> '' THEN
      RETURN QUERY EXECUTE format('%s %s AND lower(label) LIKE %L ORDER BY lower(label) USING ~<~ LIMIT %s',
        columns, seen, beginning, most / 4) USING scope;
    END IF;
    CONTINUE WHEN holds IS NULL;
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE %s) FROM (SELECT label FROM %s LIMIT %s) s',
      holds, seen, {LOOK}) INTO looked, often USING scope;
    IF looked < {LOOK} OR often >= {OFTEN} THEN
      RETURN QUERY EXECUTE format('%s (SELECT * FROM %s OFFSET 0) s WHERE %s LIMIT %s', columns, seen, holds, most)
        USING scope;
    ELSE
      PERFORM set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true);
      RETURN QUERY EXECUTE format('%s %s AND %s LIMIT %s', columns, seen, holds, most) USING scope;
      PERFORM set_config('enable_indexscan', 'on', true), set_config('enable_seqscan', 'on', true);
    END IF;
  END LOOP;
END $$
""".replace("{LOOK}", "4000").replace("{OFTEN}", "20")


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("is_further", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for table, (label, customer) in KINDS.items():
        op.execute(EXISTING.format(NAMED.get(table, table), label, customer, table))
    op.execute(EXISTING_FURTHER)
    _index()
    for function in (KEEP, KEEP_FURTHER, SEARCH):
        op.execute(function)
    _watch()
    _protect()


def _index() -> None:
    op.create_index("ix_search_documents_record", "search_documents", ["kind", "record_id"])
    op.create_index("ix_search_documents_customer", "search_documents", ["customer_id", "kind"])
    op.execute("CREATE INDEX ix_search_documents_beginning ON search_documents (kind, lower(label) text_pattern_ops)")
    for table in KINDS:
        kind = NAMED.get(table, table)
        op.execute(
            f"CREATE INDEX ix_search_documents_{kind} ON search_documents USING gin (label gin_trgm_ops)"
            f" WHERE kind = '{kind}'"
        )


def _watch() -> None:
    for table, (label, customer) in KINDS.items():
        said = ", ".join(f"$${word}$$" for word in (NAMED.get(table, table), label, customer))
        for event, rows in TRANSITIONS.items():
            op.execute(
                f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION keep_search_documents({said})"
            )
    for event in ("INSERT", "DELETE"):
        op.execute(
            f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON contact_customer_assignments"
            f" REFERENCING {TRANSITIONS[event]} FOR EACH STATEMENT EXECUTE FUNCTION keep_further_search_documents()"
        )


def _protect() -> None:
    op.execute("ALTER TABLE search_documents ENABLE ROW LEVEL SECURITY")
    seen = f"(SELECT said('scope')) = '*' OR (customer_id IS NULL AND said('scope') IS NOT NULL) OR {MINE}"
    op.execute(f"CREATE POLICY customer_scope ON search_documents TO dm_crm_app USING ({seen})")
    op.execute("GRANT SELECT ON search_documents TO dm_crm_app")


def downgrade() -> None:
    for table in (*KINDS, "contact_customer_assignments"):
        for event in TRANSITIONS:
            op.execute(f"DROP TRIGGER IF EXISTS search_{event.lower()} ON {table}")
    for function in ("search_documents_named(text, jsonb, text[], integer)", "keep_search_documents()"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP FUNCTION keep_further_search_documents()")
    op.drop_table("search_documents")
