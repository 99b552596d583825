"""The embedded servers recover from what a crash leaves, and keep to themselves."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from dashboard.services import home, postgres, valkey
from dashboard.services.account import Account, account_for
from dashboard.services.children import bound_to_parent
from dashboard.services.cluster import prepare
from dashboard.services.errors import ServiceError
from dashboard.services.ports import free_port
from dashboard.services.secrets_file import read_private, write_private
from dashboard.services.stale import wait_for_leftover


def test_a_server_starts_over_what_a_crash_left(tmp_path: Path):
    with postgres.running(tmp_path, durable=False) as cluster:
        port = cluster.port
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    with postgres.running(tmp_path, durable=False) as cluster:
        assert cluster.port == port


def test_roles_have_what_they_need_and_no_more(tmp_path: Path):
    with postgres.running(tmp_path) as cluster:
        rows = _rows(cluster.url("dm_crm_owner"), "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles")
    rights = {name: tuple(rest) for name, *rest in rows}
    assert rights["dm_crm_owner"] == (False, True, False)
    assert rights["dm_crm_web"] == rights["dm_crm_app"] == (False, False, False)


def test_a_wrong_password_is_refused(tmp_path: Path):
    with postgres.running(tmp_path, durable=False) as cluster:
        url = cluster.url("dm_crm_web").replace(cluster.passwords["dm_crm_web"], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            _rows(url, "SELECT 1")


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
    with postgres.running(tmp_path, durable=False) as cluster:
        assert cluster.data.exists()
    assert not (tmp_path / "postgres.new").exists()


def test_lost_passwords_are_said_in_a_sentence(tmp_path: Path):
    (tmp_path / "postgres").mkdir()
    with pytest.raises(ServiceError, match="passwords is gone"):
        prepare(tmp_path)


def test_the_queue_keeps_what_it_was_given(tmp_path: Path):
    import redis

    for _ in range(2):
        with valkey.running(tmp_path) as store, redis.Redis.from_url(store.url) as client:
            count = client.incr("starts")
    assert count == 2


def test_a_pid_file_of_nobody_is_dropped(tmp_path: Path):
    file = tmp_path / "valkey.pid"
    file.write_text(str(os.getpid()))
    wait_for_leftover(file, 15)
    assert not file.exists()


def test_a_home_has_one_holder(tmp_path: Path):
    with home.claimed(tmp_path):
        assert home.is_claimed(tmp_path)
        with pytest.raises(ServiceError, match="Another command uses"), home.claimed(tmp_path):
            pass
    assert not home.is_claimed(tmp_path)


def test_a_home_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(ServiceError, match="set DM_CRM_HOME"), home.claimed(tmp_path / "file" / "home"):
        pass


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(home, "ROOM", 10**18)
    with pytest.raises(ServiceError, match="nearly full"), home.claimed(tmp_path):
        pass


def test_secrets_are_for_their_owner_alone(tmp_path: Path):
    file = tmp_path / "secrets.json"
    write_private(file, {"a": "b"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_private(file) == {"a": "b"}


def test_a_preferred_port_is_kept_while_it_is_free():
    port = free_port()
    assert free_port(port) == port


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")
def test_root_gives_up_its_rights_and_still_reaches_a_closed_folder(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    account = account_for(closed / "data")
    assert isinstance(account, Account)
    assert account.uid != 0
    assert account.reads_anywhere
    program = closed / "program"
    program.touch(mode=0o755)
    limits = bound_to_parent(account, signal.SIGTERM)
    assert subprocess.run(["test", "-x", program], preexec_fn=limits).returncode == 0  # initdb asks the same way
    assert subprocess.run(["touch", closed / "new"], preexec_fn=limits, capture_output=True).returncode == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")
def test_a_server_of_roots_runs_below_a_closed_folder(tmp_path: Path):
    tmp_path.chmod(0o700)
    with postgres.running(tmp_path / "home", durable=False) as cluster:
        assert cluster.data.stat().st_uid != 0
        assert _rows(cluster.url("dm_crm_web"), "SELECT 1") == [(1,)]


def _rows(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchall()
