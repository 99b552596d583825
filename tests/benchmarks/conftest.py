"""A tiny installation, generated as the measured ones are."""

from collections.abc import Iterator

import psycopg
import pytest

from benchmarks.generate import generate
from benchmarks.measuring import Place
from benchmarks.sizes import Size
from dashboard.services.throwaway import Urls
from tests.databases import migrated_database
from tests.racing import connect_owner

TINY = Size(customers=12, processes=90, events=270, time_entries=360)
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"


@pytest.fixture(scope="module")
def indexes_before() -> list[tuple]:
    return []


@pytest.fixture(scope="module")
def place(cluster: Urls, indexes_before: list[tuple]) -> Iterator[Place]:
    with migrated_database(cluster) as urls:
        with connect_owner(urls) as conn:
            indexes_before += conn.execute(INDEXES).fetchall()
        generate(urls.superuser, TINY, lambda said: None)
        yield Place(urls, TINY)


@pytest.fixture(scope="module")
def made(place: Place) -> Iterator[psycopg.Connection]:
    with connect_owner(place.urls, autocommit=True) as conn:
        yield conn
