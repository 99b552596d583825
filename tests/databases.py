"""Databases of a test's own, for what must commit: races, roles, whole programs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import migrate


@contextmanager
def migrated_database(cluster: Urls) -> Iterator[Urls]:
    """A new database at the latest revision; it goes with the block."""
    with new_database(cluster) as urls:
        migrate.upgrade(urls.owner)
        yield urls


@contextmanager
def new_database(cluster: Urls) -> Iterator[Urls]:
    """An empty database; it goes with the block."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(cluster.superuser, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} OWNER dm_crm_owner"))
    try:
        yield Urls(*(_renamed(url, name) for url in (cluster.owner, cluster.web, cluster.superuser)))
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


def _renamed(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)
