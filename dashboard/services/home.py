"""The folder of one installation: who holds it, where its servers answer, its secret key."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dashboard.services.errors import ServiceError
from dashboard.services.secrets_file import read_private, write_private
from data.settings import Settings

ROOM = 300_000_000  # bytes that the servers need to start
RUNNING = "run.json"


@contextmanager
def claimed(home: Path) -> Iterator[None]:
    """Hold the folder; the kernel lets go of it however this process ends."""
    make(home)
    with (home / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServiceError(_occupied(home)) from None
        yield


def is_claimed(home: Path) -> bool:
    try:
        with (home / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def announced(settings: Settings, address: str) -> Iterator[None]:
    """Tell the commands of another shell where the servers are, while they are there."""
    file = settings.home / RUNNING
    urls = {"database_url": settings.database_url, "owner_url": settings.owner_url, "redis_url": settings.redis_url}
    write_private(file, {"pid": str(os.getpid()), "address": address, **urls})
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def running(home: Path) -> dict[str, str]:
    """What the running dashboard announced; empty when none runs."""
    return read_private(home / RUNNING) if is_claimed(home) else {}


def make(home: Path) -> None:
    try:
        (home / "log").mkdir(parents=True, exist_ok=True)
        (home / "lock").touch(mode=0o600)
    except OSError as error:
        raise ServiceError(
            f"{home} cannot be used ({error.strerror}): set DM_CRM_HOME to a folder of yours."
        ) from error
    if shutil.disk_usage(home).free < ROOM:
        raise ServiceError(f"The disk of {home} is nearly full: free at least 300 MB, or set DM_CRM_HOME elsewhere.")


def with_secret_key(settings: Settings) -> Settings:
    """The key that signs cookies: made once, then kept."""
    if settings.secret_key:
        return settings
    key = secrets.token_urlsafe(48)
    file = os.open(settings.home / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as secret:
        secret.write(key)
    return replace(settings, secret_key=key)


def _occupied(home: Path) -> str:
    known = read_private(home / RUNNING)
    if known:
        return f"DM_CRM already runs on {home} as process {known['pid']}: open {known['address']}, or stop it first."
    return f"Another command uses {home} right now: wait for it to end, or set DM_CRM_HOME elsewhere."
