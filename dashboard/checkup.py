"""What a dashboard needs, checked one by one, each finding in words."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import sqlalchemy as sa
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from dashboard.bootstrap import BUILT, CHROMIUM_NAMES
from dashboard.services import home
from dashboard.services.servers import reached
from data import db, migrate, store, sweeping
from data.access import NOBODY
from data.errors import DomainError
from data.settings import Settings, without_password
from jobs import heartbeat
from jobs.queue import connect

SAMPLE = 200  # versions whose content is looked for
OWNS = "SELECT pg_has_role(session_user, tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'customers'"


class Finding(NamedTuple):
    """`good` is None for what may well be missing."""

    name: str
    good: bool | None
    words: str


def examine(settings: Settings) -> list[Finding]:
    """Servers that do not run are started for as long as this takes."""
    findings = [Finding(name, *check(settings)) for name, check in OF_THE_MACHINE.items()]
    running = bool(home.running(settings.home))
    try:
        with reached(settings) as served:
            findings += [Finding(name, *check(served)) for name, check in OF_THE_SERVERS.items()]
            findings += _processes(served, running)
    except DomainError as error:
        findings.append(Finding("servers", False, str(error)))
    return findings


def _python(_: Settings) -> tuple[bool | None, str]:
    return sys.version_info >= (3, 11), f"{sys.version.split()[0]} (3.11 or newer is needed)"


def _disk(settings: Settings) -> tuple[bool | None, str]:
    folder = next(step for step in (settings.home, *settings.home.parents) if step.exists())
    free = shutil.disk_usage(folder).free
    return free > home.ROOM and os.access(folder, os.W_OK), f"{free / 1e9:.1f} GB free in {settings.home}"


def _assets(_: Settings) -> tuple[bool | None, str]:
    missing = [file.name for file in BUILT if not file.exists()]
    return not missing, f"{', '.join(missing)} missing: run `make assets`" if missing else "built"


def _node(_: Settings) -> tuple[bool | None, str]:
    node = shutil.which("node")
    return (True, node) if node else (None, "not found; `make assets` then uses the one from the package index")


def _chromium(_: Settings) -> tuple[bool | None, str]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return (True, found) if found else (None, "not found; only the browser tests need it")


def _database(settings: Settings) -> tuple[bool | None, str]:
    migrate.state(settings.owner_url)
    engine = sa.create_engine(settings.owner_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        version = connection.execute(sa.text("SHOW server_version")).scalar_one()
    return True, f"PostgreSQL {version} at {without_password(settings.database_url)}"


def _schema(settings: Settings) -> tuple[bool | None, str]:
    at, wanted = migrate.state(settings.owner_url), migrate.head()
    words = f"revision {at or 'empty'}"
    return at == wanted, words if at == wanted else f"{words}, {wanted} is needed: python -m dashboard migrate"


def _rights(settings: Settings) -> tuple[bool | None, str]:
    db.configure(settings.database_url, pooled=False)
    with db.session(NOBODY) as session:
        owns = session.scalar(sa.text(OWNS))
    return (None, "the pages connect as an owner of tables") if owns else (True, "the pages own nothing")


def _documents(settings: Settings) -> tuple[bool | None, str]:
    """It takes what is put in, has room, and holds what the database says it does."""
    store.configure(settings)
    kept = store.current()
    kept.probe()
    room = shutil.disk_usage(kept.root if kept.is_local else kept.drafts).free
    lost, of = sweeping.missing(SAMPLE)
    words = f"{kept.root}: {room / 1e9:.1f} GB free{'' if kept.is_local else ' to receive files'}"
    found = f"the content of {lost} of {of} versions is missing" if lost else f"{of} versions looked at, none missing"
    return room > home.ROOM and not lost, f"{words}, {found}"


def _queue(settings: Settings) -> tuple[bool | None, str]:
    version = connect(settings.redis_url).info("server")["redis_version"]
    return True, f"speaks Redis {version} at {without_password(settings.redis_url)}"


def _processes(settings: Settings, running: bool) -> Iterator[Finding]:
    try:
        alive = heartbeat.alive(connect(settings.redis_url))
    except RedisError:
        return
    for name, is_alive in alive.items():
        good = True if is_alive else (False if running else None)
        yield Finding(name, good, "alive" if is_alive else "not heard of lately")


Check = Callable[[Settings], tuple[bool | None, str]]


def _said(check: Check) -> Check:
    """A server that fails is a finding like another."""

    def checked(settings: Settings) -> tuple[bool | None, str]:
        try:
            return check(settings)
        except (DomainError, SQLAlchemyError, RedisError) as error:
            return False, str(error).splitlines()[0]

    return checked


OF_THE_MACHINE: dict[str, Check] = {
    "python": _python,
    "disk": _disk,
    "assets": _assets,
    "node": _node,
    "chromium": _chromium,
}
OF_THE_SERVERS: dict[str, Check] = {
    "database": _said(_database),
    "schema": _said(_schema),
    "rights": _said(_rights),
    "documents": _said(_documents),
    "queue": _said(_queue),
}
