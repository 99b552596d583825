"""Links arrive by mail, once, or the row says why not; a real SMTP server takes the messages."""

import re
import socket
from collections.abc import Callable, Iterator
from email.message import Message

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler

from data import accounts, db, installation
from data.access import SYSTEM
from data.errors import NotFound, Unavailable
from data.models import AccountLink, User
from data.sessions import Visitor
from data.vocabulary import LinkPurpose
from jobs import mail
from tests import factories as make

KEY = "k" * 43
HERE = Visitor("127.0.0.1", "pytest")


class Letterbox(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def letterbox(port: int) -> Iterator[Letterbox]:
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def link(connection: sa.Connection, port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of an invitation, in an installation whose mail server is at the port."""
    monkeypatch.setenv("SECRET_KEY", KEY)
    with db.session(SYSTEM) as session:
        values = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
        installation.change(session, values | {"public_address": "https://crm.example.com/"}, {})
        user = make.user(session, name="Vi Viewer", email="vi@example.com")
        return accounts.make_link(session, user.id, LinkPurpose.INVITATION).id


def kept(link_id: str) -> AccountLink:
    with db.session(SYSTEM) as session:
        return session.get_one(AccountLink, link_id)


def test_the_link_in_the_mail_is_the_users(link: str, letterbox: Letterbox) -> None:
    mail.send_account_link(link)
    (letter,) = letterbox.letters
    assert letter["To"] == "vi@example.com"
    found = re.search(r"https://crm\.example\.com/link/(\S+)", letter.get_payload(decode=True).decode())
    assert found
    assert accounts.whose_link(found[1], HERE, KEY) == ("vi@example.com", LinkPurpose.INVITATION)
    assert kept(link).sent_at


def test_a_job_that_runs_twice_mails_once(link: str, letterbox: Letterbox) -> None:
    mail.send_account_link(link)
    mail.send_account_link(link)
    assert len(letterbox.letters) == 1


def test_a_server_that_is_away_is_written_down_and_tried_again(link: str, port: int) -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        mail.send_account_link(link)
    assert "did not take the message" in (kept(link).last_error or "")
    assert kept(link).sent_at is None


def test_without_a_mail_server_the_message_waits(link: str) -> None:
    with db.session(SYSTEM) as session:
        installation.change(session, {"smtp_host": ""}, {"smtp_host": 1})
    with pytest.raises(Unavailable, match="No mail server is set"):
        mail.send_account_link(link)


def test_a_header_cannot_be_smuggled_in_through_an_address(link: str, letterbox: Letterbox) -> None:
    with db.session(SYSTEM) as session:
        values = installation.read(session)
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        mail.send(values, "vi@example.com\nBcc: all@example.com", "Hello", "Text")
    assert letterbox.letters == []


def test_a_spent_link_is_not_mailed(link: str, letterbox: Letterbox) -> None:
    accounts.redeem(accounts.token_of(link, KEY), "seven quiet harbours", HERE, KEY)
    mail.send_account_link(link)
    assert letterbox.letters == []
    with pytest.raises(NotFound):
        accounts.whose_link(accounts.token_of(link, KEY), HERE, KEY)


def test_a_reset_is_mailed_to_whoever_has_the_address(link: str, letterbox: Letterbox) -> None:
    with db.session(SYSTEM) as session:
        email = session.scalars(sa.select(User.email)).one()
    mail.send_reset_link(f" {email.upper()} ")
    mail.send_reset_link("nobody@example.com")
    (letter,) = letterbox.letters
    assert letter["To"] == email
    assert letter["Subject"] == "A new password for DM CRM"


def test_the_password_is_looked_up_where_the_reference_says(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up: Callable[[str], str] = mail._password
    monkeypatch.setenv("SMTP_SECRET", "hush")
    assert look_up("env:SMTP_SECRET") == "hush"
    for reference in ("env:MISSING", "hush", ""):
        with pytest.raises(Unavailable):
            look_up(reference)
