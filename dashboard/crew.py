"""The processes of one running dashboard: started in order, watched, stopped in reverse."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from subprocess import Popen
from types import TracebackType

from dashboard.logs import Log
from dashboard.services.children import Launch
from dashboard.services.errors import ServiceError

LOOK = 0.5  # seconds between two looks at everybody
QUICK = 30.0  # seconds; who dies sooner after a start dies quickly
TOO_OFTEN = 5  # quick deaths in a row
LONGEST_WAIT = 8.0  # seconds


@dataclass
class Member:
    launch: Launch
    process: "Popen[bytes]"
    log: Log
    started: float = field(default_factory=time.monotonic)
    quick_deaths: int = 0
    due: float | None = None  # when to start it again

    def died(self, now: float) -> None:
        self.quick_deaths = self.quick_deaths + 1 if now - self.started < QUICK else 1
        self.due = now + min(LONGEST_WAIT, 0.5 * 2 ** (self.quick_deaths - 1))

    def start_again(self, now: float) -> None:
        self.process, self.started, self.due = self.launch.start(), now, None


class Crew:
    """Use it as a block: leaving it stops everybody."""

    def __init__(self, tell: Callable[[str], None]):
        self.tell = tell
        self.members: list[Member] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        for member in reversed(self.members):
            member.launch.stop(member.process)

    def start(self, launch: Launch) -> "Popen[bytes]":
        log = Log(launch.name, launch.log)
        member = Member(launch, launch.start(), log)
        self.members.append(member)
        return member.process

    def check(self) -> None:
        """For the time before watching: whoever died says so."""
        for member in self.members:
            if member.process.poll() is not None:
                raise ServiceError(f"{member.launch.name} stopped at once: see {member.launch.log}.")

    def watch(self) -> None:
        """Keep everybody running until the block is left by a signal. Raises ServiceError when that is hopeless."""
        while True:
            for member in self.members:
                self._look_after(member, time.monotonic())
            time.sleep(LOOK)

    def _look_after(self, member: Member, now: float) -> None:
        for line in member.log.trouble():
            self.tell(line)
        member.log.bound()
        if member.due is not None:
            if now >= member.due:
                member.start_again(now)
        elif member.process.poll() is not None:
            self._bury(member, now)

    def _bury(self, member: Member, now: float) -> None:
        member.died(now)
        name = member.launch.name
        if member.quick_deaths >= TOO_OFTEN:
            raise ServiceError(f"{name} stopped {TOO_OFTEN} times in a row: see {member.launch.log}.")
        self.tell(f"{name} stopped ({_cause(member.process.returncode)}); starting it again.")


def _cause(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
