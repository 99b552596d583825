"""What a reader's lists remember, and whose it is."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import preferences
from data.access import SYSTEM, Actor
from data.db import Session
from data.errors import Forbidden, Invalid
from data.models import User, UserPreference
from tests import factories as make


@pytest.fixture
def two(db: Session) -> list[Actor]:
    users = [make.user(db, email=f"{name}@example.com", role="Viewer") for name in ("ada", "bob")]
    return [Actor(user.id) for user in users]


def test_what_is_kept_is_read_again_and_replaced(two: list[Actor]) -> None:
    for value in ([{"colId": "name", "width": 200}], {"name": "x"}):
        with database.session(two[0]) as db:
            preferences.keep(db, "grid:processes", value)
            assert preferences.read(db, "grid:processes") == value


def test_nobody_reads_or_writes_anothers(two: list[Actor]) -> None:
    with database.session(two[0]) as db:
        preferences.keep(db, "grid:processes", ["mine"])
    with database.session(two[1]) as db:
        assert preferences.read(db, "grid:processes") is None
        assert db.scalars(sa.select(UserPreference)).all() == []
        db.execute(sa.update(UserPreference).values(value=["theirs"]))
    with database.session(two[0]) as db:
        assert preferences.read(db, "grid:processes") == ["mine"]


def test_nobody_writes_in_anothers_name(two: list[Actor]) -> None:
    forged = sa.insert(UserPreference).values(user_id=two[0].user_id, key="grid:x", value=[])
    with pytest.raises(Forbidden), database.session(two[1]) as db:
        db.execute(forged)


def test_what_is_forgotten_is_gone_and_so_is_what_a_user_who_goes_had(two: list[Actor]) -> None:
    for key in ("grid:a", "grid:b"):
        with database.session(two[0]) as mine:
            preferences.keep(mine, key, [1])
    with database.session(two[0]) as mine:
        preferences.keep(mine, "grid:a", None)
        assert mine.scalars(sa.select(UserPreference.key)).all() == ["grid:b"]
    with database.session(SYSTEM) as everybodys:
        everybodys.execute(sa.delete(User).where(User.id == two[0].user_id))
    with database.session(two[0]) as mine:
        assert mine.scalars(sa.select(UserPreference.key)).all() == []


@pytest.mark.parametrize("value", ["x" * 20_000, "no\0body", float("nan"), [[[object()]]]])
def test_too_much_or_what_is_no_json_is_refused(two: list[Actor], value: object) -> None:
    with database.session(two[0]) as db, pytest.raises(Invalid):
        preferences.keep(db, "grid:a", value)


@pytest.mark.parametrize("key", ["", "x" * 101, "no\0body", "grid processes", "GRID"])
def test_a_strange_key_is_refused(two: list[Actor], key: str) -> None:
    with database.session(two[0]) as db, pytest.raises(Invalid):
        preferences.keep(db, key, [1])


def test_a_reader_keeps_only_so_many(two: list[Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "MOST", 2)
    with database.session(two[0]) as db:
        preferences.keep(db, "grid:a", [1])
        preferences.keep(db, "grid:b", [1])
        preferences.keep(db, "grid:b", [2])
        with pytest.raises(Invalid):
            preferences.keep(db, "grid:c", [1])
