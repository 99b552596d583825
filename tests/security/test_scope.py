"""A user who sees one customer reaches nothing of another's, whatever statement is sent: the database is the wall.

Every table is asked for, so that a new one cannot be forgotten: it has a policy, or a reason below for having none.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from data import db
from data.access import Actor
from data.models.base import Base
from data.roles import PERMISSIONS

BOLT = Actor(None, PERMISSIONS, frozenset({"bolt"}))
UNPROTECTED = {
    "users": "who may come in, not whose records",
    "roles": "names of permissions",
    "user_roles": "who holds which role",
    "user_customers": "read to know the scope itself",
    "user_sessions": "read before anybody is known",
    "account_links": "read before anybody is known",
    "idempotency_keys": "a user's own submissions",
    "app_settings": "one for the installation",
    "figures_kept": "one day",
    "folded_deltas": "one number, and nobody may read it but by way of a function",
    "alembic_version": "the schema's own",
    "notifications": "one's own, by address",
    "saved_views": "filters; what they find is protected",
    "import_mappings": "how columns are read, nobody's records",
    "report_schedules": "filters; what they find is protected",
    "report_runs": "what was delivered, and to whom",
    "ai_chat_sessions": "a user's own",
    "ai_chat_messages": "a user's own",
}
OWN = {"user_preferences"}  # each user's, whoever's customers they see: tests/records/test_preferences.py
CLOSED = {"search_words"}  # to the application's role altogether: words without their records
REFUSED = {"42501", "23502", "23503", "23514", "P0001"}  # by the policy, or because the parent is not to be seen
PARENTS = {"customers": "id", "process_milestones": "process_id", "process_notifications": "process_id"} | {
    "process_file_transfers": "process_id", "transfer_runs": "transfer_id", "transfer_files": "transfer_id",
    "document_versions": "document_id", "communications": "contact_id",
}  # fmt: skip


def tables(connection: sa.Connection) -> dict[str, bool]:
    """Every table, and whether row-level security is on."""
    rows = connection.exec_driver_sql(
        "SELECT relname, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace"
    )
    return dict(rows.all())


@pytest.fixture
def protected(world: sa.Connection) -> list[str]:
    return sorted(name for name, on in tables(world).items() if on and name not in OWN | CLOSED)


@pytest.fixture
def bolts(world: sa.Connection) -> Iterator[sa.Connection]:
    """Whoever sees Bolt only, speaking plain SQL with the application's rights."""
    world.exec_driver_sql("SELECT set_config('app.scope', 'bolt', true)")
    return world


def count(connection: sa.Connection, table: str) -> int:
    return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()


def refused(connection: sa.Connection, statement: str, *values: Any) -> str | None:
    """With which SQLSTATE the statement is refused; the transaction goes on."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement, values or None)
    except sa.exc.DBAPIError as error:
        return error.orig.sqlstate
    return None


def others(connection: sa.Connection, table: str, words: str) -> list[dict[str, Any]]:
    """The rows that somebody who sees all finds and one with the scope `words` does not, without made-up columns."""
    made_up = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attgenerated <> ''"
    computed = set(connection.exec_driver_sql(made_up, (table,)).scalars())
    query = f"SELECT to_jsonb(t) FROM {table} t"
    theirs = connection.exec_driver_sql(query).scalars().all()
    connection.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
    everything = connection.exec_driver_sql(query).scalars().all()
    connection.exec_driver_sql("SELECT set_config('app.scope', %s, true)", (words,))
    return [{key: row[key] for key in row.keys() - computed} for row in everything if row not in theirs]


def test_every_table_has_a_policy_or_a_reason(connection: sa.Connection) -> None:
    assert {name for name, on in tables(connection).items() if not on} == set(UNPROTECTED)


@pytest.mark.parametrize("table", sorted(CLOSED))
def test_what_is_closed_cannot_be_read_at_all(world: sa.Connection, table: str) -> None:
    assert refused(world, f"SELECT FROM {table}") == "42501"


def test_what_names_a_customer_has_a_policy(connection: sa.Connection) -> None:
    named = {name for name, table in Base.metadata.tables.items() if "customer_id" in table.columns}
    assert named - {name for name, on in tables(connection).items() if on} == {"user_customers"}


def test_the_world_has_a_row_in_every_protected_table(world: sa.Connection, protected: list[str]) -> None:
    assert {name: count(world, name) for name in protected if count(world, name) < 2} in ({}, {"rollup_deltas": 0})


def test_what_was_said_to_a_shared_contact_stays_with_its_own_customer(world: sa.Connection) -> None:
    world.exec_driver_sql(
        "INSERT INTO contact_customer_assignments (contact_id, customer_id)"
        " SELECT id, 'acme' FROM contacts WHERE customer_id = 'bolt'"
    )
    world.exec_driver_sql("SELECT set_config('app.scope', 'acme', true)")
    theirs = "contact_id IN (SELECT id FROM contacts WHERE customer_id = 'bolt')"
    assert world.exec_driver_sql("SELECT count(*) FROM contacts WHERE customer_id = 'bolt'").scalar_one() > 0
    assert world.exec_driver_sql(f"SELECT count(*) FROM communications WHERE {theirs}").scalar_one() == 0
    assert world.exec_driver_sql(f"UPDATE communications SET subject = 'x' WHERE {theirs}").rowcount == 0


@pytest.mark.parametrize("scope", ["", "nowhere", "ACME", "acme bolt", "%", "null"])
def test_nobody_sees_a_single_row(world: sa.Connection, protected: list[str], scope: str) -> None:
    world.exec_driver_sql("SELECT set_config('app.scope', %s, true)", (scope,))
    world.exec_driver_sql("DELETE FROM contacts WHERE customer_id IS NULL")
    assert {name: count(world, name) for name in protected if count(world, name)} == {}


def test_a_connection_that_says_nothing_sees_nothing(cluster: Any, committed_world: Any) -> None:
    engine = sa.create_engine(committed_world.web, connect_args={"options": "-c role=dm_crm_app"})
    with engine.connect() as connection:
        on = [name for name, protected in tables(connection).items() if protected and name not in CLOSED]
        assert {name: count(connection, name) for name in on if count(connection, name)} == {}
    engine.dispose()


def test_one_customers_user_reads_nothing_of_anothers(bolts: sa.Connection, protected: list[str]) -> None:
    for table in protected:
        shown = str(bolts.exec_driver_sql(f"SELECT to_jsonb(t) FROM {table} t").scalars().all())
        assert "acme" not in shown, table
        assert "CANARY" not in shown, table


def test_one_customers_user_changes_nothing_of_anothers(bolts: sa.Connection, protected: list[str]) -> None:
    for table in protected:
        for row in others(bolts, table, "bolt"):
            key = "id" if "id" in row else "customer_id"
            for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
                assert touched(bolts, f"{statement} WHERE {key}::text = %s", str(row[key])) == 0, statement


def touched(connection: sa.Connection, statement: str, value: str) -> int:
    """How many rows; none where the application may not write the table at all."""
    try:
        with connection.begin_nested():
            return connection.exec_driver_sql(statement, (value,)).rowcount
    except sa.exc.DBAPIError as error:
        if error.orig.sqlstate != "42501":
            raise
        return 0


def test_one_customers_user_adds_nothing_to_another(bolts: sa.Connection, protected: list[str]) -> None:
    for table in protected:
        for row in others(bolts, table, "bolt"):
            columns = ", ".join(sorted(row.keys() - {"id"} if table != "customers" else row.keys()))
            insert = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)"
            assert refused(bolts, insert, json.dumps(row)) in REFUSED, table


def test_one_customers_user_gives_nothing_away(bolts: sa.Connection, protected: list[str]) -> None:
    for table in protected:
        column = PARENTS.get(table, "customer_id")
        foreign = next(iter(others(bolts, table, "bolt")), {}).get(column)
        if foreign:
            before = count(bolts, table)
            refused(bolts, f"UPDATE {table} SET {column} = %s WHERE {column}::text <> %s", foreign, foreign)
            assert count(bolts, table) == before, table  # refused, or put right by a trigger: none has gone elsewhere


LINKS = """
SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
JOIN pg_class t ON t.oid = conrelid AND t.relrowsecurity JOIN pg_class p ON p.oid = confrelid AND p.relrowsecurity
WHERE contype = 'f' AND conrelid <> confrelid ORDER BY 1, 2
"""
# The foreign key finds the row, the reader does not: only an id that was known before is written down.
HARMLESS = {
    ("processes", "responsible_contact_id"),
    ("processes", "tpa_responsible_contact_id"),
    ("process_tasks", "assigned_to_id"),
    ("time_entries", "contact_id"),
    ("timeline_events", "process_id"),
    ("transfer_files", "run_id"),
}


def test_one_customers_user_ties_nothing_to_anothers(bolts: sa.Connection) -> None:
    for table, column, parent in bolts.exec_driver_sql(LINKS).all():
        foreign = others(bolts, parent, "bolt")[0]["id"]
        tie = f"UPDATE {table} SET {column} = %s WHERE {column} IS DISTINCT FROM %s"
        if (table, column) not in HARMLESS:
            assert refused(bolts, tie, foreign, foreign) in REFUSED, (table, column)


def test_anothers_contact_cannot_be_made_ones_own(bolts: sa.Connection) -> None:
    assign = "INSERT INTO contact_customer_assignments (contact_id, customer_id) VALUES ('acme-contact', 'bolt')"
    assert refused(bolts, assign) == "42501"


def test_a_contact_assigned_to_ones_customer_is_seen_but_stays_its_owners(bolts: sa.Connection) -> None:
    bolts.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
    bolts.exec_driver_sql("INSERT INTO contact_customer_assignments VALUES ('acme-contact', 'bolt')")
    bolts.exec_driver_sql("SELECT set_config('app.scope', 'bolt', true)")
    assert "CANARY contact" in bolts.exec_driver_sql("SELECT name FROM contacts").scalars().all()
    for statement in ("UPDATE contacts SET name = 'Mine'", "DELETE FROM contacts"):
        assert touched(bolts, f"{statement} WHERE id = %s", "acme-contact") == 0


def test_the_query_itself_is_narrowed_too(world: sa.Connection) -> None:
    """The second wall: the same with the first one down."""
    with db.session(BOLT) as session:
        session.execute(sa.select(sa.func.set_config("app.scope", "*", True)))
        for mapper in Base.registry.mappers:
            if "customer_id" in mapper.columns and not mapper.columns["customer_id"].nullable:
                found = session.scalars(sa.select(mapper.class_.customer_id)).all()
                assert set(found) <= {"bolt"}, mapper
