"""Sessions under attack and under parallel use, on real connections."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import accounts, db, passwords, sessions, users
from data.access import SYSTEM
from data.errors import Invalid
from data.models import AuditLog, User, UserSession
from data.sessions import Tokens
from tests.racing import together, writers
from tests.security.conftest import HERE, KEY

PASSWORD = "correct horse battery"
EMAIL = "ada@example.com"
LATER = sessions.GRACE + dt.timedelta(seconds=1)


@pytest.fixture
def ada(own_database: Urls) -> Iterator[Tokens]:
    """Tokens of an administrator's, on a database of their own, where everybody has a connection."""
    engine = db.configure(own_database.web, pooled=False)
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, "other@example.com", "Other", PASSWORD)
        accounts.create_admin(session, EMAIL, "Ada", PASSWORD)
    yield accounts.sign_in(EMAIL, PASSWORD, HERE, KEY)
    engine.dispose()


def recognised(token: str | None) -> Any:
    return sessions.recognise(token, HERE, KEY)


def renewed(token: str) -> Any:
    return sessions.renew(token, HERE, KEY)


def living() -> int:
    with db.session(SYSTEM) as session:
        alive = sa.select(sa.func.count()).select_from(UserSession).where(UserSession.revoked_at.is_(None))
        return session.execute(alive).scalar_one()


def alter(values: dict[str, Any], model: Any = User) -> None:
    with db.session(SYSTEM) as session:
        change = sa.update(model).values(values)
        session.execute(change.where(User.email == EMAIL) if model is User else change)


# renewing


def test_a_renewal_gives_new_tokens_and_ends_the_old(ada: Tokens) -> None:
    signed_in, tokens = renewed(ada.refresh)
    assert recognised(tokens.access).user_id == signed_in.user_id
    assert recognised(ada.access) is None
    assert living() == 1


def test_requests_that_renew_at_once_are_all_let_in_and_one_gets_the_tokens(ada: Tokens) -> None:
    found = together(*[lambda: renewed(ada.refresh)] * 8)
    assert all(result is not None and result[0].email == EMAIL for result in found)
    assert sum(result[1] is not None for result in found) == 1
    assert living() == 1


def test_a_refresh_token_that_comes_again_later_ends_the_whole_family(ada: Tokens) -> None:
    _, stolen_by = renewed(ada.refresh)
    assert recognised(stolen_by.access)
    _age_spent()
    assert renewed(ada.refresh) is None
    assert recognised(stolen_by.access) is None
    assert renewed(stolen_by.refresh) is None
    assert living() == 0
    with db.session(SYSTEM) as session:
        assert session.scalar(sa.select(AuditLog.action).where(AuditLog.action == "refresh_token_reused"))


def test_a_renewal_whose_answer_was_lost_is_made_again(ada: Tokens) -> None:
    _, lost = renewed(ada.refresh)
    _age_spent()
    _, arrived = renewed(ada.refresh)
    assert recognised(arrived.access)
    assert recognised(lost.access) is None
    assert living() == 1


def _age_spent() -> None:
    with db.session(SYSTEM) as session:
        spent = sa.update(UserSession).where(UserSession.is_renewed)
        session.execute(spent.values(revoked_at=sa.func.now() - LATER))


def test_another_family_of_the_same_user_goes_on(ada: Tokens) -> None:
    elsewhere = accounts.sign_in(EMAIL, PASSWORD, HERE, KEY)
    renewed(ada.refresh)
    _age_spent()
    renewed(ada.refresh)
    assert recognised(elsewhere.access)


def test_a_renewal_does_not_outlive_the_absolute_limit(ada: Tokens) -> None:
    limit = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    alter({"absolute_expires_at": limit, "expires_at": limit}, UserSession)
    renewed(ada.refresh)
    with db.session(SYSTEM) as session:
        assert set(session.scalars(sa.select(UserSession.expires_at))) == {limit}


def test_an_idle_session_cannot_be_renewed(ada: Tokens) -> None:
    alter({"expires_at": sa.func.now() - sa.text("interval '1 second'")}, UserSession)
    assert renewed(ada.refresh) is None


# what ends a session, at the next request


def test_a_role_taken_during_a_request_counts_at_the_next(ada: Tokens) -> None:
    during = recognised(ada.access)
    alter({"role": "Viewer"})
    assert during.actor.can("update", "users")
    assert not recognised(ada.access).actor.can("update", "users")
    assert not renewed(ada.refresh)[0].actor.can("update", "users")


def test_a_deactivated_user_is_out_with_either_token(ada: Tokens) -> None:
    alter({"is_active": False})
    assert recognised(ada.access) is None
    assert renewed(ada.refresh) is None


def test_a_new_password_ends_every_session(ada: Tokens) -> None:
    with db.session(SYSTEM) as session:
        accounts.set_password(session, EMAIL, "another long password")
    assert recognised(ada.access) is None
    assert renewed(ada.refresh) is None


def test_after_signing_out_neither_token_opens_anything(ada: Tokens) -> None:
    _, tokens = renewed(ada.refresh)
    accounts.sign_out(recognised(tokens.access))
    assert [recognised(token) for token in (ada.access, tokens.access)] == [None, None]
    assert [renewed(token) for token in (ada.refresh, tokens.refresh)] == [None, None]


ENDINGS: dict[str, Callable[[db.Session, str], Any]] = {
    "signing out": lambda session, id_: sessions.end(session, UserSession.user_id == id_),
    "a new password": lambda session, _id: accounts.set_password(session, EMAIL, "another long password"),
    "deactivation": lambda session, id_: users.activate(session, id_, False),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_renewal_under_way_does_not_outlive_the_end(ada: Tokens, own_database: Urls, ending: Callable) -> None:
    """The other transaction has begun to renew when the end comes: it must find the session that comes of it."""
    signed_in = recognised(ada.access)
    begun, results = db.open_session(), []
    begun.info["actor"] = HERE.actor()
    begun.begin()
    spent = UserSession.refresh_token == sessions.fingerprint(ada.refresh)
    sessions._hold_users(begun, spent)
    tokens = sessions._renewed(begun, sessions._spend(begun, spent), HERE, KEY)[1]

    def end() -> None:
        with db.session(SYSTEM) as session:
            results.append(ending(session, signed_in.user_id))

    with writers(own_database, 1) as (other,):
        ended = other.begin(lambda _connection: end())
        _until_someone_waits(own_database)
        begun.commit()
        begun.close()
        ended.result(20)
    assert recognised(tokens.access) is None
    assert living() == 0


def _until_someone_waits(urls: Urls) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(urls.superuser.replace("+psycopg", ""), autocommit=True) as onlooker:
        for _ in range(2000):
            if onlooker.execute(waiting).fetchone()[0]:
                return
            time.sleep(0.005)
    raise AssertionError("nobody waits")


def test_an_old_password_that_is_changed_while_it_is_looked_at_lets_nobody_in(
    ada: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = passwords.verified

    def changed_meanwhile(stored: str, given: str) -> bool:
        right = verify(stored, given)
        with db.session(SYSTEM) as session:
            accounts.set_password(session, EMAIL, "another long password")
        return right

    monkeypatch.setattr(passwords, "verified", changed_meanwhile)
    with pytest.raises(Invalid):
        accounts.sign_in(EMAIL, PASSWORD, HERE, KEY)
    assert living() == 0
