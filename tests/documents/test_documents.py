"""Documents and their versions: who may add and read them, what is mirrored, and what happens to two at once."""

import datetime as dt
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import documents, store, submissions, sweeping
from data.access import SYSTEM, Actor
from data.db import Session
from data.documents import Bytes
from data.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from data.models import AuditLog, Document, DocumentVersion
from data.roles import PERMISSIONS
from data.store import Store
from data.vocabulary import DocumentCategory
from tests import factories as make

NOW = dt.datetime.now(dt.UTC)
LATER = NOW + dt.timedelta(days=2)


def content(kept: Store, words: str = "one", mime: str = "text/plain") -> Bytes:
    with kept.draft(10**6) as draft:
        draft.write(words.encode())
        kept.keep(draft)
        return Bytes(draft.sha256, draft.size, mime)


def said(customer_id: str, **more: str) -> dict[str, str]:
    return documents.parsed({"name": "Plan.txt", "customer_id": customer_id} | more)


@pytest.fixture
def plan(db: Session, kept: Store) -> str:
    """A document with one version, which says “one”."""
    return documents.create(db, said(make.customer(db).id), content(kept))


def test_what_is_said_of_a_file_is_checked_all_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        documents.parsed({"name": "\x00", "category": "Gossip"})
    assert refused.value.messages.keys() == {"name", "customer_id", "category"}


def test_a_new_document_has_its_file_as_version_one(db: Session, plan: str) -> None:
    row = db.get(Document, plan, populate_existing=True)
    assert (row.file_size, row.mime_type, row.category) == (3, "text/plain", DocumentCategory.OTHER)
    (version,) = documents.sheet(db, plan).versions
    assert (version.number, version.size, version.kind.words) == (1, 3, "Text")


def test_a_replaced_file_is_the_next_version_and_the_document_says_its_size(
    db: Session, kept: Store, plan: str
) -> None:
    before = db.get(Document, plan, populate_existing=True).version
    assert documents.replace(db, plan, content(kept, "a,b", "text/csv")) == ("Plan.txt", 2)
    row = db.get(Document, plan, populate_existing=True)
    assert (row.file_size, row.mime_type) == (3, "text/csv")
    assert row.version == before, "an open form is not outdated by another file"
    assert documents.file(db, plan).content.mime == "text/csv"
    assert documents.file(db, plan, 1).content.mime == "text/plain"


def test_nobody_can_write_another_size_into_a_document_with_files(db: Session, plan: str) -> None:
    db.execute(sa.update(Document).where(Document.id == plan).values(file_size=7, mime_type="x", name="Plan B"))
    row = db.get(Document, plan, populate_existing=True)
    assert (row.file_size, row.mime_type, row.name) == (3, "text/plain", "Plan B")


def test_a_document_without_files_keeps_what_is_written(db: Session) -> None:
    given = Document(name="Elsewhere", customer_id=make.customer(db).id, file_url="https://x/y", file_size=9)
    db.add(given)
    db.flush()
    db.refresh(given)
    assert given.file_size == 9
    assert documents.sheet(db, given.id).versions == []
    with pytest.raises(NotFound, match="no file"):
        documents.file(db, given.id)


def test_a_version_is_never_changed(db: Session, plan: str) -> None:
    with pytest.raises(Conflict, match="never changed"), database.explained(), db.begin_nested():
        db.execute(sa.update(DocumentVersion).values(size=99))


def test_the_same_file_again_is_no_version(db: Session, kept: Store, plan: str) -> None:
    with pytest.raises(Conflict, match="version 1"):
        documents.replace(db, plan, content(kept))


def test_an_earlier_version_comes_back_as_the_newest(db: Session, kept: Store, plan: str) -> None:
    documents.replace(db, plan, content(kept, "two"))
    assert documents.bring_back(db, plan, 1) == ("Plan.txt", 3)
    assert [version.number for version in documents.sheet(db, plan).versions] == [3, 2, 1]
    assert documents.file(db, plan).content == documents.file(db, plan, 1).content
    with pytest.raises(NotFound, match="no such version"):
        documents.bring_back(db, plan, 9)


def test_content_that_the_store_does_not_hold_becomes_no_version(db: Session, plan: str) -> None:
    with pytest.raises(Conflict, match="send the file again"):
        documents.replace(db, plan, Bytes("0" * 64, 1, "text/plain"))


VERBS: dict[str, tuple[str, Callable[[Session, str, Bytes], object]]] = {
    "create": ("create", lambda db, id_, given: documents.create(db, said(_customer(db, id_)), given)),
    "replace": ("update", documents.replace),
    "bring back": ("update", lambda db, id_, given: documents.bring_back(db, id_, 1)),
    "require_replaceable": ("update", lambda db, id_, given: documents.require_replaceable(db, id_)),
    "sheet": ("read", lambda db, id_, given: documents.sheet(db, id_)),
    "file": ("read", lambda db, id_, given: documents.file(db, id_)),
}


def _customer(db: Session, document_id: str) -> str:
    return db.info.get("customer_of", {}).get(document_id, "nowhere")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_asks_for_its_permission(db: Session, kept: Store, plan: str, verb: str) -> None:
    action, act = VERBS[verb]
    given = content(kept, "two")
    db.info["actor"] = Actor(None, PERMISSIONS - {f"documents:{action}"})
    with pytest.raises(Forbidden):
        act(db, plan, given)


@pytest.mark.parametrize("verb", VERBS)
def test_another_customers_document_is_not_there(db: Session, kept: Store, plan: str, verb: str) -> None:
    other, given = make.customer(db, name="Bolt").id, content(kept, "two")
    owner = db.scalar(sa.select(Document.customer_id).where(Document.id == plan))
    actor = Actor(None, PERMISSIONS, frozenset({other}))
    with database.session(actor) as theirs:
        theirs.info["customer_of"] = {plan: owner}
        with pytest.raises((NotFound, Invalid), match=r"no such (document|customer)"):
            VERBS[verb][1](theirs, plan, given)


def test_a_submission_sent_twice_is_answered_once(db: Session, kept: Store) -> None:
    db.info["actor"] = Actor(make.user(db).id, PERMISSIONS)
    assert submissions.begun(db, "k" * 20, "a") is None
    submissions.done(db, "k" * 20, "made")
    assert submissions.begun(db, "k" * 20, "a") == "made"
    with pytest.raises(Conflict):
        submissions.begun(db, "k" * 20, "b")
    for key in ("short", "k" * 129, "k" * 15 + "\n", "é" * 20):
        with pytest.raises(Invalid):
            submissions.begun(db, key, "a")


def test_two_who_replace_at_once_make_two_versions(own_database: Urls, kept: Store) -> None:
    engine = database.configure(own_database.web)
    with database.session(SYSTEM) as db:
        plan = documents.create(db, said(make.customer(db).id), content(kept))
    refused: list[DomainError] = []

    def send(words: str) -> None:
        try:
            with database.session(SYSTEM) as db:
                documents.replace(db, plan, content(kept, words))
        except DomainError as error:
            refused.append(error)

    threads = [threading.Thread(target=send, args=(f"two {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session(SYSTEM) as db:
        numbers = [version.number for version in documents.sheet(db, plan).versions]
    engine.dispose()
    assert (refused, numbers) == ([], [7, 6, 5, 4, 3, 2, 1])


def age(kept: Store, sha256: str, days: float) -> None:
    past = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(Path(kept.root) / store.address_of(sha256), (past, past))


def test_what_an_upload_left_without_a_row_goes_after_a_day(db: Session, kept: Store, plan: str) -> None:
    named, young, orphan = hashlib.sha256(b"one").hexdigest(), content(kept, "young"), content(kept, "orphan")
    age(kept, named, 5)
    age(kept, orphan.sha256, 1.1)
    assert sweeping.sweep(NOW) == 1
    assert [kept.holds(name) for name in (named, young.sha256, orphan.sha256)] == [True, True, False]


@pytest.mark.parametrize(("days", "is_there"), [(89, True), (91, False)])
def test_a_deleted_document_can_be_brought_back_for_90_days(
    db: Session, kept: Store, plan: str, days: int, is_there: bool
) -> None:
    held = documents.file(db, plan).content.sha256
    age(kept, held, 200)
    db.execute(sa.delete(Document).where(Document.id == plan))
    deleted = db.scalar(sa.select(AuditLog.created_at).where(AuditLog.resource_type == "document_versions"))
    assert deleted
    sweeping.sweep(NOW + dt.timedelta(days=days))
    assert kept.holds(held) == is_there


def test_content_sent_again_while_it_is_swept_stays(db: Session, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    orphan = content(kept, "orphan")
    age(kept, orphan.sha256, 3)
    listed = list(kept.everything())
    monkeypatch.setattr(Store, "everything", lambda _self: iter(listed))
    content(kept, "orphan")
    assert sweeping.sweep(NOW) == 0
    assert kept.holds(orphan.sha256)


def test_the_clock_asks_for_the_sweep() -> None:
    from jobs import clock, queue

    (line,) = [line for line in clock.CLOCK if line.job == "sweep-documents"]
    assert line.every <= 24 * 3600
    assert queue.JOBS[line.job].needs == queue.OURS


def test_content_that_is_missing_from_the_store_is_found_out(db: Session, kept: Store, plan: str) -> None:
    assert sweeping.missing(10) == (0, 1)
    kept.remove(documents.file(db, plan).content.sha256)
    assert sweeping.missing(10) == (1, 1)
