"""A believable company that does not exist: two years of customers, work, hours and products, of any size."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data.demo import words
from data.errors import Conflict, Invalid
from data.violations import explained

SQL = Path(__file__).parent / "sql"
CUSTOMERS, PROCESSES = 60, 600  # at scale 1; customers grow slower than their work
CHUNK = 20_000  # processes at a time
MOST_CHUNKS = 60  # each keeps locks on its temporary tables until the end

PER_CHUNK = (
    *("contacts", "contact_customer_assignments", "teams", "services", "customer_notes", "customer_important_dates"),
    *("communications", "processes", "process_team", "process_tasks", "process_milestones", "time_entries"),
    *("pharmaceutical_products", "process_file_transfers", "process_notifications", "status_changes"),
    "timeline_events",
)
TABLES = ("customers", *PER_CHUNK)

CHUNKS = """
SELECT min(n), max(n) FROM (
  SELECT n, floor(sum(weight) OVER (ORDER BY n) * demo.processes_each() / demo.chunk_size()) AS chunk
  FROM demo.customer_plan
) AS c GROUP BY chunk ORDER BY chunk
"""

Progress = Callable[[str], None]


def load(
    owner_url: str, scale: float = 1.0, progress: Progress | None = None, today: dt.date | None = None
) -> dict[str, int]:
    """Fill a database without customers, as its owner, all or nothing; returns how many rows each table got."""
    if not 0.05 <= scale <= 5000:
        raise Invalid({"scale": "The scale must be between 0.05 and 5000; 1 is a company of 60 customers."})
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool, connect_args={"application_name": "dm_crm demo"})
    with explained(), engine.connect().execution_options(no_parameters=True) as connection, connection.begin():
        _prepare(connection)
        _plan(connection, scale, today)
        counts = _generate(connection, scale, progress or (lambda line: None))
        _finish(connection, counts)
    return counts


def _prepare(connection: sa.Connection) -> None:
    """Nobody writes meanwhile: without triggers what they write would go unrecorded."""
    for name, value in (("statement_timeout", "0"), ("lock_timeout", "10s"), ("work_mem", "128MB"), ("jit", "off")):
        connection.exec_driver_sql(f"SET LOCAL {name} = '{value}'")
    connection.exec_driver_sql("LOCK TABLE customers IN SHARE ROW EXCLUSIVE MODE")
    if connection.exec_driver_sql("SELECT EXISTS (SELECT FROM customers)").scalar_one():
        raise Conflict("This database already has customers; the demo company only moves into an empty one.")
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _plan(connection: sa.Connection, scale: float, today: dt.date | None) -> None:
    connection.exec_driver_sql("SELECT set_config('TimeZone', reporting_zone(), true)")
    today = today or connection.exec_driver_sql("SELECT reporting_day(now())").scalar_one()
    customers = _customers(scale)
    connection.exec_driver_sql("CREATE SCHEMA demo")
    words.define(
        connection,
        today=today,
        first_day=today.replace(year=today.year - 2, day=1),
        customers=customers,
        processes_each=PROCESSES * scale / customers,
        chunk_size=max(CHUNK, round(PROCESSES * scale / MOST_CHUNKS)),
    )
    _run(connection, "tools")


def _customers(scale: float) -> int:
    return round(CUSTOMERS * scale**0.8)


def _generate(connection: sa.Connection, scale: float, progress: Progress) -> dict[str, int]:
    counts = dict.fromkeys(TABLES, 0)
    counts["customers"] = _run(connection, "customers")
    counts["contacts"] = _run(connection, "people")
    for first, last in _chunks(connection):
        progress(f"customers {first:,} to {last:,} of {_customers(scale):,}")
        _chunk(connection, first, last)
        for table in PER_CHUNK:
            counts[table] += _run(connection, table)
    return counts


def _chunks(connection: sa.Connection) -> list[tuple[int, int]]:
    """Runs of customers with about the same amount of work."""
    return [(first, last) for first, last in connection.exec_driver_sql(CHUNKS)]


def _chunk(connection: sa.Connection, first: int, last: int) -> None:
    connection.exec_driver_sql("DISCARD TEMP")
    connection.exec_driver_sql(f"CREATE TEMP TABLE chunk AS SELECT generate_series({first}, {last}) AS n")
    _run(connection, "chunk")


def _run(connection: sa.Connection, name: str) -> int:
    """Run the statements of a file; returns how many rows the last one touched."""
    rows = 0
    for statement in (SQL / f"{name}.sql").read_text("utf-8").split(";\n"):
        if statement.strip():
            rows = connection.exec_driver_sql(statement).rowcount
    return rows


def _finish(connection: sa.Connection, counts: dict[str, int]) -> None:
    """Aggregates and statistics as if each row had been entered; one line in the audit trail says that none was."""
    connection.exec_driver_sql("DISCARD TEMP")
    connection.exec_driver_sql("DROP SCHEMA demo CASCADE")
    connection.exec_driver_sql("SELECT rebuild_rollups(), rebuild_search()")
    connection.exec_driver_sql(f"SELECT record_audit('load_demo', 'installation', NULL, '{json.dumps(counts)}'::jsonb)")
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        connection.exec_driver_sql(f"ANALYZE {table}")
