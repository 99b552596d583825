"""The trail says who wrote, and nobody who works with the application's rights can alter what is written about them."""

import uuid

import psycopg
import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data.access import SYSTEM, Actor
from tests import factories as make
from tests.racing import connect, connect_owner


def test_the_trail_says_who_from_where_why_and_in_which_change(own_database: Urls) -> None:
    database.configure(own_database.web, pooled=False)
    with database.session(SYSTEM) as db:
        ada = make.user(db).id
    actor = Actor(ada, frozenset({"*"}), ip_address="198.51.100.7", user_agent="Firefox")
    with database.session(actor, reason="Tidied up") as db:
        make.customer(db)
        make.customer(db)
    query = "SELECT user_id, ip_address, user_agent, reason, change_set_id FROM audit_logs"
    query += " WHERE resource_type = 'customers'"
    with connect(own_database) as conn:
        first, second = conn.execute(query).fetchall()
    assert first == second
    assert first[:4] == (ada, "198.51.100.7", "Firefox", "Tidied up")
    assert isinstance(first[4], uuid.UUID)


def test_nothing_said_leaks_into_the_next_transaction_of_a_connection(own_database: Urls) -> None:
    engine = database.configure(own_database.web)
    with database.session(SYSTEM) as db:
        ada = make.user(db).id
    with database.session(
        Actor(ada, frozenset({"*"}), ip_address="198.51.100.7"), reason="Mine", source="import"
    ) as db:
        make.customer(db, name="First")
    with engine.begin() as conn:  # the same connection, straight from the pool, by someone who says nothing
        conn.exec_driver_sql("UPDATE roles SET description = 'Reads.' WHERE name = 'Viewer'")
        assert conn.exec_driver_sql("SELECT said('scope')").scalar() is None
        conn.exec_driver_sql("SELECT set_config('app.scope', '*', true)")  # to read the trail
        query = "SELECT user_id, ip_address, reason, change_set_id FROM audit_logs ORDER BY id DESC LIMIT 1"
        assert conn.exec_driver_sql(query).one() == (None, None, None, None)
        assert conn.exec_driver_sql("SELECT said('source')").scalar() is None
    engine.dispose()


def test_plain_sql_by_the_owner_is_recorded_too(own_database: Urls) -> None:
    with connect_owner(own_database, application_name="psql") as conn:
        conn.execute("INSERT INTO customers (name) VALUES ('Acme')")
        query = "SELECT action, user_id, user_agent FROM audit_logs WHERE resource_type = 'customers'"
        assert conn.execute(query).fetchall() == [("create", None, "psql")]


def test_what_is_rolled_back_was_never_recorded(own_database: Urls) -> None:
    with connect(own_database) as conn:
        conn.execute("INSERT INTO customers (name) VALUES ('Acme')")
        conn.rollback()
        assert conn.execute("SELECT count(*) FROM audit_logs WHERE resource_type = 'customers'").fetchone() == (0,)


# what the application's role may not do

PROTECTED = (
    *("audit_logs", "status_changes", "process_stays", "rollups", "rollup_deltas", "search_documents"),
    *("search_words", "customer_figures", "figures_kept", "alembic_version"),
)
FORBIDDEN = {
    "change the timeline": "UPDATE timeline_events SET title = 'x'",
    "erase from the timeline": "DELETE FROM timeline_events",
    "switch off a trigger": "ALTER TABLE customers DISABLE TRIGGER zz_audit_update",
    "switch off all triggers": "SET session_replication_role = replica",
    "replace a function": "CREATE OR REPLACE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "make a table": "CREATE TABLE mine (a int)",
    "empty a table without a trace": "TRUNCATE customers CASCADE",
    "rebuild the aggregates": "SELECT rebuild_rollups()",
    "rebuild what is searched": "SELECT rebuild_search()",
    "become the owner": "SET ROLE dm_crm_owner",
    **{f"insert into {table}": f"INSERT INTO {table} DEFAULT VALUES" for table in PROTECTED},
    **{f"delete from {table}": f"DELETE FROM {table}" for table in PROTECTED},
    **{f"truncate {table}": f"TRUNCATE {table}" for table in PROTECTED},
    **{f"drop {table}": f"DROP TABLE {table}" for table in PROTECTED},
    "update audit_logs": "UPDATE audit_logs SET action = 'x'",
    "update status_changes": "UPDATE status_changes SET new_value = 'x'",
    "update process_stays": "UPDATE process_stays SET days = 0",
    "update rollups": "UPDATE rollups SET amount = 0",
    "read how many deltas were folded": "SELECT total FROM folded_deltas",
    "turn back how many deltas were folded": "UPDATE folded_deltas SET total = 0",
    "update rollup_deltas": "UPDATE rollup_deltas SET amount = 0",
    "update alembic_version": "UPDATE alembic_version SET version_num = '0001'",
}  # fmt: skip


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_application_may_not(world: sa.Connection, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        world.exec_driver_sql(statement)
    assert isinstance(caught.value.orig, psycopg.errors.InsufficientPrivilege)


def test_the_application_owns_nothing(connection: sa.Connection) -> None:
    owned = "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) IN ('dm_crm_app', 'dm_crm_web')"
    assert connection.exec_driver_sql(owned).all() == []


def test_the_trail_cannot_be_fooled_by_a_look_alike_table(world: sa.Connection) -> None:
    world.exec_driver_sql("CREATE TEMPORARY TABLE audit_logs (LIKE public.audit_logs)")
    world.exec_driver_sql("UPDATE customers SET name = 'Acme II' WHERE id = 'acme'")
    found = 'SELECT count(*) FROM public.audit_logs WHERE new_values = \'{"name": "Acme II"}\''
    assert world.exec_driver_sql(found).scalar() == 1


def test_whatever_runs_with_the_owners_rights_names_its_search_path(connection: sa.Connection) -> None:
    query = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        " AND NOT coalesce('search_path=public, pg_temp' = ANY(proconfig), false)"
    )
    assert connection.exec_driver_sql(query).all() == []


def test_nobody_but_a_trigger_calls_what_writes_with_the_owners_rights(connection: sa.Connection) -> None:
    query = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND prorettype = 'trigger'::regtype"
        " AND pronamespace = 'public'::regnamespace AND has_function_privilege('dm_crm_app', oid, 'EXECUTE')"
    )
    assert connection.exec_driver_sql(query).all() == []
