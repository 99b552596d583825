"""`run` starts everything, survives what it can, and leaves nothing behind."""

import json
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.platform.running import Running, alive, command, started, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Running]:
    with started(home) as running:
        yield running


def test_the_first_start_ends_on_a_page_and_a_password(running: Running):
    told = running.told()
    assert f"http://127.0.0.1:{running.port}" in told
    assert "admin@example.com" in told
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/sign-in") as answer:
        assert answer.status == 200


def test_a_second_start_on_the_same_home_is_refused(running: Running, home: Path):
    second = command(home, "run", "--no-demo")
    assert second.returncode == 1
    assert f"already runs on {home} as process {running.process.pid}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_that_is_taken_is_said_and_nothing_stays(running: Running, tmp_path: Path):
    other = command(tmp_path / "home", "run", "--no-demo", PORT=str(running.port))
    assert other.returncode == 1
    assert f"Port {running.port} is taken" in other.stderr
    assert not (tmp_path / "home" / "postgres").exists()


def test_commands_of_another_shell_use_the_running_servers(running: Running, home: Path):
    before = {child.pid for child in running.family()}
    answer = command(home, "create-admin", "Boss@Example.com")
    assert answer.returncode == 0, answer.stderr
    assert "boss@example.com" in answer.stdout
    assert {child.pid for child in running.family() if child.name() == "valkey-server"} <= before


def test_the_check_up_hears_everybody(running: Running, home: Path):
    answer = command(home, "doctor")
    assert answer.returncode == 0, answer.stdout
    assert answer.stdout.count("alive") == 2


def test_what_it_wrote_about_its_servers_is_private(running: Running, home: Path):
    for name in ("run.json", "postgres.json", "valkey.json", "secret_key"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert json.loads((home / "run.json").read_text())["pid"] == str(running.process.pid)


@pytest.mark.parametrize("word", ["gunicorn", "dashboard worker", "dashboard clock", "valkey", "pginstall"])
def test_who_is_killed_comes_back(running: Running, word: str):
    killed = running.member(word)
    assert killed
    killed.kill()
    until(lambda: (member := running.member(word)) is not None and member.pid != killed.pid)
    until(lambda: _is_ready(running.port))


def test_ctrl_c_stops_everybody_and_the_next_start_shows_no_password(home: Path, running: Running):
    family = running.family()
    password = running.told().split("Password  ")[1].split()[0]
    assert running.interrupt() == 0
    assert alive(family) == []
    assert not (home / "run.json").exists()
    with started(home) as again:
        assert password not in again.told()
        assert "create-admin" in again.told()


def test_after_kill_9_nothing_is_orphaned_and_the_next_start_recovers(tmp_path: Path):
    with started(tmp_path / "home") as running:
        family = running.family()
        running.process.kill()
        running.process.wait()
        with started(tmp_path / "home", running.port):  # at once, while the servers are still stopping
            until(lambda: alive(family) == [], patience=10)


def test_without_a_running_dashboard_a_command_brings_its_servers(tmp_path: Path):
    answer = command(tmp_path / "home", "migrate")
    assert answer.returncode == 0, answer.stderr
    assert "The database went from revision empty to" in answer.stdout
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in " ".join(p.info["cmdline"] or [])]


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
