"""Nothing changes unrecorded: every business table, every way of writing."""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from data import db as database
from data.access import SYSTEM
from tests import factories as make
from tests.data.world import CHILD, one

# Not audited, each for a reason of its own.
LEDGERS = {
    "audit_logs": "is the trail",
    "status_changes": "is written by trigger only",
    "process_stays": "is derived",
    "rollups": "is derived",
    "rollup_deltas": "is derived",
    "folded_deltas": "is derived",
    "customer_figures": "is derived",
    "figures_kept": "is derived",
    "search_documents": "is derived",
    "search_words": "is derived",
    "timeline_events": "is append-only",
    "transfer_runs": "is a ledger of what a worker did",
    "transfer_files": "is a ledger of what a worker did",
    "report_runs": "is a ledger of what a worker did",
    "imports": "is a ledger of what a worker did",
    "notifications": "is the outbox",
    "idempotency_keys": "remembers submissions",
    "user_preferences": "is how readers like their pages, and no business record",
    "ai_chat_messages": "is only ever appended to, by its owner",
    "alembic_version": "is the migrations' own",
}
TRIGGERS = {"zz_audit_insert", "zz_audit_update", "zz_audit_delete", "no_truncate"}

# table -> a row that can be added to the small world; a column to change and to what
ROWS: dict[str, tuple[str, str | None]] = {
    "users": ("(id, email, name) VALUES ('uma', 'uma@example.com', 'Uma')", "name = 'Uma II'"),
    "roles": ("(name) VALUES ('Auditor')", "description = 'Reads'"),
    "user_roles": ("(user_id, role_id, assigned_by) SELECT 'vera', id, 'root' FROM roles WHERE name = 'Manager'", None),
    "user_customers": ("(user_id, customer_id) VALUES ('vera', 'acme')", None),
    "user_sessions": (
        "(user_id, session_token, refresh_token, expires_at, absolute_expires_at)"
        " VALUES ('vera', repeat('a', 64), repeat('b', 64), now(), now())",
        "revoked_at = now()",
    ),
    "account_links": ("(user_id, purpose, expires_at) VALUES ('vera', 'reset', now())", "used_at = now()"),
    "customers": ("(id, name) VALUES ('coda', 'Coda')", "name = 'Coda II'"),
    "contacts": ("(name, type) VALUES ('Ivo', 'Internal')", "title = 'Lead'"),
    "contact_customer_assignments": ("(contact_id, customer_id) VALUES ('ana', 'acme')", None),
    "teams": ("(customer_id, name) VALUES ('acme', 'Ops')", "finance_code = 'F1'"),
    "services": ("(customer_id, name) VALUES ('acme', 'Extra')", "monthly_hours = 5"),
    "customer_notes": ("(customer_id, title) VALUES ('acme', 'Call')", "content = 'Called'"),
    "customer_important_dates": ("(customer_id, title, date) VALUES ('acme', 'Renew', '2026-12-01')", "title = 'End'"),
    "communications": ("(contact_id, date) VALUES ('cleo', '2026-03-02')", "subject = 'Hello'"),
    "processes": ("(customer_id, name) VALUES ('acme', 'Third')", "sdlc_stage = 'Design'"),
    "process_tasks": ("(process_id, title) VALUES ('intake', 'Extra')", "priority = 'High'"),
    "process_milestones": ("(process_id, milestone_type) VALUES ('intake', 'UAT Approved')", "notes = 'Yes'"),
    "process_team": ("(process_id, team_id) VALUES ('intake', 'acme-team')", None),
    "time_entries": ("(service_id, worked_on, hours) VALUES ('bolt-care', '2026-03-02', 1)", "note = 'Phone'"),
    "documents": ("(customer_id, name) VALUES ('acme', 'Offer')", "description = 'Signed'"),
    "document_versions": (
        "(document_id, number, sha256, size, mime_type, stored_as)"
        " SELECT id, 1, repeat('a', 64), 1, 'text/plain', 'a' FROM documents",
        None,
    ),
    "process_file_transfers": ("(process_id, name) VALUES ('intake', 'Weekly')", "host_key = 'ssh-rsa BBBB'"),
    "process_notifications": ("(process_id, recipient_email) VALUES ('intake', 'a@example.com')", "is_active = false"),
    "pharmaceutical_products": (
        "(team_id, product_name, therapeutic_area, drug_class) VALUES ('acme-team', 'X', 'Other', 'Other')",
        "regulatory_status = 'Phase I'",
    ),
    "ai_chat_sessions": ("(user_id, title) VALUES ('vera', 'Question')", "title = 'Answer'"),
    "saved_views": ("(user_id, page, name) VALUES ('vera', '/', 'Mine')", "is_default = true"),
    "report_schedules": (
        "(owner_id, name, page, run_at, timezone) VALUES ('vera', 'Weekly', '/', '08:00', 'UTC')",
        "is_active = false",
    ),
    "import_mappings": ("(owner_id, name, entity) VALUES ('vera', 'Sponsors', 'customers')", "is_shared = true"),
    "app_settings": ("(key, value) VALUES ('theme', '1')", "value = '2'"),
}  # fmt: skip


@pytest.fixture
def started(world: sa.Connection) -> sa.Connection:
    """The small world, and a document; what was recorded so far is left behind by time."""
    world.exec_driver_sql("INSERT INTO documents (id, customer_id, name) VALUES ('offer', 'acme', 'Offer')")
    return world


def _trail(connection: sa.Connection, table: str, after: int) -> list[Any]:
    query = "SELECT action, resource_id, old_values, new_values FROM audit_logs WHERE resource_type = %s ORDER BY id"
    return connection.exec_driver_sql(query, (table,)).all()[after:]


def _length(connection: sa.Connection, table: str) -> int:
    return one(connection, f"SELECT count(*) FROM audit_logs WHERE resource_type = '{table}'")[0]


def test_every_table_is_audited_or_excused(connection: sa.Connection) -> None:
    tables = set(connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars())
    assert tables - LEDGERS.keys() == ROWS.keys()
    query = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname IN ('{}')".format(
        "', '".join(TRIGGERS)
    )
    assert set(map(tuple, connection.exec_driver_sql(query))) == {(t, name) for t in ROWS for name in TRIGGERS}


@pytest.mark.parametrize("table", ROWS)
def test_adding_changing_and_removing_a_row_are_recorded(started: sa.Connection, table: str) -> None:
    insert, change = ROWS[table]
    before = _length(started, table)
    row = started.exec_driver_sql(f"INSERT INTO {table} {insert} RETURNING *").mappings().one()
    where = _where(row)
    if change:
        assert started.exec_driver_sql(f"UPDATE {table} SET {change} {where}").rowcount == 1
    assert started.exec_driver_sql(f"DELETE FROM {table} {where}").rowcount == 1
    trail = _trail(started, table, before)
    assert [entry.action for entry in trail] == ["create", *["update"] * bool(change), "delete"]
    assert len({entry.resource_id for entry in trail}) == 1
    assert trail[0].new_values.keys() == trail[-1].old_values.keys() == set(row)
    if change:
        assert change.split(" = ")[0] in trail[1].new_values.keys() & trail[1].old_values.keys()


def _where(row: Mapping[str, Any]) -> str:
    keys = [key for key in ("id", "key") if key in row] or [key for key in row if key.endswith("_id")]
    return "WHERE " + " AND ".join(f"{key} = '{row[key]}'" for key in keys)


def test_a_change_records_only_what_changed(started: sa.Connection) -> None:
    before = _length(started, "customers")
    started.exec_driver_sql("UPDATE customers SET name = 'Acme II' WHERE id = 'acme'")
    (entry,) = _trail(started, "customers", before)
    assert (entry.old_values, entry.new_values) == ({"name": "Acme"}, {"name": "Acme II"})


def test_a_bulk_change_records_every_row(started: sa.Connection) -> None:
    before = _length(started, "services")
    started.exec_driver_sql("UPDATE services SET monthly_hours = 1")
    assert {entry.resource_id for entry in _trail(started, "services", before)} == {"acme-care", "bolt-care"}


def test_a_cascade_records_what_it_took(started: sa.Connection) -> None:
    before = _length(started, "process_tasks")
    started.exec_driver_sql("DELETE FROM processes WHERE id = 'extract'")
    assert [entry.action for entry in _trail(started, "process_tasks", before)] == ["delete"] * 3
    assert _trail(started, "time_entries", 1)[0].new_values == {"process_id": None}
    for table in ("process_milestones", "process_team", "process_file_transfers", "process_notifications"):
        assert _trail(started, table, 1)[0].action == "delete", table


def test_what_a_trigger_derives_is_recorded(started: sa.Connection) -> None:
    before = _length(started, "processes")
    started.exec_driver_sql(f"UPDATE process_tasks SET status = 'Completed' WHERE id = '{CHILD}'")
    (entry,) = _trail(started, "processes", before)
    assert entry.new_values == {"progress": 50, "completed_leaf_tasks": 1}


def test_a_statement_that_changes_nothing_leaves_nothing(started: sa.Connection) -> None:
    total = "SELECT count(*) FROM audit_logs"
    before = one(started, total)
    started.exec_driver_sql("UPDATE customers SET name = name; UPDATE process_tasks SET title = title")
    started.exec_driver_sql("DELETE FROM customers WHERE false; INSERT INTO roles (name) SELECT 'x' WHERE false")
    assert one(started, total) == before


def test_an_upsert_is_recorded_as_what_it_did(started: sa.Connection) -> None:
    before = _length(started, "app_settings")
    upsert = "INSERT INTO app_settings (key, value) VALUES ('a', '{}')"
    upsert += " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    for value in (1, 2, 2):
        started.exec_driver_sql(upsert.format(value))
    assert [entry.action for entry in _trail(started, "app_settings", before)] == ["create", "update"]


SECRETS = {
    "users": ("UPDATE users SET password_hash = 'argon-{}' WHERE id = 'vera'", "argon-"),
    "process_file_transfers": ("UPDATE process_file_transfers SET host_key = 'key-{}'", "key-"),
}


@pytest.mark.parametrize(("table", "statement", "secret"), [(t, *row) for t, row in SECRETS.items()], ids=SECRETS)
def test_a_secret_is_recorded_as_changed_but_not_shown(
    started: sa.Connection, table: str, statement: str, secret: str
) -> None:
    before = _length(started, table)
    started.exec_driver_sql(statement.format(1))
    started.exec_driver_sql(statement.format(2))
    trail = _trail(started, table, before)
    assert [list(entry.new_values.values()) for entry in trail] == [["***"], ["***"]]
    assert secret not in repr(_trail(started, table, 0))


def test_tokens_and_keys_are_never_in_the_trail(started: sa.Connection) -> None:
    started.exec_driver_sql("INSERT INTO user_sessions " + ROWS["user_sessions"][0])
    started.exec_driver_sql("DELETE FROM user_sessions")
    trail = repr(_trail(started, "user_sessions", 0) + _trail(started, "process_file_transfers", 0))
    assert not {"a" * 64, "b" * 64} & set(trail.split("'"))
    assert "ssh-ed25519" not in trail


def test_a_session_knows_the_change_set_it_writes_under(connection: sa.Connection) -> None:
    with database.session(SYSTEM) as session:
        make.customer(session)
        named = sa.select(sa.func.current_setting("app.change_set_id"))
        assert session.change_set_id == session.execute(named).scalar_one()
