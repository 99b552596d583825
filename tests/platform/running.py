"""A whole dashboard as its user starts it: a process, what it prints, the processes below it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from dashboard.services.ports import free_port
from data.settings import ROOT

PATIENCE = 60
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "HOST", "PORT")


class Running:
    """Use `started`; it leaves nothing behind whatever the test does."""

    def __init__(self, home: Path, port: int):
        self.home, self.port = home, port
        self.output = home / "output.txt"
        self.process = _popen(["run", "--no-demo"], home, self.output, PORT=str(port))

    def told(self) -> str:
        return self.output.read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def member(self, word: str) -> psutil.Process | None:
        """The living child whose command line has the word, if there is one just now."""
        children = psutil.Process(self.process.pid).children()
        return next((child for child in children if word in _command_line(child)), None)

    def await_words(self, words: str) -> None:
        until(lambda: bool(re.search(words, self.told())) or self.process.poll() is not None)
        assert re.search(words, self.told()), self.told()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def started(home: Path, port: int | None = None) -> Iterator[Running]:
    home.mkdir(exist_ok=True)
    running = Running(home, port or free_port())
    try:
        running.await_words("DM CRM is ready")
        yield running
    finally:
        if running.process.poll() is None:
            running.interrupt()


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Who of them still does something; a dead one may stay listed until it is reaped."""
    return [process for process in processes if _is_alive(process)]


def command(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command to its end."""
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=ROOT,
        env=_environment(home, environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def until(done: Callable[[], bool], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def _command_line(process: psutil.Process) -> str:
    """Nothing for one that has died since it was listed, reaped or not."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _popen(arguments: list[str], home: Path, output: Path, **environment: str) -> "subprocess.Popen[bytes]":
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "dashboard", *arguments],
            cwd=ROOT,
            env=_environment(home, environment),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _environment(home: Path, more: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**inherited, "DM_CRM_HOME": str(home), "PORT": str(free_port()), **more}
