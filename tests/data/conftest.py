"""A database that the tests of one file commit to."""

from collections.abc import Iterator

import pytest

from dashboard.services.throwaway import Urls
from tests.databases import migrated_database


@pytest.fixture(scope="module")
def committed(cluster: Urls) -> Iterator[Urls]:
    """Migrated, and shared by the tests of one file: each looks at its own rows only."""
    with migrated_database(cluster) as urls:
        yield urls
