"""Databases of a test's own, for what must commit: races, roles, whole programs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import migrate


@contextmanager
def migrated_database(cluster: Urls) -> Iterator[Urls]:
    """A new database at the latest revision; it goes with the block."""
    with new_database(cluster, template=_template(cluster)) as urls:
        yield urls


@contextmanager
def new_database(cluster: Urls, template: str = "template1") -> Iterator[Urls]:
    """An empty database, or a copy; it goes with the block."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(cluster, f"CREATE DATABASE {name} TEMPLATE {template} OWNER dm_crm_owner")
    try:
        yield _at(cluster, name)
    finally:
        _administer(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _template(cluster: Urls) -> str:
    """Migrated once per server, then copied, which is ten times as fast."""
    name = f"migrated_{uuid.uuid4().hex[:12]}"
    _administer(cluster, f"CREATE DATABASE {name} OWNER dm_crm_owner")
    migrate.upgrade(_at(cluster, name).owner)
    return name


def _administer(cluster: Urls, statement: str) -> None:
    admin = sa.create_engine(cluster.superuser, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(statement))


def _at(cluster: Urls, name: str) -> Urls:
    return Urls(*(_renamed(url, name) for url in (cluster.owner, cluster.web, cluster.superuser)))


def _renamed(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)
