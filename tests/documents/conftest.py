"""A store of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import store
from data.settings import Settings


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[store.Store]:
    """The store that the product uses during the test."""
    before = list(store._given)
    store.configure(Settings(home=tmp_path))
    yield store.current()
    store._given[:] = before
    store.current.cache_clear()
