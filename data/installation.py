"""What an administrator decides for the whole installation: the settings, their meaning, their defaults."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from data import success_rates
from data.access import require
from data.db import Session
from data.errors import Conflict, Invalid
from data.models import AppSetting


class Setting(NamedTuple):
    label: str
    help: str
    default: Any
    parse: Callable[[Any], Any]  # raises ValueError with a sentence
    group: str


def _zone(raw: Any) -> str:
    if str(raw) not in available_timezones():
        raise ValueError("Choose a time zone such as Europe/Berlin or America/New_York.")
    return ZoneInfo(str(raw)).key


def _region(raw: Any) -> str:
    region = str(raw).strip().upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("Give a country as two letters, such as US or DE.")
    return region


def _between(low: int, high: int) -> Callable[[Any], int]:
    def parse(raw: Any) -> int:
        try:
            number = int(str(raw))
        except ValueError as error:
            raise ValueError(f"Give a whole number from {low} to {high}.") from error
        if not low <= number <= high:
            raise ValueError(f"Give a whole number from {low} to {high}.")
        return number

    return parse


def _one_of(*words: str) -> Callable[[Any], str]:
    def parse(raw: Any) -> str:
        if str(raw) not in words:
            raise ValueError(f"Choose one of {', '.join(words)}.")
        return str(raw)

    return parse


def _line(raw: Any) -> str:
    text = str(raw or "").strip()
    if len(text) > 254 or not text.isprintable():
        raise ValueError("Give one line of at most 254 characters.")
    return text


def _reference(raw: Any) -> str:
    text = _line(raw)
    if text and not MAIL_SECRET.fullmatch(text):
        raise ValueError("Name the variable that holds it: env:SMTP_ and capitals, such as env:SMTP_PASSWORD.")
    return text


def _sender(raw: Any) -> str:
    text = _line(raw)
    try:
        return validate_email(text, check_deliverability=False).normalized if text else ""
    except EmailNotValidError as error:
        raise ValueError("Give an e-mail address such as crm@example.com.") from error


def _address(raw: Any) -> str:
    text = _line(raw).rstrip("/")
    parts = urlsplit(text) if text.count("[") == text.count("]") else None
    if text and (parts is None or parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("Give an address such as https://crm.example.com.")
    return text


# No other variable: whoever may change settings would have the mail server of their choice sent our secrets.
MAIL_SECRET = re.compile(r"env:SMTP_[A-Z0-9_]+")
WHERE, GUARD, RATES, MAIL = "Where and when", "Signing in and uploads", "Success rates", "Mail"


def _rates() -> dict[str, Setting]:
    """Two for each status on the way to approval: how likely approval is, and who says so."""
    rows: dict[str, Setting] = {}
    for status, rate in success_rates.DEFAULTS.items():
        hint = f"How likely a product in {status} is to be approved one day."
        rows[success_rates.rate_key(status)] = Setting(
            f"{status}, % approved", hint, rate.percent, success_rates.percent, RATES
        )
        rows[success_rates.source_key(status)] = Setting(
            f"{status}: source", "Who says so, with the year.", rate.source, success_rates.source, RATES
        )
    return rows


SETTINGS: dict[str, Setting] = {
    "reporting_time_zone": Setting(
        "Reporting time zone", "Today, months and due dates are reckoned in it, for everybody.", "UTC", _zone, WHERE
    ),
    "default_phone_region": Setting(
        "Default phone region", "How a number without a country code is read.", "US", _region, WHERE
    ),
    "lockout_attempts": Setting(
        "Wrong passwords", "So many in a row lock an account.", 5, _between(3, 20), GUARD
    ),
    "lockout_minutes": Setting("Lock, minutes", "How long a locked account stays so.", 15, _between(1, 1440), GUARD),
    "upload_megabytes": Setting("Largest upload, MB", "A larger document is refused.", 25, _between(1, 1000), GUARD),
    "import_megabytes": Setting(
        "Largest import, MB", "A larger file to import is refused.", 100, _between(1, 2000), GUARD
    ),
    "import_days": Setting(
        "Keep imported files, days", "Then they are removed; what was imported stays.", 30, _between(1, 365), GUARD
    ),
    **_rates(),
    "smtp_host": Setting("Mail server", "Without one, messages wait.", "", _line, MAIL),
    "smtp_port": Setting("Port", "587 for STARTTLS, 465 for TLS.", 587, _between(1, 65535), MAIL),
    "smtp_security": Setting("Encryption", "", "starttls", _one_of("starttls", "tls", "none"), MAIL),
    "smtp_username": Setting("User name", "Blank where the server asks for none.", "", _line, MAIL),
    "smtp_password": Setting("Password", "A reference: env:SMTP_PASSWORD.", "", _reference, MAIL),
    "smtp_sender": Setting("From", "The address that messages come from.", "", _sender, MAIL),
    "public_address": Setting(
        "Address of this dashboard", "What links in messages begin with: https://crm.example.com.", "", _address, MAIL
    ),
}  # fmt: skip


def read(db: Session) -> dict[str, Any]:
    """Every setting's value. Needs no permission: pages and jobs live by them; only administrators are shown them."""
    kept: dict[str, Any] = dict(db.execute(sa.select(AppSetting.key, AppSetting.value)).all())
    return {key: kept.get(key, setting.default) for key, setting in SETTINGS.items()}


def versions(db: Session) -> dict[str, int]:
    """The version of each setting that has ever been changed."""
    require(db.actor, "read", "settings")
    return dict(db.execute(sa.select(AppSetting.key, AppSetting.version)).all())


def change(db: Session, raw: dict[str, Any], seen: dict[str, int]) -> list[str]:
    """Set what differs from now; returns the names changed. `seen` has the versions the form was filled from."""
    require(db.actor, "update", "settings")
    values = _parsed(raw)
    now, current = read(db), versions(db)
    changed = [key for key, value in values.items() if value != now[key]]
    if stale := [SETTINGS[key].label for key in changed if current.get(key, 0) != seen.get(key, 0)]:
        raise Conflict(f"Someone else has changed {', '.join(stale)} in the meantime; load the page again.")
    db.execute(sa.text("SET LOCAL statement_timeout = '10min'"))  # a new time zone counts every rollup anew
    for key in changed:
        _write(db, key, values[key])
    return changed


def _parsed(raw: dict[str, Any]) -> dict[str, Any]:
    values, messages = {}, {}
    for key, given in raw.items():
        try:
            values[key] = SETTINGS[key].parse(given)
        except ValueError as error:
            messages[key] = str(error)
    if messages:
        raise Invalid(messages)
    return values


def _write(db: Session, key: str, value: Any) -> None:
    """The reporting time zone moves every day's boundary: a trigger counts the rollups anew with it."""
    row = db.get(AppSetting, key)
    if row is None:
        db.add(AppSetting(key=key, value=value))
    else:
        row.value = value
    db.flush()
