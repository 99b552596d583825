"""Customers to count, and filters with the rows that they leave."""

from collections.abc import Iterator

import pytest

from dashboard.services.throwaway import Urls
from data import db as database
from data.access import Actor
from data.db import Session
from data.filters import Filters
from tests.databases import migrated_database
from tests.kpis import firms as given
from tests.kpis import whole_world
from tests.kpis.oracle_hours import World
from tests.racing import connect_owner


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


@pytest.fixture(scope="session")
def whole_database(cluster: Urls) -> Iterator[Urls]:
    with migrated_database(cluster) as urls:
        with connect_owner(urls, autocommit=True) as conn:
            whole_world.build(conn, seed=5)
        yield urls


@pytest.fixture(scope="module")
def whole(whole_database: Urls) -> Iterator[None]:
    """Sessions read something of everything that figures count, as tests/kpis/whole_world.py has made it."""
    engine = database.configure(whole_database.web, pooled=False)
    yield
    engine.dispose()
