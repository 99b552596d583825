"""Customers to count, and filters with the rows that they leave."""

from collections.abc import Iterator

import pytest

from data.access import Actor
from data.db import Session
from data.filters import Filters
from tests.kpis import firms as given
from tests.kpis.oracle_hours import World


@pytest.fixture
def firms(db: Session) -> list[str]:
    return given.firms(db)


@pytest.fixture(params=given.CASES, ids=str)
def asked(request: pytest.FixtureRequest, db: Session, firms: list[str]) -> Iterator[tuple[Filters, World]]:
    """Filters, with the rows that they leave of a reader's."""
    chosen, is_scoped = request.param
    chosen = {
        name: tuple(firms[int(v)] if name == "customer" else v for v in values) for name, values in chosen.items()
    }
    filters, mine = Filters(given.TODAY, chosen=chosen), frozenset(firms[2:6]) if is_scoped else None
    world = World(db, filters, mine)
    before = db.info["actor"]
    db.info["actor"] = Actor(None, frozenset({"*"}), mine)
    yield filters, world
    db.info["actor"] = before
