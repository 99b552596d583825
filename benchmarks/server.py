"""The dashboard served as in production on a generated installation, readers signed in to it, and what it costs."""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import requests

from benchmarks.measuring import Place
from dashboard.auth import ACCESS, REFRESH
from dashboard.services.children import Launch
from dashboard.services.ports import free_port
from data import db, sessions
from data.access import SYSTEM
from data.models import User, UserCustomer
from data.sessions import Visitor
from data.vocabulary import Role

ROOT = Path(__file__).parents[1]
KEY = secrets.token_urlsafe(32)  # what the sessions are signed with
VISITOR = Visitor("127.0.0.1", "Mozilla/5.0 Chrome/140")
PATIENCE = 60  # seconds
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"


class Server(NamedTuple):
    address: str
    master: int  # its process id
    database: psycopg.Connection

    def spent(self) -> float:
        """Milliseconds of processor time that its workers and their backends have taken so far."""
        backends = [pid for (pid,) in self.database.execute(BACKENDS)]
        return sum(map(_processor_time, [*_children(self.master), *backends]))


@contextmanager
def served(place: Place) -> Iterator[Server]:
    """Two workers; the page's callbacks, and one that says a constant."""
    port = free_port()
    told = {"DATABASE_URL": place.urls.web, "DATABASE_OWNER_URL": place.urls.owner, "PORT": str(port)}
    told |= {"SECRET_KEY": KEY, "PYTHONPATH": str(ROOT), "REDIS_URL": os.environ["REDIS_URL"]}
    config = str(ROOT / "dashboard" / "gunicorn.conf.py")
    command = [sys.executable, "-m", "gunicorn", "--config", config, "benchmarks.constant:server"]
    superuser = place.urls.superuser.replace("+psycopg", "")
    with tempfile.TemporaryDirectory(prefix="dm-crm-") as home, psycopg.connect(superuser, autocommit=True) as beside:
        log = Path(home) / "web.log"
        with Launch("web", command, log, {**told, "DM_CRM_HOME": home}, ROOT).running() as process:
            address = f"http://127.0.0.1:{port}"
            _await(address, log)
            yield Server(address, process.pid, beside)


def signed_in(number: int, customers: frozenset[str] | None = None) -> Mapping[str, str]:
    """The cookies of a new administrator's session, who sees all customers or only some."""
    with db.session(SYSTEM) as session:
        user = User(email=f"{secrets.token_hex(8)}@example.com", name=f"Reader {number}", role=Role.ADMIN)
        session.add(user)
        session.flush()
        session.add_all(UserCustomer(user_id=user.id, customer_id=id_) for id_ in customers or ())
        tokens = sessions.open_session(session, user.id, VISITOR, KEY)
    return {ACCESS: tokens.access, REFRESH: tokens.refresh}


def _await(address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            requests.get(f"{address}/sign-in", timeout=PATIENCE)
            return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise RuntimeError(f"The server does not start:\n{log.read_text('utf-8')[-2000:]}")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _processor_time(pid: int) -> float:
    """Of all its threads; one that has just ended counts nothing."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6
    except FileNotFoundError:
        return 0.0
