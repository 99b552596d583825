"""Processes are started again when they die, and given up on when that is hopeless."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from dashboard import crew as crews
from dashboard.crew import Crew
from dashboard.services.children import Launch
from dashboard.services.errors import ServiceError

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crews, "LOOK", 0.01)
    monkeypatch.setattr(crews, "LONGEST_WAIT", 0.01)


def test_who_dies_at_once_every_time_is_given_up_on(tmp_path: Path):
    said: list[str] = []
    with Crew(said.append) as crew:
        crew.start(Launch("web", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "web.log"))
        with pytest.raises(ServiceError, match="web stopped 5 times in a row"):
            crew.watch()
    assert said == ["web stopped (exit code 3); starting it again."] * 4


def test_who_is_killed_is_started_again(tmp_path: Path):
    said: list[str] = []
    with Crew(said.append) as crew:
        first = crew.start(Launch("web", SLEEPER, tmp_path / "web.log"))
        first.kill()
        threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            crew.watch()
    second = crew.members[0].process
    assert said == ["web stopped (signal 9); starting it again."]
    assert second.pid != first.pid
    assert second.returncode == -signal.SIGTERM


def test_leaving_the_block_stops_everybody(tmp_path: Path):
    with Crew(lambda line: None) as crew:
        processes = [crew.start(Launch(name, SLEEPER, tmp_path / f"{name}.log")) for name in ("one", "two")]
    assert all(process.returncode is not None for process in processes)


def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path):
    code = f"""
import time
from pathlib import Path
from dashboard.services.children import Launch
print(Launch("x", {SLEEPER!r}, Path({str(tmp_path / "x.log")!r})).start().pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    child.wait(5)
    assert not child.is_running()
