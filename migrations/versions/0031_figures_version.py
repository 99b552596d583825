"""How often figures have changed: what pages ask every few seconds, to know whether to read their figures again.

It is the number of changes ever appended and committed: those that are folded, counted as they leave, and those that
still wait. Folding leaves it as it is, and a change counts in the moment in which it can be seen.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE folded_deltas (
  only_row boolean NOT NULL DEFAULT true CONSTRAINT ck_folded_deltas_only_row CHECK (only_row),
  total bigint NOT NULL,
  CONSTRAINT pk_folded_deltas PRIMARY KEY (only_row)
)
"""

COUNT = """
CREATE FUNCTION count_folded_deltas() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
  UPDATE folded_deltas SET total = total + (SELECT count(*) FROM old_rows) WHERE EXISTS (SELECT FROM old_rows);
  RETURN NULL;
END $$
"""

VERSION = """
CREATE FUNCTION figures_version() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT total + (SELECT count(*) FROM rollup_deltas) FROM folded_deltas
$$
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute("INSERT INTO folded_deltas (total) VALUES (0)")
    op.execute("REVOKE ALL ON folded_deltas FROM dm_crm_app")
    op.execute(COUNT)
    op.execute(
        "CREATE TRIGGER count_folded AFTER DELETE ON rollup_deltas REFERENCING OLD TABLE AS old_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION count_folded_deltas()"
    )
    op.execute(VERSION)


def downgrade() -> None:
    op.execute("DROP FUNCTION figures_version()")
    op.execute("DROP FUNCTION count_folded_deltas() CASCADE")
    op.execute("DROP TABLE folded_deltas")
