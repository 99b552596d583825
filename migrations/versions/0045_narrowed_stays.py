"""Stays say themselves what work is narrowed by and how long it took, and are counted along indexes that hold it all.

Functional area, approval and TPA are copied from the process: they seldom change, and a join of millions of stays with
a million processes takes seconds. The indexes lead with what few words there are of; a filter by any of them skips
through the rest.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"
BEFORE = "process_id, number, customer_id, state, since, until, is_return, days, process_created_at, process_started_at"
COPIED = "functional_area, approval_status, is_tpa_required"
NARROWED = COPIED.split(", ")
INDEXES = {
    "ix_process_stays_customer_id": (
        ["customer_id", "until", "since"],
        ["state", "days", "cycle_days", "lead_days", "process_started_at"],
        None,
    ),
    "ix_process_stays_completed": (
        [*NARROWED, "since"],
        ["customer_id", "cycle_days", "lead_days"],
        "state = 'Completed' AND until IS NULL",
    ),
    "ix_process_stays_ended": ([*NARROWED, "until"], ["customer_id", "state", "since", "days"], "until IS NOT NULL"),
    "ix_process_stays_open": (
        NARROWED,
        ["process_id", "customer_id", "state", "since", "process_started_at"],
        "until IS NULL AND state <> 'Completed'",
    ),
    "ix_process_stays_returned": (["customer_id", "since"], ["state", *NARROWED], "is_return"),
}
EARLIER = {
    "ix_process_stays_customer_id": ("customer_id", None),
    "ix_process_stays_since": ("since", "state = 'Completed'"),
    "ix_process_stays_until": ("until", "days IS NOT NULL"),
}

# In both functions that derive stays, and back again.
TAKEN = "sdlc_stage, created_at, started_at, completed_at FROM processes"
INSERTED = "process_created_at, process_started_at)"
DERIVED = "started_at AS process_started_at\n"
SELECTED = "process_created_at, process_started_at\nFROM derived"
REPLACED = "process_started_at = excluded.process_started_at\n"
WAYS = {
    TAKEN: TAKEN.replace(" FROM", f", {COPIED} FROM"),
    INSERTED: INSERTED.replace(")", f", {COPIED})"),
    DERIVED: DERIVED.replace("\n", f", {COPIED}\n"),
    SELECTED: SELECTED.replace("\n", f", {COPIED}\n"),
    REPLACED: REPLACED.replace("\n", "".join(f", {name} = excluded.{name}" for name in NARROWED) + "\n"),
}
DERIVING = ("refresh_stays(text[])", "rebuild_rollups()")

# What is copied contributes nothing to what is kept of all work: nothing is counted again.
COPY = f"""
CREATE FUNCTION narrow_stays() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  PERFORM set_config('app.rebuilding', 'on', true);
  UPDATE process_stays SET ({COPIED}) = (new.functional_area, new.approval_status, new.is_tpa_required)
  WHERE process_id = new.id;
  PERFORM set_config('app.rebuilding', '', true);
  RETURN NULL;
END $$
"""
NARROW = f"""
CREATE TRIGGER narrow_stays AFTER UPDATE OF {COPIED} ON processes FOR EACH ROW
WHEN ((old.functional_area, old.approval_status, old.is_tpa_required)
  IS DISTINCT FROM (new.functional_area, new.approval_status, new.is_tpa_required))
EXECUTE FUNCTION narrow_stays()
"""


LOCKED = "LOCK TABLE processes, process_stays IN ACCESS EXCLUSIVE MODE"  # in the order in which writers take them


def upgrade() -> None:
    op.execute(LOCKED)
    op.execute("ALTER TABLE process_stays DISABLE TRIGGER USER")  # nothing happened to this work
    _without(EARLIER)
    # written anew, which takes a fraction of changing each row, and puts a customer's stays together
    op.execute(
        f"CREATE TEMPORARY TABLE kept_stays ON COMMIT DROP AS SELECT s.*, {COPIED}"
        " FROM process_stays s JOIN processes p ON p.id = s.process_id"
    )
    op.execute("TRUNCATE process_stays")
    _columns()
    both = f"{BEFORE}, {COPIED}"
    op.execute(f"INSERT INTO process_stays ({both}) SELECT {both} FROM kept_stays ORDER BY customer_id, process_id")
    op.execute("DROP TABLE kept_stays")
    for name, (columns, included, where) in INDEXES.items():
        only = sa.text(where) if where else None
        op.create_index(name, "process_stays", columns, postgresql_include=included, postgresql_where=only)
    _foreign_key()
    op.execute("ALTER TABLE process_stays ENABLE TRIGGER USER")
    _derive(WAYS)
    op.execute(COPY)
    op.execute("REVOKE EXECUTE ON FUNCTION narrow_stays() FROM PUBLIC")
    op.execute(NARROW)
    op.execute("ANALYZE process_stays")


def _columns() -> None:
    op.add_column("process_stays", sa.Column("functional_area", sa.Text()))
    op.add_column("process_stays", sa.Column("approval_status", sa.String(100), nullable=False))
    op.add_column("process_stays", sa.Column("is_tpa_required", sa.Boolean(), nullable=False))
    for name, began in (("cycle_days", "process_started_at"), ("lead_days", "process_created_at")):
        took = f"CASE WHEN state = 'Completed' AND {began} <= since THEN whole_days({began}, since) END"
        op.add_column("process_stays", sa.Column(name, sa.Integer(), sa.Computed(took, persisted=True)))


def _without(indexes: dict) -> None:
    op.drop_constraint("fk_process_stays_process_id", "process_stays")
    for name in indexes:
        op.drop_index(name, "process_stays")


def _foreign_key() -> None:
    op.create_foreign_key(
        op.f("fk_process_stays_process_id"), "process_stays", "processes", ["process_id"], ["id"], ondelete="CASCADE"
    )


def _derive(ways: dict[str, str]) -> None:
    """Everything else that is said in these functions stays as it is."""
    for function in DERIVING:
        said = f"SELECT pg_get_functiondef('{function}'::regprocedure)"
        definition = str(op.get_bind().exec_driver_sql(said).scalar_one())
        for before, after in ways.items():
            if before not in definition:
                raise RuntimeError(f"{function} does not say {before!r}")
            definition = definition.replace(before, after)
        op.get_bind().exec_driver_sql(definition.replace("%", "%%"))


def downgrade() -> None:
    op.execute(LOCKED)
    op.execute("DROP FUNCTION narrow_stays() CASCADE")
    _derive({after: before for before, after in WAYS.items()})
    _without(INDEXES)
    for column in ("cycle_days", "lead_days", *NARROWED):
        op.drop_column("process_stays", column)
    for name, (column, where) in EARLIER.items():
        only = sa.text(where) if where else None
        op.create_index(name, "process_stays", [column], postgresql_where=only)
    _foreign_key()
