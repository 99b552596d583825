"""A small world in a transaction that is rolled back."""

import pytest

from data.db import Session
from tests.records.world import World


@pytest.fixture
def acme(db: Session) -> World:
    return World(db)
