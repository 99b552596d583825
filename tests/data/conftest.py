"""A small world to look at, and a database that the tests of one file commit to."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from tests.data.world import WORLD
from tests.databases import migrated_database


@pytest.fixture
def world(connection: sa.Connection) -> sa.Connection:
    """Speaks to the database directly; what it writes is rolled back."""
    connection.exec_driver_sql(WORLD)
    return connection


@pytest.fixture(scope="module")
def committed(cluster: Urls) -> Iterator[Urls]:
    """Migrated, and shared by the tests of one file: each looks at its own rows only."""
    with migrated_database(cluster) as urls:
        with psycopg.connect(urls.superuser.replace("+psycopg", ""), autocommit=True) as conn:
            # those who run into each other on purpose need not wait a second to be told
            conn.execute(f"ALTER DATABASE {conn.info.dbname} SET deadlock_timeout = '30ms'")
        yield urls
