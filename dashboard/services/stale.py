"""What a killed server leaves behind: a process still shutting down, a file that names a process long gone."""

import os
import signal
import time
from pathlib import Path

from dashboard.services.errors import ServiceError

PATIENCE = 60  # seconds for a server that is still writing its data to disk


def wait_for_leftover(pid_file: Path, how: signal.Signals) -> None:
    """Stop the server that outlived its starter in this file's folder; drop the file if its owner is gone."""
    pid = _pid(pid_file)
    if pid and _serves(pid, pid_file.parent):
        os.kill(pid, how)
        _wait(pid, pid_file.parent)
    pid_file.unlink(missing_ok=True)  # else a later process with the same number looks like the owner


def _pid(pid_file: Path) -> int:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _serves(pid: int, folder: Path) -> bool:
    """Both servers work in the folder of their data."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == folder
    except OSError:
        return False


def _wait(pid: int, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while _serves(pid, folder):
        if time.monotonic() > deadline:
            raise ServiceError(f"An earlier server (process {pid}) does not stop: end it and start again.")
        time.sleep(0.1)
