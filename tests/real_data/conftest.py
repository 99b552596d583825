"""The public data sets beside the project: copied, imported twice into a database of their own, and asked about."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data.access import SYSTEM
from data.imports import mapping, reading, running
from data.imports.account import Account, Result
from tests.databases import migrated_database

DATA = Path(__file__).parents[2].parent / "shared" / "data"


@dataclass(frozen=True)
class Twice:
    """What the first import of a file said, and what the second did."""

    first: Result
    second: Result

    def account(self, title: str) -> Account:
        return next(account for account in self.first.accounts if account.title == title)


Bring = Callable[[str, str], Twice]
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def data() -> Path:
    if not DATA.is_dir():
        pytest.skip("The public data sets are not there; they belong in ../shared/data beside the project.")
    return DATA


@pytest.fixture(scope="module")
def urls(data: Path, cluster: Urls) -> Iterator[Urls]:
    with migrated_database(cluster) as urls:
        yield urls


@pytest.fixture(scope="module")
def bring(data: Path, urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Bring:
    """Import a set by its ready-made mapping, and then again."""

    def brought(name: str, file: str) -> Twice:
        copies = tmp_path_factory.mktemp(name)
        for path in (data / file).parent.iterdir():
            shutil.copyfile(path, copies / path.name)
        database.configure(urls.web, pooled=False)
        first, second = (_imported(copies / Path(file).name, name) for _ in range(2))
        return Twice(first, second)

    return brought


def _imported(path: Path, name: str) -> Result:
    return running.run(SYSTEM, reading.open_source(path), mapping.load(name))


@pytest.fixture(scope="module")
def ask(urls: Urls) -> Iterator[Ask]:
    """The single value that a query gives."""
    engine = sa.create_engine(urls.web, connect_args={"options": "-c app.scope=*"})
    with engine.connect() as connection:
        yield lambda query, **values: connection.execute(sa.text(query), values).scalar_one()
    engine.dispose()
