"""A backup can be restored: what pg_dump writes, pg_restore reads, and the data is the same."""

import os
import subprocess
from pathlib import Path

import psycopg
import sqlalchemy as sa

from dashboard.services import cluster as embedded
from dashboard.services.throwaway import Urls
from tests.databases import new_database
from tests.racing import connect_owner

FILL = """
INSERT INTO customers (id, name, contract_start_date) VALUES ('acme', 'Acme', '2026-01-01');
INSERT INTO services (customer_id, name, monthly_hours) VALUES ('acme', 'Support', 100);
INSERT INTO processes (id, customer_id, name, start_date, due_date)
  VALUES ('extract', 'acme', 'Extract', '2026-01-05', '2026-02-27');
INSERT INTO process_tasks (process_id, title, status, blocked_reason) VALUES
  ('extract', 'Map', 'Completed', NULL), ('extract', 'Load', 'Blocked', 'No access to the source');
"""

STATE = """
SELECT (SELECT jsonb_agg(p ORDER BY id) FROM processes p), (SELECT jsonb_agg(t ORDER BY id) FROM process_tasks t),
  (SELECT count(*) FROM audit_logs), (SELECT jsonb_agg(r ORDER BY r.id) FROM rollup_deltas r)
"""


def test_a_backup_restores_every_row_and_generated_column(own_database: Urls, cluster: Urls, tmp_path: Path) -> None:
    with connect_owner(own_database) as conn:
        conn.execute(FILL)
        before = _state(conn)
    with new_database(cluster) as empty:
        _run("pg_dump", own_database.owner, "--format=custom", f"--file={tmp_path / 'backup'}")
        _run("pg_restore", empty.owner, "--exit-on-error", str(tmp_path / "backup"))
        with connect_owner(empty) as conn:
            assert _state(conn) == before


def _state(conn: psycopg.Connection) -> tuple:
    return conn.execute(STATE).fetchone()


def _run(program: str, url: str, *arguments: str) -> None:
    given = sa.make_url(url)
    named = {"PGHOST": given.host, "PGPORT": str(given.port), "PGUSER": given.username, "PGPASSWORD": given.password}
    command = [embedded.binary(program), *arguments, *(["-d", given.database])]
    done = subprocess.run(command, env=os.environ | named, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
