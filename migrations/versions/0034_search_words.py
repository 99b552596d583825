"""A search looks at less: what is common is met at once, and a slip is put right by the words that occur.

Which words occur is kept apart, appended and never changed: two who write the same new word leave it there twice, and
neither waits. A word that nobody uses any more stays until the next rebuild; it only finds nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
KINDS = (
    ("customers", "customers", "name", "id"),
    ("contacts", "contacts", "concat_ws(' · ', name, email)", "customer_id"),
    ("processes", "processes", "name", "customer_id"),
    ("tasks", "process_tasks", "title", "customer_id"),
    ("products", "pharmaceutical_products", "product_name", "customer_id"),
    ("documents", "documents", "name", "customer_id"),
)  # kind, table, what its records are called, whose they are

WORDS_IN = """
CREATE FUNCTION words_in(label text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT m[1] FROM regexp_matches(lower(label), '[[:alpha:]]{4,40}', 'g') AS m
$$
"""
# An UPDATE comes once a row, and only for a new label: hardly any change renames.
KEEP = f"""
CREATE FUNCTION keep_search_words() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO search_words (word) SELECT DISTINCT w.word FROM new_rows n, words_in(n.label) AS w(word)
    WHERE NOT EXISTS (SELECT FROM search_words s WHERE s.word = w.word);
  ELSE
    INSERT INTO search_words (word) SELECT w.word FROM words_in(new.label) AS w(word)
    WHERE NOT EXISTS (SELECT FROM search_words s WHERE s.word = w.word);
  END IF;
  RETURN NULL;
END $$
"""
EXISTING = (
    "INSERT INTO search_words (word) SELECT DISTINCT w.word FROM search_documents d, words_in(d.label) AS w(word);"
)

# Those like a word, and those that begin like it with two neighbours in the other order, which are little alike.
LIKE = f"""
CREATE FUNCTION search_words_like(asked text, swapped text[]) RETURNS SETOF text LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  PERFORM set_config('pg_trgm.similarity_threshold', '0.25', true);
  RETURN QUERY EXECUTE 'SELECT w.word FROM unnest($2) AS s(beginning), LATERAL (SELECT word FROM search_words
      WHERE word >= beginning AND word <= beginning || chr(1114111) ORDER BY word LIMIT 4) AS w
    UNION (SELECT word FROM search_words WHERE word % $1 ORDER BY similarity(word, $1) DESC, word LIMIT 40)'
    USING asked, swapped;
END $$
"""

# Of each kind by itself, so that a common word in a million tasks does not hide the customer of that name. A first look
# at some labels tells common words from rare ones: the former are met soon by reading on, the latter by the index, that
# has to collect every match before the first; the planner knows neither which words go together nor in which kind they
# stand. What is rare among a reader's customers may be common elsewhere: then theirs are read on as well. Dynamic, so
# that each statement is planned for its own words; in one process, as others would take longer to start than to help.
# `pieces` has for each word the patterns of which one must fit.
SEARCH = """
CREATE OR REPLACE FUNCTION search_documents_named(beginning text, pieces jsonb, kinds text[], most integer)
RETURNS TABLE (kind text, record_id text, customer_id text, label text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
  scope text := said('scope');
  is_all boolean := scope = '*';
  read_on integer := CASE WHEN is_all THEN 30000 ELSE 10000 END;  -- these lie apart from each other
  columns text := 'SELECT kind::text, record_id::text, customer_id::text, label FROM ';
  mine text := CASE WHEN is_all THEN 'NOT is_further'
    ELSE '(customer_id IS NULL OR customer_id = ANY ((SELECT string_to_array($1, '',''))::text[]))' END;
  look text := '(SELECT *, lower(label) AS low FROM %s OFFSET %s LIMIT %s) AS seen WHERE %s';
  holds text; low_holds text; one text; every text; seen text;
  met integer; looked integer; more integer; elsewhere integer;
BEGIN
  IF scope IS NULL THEN RETURN; END IF;
  SELECT string_agg('(' || either || ')', ' AND '), string_agg('(' || low_either || ')', ' AND ')
  INTO holds, low_holds FROM (
    SELECT string_agg(format('label ILIKE %L', piece), ' OR ') AS either,
      string_agg(format('low LIKE %L', lower(piece)), ' OR ') AS low_either
    FROM jsonb_array_elements(pieces) WITH ORDINALITY AS word(parts, place), jsonb_array_elements_text(parts) AS piece
    GROUP BY place) AS words;
  FOREACH one IN ARRAY kinds LOOP
    every := format('search_documents WHERE kind = %L', one);
    IF beginning <> '' THEN
      RETURN QUERY EXECUTE format('%s (SELECT * FROM %s AND lower(label) LIKE %L ORDER BY lower(label) USING ~<~
        LIMIT {LOOK}) AS seen WHERE %s LIMIT %s', columns, every, beginning, mine, most / 4) USING scope;
    END IF;
    CONTINUE WHEN holds IS NULL;
    seen := CASE WHEN is_all THEN format('%s AND NOT is_further ORDER BY record_id', every)
      ELSE format('(SELECT * FROM %1$s AND customer_id IS NULL UNION ALL SELECT * FROM %1$s
        AND customer_id = ANY ((SELECT string_to_array($1, '',''))::text[])) AS mine', every) END;
    PERFORM set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true);
    RETURN QUERY EXECUTE columns || format(look, seen, 0, {LOOK}, low_holds) USING scope;
    GET DIAGNOSTICS met = ROW_COUNT;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %s LIMIT {LOOK}) AS seen', seen) INTO looked USING scope;
    elsewhere := 0;
    IF looked = {LOOK} AND met < {OFTEN} AND NOT is_all THEN
      EXECUTE 'SELECT count(*) FROM ' || format(look, every || ' ORDER BY record_id', 0, {LOOK}, low_holds)
        INTO elsewhere;
    END IF;
    IF looked = {LOOK} AND met < most AND (met >= {OFTEN} OR elsewhere >= {OFTEN}) THEN
      RETURN QUERY EXECUTE format('%s LIMIT %s', columns || format(look, seen, {LOOK}, read_on, low_holds),
        most - met) USING scope;
      GET DIAGNOSTICS more = ROW_COUNT;
      met := met + more;
    END IF;
    IF looked = {LOOK} AND met < {OFTEN} THEN
      PERFORM set_config('enable_bitmapscan', 'on', true), set_config('enable_indexscan', 'off', true);
      RETURN QUERY EXECUTE format('%s (SELECT * FROM %s AND %s OFFSET 0) AS named WHERE %s LIMIT %s',
        columns, every, holds, mine, most) USING scope;
    END IF;
    PERFORM set_config('enable_bitmapscan', 'on', true), set_config('enable_indexscan', 'on', true),
      set_config('enable_seqscan', 'on', true);
  END LOOP;
END $$
""".replace("{LOOK}", "1000").replace("{OFTEN}", "2")

# As revision 0027 made it, for the way back.
EARLIER_SEARCH = """
CREATE OR REPLACE FUNCTION search_documents_named(beginning text, pieces jsonb, kinds text[], most integer)
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

REBUILD = """
CREATE OR REPLACE FUNCTION rebuild_search() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE {tables}, contact_customer_assignments IN SHARE MODE;
  DELETE FROM search_documents;
  {before}INSERT INTO search_documents (kind, record_id, label, customer_id)
    {rows};
  INSERT INTO search_documents (kind, record_id, label, customer_id, is_further)
    SELECT s.kind, s.record_id, s.label, a.customer_id, true FROM contact_customer_assignments a
    JOIN search_documents s ON s.kind = 'contacts' AND s.record_id = a.contact_id AND NOT s.is_further;
{after}END $$
"""
BEFORE = """DELETE FROM search_words;
  ALTER TABLE search_documents DISABLE TRIGGER search_words_insert;
  """
AFTER = f"  ALTER TABLE search_documents ENABLE TRIGGER search_words_insert;\n  {EXISTING}\n"


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("ALTER TABLE search_words ENABLE ROW LEVEL SECURITY")  # nobody's but the functions'
    for function in (WORDS_IN, KEEP, LIKE, SEARCH, EXISTING):
        op.execute(function)
    op.create_index("ix_search_words_word", "search_words", ["word"])
    op.execute("CREATE INDEX ix_search_words_like ON search_words USING gin (word gin_trgm_ops)")
    op.execute(
        "CREATE TRIGGER search_words_insert AFTER INSERT ON search_documents REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION keep_search_words()"
    )
    op.execute(
        "CREATE TRIGGER search_words_update AFTER UPDATE OF label ON search_documents FOR EACH ROW"
        " WHEN (new.label <> old.label) EXECUTE FUNCTION keep_search_words()"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION keep_search_words() FROM PUBLIC")
    op.execute("REVOKE EXECUTE ON FUNCTION search_words_like(text, text[]) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION search_words_like(text, text[]) TO dm_crm_app")
    _rebuild(BEFORE, AFTER)


def _rebuild(before: str, after: str) -> None:
    rows = (f"SELECT '{kind}', id::text, {label}, {customer} FROM {table}" for kind, table, label, customer in KINDS)
    tables = ", ".join(table for _, table, _, _ in KINDS)
    op.execute(REBUILD.format(tables=tables, rows="\n    UNION ALL ".join(rows), before=before, after=after))


def downgrade() -> None:
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER search_words_{event} ON search_documents")
    _rebuild("", "")
    op.execute(EARLIER_SEARCH)
    op.execute("DROP FUNCTION search_words_like(text, text[])")
    op.execute("DROP FUNCTION keep_search_words()")
    op.drop_table("search_words")
    op.execute("DROP FUNCTION words_in(text)")
