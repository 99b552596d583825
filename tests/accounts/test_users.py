"""Users: invited, given roles and customers, deactivated; nobody rises above who shapes them."""

from typing import Any

import pytest
import sqlalchemy as sa

from data import accounts, audit, installation, listing, roles, signed_in, users
from data.access import Actor
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import User, UserSession
from data.sessions import SIGNED_IN_FOR, Visitor, open_session
from data.users import Profile
from data.vocabulary import Role
from tests import factories as make

VI = Profile("Vi Viewer", "Vi@Example.com", Role.VIEWER)
HERE = Visitor("127.0.0.1", "pytest")
KEY = "k" * 43


def by_email(db: Session, email: str) -> User:
    return db.execute(sa.select(User).where(User.email == email)).scalar_one()


def state(db: Session, email: str) -> str:
    rows = listing.window(db, users.listed(db), {"startRow": 0, "endRow": 50}).rows
    return next(row["state"] for row in rows if row["email"] == email)


def test_an_invited_user_is_stored_in_lower_case_and_waits(db: Session) -> None:
    users.invite(db, VI)
    assert state(db, "vi@example.com") == "Invited"


def test_an_address_is_one_users(db: Session) -> None:
    users.invite(db, VI)
    with pytest.raises(Exception, match="uq_users_email"), db.begin_nested():
        users.invite(db, VI)


@pytest.mark.parametrize("odd", [{"name": " "}, {"email": "vi"}])
def test_a_profile_needs_a_name_and_an_address(db: Session, odd: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        users.invite(db, VI._replace(**odd))


def test_roles_and_customers_are_set_and_taken_back(db: Session) -> None:
    customer, role = make.customer(db), roles.save(db, None, "Auditor", "", {"audit:read"})
    make.user(db)
    users.invite(db, VI._replace(role_ids=frozenset({role}), customer_ids=frozenset({customer.id})))
    user = by_email(db, "vi@example.com")
    shown, version = users.profile(db, user.id)
    assert (shown.role_ids, shown.customer_ids) == ({role}, {customer.id})
    users.change(db, user.id, VI, version)
    assert users.profile(db, user.id)[0].role_ids == frozenset()


def test_nobody_makes_or_changes_a_user_above_themselves(db: Session) -> None:
    ada = make.user(db)
    users.invite(db, VI)
    vi = by_email(db, "vi@example.com")
    db.info["actor"] = Actor(ada.id, frozenset({"users:create", "users:update", "users:read", "customers:read"}))
    with pytest.raises(Forbidden):
        users.invite(db, VI._replace(email="boss@example.com", role=Role.ADMIN))
    with pytest.raises(Forbidden):
        users.change(db, vi.id, VI._replace(role=Role.ADMIN), 1)
    with pytest.raises(Forbidden):
        users.activate(db, ada.id, active=False)


def test_who_sees_some_customers_lets_others_see_no_more(db: Session) -> None:
    mine, other = make.customer(db), make.customer(db, name="Other")
    db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({mine.id}))
    for customers in (frozenset(), frozenset({other.id})):
        with pytest.raises(Forbidden):
            users.invite(db, VI._replace(customer_ids=customers))


def test_the_second_of_two_who_change_a_user_is_told(db: Session) -> None:
    make.user(db)
    users.invite(db, VI)
    vi = by_email(db, "vi@example.com")
    users.change(db, vi.id, VI._replace(name="Vi II"), 1)
    with pytest.raises(Conflict, match="meantime"):
        users.change(db, vi.id, VI._replace(name="Vi III"), 1)


def test_a_deactivated_users_sessions_end(db: Session) -> None:
    make.user(db)
    users.invite(db, VI)
    vi = by_email(db, "vi@example.com")
    open_session(db, vi.id, HERE, KEY)
    users.activate(db, vi.id, active=False)
    living = sa.select(sa.func.count()).select_from(UserSession).where(UserSession.revoked_at.is_(None))
    assert db.scalar(living) == 0
    assert state(db, "vi@example.com") == "Deactivated"


def test_one_ends_ones_own_sessions_and_with_the_right_to_anyones(db: Session) -> None:
    ada = make.user(db)
    open_session(db, ada.id, HERE, KEY)
    session = db.scalars(sa.select(UserSession)).one()
    assert session.absolute_expires_at - session.created_at == SIGNED_IN_FOR
    db.info["actor"] = Actor("someone-else")
    with pytest.raises(Forbidden):
        signed_in.end(db, session.id)
    db.info["actor"] = Actor(ada.id)
    assert len(signed_in.own(db)) == 1
    signed_in.end(db, session.id)
    assert signed_in.own(db) == []


def test_a_user_that_is_gone_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        users.profile(db, "nobody")


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("reporting_time_zone", "Mars/Olympus"),
        ("default_phone_region", "XX"),
        ("lockout_attempts", "0"),
        ("smtp_password", "hunter2"),
        ("smtp_security", "maybe"),
        ("smtp_host", "a\nb"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_words(db: Session, key: str, raw: str) -> None:
    with pytest.raises(Invalid) as caught:
        installation.change(db, {key: raw}, {})
    assert caught.value.messages.keys() == {key}


def test_only_changed_settings_are_written_and_the_second_writer_is_told(db: Session) -> None:
    assert installation.change(db, {"lockout_attempts": 5, "lockout_minutes": 20}, {}) == ["lockout_minutes"]
    with pytest.raises(Conflict, match="Lock, minutes"):
        installation.change(db, {"lockout_minutes": 30}, {})
    assert installation.change(db, {"lockout_minutes": 30}, {"lockout_minutes": 1}) == ["lockout_minutes"]


def test_who_sees_some_customers_has_no_hold_on_who_sees_more(db: Session) -> None:
    mine, other = make.customer(db), make.customer(db, name="Other")
    ada = make.user(db)
    users.invite(db, VI._replace(customer_ids=frozenset({other.id})))
    vi = by_email(db, "vi@example.com")
    db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({mine.id}))
    for target in (ada.id, vi.id):
        for attempt in (users.invite_again, users.unlock):
            with pytest.raises(Forbidden):
                attempt(db, target)
        with pytest.raises(Forbidden):
            users.activate(db, target, active=False)


def test_nobody_changes_which_customers_they_see_themselves(db: Session) -> None:
    ada, customer = make.user(db), make.customer(db)
    db.info["actor"] = Actor(ada.id, frozenset({"*"}))
    limited = Profile("Ada", ada.email, Role.ADMIN, customer_ids=frozenset({customer.id}))
    with pytest.raises(Conflict, match="yourself"):
        users.change(db, ada.id, limited, 1)


def test_who_may_only_update_users_does_not_unlock_an_admin(db: Session) -> None:
    ada = make.user(db)
    db.info["actor"] = Actor(None, frozenset({"users:update"}))
    with pytest.raises(Forbidden):
        users.unlock(db, ada.id)


def test_a_new_address_or_password_spends_every_link(db: Session) -> None:
    make.user(db)
    link = users.invite(db, VI)
    vi = by_email(db, "vi@example.com")
    users.change(db, vi.id, VI._replace(email="new@example.com"), 1)
    db.refresh(link)
    assert link.used_at
    again = users.invite_again(db, vi.id)
    accounts.set_password(db, "new@example.com")
    db.refresh(again)
    assert again.used_at


def test_the_mail_password_is_looked_up_among_the_mail_servers_only(db: Session) -> None:
    for reference in ("env:SECRET_KEY", "env:DATABASE_URL", "env:SMTP_", "env:smtp_x"):
        with pytest.raises(Invalid):
            installation.change(db, {"smtp_password": reference}, {})


def test_the_trail_is_for_those_who_see_every_customer(db: Session) -> None:
    db.info["actor"] = Actor(None, frozenset({"*"}), frozenset({"acme"}))
    with pytest.raises(Forbidden):
        audit.found(db, audit.Search())
    assert audit.table_of(db.actor, "processes") is None
