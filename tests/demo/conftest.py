"""Databases that hold the demo company, each made once for all tests that read it."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import demo, migrate

Company = Callable[..., sa.Connection]


@pytest.fixture(scope="session")
def company(cluster: Urls) -> Iterator[Company]:
    """Makes the company of a size, day and zone and opens it as its owner; asked again, it is the same."""
    made: dict[tuple[object, ...], sa.Connection] = {}

    def found(scale: float, today: dt.date | None = None, zone: str = "UTC", copy: int = 1) -> sa.Connection:
        key = (scale, today, zone, copy)
        if key not in made:
            url = _new_database(cluster, f"demo_{len(made)}")
            _set_zone(url, zone)
            demo.load(url, scale, today=today)
            made[key] = sa.create_engine(url, poolclass=sa.NullPool).connect()
        return made[key]

    yield found
    for connection in made.values():
        connection.close()


@contextmanager
def opened(url: str) -> Iterator[sa.Connection]:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        yield connection


def _new_database(cluster: Urls, name: str) -> str:
    admin = sa.create_engine(cluster.superuser, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER dm_crm_owner")
    url = sa.make_url(cluster.owner).set(database=name).render_as_string(hide_password=False)
    migrate.upgrade(url)
    return url


def _set_zone(url: str, zone: str) -> None:
    statement = sa.text("INSERT INTO app_settings (key, value) VALUES ('reporting_time_zone', CAST(:zone AS jsonb))")
    with opened(url) as connection:
        connection.execute(statement, {"zone": json.dumps(zone)})
