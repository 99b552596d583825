"""An import at work: cancelled, interrupted, given up for dead, or waiting for another. It is whole, or nothing is."""

import threading
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Forbidden
from data.imports import attempts, ledger, running, sampling, settling
from data.models import Customer, Import
from data.vocabulary import ImportTask, Role, RunState
from jobs import imports, pulse
from tests.imports.flow import CUSTOMERS, Flow, person

MANY = "Name\n" + "".join(f"Customer {n}\n" for n in range(30_000))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life twenty times a second."""
    monkeypatch.setattr(pulse.Pulse.__init__, "__defaults__", (0.05,))


def there() -> int:
    with database.session(SYSTEM) as db:
        return db.scalars(sa.select(sa.func.count()).select_from(Customer)).one()


def checked(flow: Flow, content: str) -> str:
    import_id = flow.look(content)
    flow.take_as(import_id, "entity", "customers")
    flow.check(import_id)
    return import_id


def started(flow: Flow, import_id: str) -> threading.Thread:
    """The import, at work beside the test."""
    flow.ask(import_id, ImportTask.RUN)
    worker = threading.Thread(target=imports.work, args=(import_id,))
    worker.start()
    return worker


def await_(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_cancelled_import_stops_and_leaves_nothing(ada: Flow, quick: None) -> None:
    import_id = checked(ada, MANY)
    worker = started(ada, import_id)
    await_(lambda: ada.read(import_id).progress.get("done", 0) > 0)
    with ada.session() as db:
        ledger.cancel(db, import_id)
    worker.join(30)
    row = ada.read(import_id)
    assert (row.state, row.error, there()) == (RunState.CANCELLED, "Cancelled; nothing was written.", 0)
    assert row.progress["total"] >= 30_000
    ada.ask(import_id, ImportTask.RUN)  # it can be started again


def test_a_statement_that_takes_long_is_interrupted(ada: Flow, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = checked(ada, CUSTOMERS)
    asleep = threading.Event()

    def sleep(db: database.Session, *_: object) -> None:
        asleep.set()
        db.execute(sa.text("SELECT pg_sleep(60)"))

    monkeypatch.setattr(settling, "settle", sleep)
    worker = started(ada, import_id)
    asleep.wait(30)
    began = time.monotonic()
    with ada.session() as db:
        ledger.cancel(db, import_id)
    worker.join(30)
    assert time.monotonic() - began < 10
    assert (ada.read(import_id).state, there()) == (RunState.CANCELLED, 0)


def test_what_still_waits_is_cancelled_at_once(ada: Flow) -> None:
    import_id = checked(ada, CUSTOMERS)
    ada.ask(import_id, ImportTask.RUN)
    with ada.session() as db:
        ledger.cancel(db, import_id)
    imports.work(import_id)
    assert (ada.read(import_id).state, there()) == (RunState.CANCELLED, 0)


def test_only_the_owner_and_administrators_cancel(ada: Flow, home) -> None:
    auditor = person(home, Role.MANAGER)
    auditor = auditor._replace(
        actor=type(auditor.actor)(auditor.actor.user_id, auditor.actor.permissions | {"audit:read"})
    )
    import_id = ada.look(CUSTOMERS)
    ada.ask(import_id, ImportTask.CHECK)
    with auditor.session() as db, pytest.raises(Forbidden, match="or an administrator"):
        ledger.cancel(db, import_id)


def test_two_imports_at_once_and_the_second_waits(ada: Flow, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = checked(ada, "Name\nAcme\n"), checked(ada, "Name\nBeta\n")
    inside, go_on = threading.Event(), threading.Event()
    real = sampling.complaints

    def held(db: database.Session) -> list:
        inside.set()
        go_on.wait(30)
        return real(db)

    monkeypatch.setattr(sampling, "complaints", held)
    worker = started(ada, first)
    inside.wait(30)
    ada.ask(second, ImportTask.RUN)
    imports.work(second)
    waiting = ada.read(second)
    assert (waiting.state, waiting.progress["title"]) == (
        RunState.QUEUED,
        "Another import is at work; this one is next",
    )
    go_on.set()
    worker.join(30)
    imports.work(second)
    assert [ada.read(id_).state for id_ in (first, second)] == [RunState.SUCCEEDED] * 2
    assert there() == 2


def test_of_many_workers_one_gets_it(ada: Flow) -> None:
    import_id = ada.upload(CUSTOMERS)
    taken: list[object] = []
    workers = [threading.Thread(target=lambda: taken.append(attempts.take_up(import_id))) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len([attempt for attempt in taken if attempt]) == 1


def test_a_dead_worker_is_noticed_and_the_import_offered_again(ada: Flow) -> None:
    import_id = checked(ada, CUSTOMERS)
    ada.ask(import_id, ImportTask.RUN)
    assert attempts.take_up(import_id) is not None
    assert attempts.lapse() == []
    with database.session(SYSTEM) as db:
        db.execute(sa.update(Import).values(lease_until=sa.func.now() - sa.text("interval '1 second'")))
    attempts.lapse()
    row = ada.read(import_id)
    assert row.state == RunState.LOST
    assert "Nothing was written" in row.error
    ada.ask(import_id, ImportTask.RUN)
    imports.work(import_id)
    assert (ada.read(import_id).state, there()) == (RunState.SUCCEEDED, 2)


def test_a_worker_that_was_given_up_writes_nothing_after_all(ada: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = checked(ada, CUSTOMERS)
    real = sampling.complaints

    def late(db: database.Session) -> list:
        with database.session(SYSTEM) as other:
            other.execute(sa.update(Import).values(lease_until=sa.func.now() - sa.text("interval '1 second'")))
        attempts.lapse()
        return real(db)

    monkeypatch.setattr(sampling, "complaints", late)
    ada.ask(import_id, ImportTask.RUN)
    imports.work(import_id)
    assert (ada.read(import_id).state, there()) == (RunState.LOST, 0)


def test_what_the_queue_forgot_is_asked_for_again(ada: Flow) -> None:
    import_id = ada.upload(CUSTOMERS)
    assert attempts.lapse() == []
    with database.session(SYSTEM) as db:
        db.execute(sa.update(Import).values(queued_at=sa.func.now() - sa.text("interval '2 minutes'")))
    assert attempts.lapse() == [import_id]


def test_an_unforeseen_failure_is_owned_up_to_and_raised(ada: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = ada.upload(CUSTOMERS)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(imports.looking, "look", broken)
    with pytest.raises(ZeroDivisionError):
        imports.work(import_id)
    row = ada.read(import_id)
    assert (row.state, "has been recorded" in row.error) == (RunState.FAILED, True)


def test_a_busy_import_is_not_changed_under_its_feet(ada: Flow) -> None:
    import_id = ada.look(CUSTOMERS)
    ada.ask(import_id, ImportTask.CHECK)
    with pytest.raises(Conflict, match="at work just now"):
        ada.decide(import_id, columns={"Phase": ""})
    assert issubclass(running.Busy, Conflict)
