"""Pages of figures that were drawn before: handed out while nothing has changed, and only to who may see the same."""

import datetime as dt
from collections.abc import Callable, Iterator

import orjson
import pytest
import sqlalchemy as sa

from callbacks import context, kept, overview
from dashboard.services.throwaway import Urls
from data import calendar, db, kpis
from data.access import SYSTEM, Actor
from data.installation import change
from tests import factories as make
from tests.racing import connect

ALL = {"asked": {}}
EVERYTHING = Actor(None, frozenset({"*"}))
WITHOUT_HOURS = Actor(None, frozenset({"dashboards:read", "processes:read"}))


@pytest.fixture
def installation(own_database: Urls) -> Iterator[Urls]:
    """A database that the callbacks commit to, with two customers that have a process each."""
    before = db.open_session.kw.get("bind")
    engine = db.configure(own_database.web)
    with db.session(SYSTEM) as session:
        for name in ("Acme", "Bolt"):
            customer = make.customer(session, id=name.lower(), name=name)
            late = {"status": "In Progress", "due_date": dt.date(2026, 1, 5)}
            make.process(session, name=f"{name} extract", customer_id=customer.id, **late)
    kept._pages.clear()
    yield own_database
    engine.dispose()
    db.open_session.configure(bind=before)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The KPIs read, in order."""
    names: list[str] = []
    reading = kpis.read
    monkeypatch.setattr(kpis, "read", lambda db, name, filters: (names.append(name), reading(db, name, filters))[1])
    return names


@pytest.fixture
def drawn(installation: Urls, read: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, bool]]:
    """The overview as a reader gets it, and whether its figures were read for that."""

    def draw(reader: Actor = EVERYTHING, **asked: list[str]) -> tuple[str, bool]:
        read.clear()
        monkeypatch.setattr(context, "actor", lambda: reader)
        return orjson.dumps(overview.draw({"asked": asked})).decode(), bool(read)

    return draw


def test_a_page_is_read_once_while_nothing_changes(drawn) -> None:
    first, was_read = drawn()
    again, was_read_again = drawn(Actor("somebody-else", frozenset({"*"})))
    assert (was_read, was_read_again) == (True, False)
    assert _figures(again) == _figures(first)


def test_every_change_is_shown_at_once(drawn, installation: Urls) -> None:
    """Also of what no version of figures counts: a name."""
    assert "Acme extract" in drawn()[0]
    with connect(installation, autocommit=True) as other:
        other.execute("UPDATE processes SET name = 'Renamed' WHERE name = 'Acme extract'")
    shown, was_read = drawn()
    assert was_read
    assert "Renamed" in shown
    assert "Acme extract" not in shown


def test_a_change_under_way_is_not_shown_and_shown_when_it_is_done(drawn, installation: Urls) -> None:
    with connect(installation) as other:
        other.execute("UPDATE processes SET name = 'Renamed' WHERE name = 'Acme extract'")
        assert "Renamed" not in drawn()[0]
        other.commit()
        assert "Renamed" in drawn()[0]


def test_a_setting_counts_as_a_change(drawn) -> None:
    drawn()
    with db.session(SYSTEM) as session:
        change(session, {"reporting_time_zone": "Asia/Tokyo"}, {})
    shown, was_read = drawn()
    assert was_read
    assert "JST" in shown


def test_readers_of_other_customers_never_get_each_others(drawn) -> None:
    acme, bolt = (Actor("u", frozenset({"*"}), frozenset({id_})) for id_ in ("acme", "bolt"))
    for reader, own, other in [(acme, "Acme extract", "Bolt extract"), (bolt, "Bolt extract", "Acme extract")] * 2:
        shown, _ = drawn(reader)
        assert own in shown
        assert other not in shown


def test_whoever_loses_a_right_loses_its_figures(drawn) -> None:
    assert "Service-hour utilisation" in drawn()[0]
    shown, was_read = drawn(WITHOUT_HOURS)
    assert was_read
    assert "Service-hour utilisation" not in shown


def test_other_filters_are_another_page(drawn) -> None:
    assert "Bolt extract" in drawn()[0]
    assert "Bolt extract" not in drawn(customer=["acme"])[0]


def test_the_next_day_is_read_anew(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn()
    now = calendar.now
    monkeypatch.setattr(calendar, "now", lambda db: now(db) + dt.timedelta(days=1))
    assert drawn()[1]


def test_as_of_is_when_it_was_asked_for(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [dt.datetime(2026, 11, 22, 14, minute, tzinfo=dt.UTC) for minute in (3, 4)]
    monkeypatch.setattr(calendar, "now", lambda db: moments[0])
    assert "14:03 UTC" in drawn()[0]
    monkeypatch.setattr(calendar, "now", lambda db: moments[1])
    shown, was_read = drawn()
    assert not was_read
    assert "14:04 UTC" in shown


def test_what_is_read_after_writing_oneself_is_not_kept(drawn) -> None:
    """It may show what nobody else sees yet."""
    drawn()
    engine = db.open_session.kw["bind"]
    with engine.connect() as own, own.begin() as outer:
        db.open_session.configure(bind=own, join_transaction_mode="create_savepoint")
        with db.session(SYSTEM) as session:
            make.customer(session)
        assert [drawn()[1], drawn()[1]] == [True, True]
        outer.rollback()
    db.open_session.configure(bind=engine, join_transaction_mode="conditional_savepoint")


def test_what_is_kept_has_its_room(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ROOM", 0)
    drawn()
    assert not kept._pages


def test_a_steady_session_sees_one_moment(installation: Urls) -> None:
    count = sa.text("SELECT count(*) FROM customers")
    with db.session(SYSTEM, steady=True) as reading:
        before = reading.scalar(count)
        with connect(installation, autocommit=True) as other:
            other.execute("INSERT INTO customers (name) VALUES ('Third')")
        assert reading.scalar(count) == before
    with db.session(SYSTEM) as reading:
        assert reading.scalar(count) == before + 1


def _figures(page: str) -> list:
    """Without the line that says as of when."""
    return orjson.loads(page)[1:]
