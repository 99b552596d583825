"""Each page's data request over HTTP, signed in, against a constant callback of the same server; and fifty readers."""

import statistics
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import psycopg
import requests

from benchmarks.constant import OUTPUT
from benchmarks.measuring import PER_SECOND, TIMES, Figure, Place, load, readers
from benchmarks.server import PATIENCE, Server, served, signed_in
from layouts.answers import ANSWERS

TABLE = "Pages over HTTP"
CALLS = "/_dash-update-component"
ROUNDS = 15
MOST, MOST_UNCHANGED = 8, 3.5  # of the overview, times a constant callback
READERS, LIMITED, WRITERS, SECONDS = 50, 10, 4, 8.0
PAUSE = 0.25  # seconds between the changes of one writer
WRITER = "-c role=dm_crm_app -c app.scope=* -c app.source=bench"
CHANGE = "UPDATE processes SET estimate = coalesce(estimate, 0) + 1 WHERE id = %s"
CLICKED = {"property": "n_clicks", "value": None}
ASKED = {"id": "answer-query", "property": "data", "value": {"asked": {}}}
CHANGED = {"id": "figures-changed", "property": "data", "value": None}
CONSTANT = (OUTPUT, [{"id": "overview-refresh", **CLICKED}], [])


class Spent(NamedTuple):
    """Milliseconds of one request: as the reader waits, and of the processor, in the workers and the database."""

    waited: float
    worked: float


Request = tuple[str, list[dict], list[dict]]  # output, inputs, state of a callback


def measure(place: Place) -> list[Figure]:
    with served(place) as server, psycopg.connect(_plain(place.urls.web), autocommit=True, options=WRITER) as writer:
        process = _some_process(writer)
        pages = [
            figure
            for name in ("overview", *ANSWERS)
            for figure in _page(server, name, partial(_write, writer, process))
        ]
        return [*pages, *_many(place, server, 0), *_many(place, server, WRITERS), load(TABLE)]


def _page(server: Server, name: str, change: Callable[[], None]) -> list[Figure]:
    """A constant callback, the page after a change, and the page again: in turn, on the same worker."""
    with requests.Session() as reader:
        reader.cookies.update(signed_in(0))
        rounds = [_round(server, reader, asked_of(name), change) for _ in range(ROUNDS + 1)][1:]
    constant, changed, same = (_median(of_one) for of_one in zip(*rounds, strict=True))
    limits = (MOST, MOST_UNCHANGED) if name == "overview" else (None, None)
    return [
        *([_figure("a constant callback", constant)] if name == "overview" else []),
        _figure(f"{name}, after a change", changed),
        _figure(f"{name}, nothing has changed", same),
        *_ratios(f"{name}, after a change", changed, constant, limits[0]),
        *_ratios(f"{name}, nothing has changed", same, constant, limits[1]),
    ]


def _round(server: Server, reader: requests.Session, page: Request, change: Callable[[], None]) -> list[Spent]:
    constant = _spent(server, reader, CONSTANT)
    change()
    return [constant, _spent(server, reader, page), _spent(server, reader, page)]


def asked_of(page: str) -> Request:
    """The data request of a page that is opened without filters."""
    kind = "overview" if page == "overview" else "answer"
    buttons = [{"id": f"{kind}-{button}", **CLICKED} for button in ("refresh", "retry")]
    if kind == "overview":
        return "overview-content.children", [ASKED, *buttons, CHANGED], []
    mine = {"id": "records-changed", "property": "data", "value": None}
    of = {"id": "answer-of", "property": "data", "value": {"page": page}}
    return "answer-content.children", [ASKED, *buttons, mine, CHANGED], [of]


def _spent(server: Server, reader: requests.Session, request: Request) -> Spent:
    before, began = server.spent(), time.perf_counter()
    _call(reader, server.address, request)
    waited = (time.perf_counter() - began) * 1000
    return Spent(waited, server.spent() - before)


def _median(spent: tuple[Spent, ...]) -> Spent:
    return Spent(*(statistics.median(values) for values in zip(*spent, strict=True)))


def _figure(what: str, spent: Spent) -> Figure:
    return Figure(TABLE, f"{what}: processor time, workers and database", spent.worked)


def _ratios(what: str, spent: Spent, constant: Spent, most: float | None) -> list[Figure]:
    return [
        Figure(TABLE, f"{what}: processor time ÷ a constant callback's", spent.worked / constant.worked, TIMES, most),
        Figure(TABLE, f"{what}: waited ÷ for a constant callback", spent.waited / constant.waited, TIMES),
    ]


def _many(place: Place, server: Server, writers: int) -> list[Figure]:
    """Fifty readers at once without a pause, ten of whom see two hundred customers each; some write meanwhile."""
    some = list(readers(place.size).values())[-1].customer_ids
    cookies = [signed_in(number, some if number < LIMITED else None) for number in range(READERS)]
    for own in cookies:
        _read(server, own, 0, [])  # a session notes down its first use
    waited: list[float] = []
    written: list[int] = []
    until, before = time.monotonic() + SECONDS, server.spent()
    threads = [threading.Thread(target=_read, args=(server, own, until, waited)) for own in cookies]
    threads += [threading.Thread(target=_keep_writing, args=(place, until, written)) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    who = f"{READERS} readers at once" + f", {writers} writers" * bool(writers)
    changes = [Figure(TABLE, f"{who}: changes", sum(written) / SECONDS, PER_SECOND)] if writers else []
    return [
        *changes,
        Figure(TABLE, f"{who}: overviews", len(waited) / SECONDS, PER_SECOND),
        Figure(TABLE, f"{who}: each waits, median", statistics.median(waited)),
        Figure(TABLE, f"{who}: of 20 one waits longer than", statistics.quantiles(waited, n=20)[-1]),
        Figure(TABLE, f"{who}: processor time of each", (server.spent() - before) / len(waited)),
    ]


def _read(server: Server, cookies: Mapping[str, str], until: float, waited: list[float]) -> None:
    with requests.Session() as reader:
        reader.cookies.update(cookies)
        _call(reader, server.address, CONSTANT)
        while time.monotonic() < until:
            began = time.perf_counter()
            _call(reader, server.address, asked_of("overview"))
            waited.append((time.perf_counter() - began) * 1000)


def _keep_writing(place: Place, until: float, written: list[int]) -> None:
    with psycopg.connect(_plain(place.urls.web), autocommit=True, options=WRITER) as writer:
        process = _some_process(writer)
        while time.monotonic() < until:
            _write(writer, process)
            written.append(1)
            time.sleep(PAUSE)


def _write(writer: psycopg.Connection, process: str) -> None:
    writer.execute(CHANGE, [process])


def _some_process(writer: psycopg.Connection) -> str:
    """An open one, another for each who asks."""
    found = writer.execute("SELECT id FROM processes WHERE status = 'In Progress' ORDER BY random() LIMIT 1").fetchone()
    assert found, "An installation that was generated has open processes."
    return str(found[0])


def _call(reader: requests.Session, address: str, request: Request) -> None:
    output, inputs, state = request
    id_, property_ = output.rsplit(".", 1)
    body = {"output": output, "outputs": {"id": id_, "property": property_}, "inputs": inputs, "state": state}
    body["changedPropIds"] = [f"{inputs[0]['id']}.{inputs[0]['property']}"]
    reader.post(f"{address}{CALLS}", json=body, timeout=PATIENCE).raise_for_status()


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
