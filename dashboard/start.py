"""Starts a whole dashboard and keeps it running until it is told to stop."""

import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from redis.exceptions import RedisError

from dashboard import first_use, schema
from dashboard.crew import Crew
from dashboard.services import home
from dashboard.services.children import Launch
from dashboard.services.errors import ServiceError
from dashboard.services.ports import is_free
from dashboard.services.servers import embedded
from data import db, migrate
from data.settings import ROOT, Settings, without_password
from jobs.queue import connect

PROCESSES = {
    "web": ("web",),
    "worker": ("worker",),
    "quick-worker": ("worker", "--quick"),  # so that nobody's mail waits for somebody's import
    "clock": ("clock",),
}
PATIENCE = 90  # seconds until the first page must be ready
PORT_PATIENCE = 5  # seconds for a web server that was killed to let go of its port
EVERYWHERE = {"0.0.0.0", "::"}  # nosec B104 # noqa: S104 - compared with, not bound to
Tell = Callable[[str], None]


def run_all(settings: Settings, demo: bool, tell: Tell) -> None:
    """Return when a signal asks to stop; raise a DomainError when something makes that pointless."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    with home.claimed(settings.home), Crew(tell) as crew:
        try:
            _run(settings, crew, demo)
        except KeyboardInterrupt:
            tell("Stopping …")
        finally:
            for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the stopping


def _run(settings: Settings, crew: Crew, demo: bool) -> None:
    _require_port(settings)
    settings = _with_servers(home.with_secret_key(settings), crew)
    crew.tell(schema.upgrade(settings.owner_url))
    db.configure(settings.database_url, pooled=False)
    new = first_use.is_new()
    if new and demo:
        first_use.load_demo(settings.owner_url, crew.tell)
    for name, command in PROCESSES.items():
        crew.start(_launch(name, command, settings))
    _await_page(settings, crew)
    with home.announced(settings, address(settings)):
        crew.tell(_welcome(settings, new))
        crew.watch()


def address(settings: Settings) -> str:
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    return f"http://{host}:{settings.port}"


def _require_port(settings: Settings) -> None:
    deadline = time.monotonic() + PORT_PATIENCE
    while not is_free(settings.port, settings.host):
        if time.monotonic() > deadline:
            raise ServiceError(f"Port {settings.port} is taken: stop what uses it, or choose another: PORT=8051.")
        time.sleep(0.2)


def _with_servers(given: Settings, crew: Crew) -> Settings:
    settings = embedded(given, crew.start)
    own = "embedded" if not given.database_url else without_password(given.database_url)
    migrate.state(settings.owner_url)  # says why a database cannot be used
    crew.tell(f"PostgreSQL answers ({own}).")
    try:
        connect(settings.redis_url).ping()
    except RedisError as error:
        where = without_password(settings.redis_url)
        raise ServiceError(f"Redis at {where} cannot be used: {error}. Check REDIS_URL and that it runs.") from error
    crew.tell(f"The queue answers ({without_password(given.redis_url) if given.redis_url else 'embedded'}).")
    return settings


def _launch(name: str, command: tuple[str, ...], settings: Settings) -> Launch:
    program = [sys.executable, "-m", "dashboard", *command]
    return Launch(name, program, settings.home / "log" / f"{name}.log", settings.environment(), ROOT)


def _await_page(settings: Settings, crew: Crew) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(address(settings)):
        crew.check()
        if time.monotonic() > deadline:
            raise ServiceError(f"The web server does not become ready: see {settings.home / 'log' / 'web.log'}.")
        time.sleep(0.2)


def _is_ready(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:  # nosec B310 # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(settings: Settings, new: bool) -> str:
    email, password = first_use.administrator(new)
    return f"""
  DM CRM is ready

  Address   {address(settings)}
  Sign in   {email}
  Password  {password}

  Ctrl-C stops everything. Data and logs are in {settings.home}.
"""
