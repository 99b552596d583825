"""Signs of life of one long job: how far it is, written once a second, and whether it is asked to stop."""

import contextlib
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import psycopg

from data.db import Session
from data.errors import Conflict, Unavailable

EVERY = 1.0  # seconds


class Stopped(Exception):
    """Somebody cancelled it, or it was given up for dead."""


class Pulse:
    """Use it as a block. `beat` is told the progress and says whether to go on."""

    def __init__(self, beat: Callable[[dict[str, Any]], bool], every: float = EVERY):
        self.beat, self.every = beat, every
        self.stage, self.done, self.total, self.began = "", 0, 0, time.monotonic()
        self.is_stopped = False
        self.at_work: psycopg.Connection[Any] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def watch(self, stage: str, done: int, total: int) -> None:
        """So many more are done, of about so many; raises Stopped where nobody wants the rest."""
        if stage != self.stage:
            self.stage, self.done, self.began = stage, 0, time.monotonic()
        self.done, self.total = self.done + done, total
        if self.is_stopped:
            raise Stopped

    def begun(self, db: Session) -> None:
        """What to interrupt when a statement takes long."""
        driver = db.connection().connection.driver_connection
        self.at_work = driver if isinstance(driver, psycopg.Connection) else None

    def end(self) -> None:
        """No more signs, and no more interruptions: what follows is the end of the work itself."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        if self.is_stopped:
            raise Stopped

    def progress(self) -> dict[str, Any]:
        seconds = max(time.monotonic() - self.began, 0.001)
        speed = round(self.done / seconds)
        left = round((self.total - self.done) / speed) if speed and self.total > self.done else 0
        return {"title": self.stage, "done": self.done, "total": self.total, "speed": speed, "left": left}

    def _run(self) -> None:
        while not self._over.wait(self.every):
            try:
                goes_on = self.beat(self.progress())
            except (Conflict, Unavailable):
                continue  # the database is away or busy; the next sign may get through
            if not goes_on:
                self.is_stopped = True
                self._interrupt()
                return

    def _interrupt(self) -> None:
        if self.at_work is not None and not self._over.is_set():
            with contextlib.suppress(psycopg.Error):  # then the next row that is counted ends it
                self.at_work.cancel_safe(timeout=2)
