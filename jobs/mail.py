"""Sends mail over SMTP: account links, and the test message of the settings page."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from data import accounts, db, installation
from data.access import SYSTEM
from data.errors import Unavailable
from data.models import AccountLink, User
from data.settings import Settings
from data.vocabulary import LinkPurpose

PATIENCE = 10  # seconds for the mail server to answer
SUBJECTS = {LinkPurpose.INVITATION: "Your DM CRM account", LinkPurpose.RESET: "A new password for DM CRM"}
WORDS = {
    LinkPurpose.INVITATION: "an account has been made for you. Choose a password here within seven days:",
    LinkPurpose.RESET: "somebody, probably you, asked for a new password. Choose it here within an hour:",
}
FOOTER = "If you did not expect this message, you can ignore it; the link does nothing by itself."


def send_account_link(link_id: str) -> None:
    """Mail a link to its user, once; what came of it stands on the link's row."""
    with db.session(SYSTEM) as session:
        link = session.get(AccountLink, link_id)
        if link is None or link.sent_at or link.used_at:
            return
        user, purpose, values = session.get_one(User, link.user_id), link.purpose, installation.read(session)
        name, address = user.name, user.email
    settings = Settings.from_env()
    url = f"{address_of(settings, values)}/link/{accounts.token_of(link_id, settings.secret_key)}"
    try:
        send(values, address, SUBJECTS[purpose], f"Hello {name},\n\n{WORDS[purpose]}\n\n{url}\n\n{FOOTER}\n")
    except Unavailable as error:
        _note(link_id, last_error=str(error))
        raise
    _note(link_id, sent_at=sa.func.now(), last_error=None)


def send_reset_link(email: str) -> None:
    """Mail a link to choose a new password to whoever has the address; nothing where nobody has."""
    with db.session(SYSTEM) as session:
        link_id = accounts.reset_link(session, email)
    if link_id:
        send_account_link(link_id)


def send_test(values: dict[str, Any], to: str) -> None:
    """Raises Unavailable with the reason when the message does not go out."""
    send(values, to, "DM CRM can send mail", "This message was asked for on the settings page. Mail works.\n")


def send(values: dict[str, Any], to: str, subject: str, text: str) -> None:
    """Hand one message to the mail server of the settings."""
    if not values["smtp_host"]:
        raise Unavailable("No mail server is set. An administrator can name one in the settings.")
    message = EmailMessage()
    message["Subject"], message["To"] = subject, to
    message["From"] = values["smtp_sender"] or f"dm-crm@{values['smtp_host']}"
    message.set_content(text)
    try:
        with _connection(values) as server:
            server.send_message(message)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise Unavailable(f"The mail server {values['smtp_host']} did not take the message: {error}") from error


def address_of(settings: Settings, values: dict[str, Any]) -> str:
    """What links in messages begin with."""
    return values["public_address"].rstrip("/") or f"http://{settings.host}:{settings.port}"


def _connection(values: dict[str, Any]) -> smtplib.SMTP:
    host, port, security = values["smtp_host"], values["smtp_port"], values["smtp_security"]
    trusted = ssl.create_default_context()
    if security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    if security == "starttls":
        server.starttls(context=trusted)
    if values["smtp_username"]:
        server.login(values["smtp_username"], _password(values["smtp_password"]))
    return server


def _password(reference: str) -> str:
    name = reference.removeprefix("env:")
    if not installation.MAIL_SECRET.fullmatch(reference) or name not in os.environ:
        raise Unavailable(f"The mail password {reference or '(none given)'} cannot be found where worker and web run.")
    return os.environ[name]


def _note(link_id: str, **values: Any) -> None:
    with db.session(SYSTEM) as session:
        session.execute(sa.update(AccountLink).where(AccountLink.id == link_id).values(**values))
