"""Takes in files: checked before a byte is read, streamed into the store, recognised, and only then written down."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from callbacks import context
from dashboard import multipart
from dashboard.multipart import Sent
from data import documents, installation, store, submissions
from data.documents import Bytes
from data.errors import Unavailable
from data.files import names, sniffing
from data.store import MEGABYTE

AT_ONCE = 2  # of the four threads that a process serves pages with
BUSY = "Other files are just coming in; this one waits for its turn."

_turns = threading.BoundedSemaphore(AT_ONCE)


def install(server: Flask) -> None:
    server.add_url_rule("/documents/upload", "document_upload", upload, methods=["POST"])
    server.add_url_rule("/documents/<id_>/versions", "document_version", replace, methods=["POST"])


def upload() -> ResponseReturnValue:
    """A new document from a file and what is said of it."""
    most = _most()
    with _turn(), multipart.sent(most) as sent:
        values = documents.parsed(sent.fields | {"name": names.shown(sent.name)})
        with context.session() as db:
            documents.require_place(db, values["customer_id"])
        content, key = _kept(sent, most), sent.fields.get("key", "")
    with context.session() as db:
        made = submissions.begun(db, key, json.dumps([values, content], default=str))
        id_ = made or documents.create(db, values, content)
        if made is None:
            submissions.done(db, key, id_)
    return jsonify(id=id_, text=f"“{values['name']}” is uploaded.", undo=None if made else db.change_set_id)


def replace(id_: str) -> ResponseReturnValue:
    """The next version of a document."""
    most = _most()
    with _turn(), multipart.sent(most) as sent:
        with context.session() as db:
            documents.require_replaceable(db, id_)
        content, key = _kept(sent, most), sent.fields.get("key", "")
    with context.session() as db:
        made = submissions.begun(db, key, json.dumps([id_, content]))
        name, number = documents.newest(db, id_) if made else documents.replace(db, id_, content)
        if made is None:
            submissions.done(db, key, id_)
    text = f"Version {number} of “{name}” is uploaded."
    return jsonify(id=id_, text=text, undo=None if made else db.change_set_id)


@contextmanager
def _turn() -> Iterator[None]:
    """Slow senders leave room for those who read pages. The browser waits: here, that would take a thread."""
    if not _turns.acquire(blocking=False):
        raise Unavailable(BUSY)
    try:
        yield
    finally:
        _turns.release()


def _most() -> int:
    with context.session() as db:
        return installation.read(db)["upload_megabytes"] * MEGABYTE


def _kept(sent: Sent, most: int) -> Bytes:
    """In the store, whole and recognised; in any other case nothing of it stays."""
    kept = store.current()
    with kept.draft(most) as draft:
        for chunk in sent.content:
            draft.write(chunk)
        draft.settle()
        kind = sniffing.recognise(draft.path, sent.name)
        kept.keep(draft)
        return Bytes(draft.sha256, draft.size, kind.mime)
