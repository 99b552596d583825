"""A queue of the module's own, and signals that are given back."""

import signal
from collections.abc import Iterator

import pytest
from redis import Redis

from dashboard.services.throwaway import throwaway_valkey
from jobs import queue


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with throwaway_valkey(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture
def redis(store: str) -> Iterator[Redis]:
    with queue.connect(store) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def signals() -> Iterator[None]:
    """A worker takes over what Ctrl-C means; give it back."""
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)
