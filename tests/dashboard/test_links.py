"""Invitations and resets: a link lets one in once."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard import links
from data import accounts, db, users
from data.access import SYSTEM
from data.models import AccountLink, AppSetting, User, UserSession
from data.users import Profile
from data.vocabulary import LinkPurpose, Role
from tests.dashboard.conftest import PASSWORD

KEY = "k" * 43
CHOSEN = "seven quiet harbours"


@pytest.fixture
def invited(connection: sa.Connection) -> str:
    """The token of an invitation."""
    with db.session(SYSTEM) as session:
        link = users.invite(session, Profile("Vi Viewer", "Vi@Example.com", Role.VIEWER))
    return accounts.token_of(link.id, KEY)


def choose(client: FlaskClient, token: str, password: str = CHOSEN, again: str | None = None):
    return client.post(f"/link/{token}", data={"password": password, "again": again or password})


def test_an_invited_user_chooses_a_password_and_signs_in(stranger: FlaskClient, invited: str) -> None:
    assert "vi@example.com" in stranger.get(f"/link/{invited}").get_data(as_text=True)
    assert choose(stranger, invited).status_code == 303
    answer = stranger.post("/sign-in", data={"email": "vi@example.com", "password": CHOSEN})
    assert answer.status_code == 303
    assert stranger.get("/").status_code == 200


def test_a_link_works_once(stranger: FlaskClient, invited: str) -> None:
    choose(stranger, invited)
    assert stranger.get(f"/link/{invited}").status_code == 404
    assert choose(stranger, invited, "another long password").status_code == 404


def test_a_link_expires(stranger: FlaskClient, invited: str) -> None:
    with db.session(SYSTEM) as session:
        session.execute(sa.update(AccountLink).values(expires_at=sa.func.now()))
    assert choose(stranger, invited).status_code == 404


@pytest.mark.parametrize("change", [lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"), lambda _: "x.y"])
def test_a_made_up_link_opens_nothing(stranger: FlaskClient, invited: str, change) -> None:
    assert choose(stranger, change(invited)).status_code == 404


def test_the_database_holds_nothing_that_opens_an_account(stranger: FlaskClient, invited: str) -> None:
    with db.session(SYSTEM) as session:
        row = session.scalars(sa.select(AccountLink)).one()
    assert invited != row.id
    assert choose(stranger, row.id).status_code == 404


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), ("password1234", "password1234"), (CHOSEN, "other")]
)
def test_a_poor_password_is_refused_and_the_link_still_works(
    stranger: FlaskClient, invited: str, password: str, again: str
) -> None:
    assert choose(stranger, invited, password, again).status_code == 400
    assert choose(stranger, invited).status_code == 303


def test_a_second_invitation_spends_the_first(stranger: FlaskClient, invited: str) -> None:
    with db.session(SYSTEM) as session:
        user_id = session.scalars(sa.select(User.id)).one()
        users.invite_again(session, user_id)
    assert choose(stranger, invited).status_code == 404


def test_asking_for_a_reset_says_the_same_for_any_address(stranger: FlaskClient, administrator: str) -> None:
    known = stranger.post("/forgot", data={"email": administrator})
    unknown = stranger.post("/forgot", data={"email": "nobody@example.com"})
    assert known.data == unknown.data


def test_asking_for_a_reset_does_the_same_for_any_address(
    stranger: FlaskClient, administrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose address it is, a worker finds out; so the time it takes says nothing either."""
    with db.session(SYSTEM) as session:
        session.add(AppSetting(key="smtp_host", value="mail.example.com"))
    handed_over: list[tuple] = []
    monkeypatch.setattr(links, "connect", lambda _url: None)
    monkeypatch.setattr(links, "enqueue", lambda _connection, *job: handed_over.append(job))
    for email in (administrator, "nobody@example.com"):
        stranger.post("/forgot", data={"email": email})
    assert handed_over == [("send-reset-link", administrator), ("send-reset-link", "nobody@example.com")]
    with db.session(SYSTEM) as session:
        assert session.scalars(sa.select(AccountLink)).all() == []


def test_a_reset_ends_every_session(signed_in: FlaskClient) -> None:
    with db.session(SYSTEM) as session:
        user_id = session.scalars(sa.select(User.id)).one()
        token = accounts.token_of(accounts.make_link(session, user_id, LinkPurpose.RESET).id, KEY)
    choose(signed_in, token)
    with db.session(SYSTEM) as session:
        assert session.scalars(sa.select(UserSession).where(UserSession.revoked_at.is_(None))).all() == []
    assert signed_in.post("/sign-in", data={"email": "ada@example.com", "password": PASSWORD}).status_code == 401


def test_an_address_that_knocks_too_often_waits(stranger: FlaskClient) -> None:
    answers = [stranger.post("/forgot", data={"email": "x@example.com"}).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
