"""Extensions, the application's role, identifiers, working days and the installation's settings."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXTENSIONS = ("pg_trgm", "btree_gist", "citext")

ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dm_crm_app') THEN
    CREATE ROLE dm_crm_app NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, 'dm_crm_app', 'MEMBER') THEN
    EXECUTE format('GRANT dm_crm_app TO %I', current_user);
  END IF;
END $$
"""

# PostgreSQL 18 makes UUIDv7 itself; before it, the same from the clock, to the microsecond, and random bits.
NEW_UUID = """
DO $$ BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    CREATE FUNCTION new_uuid() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT uuidv7()';
  ELSE
    CREATE FUNCTION new_uuid() RETURNS uuid LANGUAGE sql VOLATILE AS $f$
      SELECT encode(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(us / 1000) FROM 3) || substring(int4send(28672 + (us % 1000 * 4)::int) FROM 3)
        FROM 1 FOR 8), 'hex')::uuid
      FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) AS now(us)
    $f$;
  END IF;
END $$
"""

NEW_ID = "CREATE FUNCTION new_id() RETURNS text LANGUAGE sql VOLATILE AS 'SELECT new_uuid()::text'"

# Generated columns call the three below. Their bodies are bound to what they name as they are created (RETURN, not
# text in $$): a restore runs with an empty search_path and would not find it.
# 1900-01-01 was a Monday: whole weeks hold five working days, the rest of a week at most five.
WORKING_DAYS = """
CREATE FUNCTION working_days(first_day date, last_day date) RETURNS int LANGUAGE sql IMMUTABLE
RETURN CASE WHEN last_day < first_day THEN 0 ELSE
  ((last_day - DATE '1900-01-01') / 7) * 5 + least((last_day - DATE '1900-01-01') % 7 + 1, 5)
  - ((first_day - 1 - DATE '1900-01-01') / 7) * 5 - least((first_day - 1 - DATE '1900-01-01') % 7 + 1, 5) END
"""

NTH_WORKING_DAY = """
CREATE FUNCTION nth_working_day(first_day date, n int) RETURNS date LANGUAGE sql IMMUTABLE
RETURN (SELECT DATE '1900-01-01' + ((k - 1) / 5) * 7 + (k - 1) % 5
  FROM (SELECT working_days(DATE '1900-01-01', first_day - 1) + n) AS counted(k))
"""

# The first day on which expected progress exceeds the actual by more than `slack` points; NULL if it never does.
BEHIND_FROM = """
CREATE FUNCTION behind_from(start_date date, due_date date, progress int, slack int) RETURNS date
LANGUAGE sql IMMUTABLE
RETURN (SELECT CASE WHEN elapsed <= planned THEN nth_working_day(start_date, elapsed) END
  FROM (SELECT working_days(start_date, due_date)) AS plan(planned),
       LATERAL (SELECT planned * (progress + slack) / 100 + 1) AS need(elapsed))
"""

SETTINGS = """
CREATE TABLE app_settings (
  key varchar(100) CONSTRAINT pk_app_settings PRIMARY KEY,
  value jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1
)
"""

REPORTING_ZONE = """
CREATE FUNCTION reporting_zone() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT value #>> '{}' FROM app_settings WHERE key = 'reporting_time_zone'), 'UTC')
$$
"""

REPORTING_DAY = """
CREATE FUNCTION reporting_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (moment AT TIME ZONE reporting_zone())::date
$$
"""

# A local setting that has ended reads as '', not NULL: both mean that nobody said anything.
SAID = """
CREATE FUNCTION said(name text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('app.' || name, true), '')
$$
"""

FUNCTIONS = (
    "said(text)",
    "reporting_day(timestamptz)",
    "reporting_zone()",
    "behind_from(date, date, int, int)",
    "nth_working_day(date, int)",
    "working_days(date, date)",
    "new_id()",
    "new_uuid()",
)


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    for statement in (ROLE, NEW_UUID, NEW_ID, WORKING_DAYS, NTH_WORKING_DAY, BEHIND_FROM):
        op.execute(statement)
    for statement in (SETTINGS, REPORTING_ZONE, REPORTING_DAY, SAID):
        op.execute(statement)


def downgrade() -> None:
    """The role and the extensions stay: other databases of the server may use them."""
    for function in FUNCTIONS[:3]:
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP TABLE app_settings")
    for function in FUNCTIONS[3:]:
        op.execute(f"DROP FUNCTION {function}")
