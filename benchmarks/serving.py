"""The overview's data request over HTTP, signed in, against a constant callback of the same server."""

import os
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from benchmarks.constant import OUTPUT
from benchmarks.measuring import PER_SECOND, TIMES, Figure, Place, in_turn, load
from dashboard.services.children import Launch
from dashboard.services.ports import free_port
from data import accounts, db
from data.access import SYSTEM

TABLE = "Overview over HTTP"
EMAIL, PASSWORD = "ada@example.com", secrets.token_urlsafe(16)
CALLS = "/_dash-update-component"
REFRESH = {"id": "overview-refresh", "property": "n_clicks", "value": None}
OVERVIEW_INPUTS = [
    {"id": "answer-query", "property": "data", "value": {"asked": {}}},
    REFRESH,
    {"id": "overview-retry", "property": "n_clicks", "value": None},
    {"id": "figures-changed", "property": "data", "value": None},
]
READERS, SIGNED_IN, SECONDS = 50, 10, 8.0
PATIENCE = 60


def measure(place: Place) -> list[Figure]:
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, EMAIL, "Ada Admin", PASSWORD)
    with _served(place) as address:
        reader = _signed_in(address)
        overview, constant = in_turn(
            [lambda: _draw(reader, address), lambda: _call(reader, address, OUTPUT, [REFRESH])], 30
        )
        figures = [
            Figure(TABLE, "the overview's data request", overview),
            Figure(TABLE, "a constant callback", constant),
            Figure(TABLE, "ratio", overview / constant, TIMES, most=8),
        ]
        return [*figures, *_many(address), load(TABLE)]


def _many(address: str) -> list[Figure]:
    """Fifty at once without a pause, of ten sessions, as signing in is limited."""
    sessions = [_signed_in(address) for _ in range(SIGNED_IN)]
    cookies = [session.cookies for session in sessions]
    taken: list[float] = []
    until = time.monotonic() + SECONDS

    def read(number: int) -> None:
        with requests.Session() as mine:
            mine.cookies.update(cookies[number % SIGNED_IN])
            while time.monotonic() < until:
                began = time.perf_counter()
                _draw(mine, address)
                taken.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [
        Figure(TABLE, f"{READERS} readers at once: overviews", len(taken) / SECONDS, PER_SECOND),
        Figure(TABLE, f"{READERS} readers at once: each waits, median", statistics.median(taken)),
        Figure(TABLE, f"{READERS} readers at once: of 20 one waits longer than", statistics.quantiles(taken, n=20)[-1]),
    ]


def _draw(reader: requests.Session, address: str) -> None:
    _call(reader, address, "overview-content.children", OVERVIEW_INPUTS)


def _call(reader: requests.Session, address: str, output: str, inputs: list[dict]) -> None:
    id_, property_ = output.rsplit(".", 1)
    body = {"output": output, "outputs": {"id": id_, "property": property_}, "inputs": inputs, "state": []}
    body["changedPropIds"] = [f"{inputs[0]['id']}.{inputs[0]['property']}"]
    reader.post(f"{address}{CALLS}", json=body, timeout=PATIENCE).raise_for_status()


def _signed_in(address: str) -> requests.Session:
    reader = requests.Session()
    form = {"email": EMAIL, "password": PASSWORD}
    answer = reader.post(f"{address}/sign-in", data=form, allow_redirects=False, timeout=PATIENCE)
    if answer.status_code != requests.codes.see_other:
        raise RuntimeError(f"Signing in was answered with {answer.status_code}.")
    return reader


@contextmanager
def _served(place: Place) -> Iterator[str]:
    """Two workers, as in production."""
    port = free_port()
    root = Path(__file__).parents[1]
    told = {"DATABASE_URL": place.urls.web, "DATABASE_OWNER_URL": place.urls.owner, "PORT": str(port)}
    told |= {"SECRET_KEY": secrets.token_urlsafe(32), "PYTHONPATH": str(root), "REDIS_URL": os.environ["REDIS_URL"]}
    config = str(root / "dashboard" / "gunicorn.conf.py")
    command = [sys.executable, "-m", "gunicorn", "--config", config, "benchmarks.constant:server"]
    with tempfile.TemporaryDirectory(prefix="dm-crm-") as home:
        log = Path(home) / "web.log"
        with Launch("web", command, log, {**told, "DM_CRM_HOME": home}, root).running():
            address = f"http://127.0.0.1:{port}"
            _await(address, log)
            yield address


def _await(address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            requests.get(f"{address}/sign-in", timeout=PATIENCE)
            return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise RuntimeError(f"The server does not start:\n{log.read_text('utf-8')[-2000:]}")
