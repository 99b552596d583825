"""From what somebody typed or sent to the value for a column, or a sentence saying why not. Nothing is guessed."""

import datetime as dt
import json
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

if TYPE_CHECKING:
    from data.entities import Field

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
LARGEST_NUMBER = 2**31 - 1
LONGEST_TEXT = 1_000_000
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]")
BLANKS = " \t\u00a0"  # what people type around a value unawares; a line break is no such thing
ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T00:00(?::00(?:\.0+)?)?)?")
CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class Formats:
    """How a source writes what can be written in more than one way."""

    dates: tuple[str, ...] = ()  # strptime formats, tried before ISO
    decimal: str = "."
    thousands: str = ""
    phone_region: str = "US"


PLAIN = Formats()
SEVERAL = {"choices", "json"}  # kinds that a list or an object can stand for


def parse(field: "Field", raw: Any, formats: Formats = PLAIN) -> Any:
    """The value for the database; raises ValueError with a sentence for the user."""
    if isinstance(raw, str):
        raw = raw.strip(BLANKS)
    if raw is None or raw == "":
        if field.required:
            raise ValueError(f"{field.label} is required.")
        return field.default
    if isinstance(raw, dict | list) and field.kind not in SEVERAL:
        raise ValueError(f"{field.label} must be a single value, not a list of them.")
    return KINDS[field.kind](field, raw, formats)


def _line(field: "Field", raw: Any, formats: Formats) -> str:
    text = _text(field, raw, formats)
    if not text.isprintable() and LINE_BREAKS.search(text):
        raise ValueError(f"{field.label} must be on one line: it holds a line break or a tab.")
    return text


def _text(field: "Field", raw: Any, formats: Formats) -> str:
    text = raw if isinstance(raw, str) else _written(raw)
    if not text.isprintable() and (found := UNPRINTABLE.search(text)):
        raise ValueError(f"{field.label} holds a character that cannot be stored (U+{ord(found[0]):04X}).")
    if len(text) > (field.max_length or LONGEST_TEXT):
        raise ValueError(f"{field.label} is longer than {field.max_length or LONGEST_TEXT} characters ({len(text)}).")
    return text


def _written(raw: Any) -> str:
    """A spreadsheet's number as a person reads it: 5, not 5.0."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        return str(int(raw))
    return str(raw)


def _choice(field: "Field", raw: Any, formats: Formats) -> str:
    word = field.words.get(str(raw).casefold())
    if word is None:
        raise ValueError(f"{field.label} {_shown(raw)} is none of {', '.join(field.choices)}.")
    return word


def _choices(field: "Field", raw: Any, formats: Formats) -> list[str]:
    given = raw if isinstance(raw, list | tuple) else [word for word in re.split(r"[,;|]\s*", str(raw)) if word]
    return list(dict.fromkeys(_choice(field, word, formats) for word in given))


def _flag(field: "Field", raw: Any, formats: Formats) -> bool:
    if isinstance(raw, bool):
        return raw
    flag = FLAGS.get(_written(raw).casefold())
    if flag is None:
        raise ValueError(f"{field.label} {_shown(raw)} must be yes or no (also true, false, 1, 0).")
    return flag


def _number(field: "Field", raw: Any, formats: Formats) -> int:
    value = _decimal_value(field, raw, formats)
    if value != value.to_integral_value():
        raise ValueError(f"{field.label} {_shown(raw)} must be a whole number.")
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(f"{field.label} {_shown(raw)} is too large.")
    return int(value)


def _decimal(field: "Field", raw: Any, formats: Formats) -> Decimal:
    value = _decimal_value(field, raw, formats)
    precision, scale = field.digits
    if value != round(value, scale):
        raise ValueError(f"{field.label} {_shown(raw)} has more than {scale} decimals.")
    if abs(value) >= 10 ** (precision - scale):
        raise ValueError(f"{field.label} {_shown(raw)} is too large: at most {10 ** (precision - scale) - 1}.")
    return round(value, scale)


def _decimal_value(field: "Field", raw: Any, formats: Formats) -> Decimal:
    text = f"{Decimal(f'{raw:.12g}'):f}" if isinstance(raw, float | Decimal) else str(raw)
    point, thousands = (".", "") if isinstance(raw, int | float | Decimal) else (formats.decimal, formats.thousands)
    whole = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+" if thousands else r"\d+"
    match = re.fullmatch(rf"([+-]?)({whole})(?:{re.escape(point)}(\d+))?", text, re.ASCII)
    if match is None or isinstance(raw, bool) or len(text) > 40:
        raise ValueError(f"{field.label} {_shown(raw)} is not a number.")
    sign, before, after = match.groups()
    return Decimal(f"{sign}{before.replace(thousands, '') if thousands else before}.{after or 0}")


def _date(field: "Field", raw: Any, formats: Formats) -> dt.date:
    day = _day(raw, formats)
    if day is None:
        expected = " or ".join(formats.dates or ("YYYY-MM-DD",))
        raise ValueError(f"{field.label} {_shown(raw)} is not a date; expected {expected}.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{field.label} {_shown(raw)} must lie between {FIRST_DAY} and {LAST_DAY}.")
    return day


def _day(raw: Any, formats: Formats) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    for form in formats.dates:
        try:
            return dt.datetime.strptime(str(raw), form).date()
        except ValueError:
            continue
    match = ISO_DATE.fullmatch(str(raw))
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _time(field: "Field", raw: Any, formats: Formats) -> dt.time:
    if isinstance(raw, dt.time):
        return raw
    if not CLOCK_TIME.fullmatch(str(raw)):
        raise ValueError(f"{field.label} {_shown(raw)} is not a time of day; expected HH:MM.")
    text = str(raw)
    return dt.time.fromisoformat(f"0{text}" if text[1] == ":" else text)


def _zone(field: "Field", raw: Any, formats: Formats) -> str:
    if raw not in zoneinfo.available_timezones():
        raise ValueError(f"{field.label} {_shown(raw)} is not a time zone; expected one like Europe/Zurich.")
    return str(raw)


def _colour(field: "Field", raw: Any, formats: Formats) -> str:
    if not re.fullmatch("#[0-9A-Fa-f]{6}", str(raw)):
        raise ValueError(f"{field.label} {_shown(raw)} is not a colour; expected one like #3659C9.")
    return str(raw)


def _email(field: "Field", raw: Any, formats: Formats) -> str:
    text = _line(field, raw, formats)
    try:
        found = validate_email(text, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(f"{field.label} {_shown(raw)} is no e-mail address: {error}") from error
    return (found.ascii_email or text).lower()


def _phone(field: "Field", raw: Any, formats: Formats) -> str:
    """E.164 where the number can be understood, otherwise as it was typed."""
    text = _line(field, raw, formats)
    try:
        number = phonenumbers.parse(text, formats.phone_region)
    except phonenumbers.NumberParseException:
        return text
    if number.extension or not phonenumbers.is_valid_number(number):
        return text  # E.164 has no room for an extension: dropping it would lose something
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _json(field: "Field", raw: Any, formats: Formats) -> Any:
    if isinstance(raw, dict | list):
        return raw
    try:
        return json.loads(raw)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{field.label} {_shown(raw)} is not JSON: {error}.") from error


def _uuid(field: "Field", raw: Any, formats: Formats) -> str:
    text = _line(field, raw, formats).lower()
    if not UUID.fullmatch(text):
        raise ValueError(f"{field.label} {_shown(raw)} is not one of ours; leave it blank for a new record.")
    return text


def _shown(raw: Any) -> str:
    text = str(raw)
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


KINDS: dict[str, Callable[["Field", Any, Formats], Any]] = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "flag": _flag,
    "number": _number,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "zone": _zone,
    "colour": _colour,
    "email": _email,
    "phone": _phone,
    "json": _json,
    "lookup": _line,
    "uuid": _uuid,
}
