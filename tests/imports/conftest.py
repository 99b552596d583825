"""Files as people send them, and their import in a transaction that is rolled back."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data.access import SYSTEM
from data.imports import mapping, matching, reading, running
from data.imports.account import Result
from data.parsing import Formats
from tests.databases import migrated_database
from tests.imports.flow import Flow, person

Import = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """A file with the given text, in the given encoding."""

    def written(text: str, name: str = "rows.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return written


@pytest.fixture
def bring_in(connection: sa.Connection, file: Callable[..., Path]) -> Import:
    """Import text as an entity; what is said beside it goes where it belongs."""

    def imported(entity: str, text: str, actor: Any = SYSTEM, **said: Any) -> Result:
        source = reading.open_source(file(text, said.pop("name", "rows.csv")))
        manner = running.Manner(**{name: said.pop(name) for name in ("dry_run", "watch") if name in said})
        wishes = matching.Wishes(**{"formats": Formats(said.pop("dates", ()))} | said)
        plan = matching.plain(mapping.entity_named(entity), source.columns, wishes)
        return running.run(actor, source, plan, manner)

    return imported


def counts(result: Result) -> dict[str, int]:
    """What happened to how many rows, without the zeros; checked to add up."""
    (account,) = result.accounts
    assert account.adds_up()
    names = ("new", "changed", "same", "duplicate", "left_out", "rejected")
    return {name: number for name in names if (number := getattr(account, name))}


def rejected(result: running.Result) -> list[tuple[int, str, str]]:
    (path,) = result.rejected_files
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(int(row["row"]), row["column"], row["reason"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def urls(cluster: Urls) -> Iterator[Urls]:
    with migrated_database(cluster) as urls:
        yield urls


@pytest.fixture
def home(urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files go; what was committed before is gone."""
    monkeypatch.setenv("DM_CRM_HOME", str(tmp_path))
    engine = database.configure(urls.web, pooled=False)
    with database.session(SYSTEM) as db:
        db.execute(sa.text("DELETE FROM imports; DELETE FROM contacts; DELETE FROM teams; DELETE FROM customers"))
    yield tmp_path
    engine.dispose()
    database.open_session.configure(bind=None)


@pytest.fixture
def ada(home: Path) -> Flow:
    return person(home)
