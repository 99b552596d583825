"""An embedded PostgreSQL at work: started, awaited, given its roles and its database."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from dashboard.services.cluster import DATABASE, Cluster, prepare
from dashboard.services.errors import ServiceError
from dashboard.services.ports import LOOPBACK

START_PATIENCE = 120  # seconds; replaying the log after a crash takes its time


@contextmanager
def running(home: Path, durable: bool = True) -> Iterator[Cluster]:
    """A server with its roles and database, stopped on leaving the block."""
    cluster = prepare(home, durable)
    with cluster.launch().running() as process:
        await_ready(cluster, process)
        yield cluster


def await_ready(cluster: Cluster, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer, then see to the roles."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            return ensure_roles(cluster)
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise ServiceError(f"The embedded PostgreSQL does not start: see {cluster.home / 'log' / 'postgres.log'}.")


def connect(cluster: Cluster, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=LOOPBACK,
        port=cluster.port,
        user="postgres",
        password=cluster.passwords["postgres"],
        dbname=database,
        autocommit=True,
        connect_timeout=3,
    )


def ensure_roles(cluster: Cluster) -> None:
    """The owner runs migrations, the group holds the grants, the web role only inherits them."""
    with connect(cluster, "postgres") as db:
        have = {name for (name,) in db.execute("SELECT rolname FROM pg_roles")}
        for role in ("dm_crm_owner", "dm_crm_app", "dm_crm_web"):
            if role not in have:
                db.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        _grant(db, cluster)
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            db.execute(sql.SQL("CREATE DATABASE {} OWNER dm_crm_owner").format(sql.Identifier(DATABASE)))


def _grant(db: psycopg.Connection, cluster: Cluster) -> None:
    createdb = sql.SQL("NOCREATEDB" if cluster.durable else "CREATEDB")  # tests clone their database
    for role, rights in (("dm_crm_owner", sql.SQL("CREATEROLE ") + createdb), ("dm_crm_web", sql.SQL("NOCREATEROLE"))):
        password = sql.Literal(cluster.passwords[role])
        db.execute(sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}").format(sql.Identifier(role), rights, password))
    db.execute("GRANT dm_crm_app TO dm_crm_owner WITH ADMIN OPTION")
    db.execute("GRANT dm_crm_app TO dm_crm_web")
