"""Reads what a browser sends with a file: the fields before it at once, the file itself as it arrives."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from flask import abort, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

CHUNK = 64 * 1024
AROUND = 64 * 1024  # bytes that the fields and what separates them may take
MOST_PARTS = 12
SILENCE = 30  # seconds without a byte
LONGEST = 15 * 60  # seconds in all
SLOW = "The file did not arrive in time. Check your connection and try again."


class Sent(NamedTuple):
    """Nothing of the content has been read yet; it can be read once."""

    fields: dict[str, str]
    name: str
    content: Iterator[bytes]


@contextmanager
def sent(most: int) -> Iterator[Sent]:
    """What this request brings; the file is of at most so many bytes. Whoever stops sending is not waited for."""
    _measure(most)
    with _impatience():
        events = _events()
        fields, file = _until_file(events)
        yield Sent(fields, file.filename or "", _content(events))


def _measure(most: int) -> None:
    if request.mimetype != "multipart/form-data" or not request.mimetype_params.get("boundary"):
        abort(415, "A file is sent as a form.")
    if request.content_length is None:
        abort(411, "The request does not say how long it is.")
    if request.content_length > most + AROUND:
        abort(413, f"The file is larger than {most // 1024 // 1024} MB, the most that is taken.")
    request.max_content_length = most + AROUND


@contextmanager
def _impatience() -> Iterator[None]:
    """Where the server lends us its socket, a sender that falls silent fails instead of holding a thread for ever."""
    line: socket.socket | None = request.environ.get("gunicorn.socket")
    if line is None:
        yield
        return
    before = line.gettimeout()
    line.settimeout(SILENCE)
    try:
        yield
    finally:
        line.settimeout(before)


def _events() -> Iterator[Event]:
    boundary = request.mimetype_params["boundary"].encode("latin-1", "replace")
    decoder = MultipartDecoder(boundary, max_form_memory_size=AROUND, max_parts=MOST_PARTS)
    end = time.monotonic() + LONGEST
    while True:
        chunk = request.stream.read(CHUNK)
        if time.monotonic() > end:
            abort(408, SLOW)
        try:
            decoder.receive_data(chunk or None)
            yield from _ready(decoder)
        except ValueError:
            abort(400, "The form is damaged; nothing was kept. Try again.")
        if not chunk:
            return


def _ready(decoder: MultipartDecoder) -> Iterator[Event]:
    while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
        yield event


def _until_file(events: Iterator[Event]) -> tuple[dict[str, str], File]:
    fields: dict[str, bytes] = {}
    name = ""
    for event in events:
        if isinstance(event, File):
            return {key: _text(value) for key, value in fields.items()}, event
        if isinstance(event, Field):
            name = event.name or ""
            fields[name] = b""
        if isinstance(event, Data):
            fields[name] += event.data
            if sum(map(len, fields.values())) > AROUND:
                raise RequestEntityTooLarge
    raise BadRequest("There is no file in the form.")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        abort(400, "The request could not be understood.")


def _content(events: Iterator[Event]) -> Iterator[bytes]:
    """Up to the end of the file, and of the form: a form that breaks off was not meant to be taken."""
    for event in events:
        if not isinstance(event, Data):
            abort(400, "One file at a time; nothing was kept.")
        yield event.data
