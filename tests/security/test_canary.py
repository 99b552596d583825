"""A fresh server whose first visitor is an administrator leaks nothing to the next: real processes, real sockets."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from dashboard import declared
from dashboard.services.throwaway import Urls
from data import db, sessions
from data.access import SYSTEM
from data.models import User, UserCustomer
from tests.security.conftest import HERE, KEY
from tests.security.test_forged import ROWS

ROOT = Path(__file__).resolve().parents[2]
JUNK = ("/.env", "/api/x", "/_mcp", "/login/anything", "/sign-in/_dash-layout", "/assetsX", "/admin/users", "/%2e%2e/x")
OVERVIEW = {
    "output": "overview-content.children",
    "outputs": {"id": "overview-content", "property": "children"},
    "inputs": [
        {"id": "answer-query", "property": "data", "value": {"asked": {}}},
        {"id": "overview-refresh", "property": "n_clicks"},
        {"id": "overview-retry", "property": "n_clicks"},
        {"id": "figures-changed", "property": "data"},
    ],
    "changedPropIds": [],
}


class Server(NamedTuple):
    port: int
    process: subprocess.Popen
    admin: str  # their access token
    bolt: str  # that of a Manager who sees Bolt only


class Answer(NamedTuple):
    status: int
    text: str


@pytest.fixture
def fresh(committed_world: Urls, tmp_path: Path) -> Iterator[Server]:
    """Nobody has asked it anything yet, not even whether it is ready."""
    admin, bolt = _people(committed_world)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": committed_world.web,
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": KEY,
        "DM_CRM_HOME": str(tmp_path),
        "PORT": str(port),
        "WEB_WORKERS": "1",
    }
    with (tmp_path / "web.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "web"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _await(port, tmp_path / "web.log")
            yield Server(port, process, admin, bolt)
        finally:
            process.terminate()
            process.wait(20)


def _people(urls: Urls) -> list[str]:
    engine = db.configure(urls.web, pooled=False)
    with db.session(SYSTEM) as session:
        admin = User(name="CANARY person", email="canary@example.com", role="Admin")
        bolt = User(name="Bo", email="bo@example.com", role="Manager")
        session.add_all([admin, bolt])
        session.flush()
        session.add(UserCustomer(user_id=bolt.id, customer_id="bolt"))
        tokens = [sessions.open_session(session, user.id, HERE, KEY).access for user in (admin, bolt)]
    engine.dispose()
    return tokens


def _await(port: int, log: Path) -> None:
    for _ in range(240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    pytest.fail(f"The web server did not start:\n{log.read_text()[-3000:]}")


def ask(server: Server, path: str, token: str | None = None, body: dict | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Cookie": f"dm_crm_session={token}"} if token else {}
    if body:
        headers["Content-Type"] = "application/json"
    connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    said = Answer(answer.status, f"{answer.headers}{answer.read().decode(errors='replace')}")
    connection.close()
    return said


def test_the_second_visitor_learns_nothing_of_what_the_first_was_shown(fresh: Server) -> None:
    first = [ask(fresh, path, fresh.admin) for path in ("/", "/_dash-layout", "/_dash-dependencies")]
    first += [ask(fresh, "/_dash-update-component", fresh.admin, body) for body in (OVERVIEW, ROWS)]
    assert [answer.status for answer in first] == [200] * 5
    assert "CANARY person" in first[1].text
    assert "CANARY customer" in first[4].text
    for path in (*_routes(), *JUNK):
        answer = ask(fresh, path)
        assert "CANARY" not in answer.text, path
        assert "_dash-config" not in answer.text, path
        assert "canary@" not in answer.text, path
        assert answer.status < 500 or path == "/readyz", path
    for body in (OVERVIEW, ROWS):
        assert ask(fresh, "/_dash-update-component", None, body).status == 401
    third = [ask(fresh, path, fresh.bolt) for path in ("/", "/_dash-layout", "/_dash-dependencies")]
    third += [ask(fresh, "/_dash-update-component", fresh.bolt, body) for body in (OVERVIEW, ROWS)]
    assert [answer.status for answer in third] == [200] * 5
    assert "plain customer" in third[4].text
    assert not any("CANARY" in answer.text or "canary@" in answer.text for answer in third)


def _routes() -> list[str]:
    """An address for everything that is declared; endpoints of Dash's are called after theirs."""
    own = {"sign_in": "/sign-in", "forgot": "/forgot", "link": "/link/x", "livez": "/livez", "readyz": "/readyz"}
    paths = [own.get(name, name) for name in declared.ROUTES if name in own or name.startswith("/")]
    return [re.sub(r"<[^>]+>", "x", path) for path in paths]


def test_sixty_megabytes_are_refused_before_they_are_sent(fresh: Server) -> None:
    assert ask(fresh, "/_dash-update-component", fresh.admin, ROWS).status == 200
    before = _memory(fresh)
    with socket.create_connection(("127.0.0.1", fresh.port), timeout=30) as wire:
        head = "POST /_dash-update-component HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {60 * 1024 * 1024}\r\nCookie: dm_crm_session={fresh.admin}\r\n\r\n"
        wire.sendall(head.encode() + b'{"output": "')
        assert wire.recv(4096).startswith(b"HTTP/1.1 413")
    assert _memory(fresh) - before < 20 * 1024 * 1024
    assert ask(fresh, "/_dash-update-component", fresh.admin, ROWS).status == 200


def _memory(server: Server) -> int:
    master = psutil.Process(server.process.pid)
    return sum(process.memory_info().rss for process in [master, *master.children(recursive=True)])
