"""What a killed server leaves behind: a process still shutting down, a lock file of nobody."""

import os
import signal
import time
from pathlib import Path

from dashboard.services.errors import ServiceError

PATIENCE = 60  # seconds for a server that is still writing its data to disk


def wait_for_leftover(data: Path) -> None:
    """Stop a PostgreSQL that outlived its starter; drop a lock file whose owner is gone."""
    lock = data / "postmaster.pid"
    pid = _pid(lock)
    if pid and _serves(pid, data):
        os.kill(pid, signal.SIGINT)
        _wait(pid, data)
    lock.unlink(missing_ok=True)  # else a later process with the same number looks like the owner


def _pid(lock: Path) -> int:
    try:
        return int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _serves(pid: int, data: Path) -> bool:
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data
    except OSError:
        return False


def _wait(pid: int, data: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while _serves(pid, data):
        if time.monotonic() > deadline:
            raise ServiceError(f"An earlier PostgreSQL (process {pid}) does not stop: end it and start again.")
        time.sleep(0.1)
