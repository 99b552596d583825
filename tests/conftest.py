"""A real PostgreSQL for every test process; each test's work is rolled back, or has a database of its own."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls, throwaway_postgres
from data import db as database
from data import migrate, store
from data.access import SYSTEM, Actor
from data.settings import Settings
from tests.databases import migrated_database

# A run that was started in the background is born deaf to SIGINT, and so would be the programs it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

APP_ROLE = {"options": "-c role=dm_crm_app -c timezone=UTC -c app.scope=*"}


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Urls]:
    """A server with the migrated database `dm_crm`, that nobody commits to."""
    with throwaway_postgres(tmp_path_factory.mktemp("postgres")) as urls:
        migrate.upgrade(urls.owner)
        yield urls


@pytest.fixture(scope="session")
def engine(cluster: Urls) -> Iterator[sa.Engine]:
    engine = sa.create_engine(cluster.web, connect_args=APP_ROLE)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Sessions opened during the test become savepoints of one transaction, which is rolled back."""
    with engine.connect() as conn, conn.begin() as outer:
        database.open_session.configure(bind=conn, join_transaction_mode="create_savepoint")
        yield conn
        outer.rollback()
        database.open_session.configure(join_transaction_mode="conditional_savepoint")


@pytest.fixture
def db(connection: sa.Connection) -> Iterator[database.Session]:
    """A session of the system's, that is rolled back."""
    with database.session(SYSTEM) as session:
        yield session


@pytest.fixture
def actor() -> Callable[..., Actor]:
    """An actor with exactly the given permissions."""
    return lambda *permissions, **more: Actor(None, frozenset(permissions), **more)


@pytest.fixture
def own_database(cluster: Urls) -> Iterator[Urls]:
    """A migrated database of the test's own, for what must commit."""
    with migrated_database(cluster) as urls:
        yield urls


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[store.Store]:
    """The store that the product uses during the test."""
    before = list(store._given)
    store.configure(Settings(home=tmp_path))
    yield store.current()
    store._given[:] = before
    store.current.cache_clear()
