"""Reads the body of a call: measured before it is read, and then nothing in it that PostgreSQL could not keep."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import abort, request

LARGEST = 256 * 1024  # bytes
DEEPEST, MOST = 32, 10_000  # levels, and values in all
LARGEST_INTEGER = 2**53 - 1  # beyond it a browser has no exact numbers, so it sends none


def read() -> Any:
    """The call as Python values; what a browser of ours would not send ends here."""
    _measure()
    try:
        body = json.loads(
            request.get_data(cache=True).decode(),
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_exact,
            object_pairs_hook=_object,
        )
        _check(body)
    except (ValueError, RecursionError):
        abort(400, "The request could not be understood.")
    return body


def _measure() -> None:
    if request.mimetype != "application/json":
        abort(415)
    if request.content_length is None:
        abort(411)
    if request.content_length > LARGEST:
        abort(413, "That is too large to send.")


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON.")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("The number is too large.")
    return number


def _exact(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST_INTEGER:
        raise ValueError("The number is too large.")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("A key comes twice.")
    return found


def _check(body: Any) -> None:
    """Neither too deep nor too much, and every text one that can be stored."""
    waiting, seen = [(body, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if seen > MOST or depth > DEEPEST:
            raise ValueError("That is too much.")
        if isinstance(value, str):
            _check_text(value)
        waiting += [(part, depth + 1) for part in _parts(value)]


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ValueError("The text has a zero character.")
    text.encode()  # half of a surrogate pair cannot be


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value
