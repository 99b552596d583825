"""A small world whose every table is looked at before and after, and what is done in it as a change set."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa

from data import db as database
from data.access import Actor
from data.history.tables import PARENTS_FIRST
from tests.data.world import WORLD

ROOT_USER = Actor("root", frozenset({"*"}))
VERA = Actor("vera", frozenset({"*"}))
Made = Callable[..., str]


@pytest.fixture
def world(connection: sa.Connection) -> sa.Connection:
    connection.exec_driver_sql(WORLD)
    connection.exec_driver_sql("INSERT INTO documents (id, customer_id, name) VALUES ('offer', 'acme', 'Offer')")
    return connection


def done(statement: str, actor: Actor = ROOT_USER) -> str:
    """Carries out the SQL as one change set; returns which."""
    with database.session(actor) as db:
        db.connection().exec_driver_sql(statement)
        return db.change_set_id


def state(connection: sa.Connection) -> dict[str, list]:
    """Every record as it is, but for how often and when it was last written."""
    query = "SELECT to_jsonb(t) - 'version' - 'updated_at' FROM {0} t ORDER BY to_jsonb(t)::text"
    return {t.name: connection.exec_driver_sql(query.format(t.name)).scalars().all() for t in PARENTS_FIRST}


@contextmanager
def _unchanged(connection: sa.Connection) -> Iterator[None]:
    before = state(connection)
    yield
    after = state(connection)
    for table in before:
        assert after[table] == before[table], table


@pytest.fixture
def as_before(world: sa.Connection) -> AbstractContextManager[None]:
    """After the block, everything is as it was before it."""
    return _unchanged(world)
