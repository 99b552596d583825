"""Sends files as a browser does, and as no browser would."""

import io
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data import db
from data.access import SYSTEM
from data.models import Document
from data.store import Store
from tests.documents import made

KEY = "0123456789abcdef"
Browser = Callable[[str], FlaskClient]


def send(client: FlaskClient, name: str = "plan.pdf", content: bytes = b"", to: str = "/documents/upload", **said: Any):
    fields = {"key": KEY, "customer_id": "bolt", "category": "Contract"} | said
    content = content or made.TAKEN.get(f"a.{name.rpartition('.')[2]}", b"words")
    form = {**fields, "file": (io.BytesIO(content), name)}
    return client.post(to, data=form, headers={"Accept": "application/json"})


def uploaded(client: FlaskClient, **said: Any) -> str:
    answer = send(client, **said)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()["id"]


def rows() -> int:
    with db.session(SYSTEM) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Document)) or 0


def is_untouched(kept: Store) -> bool:
    """Nothing was written, in the database or in the store."""
    return rows() == 2 and not list(kept.everything()) and not list(kept.drafts.glob("*"))


class Sparse(io.RawIOBase):
    """A body that says it is long, sends some of it, and then what the test wants to happen."""

    def __init__(self, start: bytes, then: Callable[[], bytes]):
        self.start, self.then = start, then

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part, self.start = self.start[: len(buffer)], self.start[len(buffer) :]
        part = part or self.then()[: len(buffer)]
        buffer[: len(part)] = part
        return len(part)


def raw(client: FlaskClient, body: io.RawIOBase, length: int | None, **more: str) -> TestResponse:
    environ = {"wsgi.input": body, "CONTENT_TYPE": "multipart/form-data; boundary=x", "HTTP_ACCEPT": "application/json"}
    environ["CONTENT_LENGTH"] = "" if length is None else str(length)
    return client.post("/documents/upload", environ_overrides=environ | more)


START = (
    b'--x\r\nContent-Disposition: form-data; name="customer_id"\r\n\r\nbolt\r\n'
    b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n0123456789abcdef\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
)


def gone() -> bytes:
    raise ConnectionResetError


def unread() -> bytes:
    raise AssertionError("The body was read.")
