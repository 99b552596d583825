"""A real PostgreSQL for every test process; each test's work is rolled back, or has a database of its own."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls, throwaway_postgres
from data import db as database
from data import migrate
from data.access import SYSTEM, Actor

APP_ROLE = {"options": "-c role=dm_crm_app -c timezone=UTC"}


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
    """A migrated database of the test's own, for what must commit: races, roles, whole programs."""
    with new_database(cluster) as urls:
        migrate.upgrade(urls.owner)
        yield urls


@contextmanager
def new_database(cluster: Urls) -> Iterator[Urls]:
    """An empty database that is dropped again."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(cluster.superuser, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as conn:
        conn.execute(sa.text(f"CREATE DATABASE {name} OWNER dm_crm_owner"))
    yield Urls(*(str(_renamed(url, name)) for url in (cluster.owner, cluster.web, cluster.superuser)))
    with admin.connect() as conn:
        conn.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


def _renamed(url: str, database_name: str) -> str:
    return sa.make_url(url).set(database=database_name).render_as_string(hide_password=False)
