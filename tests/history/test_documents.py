"""What was done to files is taken back: the document says again what it said, and its content is still there."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from data import db as database
from data import documents, history, sweeping
from data.catalog import ENTITIES
from data.crud import Chosen, remove
from data.db import Session
from data.documents import Bytes
from data.errors import NotFound
from data.history import Conflicting
from data.store import Store
from tests.documents.test_documents import LATER, age, content
from tests.history.conftest import ROOT_USER, state

Act = Callable[[Session], object]


def did(act: Act) -> tuple[object, str]:
    with database.session(ROOT_USER) as db:
        return act(db), db.change_set_id


def undo(change_set_id: str) -> history.Undone:
    with database.session(ROOT_USER) as db:
        return history.undo(db, change_set_id)


def upload(kept: Store, words: str) -> tuple[str, str]:
    said = documents.parsed({"name": "Plan.txt", "customer_id": "acme"})
    id_, change_set = did(lambda db: documents.create(db, said, content(kept, words)))
    return str(id_), change_set


def held(id_: str) -> Bytes:
    with database.session(ROOT_USER) as db:
        return documents.file(db, id_).content


def test_an_upload_is_taken_back(world: sa.Connection, kept: Store) -> None:
    before = state(world)
    id_, change_set = upload(kept, "one")
    undo(change_set)
    assert state(world) == before
    with pytest.raises(NotFound):
        held(id_)


@pytest.mark.parametrize("way", ["replace", "bring back"])
def test_a_new_version_is_taken_back(world: sa.Connection, kept: Store, way: str) -> None:
    id_, _ = upload(kept, "one")
    if way == "bring back":
        did(lambda db: documents.replace(db, id_, content(kept, "two")))
    before, first = state(world), held(id_)
    acts: dict[str, Act] = {
        "replace": lambda db: documents.replace(db, id_, content(kept, "longer", "text/csv")),
        "bring back": lambda db: documents.bring_back(db, id_, 1),
    }
    _, change_set = did(acts[way])
    assert held(id_) != first
    undo(change_set)
    assert state(world) == before
    assert held(id_) == first


def test_a_deleted_document_comes_back_with_every_version_and_its_content(world: sa.Connection, kept: Store) -> None:
    id_, _ = upload(kept, "one")
    did(lambda db: documents.replace(db, id_, content(kept, "two", "text/csv")))
    before, newest = state(world), held(id_)
    _, change_set = did(lambda db: remove(db, ENTITIES["documents"], Chosen((id_,))))
    age(kept, newest.sha256, 30)
    sweeping.sweep(LATER)
    undo(change_set)
    assert state(world) == before
    assert held(id_) == newest
    assert kept.holds(newest.sha256)


def test_undoing_twice_is_redoing(world: sa.Connection, kept: Store) -> None:
    id_, _ = upload(kept, "one")
    _, change_set = did(lambda db: documents.replace(db, id_, content(kept, "two")))
    after = state(world)
    _, undone = did(lambda db: history.undo(db, change_set))
    undo(undone)
    assert state(world) == after


def test_a_version_that_another_has_followed_is_not_taken_back_unseen(world: sa.Connection, kept: Store) -> None:
    id_, _ = upload(kept, "one")
    _, change_set = did(lambda db: documents.replace(db, id_, content(kept, "second")))
    did(lambda db: documents.replace(db, id_, content(kept, "the third")))
    before = state(world)
    with pytest.raises(Conflicting):
        undo(change_set)
    assert state(world) == before
