"""What the product adds to the specification, because its pages cannot be computed without."""

import pytest
import sqlalchemy as sa

from data.models import Base
from data.models.base import Editable

ADDITIONS = {
    "time_entries": "id service_id process_id? contact_id? worked_on hours billable note?",
    "process_milestones": "target_date?",
    "process_tasks": "position blocked_reason?",
    "status_changes": "resource_type resource_id field old_value? new_value? changed_at user_id? change_set_id?",
    "process_stays": "process_id number customer_id state since until? is_return days? process_started_at?"
    " functional_area? approval_status is_tpa_required cycle_days? lead_days?",
    "audit_logs": "change_set_id? reason?",
    "process_file_transfers": "run_at? timezone? weekday? day_of_month? expected_within? host_key? options",
    "transfer_runs": "id transfer_id scheduled_for status lease_until? attempt started_at? finished_at? error?",
    "transfer_files": "id transfer_id run_id source size? modified_at? etag? sha256? state error?",
    "notifications": "id recipient channel event state attempts last_error? sent_at?",
    "report_schedules": "id owner_id name page format run_at timezone recipients is_active",
    "report_runs": "id schedule_id? scheduled_for status stored_as? sha256? error? finished_at?",
    "saved_views": "id user_id page name filters is_default is_shared",
    "document_versions": "id document_id number sha256 size mime_type stored_as uploaded_by?",
    "user_preferences": "user_id key value",
    "users": "failed_login_count locked_until? password_changed_at? timezone?",
    "user_customers": "user_id customer_id",
    "imports": "id user_id? file_name size task state found? plan samples progress change_set_id? error? lease_until?",
    "import_mappings": "id owner_id name is_shared entity mapping version",
}
SINGLE = {
    "transfer_files": ["modified_at", "size", "source", "transfer_id"],
    "transfer_runs": ["scheduled_for", "transfer_id"],
    "report_runs": ["schedule_id", "scheduled_for"],
    "document_versions": ["document_id", "number"],
    "saved_views": ["name", "page", "user_id"],
    "import_mappings": ["name", "owner_id"],
}
TRACKED = {
    ("processes", "status"),
    ("processes", "sdlc_stage"),
    ("processes", "approval_status"),
    ("processes", "progress"),
    ("process_tasks", "status"),
    ("pharmaceutical_products", "regulatory_status"),
    ("customers", "phase"),
}


@pytest.fixture(scope="module")
def inspector(engine: sa.Engine) -> sa.Inspector:
    return sa.inspect(engine)


@pytest.mark.parametrize(("table", "names"), ADDITIONS.items(), ids=ADDITIONS)
def test_an_addition_is_there(inspector: sa.Inspector, table: str, names: str) -> None:
    found = {column["name"]: column["nullable"] for column in inspector.get_columns(table)}
    wanted = {name.rstrip("?"): name.endswith("?") for name in names.split()}
    assert wanted.items() <= found.items()


@pytest.mark.parametrize(("table", "names"), SINGLE.items(), ids=SINGLE)
def test_what_may_exist_once_is_unique(inspector: sa.Inspector, table: str, names: list[str]) -> None:
    assert names in [sorted(key["column_names"]) for key in inspector.get_unique_constraints(table)]


def test_hours_have_two_decimals(inspector: sa.Inspector) -> None:
    (hours,) = [column["type"] for column in inspector.get_columns("time_entries") if column["name"] == "hours"]
    assert (hours.precision, hours.scale) == (6, 2)


@pytest.mark.parametrize(("table", "field"), sorted(TRACKED))
def test_a_movement_is_written_down(connection: sa.Connection, table: str, field: str) -> None:
    noted = """
      SELECT prosrc FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
      WHERE tgname = 'status_changes' AND tgrelid = %s::regclass"""
    assert f"('{field}', o.{field}" in connection.exec_driver_sql(noted, (table,)).scalar_one()


def test_every_editable_table_counts_its_versions(connection: sa.Connection) -> None:
    editable = {mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, Editable)}
    stamped = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'a_stamp'"
    assert set(connection.exec_driver_sql(stamped).scalars()) == editable


def test_every_constraint_of_the_models_is_in_the_database_and_the_other_way_round(connection: sa.Connection) -> None:
    """`alembic check` compares tables, columns, keys and indexes, but no CHECK."""
    described = {str(c.name) for table in Base.metadata.tables.values() for c in table.constraints if _named(c)}
    query = "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'c'"
    assert set(connection.exec_driver_sql(query).scalars()) == described


def _named(constraint: sa.Constraint) -> bool:
    return isinstance(constraint, sa.CheckConstraint)


def test_no_column_takes_a_moment_without_a_zone(connection: sa.Connection) -> None:
    naive = (
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'"
    )
    assert connection.exec_driver_sql(naive).all() == []


def test_every_foreign_key_can_be_followed_backwards_by_an_index(connection: sa.Connection) -> None:
    """Without one, deleting a parent reads the whole table of children."""
    query = """
      SELECT conrelid::regclass::text, conname FROM pg_constraint c WHERE contype = 'f' AND NOT EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND (i.indkey::int2[])[0] = ANY(c.conkey))"""
    unindexed = {tuple(row) for row in connection.exec_driver_sql(query)}
    assert unindexed == set()
