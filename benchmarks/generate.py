"""Fills a throw-away database with an installation of a given size, by statements that run in the server.

Triggers and the checks of foreign keys are switched off meanwhile, so what they derive is written here as they would;
aggregates and what is searched are taken down at the end by the product's own functions. Only the audit trail stays
empty: it is never read by a page that is measured. The same size is the same data on every day.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

import sqlalchemy as sa

from benchmarks.sizes import TASKS, Size
from data.vocabulary import MilestoneType

SQL = Path(__file__).parent / "sql"
BLOCK = 25_000  # processes at a time, whose tasks, hours and history are written together
SETTINGS = ("session_replication_role = replica", "work_mem = '256MB'", "maintenance_work_mem = '1GB'", "jit = off")
TABLES = (
    *("customers", "contacts", "teams", "services", "pharmaceutical_products", "processes", "process_milestones"),
    *("process_tasks", "status_changes", "process_stays", "timeline_events", "time_entries", "rollups"),
    *("customer_figures", "search_documents"),
)
PLAIN_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE NOT i.indisunique AND i.indrelid = ANY (ARRAY[{}]::regclass[])
"""

# as the first folds of a day do
FIGURES = (
    "SELECT refresh_customer_figures(ARRAY(SELECT id FROM customers), reporting_day(now()))",
    "UPDATE figures_kept SET day = reporting_day(now())",
)


def generate(superuser_url: str, size: Size, progress: Callable[[str], None]) -> None:
    """Fill the migrated, empty database; only a superuser may switch the checks off."""
    engine = sa.create_engine(superuser_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect().execution_options(no_parameters=True) as connection:
        for setting in SETTINGS:
            connection.exec_driver_sql(f"SET {setting}")
        with _without_indexes(connection, progress):
            _rows(connection, size, progress)
        progress("statistics")
        for table in TABLES:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}")
        connection.exec_driver_sql("CHECKPOINT")


@contextmanager
def _without_indexes(connection: sa.Connection, progress: Callable[[str], None]) -> Iterator[None]:
    """Made in one go at the end, they take a fraction of the time."""
    tables = ", ".join(f"'{table}'" for table in TABLES)
    indexes = connection.exec_driver_sql(PLAIN_INDEXES.format(tables)).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    progress("indexes")
    for _, definition in indexes:
        connection.exec_driver_sql(definition)


def _rows(connection: sa.Connection, size: Size, progress: Callable[[str], None]) -> None:
    said = {"customers": size.customers, "processes": size.processes, **_milestones()}
    for name in ("tools", "customers", "processes"):
        progress(name)
        _run(connection, name, **said)
    each = {"tasks": TASKS, "history": size.events // size.processes, "hours": size.time_entries // size.processes}
    for first in range(0, size.processes, BLOCK):
        last = min(first + BLOCK, size.processes) - 1
        progress(f"work of processes {first:,} to {last:,}")
        for name, count in each.items():
            _run(connection, name, **said, first=first, last=last, each=count)
    progress("aggregates and search")
    for table in TABLES:  # the planner has not seen any of it
        connection.exec_driver_sql(f"ANALYZE {table}")
    for count in ("rebuild_rollups", "rebuild_search"):
        connection.exec_driver_sql(f"SELECT {count}()")
    for statement in FIGURES:
        connection.exec_driver_sql(statement)


def _milestones() -> dict[str, object]:
    first, second, *_ = MilestoneType
    return {"first_milestone": first.value, "second_milestone": second.value}


def _run(connection: sa.Connection, name: str, **said: object) -> None:
    for statement in (SQL / f"{name}.sql").read_text("utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(Template(statement.replace("$$", "$$$$")).substitute(said))
