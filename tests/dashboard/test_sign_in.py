"""Signing in, being recognised, being locked out, signing out."""

import threading

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.services.throwaway import Urls
from data import accounts, db, passwords, sessions
from data.access import SYSTEM
from data.errors import Invalid
from data.models import AuditLog, User, UserSession
from data.sessions import Visitor
from tests.dashboard.conftest import PASSWORD

HERE = Visitor("127.0.0.1", "pytest")
ATTEMPTS = 5
KEY = "k" * 43


def attempt(client: FlaskClient, password: str, email: str = "ada@example.com"):
    return client.post("/sign-in", data={"email": email, "password": password})


def test_the_right_password_opens_the_dashboard(signed_in: FlaskClient) -> None:
    page = signed_in.get("/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


def test_sessions_that_ended_long_ago_are_forgotten(signed_in: FlaskClient) -> None:
    with db.session(SYSTEM) as session:
        session.execute(sa.text("SELECT set_config('app.deriving', 'on', true)"))
        mine = session.scalars(sa.select(UserSession)).one()
        for days, token in ((91, "a"), (89, "b")):
            gone = sa.func.now() - sa.text(f"interval '{days} days'")
            values = {"expires_at": gone, "absolute_expires_at": gone, "revoked_at": gone}
            tokens = {"session_token": token * 64, "refresh_token": "c" + token * 63}
            session.add(UserSession(user_id=mine.user_id, **values, **tokens))
        session.flush()
        assert sessions.purge(session) == 1
        left = session.scalars(sa.select(UserSession.session_token)).all()
    assert sorted(left) == sorted([mine.session_token, "b" * 64])
    assert signed_in.get("/").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(stranger: FlaskClient, administrator: str) -> None:
    cookies = attempt(stranger, PASSWORD).headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["dm_crm_session", "dm_crm_refresh"]
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(stranger: FlaskClient, administrator: str) -> None:
    answer = stranger.post("https://localhost/sign-in", data={"email": administrator, "password": PASSWORD})
    cookies = answer.headers.getlist("Set-Cookie")
    assert all(cookie.startswith("__Host-dm_crm_") and "Secure" in cookie for cookie in cookies)
    assert "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize(("email", "password"), [("ada@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    stranger: FlaskClient, administrator: str, email: str, password: str
) -> None:
    answer = attempt(stranger, password, email)
    assert answer.status_code == 401
    assert accounts.REFUSED in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_five_wrong_passwords_lock_the_account_for_the_right_one_too(stranger: FlaskClient, administrator: str) -> None:
    for _ in range(ATTEMPTS):
        attempt(stranger, "wrong")
    assert attempt(stranger, PASSWORD).status_code == 401


def test_a_lock_ends_by_itself_and_counting_starts_anew(stranger: FlaskClient, administrator: str) -> None:
    for _ in range(ATTEMPTS):
        attempt(stranger, "wrong")
    with db.session(SYSTEM) as session:
        session.execute(sa.update(User).values(locked_until=sa.func.now()))
    assert attempt(stranger, "wrong").status_code == 401
    assert attempt(stranger, PASSWORD).status_code == 303


def test_a_deactivated_user_is_out_at_the_next_request(signed_in: FlaskClient) -> None:
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, "other@example.com", "Other", PASSWORD)
        session.execute(sa.update(User).where(User.email == "ada@example.com").values(is_active=False))
    assert signed_in.get("/").status_code == 302


def test_a_new_password_ends_every_session(signed_in: FlaskClient) -> None:
    with db.session(SYSTEM) as session:  # sessions of this test share a transaction, so its clock stands still
        session.execute(sa.update(UserSession).values(created_at=sa.func.now() - sa.text("interval '1 minute'")))
        accounts.set_password(session, "ada@example.com", "another long password")
    assert signed_in.get("/").status_code == 302


def test_an_expired_session_opens_nothing(signed_in: FlaskClient) -> None:
    with db.session(SYSTEM) as session:
        session.execute(sa.update(UserSession).values(expires_at=sa.func.now()))
    assert signed_in.get("/").status_code == 302
    assert signed_in.get("/_dash-layout").status_code == 401


def test_signing_out_ends_the_session_on_the_server(signed_in: FlaskClient) -> None:
    token = signed_in.get_cookie("dm_crm_session").value
    assert signed_in.post("/sign-out").status_code == 303
    signed_in.set_cookie("dm_crm_session", token)
    assert signed_in.get("/").status_code == 302


def test_only_a_fingerprint_of_the_token_is_kept(signed_in: FlaskClient) -> None:
    token = signed_in.get_cookie("dm_crm_session").value
    with db.session(SYSTEM) as session:
        row = session.scalars(sa.select(UserSession)).one()
    assert token not in (row.session_token, row.refresh_token)
    assert row.session_token == sessions.fingerprint(token)


def test_sign_ins_and_failures_are_on_record(stranger: FlaskClient, administrator: str) -> None:
    attempt(stranger, "wrong")
    attempt(stranger, PASSWORD)
    with db.session(SYSTEM) as session:
        actions = session.scalars(sa.select(AuditLog.action).where(AuditLog.action.like("sign_in%"))).all()
    assert sorted(actions) == ["sign_in", "sign_in_failed"]


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_signing_in(stranger: FlaskClient, administrator: str, target: str) -> None:
    answer = stranger.post("/sign-in", data={"email": administrator, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_one_comes_back_to_the_page_one_wanted(stranger: FlaskClient, administrator: str) -> None:
    answer = stranger.post("/sign-in", data={"email": administrator, "password": PASSWORD, "next": "/?view=7"})
    assert answer.headers["Location"] == "/?view=7"


def test_parallel_guesses_count_each_other(own_database: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = db.configure(own_database.web)
    looked_at = []
    verify = passwords.verified
    monkeypatch.setattr(passwords, "verified", lambda stored, given: looked_at.append(stored) or verify(stored, given))
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, "ada@example.com", "Ada Admin", PASSWORD)
    guesses = [threading.Thread(target=_guess) for _ in range(50)]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join(60)
    engine.dispose()
    real = [stored for stored in looked_at if stored != passwords.NOBODYS_HASH]
    assert len(real) == ATTEMPTS


def _guess() -> None:
    with pytest.raises(Invalid):
        accounts.sign_in("ada@example.com", "wrong", HERE, KEY)


def test_making_an_administrator_twice_gives_a_new_password(stranger: FlaskClient, administrator: str) -> None:
    with db.session(SYSTEM) as session:
        new = accounts.create_admin(session, "ADA@example.com", "Ada Again")
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1
    assert attempt(stranger, PASSWORD).status_code == 401
    assert attempt(stranger, new).status_code == 303


@pytest.mark.parametrize("password", ["short", "x" * 129])
def test_passwords_are_neither_short_nor_endless(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.hashed(password)


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@example.com", "a b@example.com"])
def test_an_address_must_be_one(email: str) -> None:
    with pytest.raises(Invalid):
        accounts.canonical(email)


def test_a_forwarded_address_is_believed_only_from_ones_own_proxy(stranger: FlaskClient, administrator: str) -> None:
    stranger.post("/sign-in", data={"email": administrator}, headers={"X-Forwarded-For": "203.0.113.9"})
    with db.session(SYSTEM) as session:
        seen = session.scalars(sa.select(AuditLog.ip_address).where(AuditLog.action == "sign_in_failed")).all()
    assert seen == ["127.0.0.1"]


def test_a_crooked_address_to_come_back_to_is_none(stranger: FlaskClient, administrator: str) -> None:
    assert stranger.get("/sign-in?next=//[").status_code == 200
    answer = stranger.post("/sign-in", data={"email": administrator, "password": PASSWORD, "next": "//["})
    assert answer.headers["Location"] == "/"


def test_knocking_does_not_outdate_a_form_that_is_open_on_the_user(stranger: FlaskClient, administrator: str) -> None:
    def version() -> int:
        with db.session(SYSTEM) as session:
            return session.execute(sa.select(User.version)).scalar_one()

    before = version()
    attempt(stranger, "wrong")
    attempt(stranger, PASSWORD)
    assert version() == before


def test_the_old_password_is_not_guessed_for_ever(signed_in: FlaskClient) -> None:
    with signed_in.application.test_request_context():
        found = sessions.recognise(signed_in.get_cookie("dm_crm_session").value, HERE, KEY)
    assert found
    for _ in range(ATTEMPTS):
        with pytest.raises(Invalid):
            accounts.change_password(found, "wrong", "seven quiet harbours")
    with pytest.raises(Invalid):
        accounts.change_password(found, PASSWORD, "seven quiet harbours")
    with db.session(SYSTEM) as session:
        failed = sa.select(sa.func.count()).where(AuditLog.action == "password_change_failed")
        assert session.scalar(failed) == ATTEMPTS + 1


def test_a_page_that_is_refused_is_on_record(stranger: FlaskClient, administrator: str) -> None:
    with db.session(SYSTEM) as session:
        user = User(name="Vi", email="vi@example.com", role="Viewer", password_hash=passwords.hashed(PASSWORD))
        session.add(user)
    attempt(stranger, PASSWORD, "vi@example.com")
    with stranger.application.test_request_context(
        "/admin/users", headers={"Cookie": f"dm_crm_session={stranger.get_cookie('dm_crm_session').value}"}
    ):
        page = next(page for page in dash.page_registry.values() if page["path"] == "/admin/users")
        page["layout"]()
    with db.session(SYSTEM) as session:
        assert session.scalar(sa.select(sa.func.count()).where(AuditLog.action == "denied")) == 1
