"""Hands out the files of documents: to who may read them, as what they are, and never as a page of ours."""

from typing import BinaryIO
from urllib.parse import quote

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import wrap_file

from callbacks import context
from data import documents, store
from data.documents import File
from data.files import names
from data.files.kinds import Look, kind_of

INERT = "default-src 'none'; frame-ancestors 'none'; sandbox"
SEEN: dict[Look, str] = {
    Look.IMAGE: "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    Look.FRAME: "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'",
}  # how each may be shown in place; not every browser's reader of PDF runs in a sandbox, and it is apart from our pages


def install(server: Flask) -> None:
    server.add_url_rule("/documents/<id_>/file", "document_file", download)
    server.add_url_rule("/documents/<id_>/preview", "document_preview", preview)


def download(id_: str) -> Response:
    """The file to keep, in whole or in ranges; a browser saves it and does not open it."""
    found, file = _opened(id_, "download")
    response = _answer(found, file, "attachment", INERT)
    return _conditional(response, file, found.content.size)


def preview(id_: str) -> Response:
    """A PDF or an image to be seen within a page; anything else is not there."""
    found, file = _opened(id_, "preview", tuple(SEEN))
    return _answer(found, file, "inline", SEEN[kind_of(found.content.mime).look])


def _opened(id_: str, action: str, looks: tuple[Look, ...] = ()) -> tuple[File, BinaryIO]:
    """What was asked for, once it is written down that it was handed out."""
    with context.session() as db:
        found = documents.file(db, id_, _number())
    if looks and kind_of(found.content.mime).look not in looks:
        abort(404)
    file = store.current().open(found.content.sha256)
    if request.method == "GET":
        with context.session() as db:
            documents.record(db, action, id_, found)
    return found, file


def _number() -> int | None:
    """Which version; the newest where none is named."""
    said = request.args.get("version")
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 4):
        abort(404)
    return int(said)


def _answer(found: File, file: BinaryIO, disposition: str, policy: str) -> Response:
    response = Response(wrap_file(request.environ, file), content_type=found.content.mime, direct_passthrough=True)
    response.call_on_close(file.close)
    response.content_length = found.content.size
    response.headers["Content-Disposition"] = f"{disposition}; {_named(names.on_disk(found.name, found.content.mime))}"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.set_etag(found.content.sha256[:32])
    return response


def _named(name: str) -> str:
    """RFC 6266: in full for every browser of today, in plain letters for the others."""
    plain = "".join(letter if letter.isascii() else "_" for letter in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _conditional(response: Response, file: BinaryIO, size: int) -> Response:
    try:
        return response.make_conditional(request, accept_ranges=True, complete_length=size)
    except HTTPException:
        file.close()
        raise
