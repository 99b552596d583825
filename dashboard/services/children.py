"""Child processes that cannot outlive the process that started them."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.services.account import Account
from jobs.lifeline import end_with_parent


@dataclass(frozen=True)
class Launch:
    """How to start one process, and how it wants to be stopped."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15  # seconds until it is killed

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl-C reaches the starter alone, which then stops the others in order
                preexec_fn=bound_to_parent(self.account, self.stop_signal),  # noqa: PLW1509 - no lock is taken in it
            )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask, wait, then kill."""
        if process.poll() is None:
            process.send_signal(self.stop_signal)
        try:
            process.wait(self.patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        process = self.start()
        try:
            yield process
        finally:
            self.stop(process)


def bound_to_parent(account: Account | None, death_signal: signal.Signals) -> Callable[[], None]:
    """What the child does before it becomes its program: drop root, then ask to be told when the parent dies."""
    parent = os.getpid()

    def prepare() -> None:
        if account:
            account.become()  # first: changing the account forgets the death signal
        end_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
