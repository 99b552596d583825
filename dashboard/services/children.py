"""Child processes that cannot outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.services.account import Account

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Launch:
    """How to start one process, and how it wants to be stopped."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=None if self.account is None else "/",
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl-C reaches the starter alone, which then stops the others in order
                preexec_fn=bound_to_parent(self.account, self.stop_signal),  # noqa: PLW1509 - no lock is taken in it
            )


def bound_to_parent(account: Account | None, death_signal: signal.Signals) -> Callable[[], None]:
    """What the child does before it becomes its program: drop root, then ask to be told when the parent dies."""
    parent = os.getpid()

    def prepare() -> None:
        if account:
            account.become()  # first: changing the account forgets the death signal
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def stop(process: subprocess.Popen[bytes], how: signal.Signals, patience: float) -> None:
    """Ask, wait, then kill."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
