"""The account's callbacks, called as the functions they are."""

import pytest
import sqlalchemy as sa

from callbacks import account
from data import accounts, sessions
from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import User, UserSession
from data.sessions import Visitor
from tests.callbacks.typed import form, somebody
from tests.layouts.test_pages import text

HERE = Visitor("10.0.0.7", "Mozilla/5.0 (X11; Linux) Firefox/140.0")


def hold(user_id: str) -> str:
    """The id of a new session of the user's."""
    with database.session(SYSTEM) as db:
        sessions.open_session(db, user_id, HERE, "k" * 43)
    with database.session(SYSTEM) as db:
        mine = sa.select(UserSession.id).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
        return db.scalars(mine.order_by(UserSession.created_at.desc(), UserSession.id)).first()


def living(user_id: str) -> int:
    with database.session(SYSTEM) as db:
        held = sa.select(sa.func.count()).select_from(UserSession)
        return db.scalar(held.where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None)))


def test_ones_own_name_and_zone_are_saved_without_any_permission(signed_in_as) -> None:
    me = signed_in_as("dashboards:read")
    account.save(1, me.version, *form(name=" Ada Lovelace ", timezone="Europe/London"))
    drawn = text(account.draw())
    assert '"Ada Lovelace"' in drawn
    assert "Europe/London" in drawn


def test_a_profile_says_all_that_is_wrong_with_it(signed_in_as) -> None:
    me = signed_in_as("dashboards:read")
    with pytest.raises(Invalid) as error:
        account.save(1, me.version, *form(name="", timezone="Mars/Base"))
    assert set(error.value.messages) == {"name", "timezone"}


def test_a_profile_changed_elsewhere_is_not_overwritten(signed_in_as) -> None:
    me = signed_in_as("dashboards:read")
    with pytest.raises(Conflict):
        account.save(1, me.version + 1, *form(name="Ada", timezone=""))


def test_new_passwords_that_differ_change_nothing(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    with pytest.raises(Invalid) as error:
        account.change_password(1, *form(old="x", password="one long password", again="another long one"))
    assert list(error.value.messages) == ["again"]


def test_a_new_password_ends_all_sessions_and_leads_to_the_door(signed_in_as) -> None:
    me = signed_in_as("dashboards:read")
    with database.session(SYSTEM) as db:
        accounts.set_password(db, me.email, "seven quiet harbours")
    hold(me.id)
    given = form(old="seven quiet harbours", password="eight loud harbours", again="eight loud harbours")
    toast, left = account.change_password(1, *given)
    assert "Sign in with the new one" in toast["text"]
    assert left.startswith("/sign-in")
    assert living(me.id) == 0


def test_a_session_of_ones_own_is_ended(signed_in_as) -> None:
    me = signed_in_as("dashboards:read")
    session_id = hold(me.id)
    account.end([1], [{"session": session_id}])
    assert living(me.id) == 0


def test_somebody_elses_session_is_not_ended_from_ones_account(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    other = somebody()
    session_id = hold(other.id)
    with pytest.raises(Forbidden):
        account.end([1], [{"session": session_id}])
    assert living(other.id) == 1


def test_a_session_that_is_gone_says_so(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    with pytest.raises(NotFound):
        account.end([1], [{"session": "0198c0de-0000-7000-8000-000000000000"}])


def test_all_other_sessions_are_ended(signed_in_as) -> None:
    me: User = signed_in_as("dashboards:read")
    hold(me.id)
    hold(me.id)
    toast, _ = account.end_others(1)
    assert toast["text"] == "2 other sessions have ended."
    assert living(me.id) == 0
