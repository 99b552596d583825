"""Throw-away servers for tests and for development: fast, and gone with the folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.services import postgres, valkey


@dataclass(frozen=True)
class Urls:
    owner: str
    web: str
    superuser: str


@contextmanager
def throwaway_postgres(home: Path) -> Iterator[Urls]:
    """A PostgreSQL that does not care for its data: the owner may also create databases."""
    with postgres.running(home, durable=False) as cluster:
        yield Urls(cluster.url("dm_crm_owner"), cluster.url("dm_crm_web"), cluster.url("postgres", "postgres"))


@contextmanager
def throwaway_valkey(home: Path) -> Iterator[str]:
    with valkey.running(home) as store:
        yield store.url
