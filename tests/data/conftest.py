"""A database that the tests of one file commit to."""

from collections.abc import Iterator

import psycopg
import pytest

from dashboard.services.throwaway import Urls
from tests.databases import migrated_database


@pytest.fixture(scope="module")
def committed(cluster: Urls) -> Iterator[Urls]:
    """Migrated, and shared by the tests of one file: each looks at its own rows only."""
    with migrated_database(cluster) as urls:
        with psycopg.connect(urls.superuser.replace("+psycopg", ""), autocommit=True) as conn:
            # those who run into each other on purpose need not wait a second to be told
            conn.execute(f"ALTER DATABASE {conn.info.dbname} SET deadlock_timeout = '30ms'")
        yield urls
