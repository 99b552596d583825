"""What PostgreSQL's catalog says about a schema, in words that can be compared."""

import psycopg

# of no extension
OURS = (
    "{0}namespace = 'public'::regnamespace"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {1}.oid AND deptype = 'e')"
)

QUERIES = {
    "columns": """
      SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated, attidentity,
        pg_get_expr(adbin, adrelid)
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v') AND """
    + OURS.format("rel", "c"),
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE "
    + OURS.format("con", "c")
    + " AND contype <> 'n'",  # NOT NULL is a column's own, and a constraint only since PostgreSQL 18
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
      SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid), tgenabled FROM pg_trigger t
      WHERE NOT tgisinternal""",
    "functions": "SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), proacl::text FROM pg_proc p WHERE "
    + OURS.format("pro", "p"),
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "rights": "SELECT relname, relacl::text FROM pg_class c WHERE relkind IN ('r', 'v', 'S') AND "
    + OURS.format("rel", "c"),
}


def read(conn: psycopg.Connection) -> dict[str, set[tuple]]:
    return {name: set(conn.execute(query).fetchall()) for name, query in QUERIES.items()}
