"""What a reader sees instead of a page: one sentence, and a way on. A script gets the same as JSON."""

import logging
from typing import NamedTuple

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from data.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable

log = logging.getLogger(__name__)


class Words(NamedTuple):
    title: str
    sentence: str
    icon: str


WORDS = {
    400: Words("Not understood", "The request could not be understood.", "bi-question-circle"),
    401: Words("Sign in again", "Your session has ended.", "bi-lock"),
    403: Words("Not for you", "Your role does not include this. An administrator can change that.", "bi-shield-lock"),
    404: Words("Nothing here", "There is no such page. It may have moved, or the address has a slip.", "bi-compass"),
    405: Words("Not this way", "This address does not take such requests.", "bi-compass"),
    408: Words("Too slow", "The request did not arrive in time. Try again.", "bi-hourglass-split"),
    411: Words("Not understood", "The request does not say how long it is.", "bi-question-circle"),
    413: Words("Too large", "That is too large to send.", "bi-exclamation-triangle"),
    429: Words(
        "Too often", "Too many attempts from your address. Wait a minute, then try again.", "bi-hourglass-split"
    ),
    500: Words("Something went wrong", "It has been recorded. Try again in a moment.", "bi-exclamation-triangle"),
    503: Words("Not available just now", "The database cannot be reached. Nothing was lost.", "bi-plug"),
}
STATUS = {Invalid: 400, Forbidden: 403, NotFound: 404, Conflict: 409, Unavailable: 503}


def install(server: Flask) -> None:
    server.register_error_handler(HTTPException, _http)
    server.register_error_handler(DomainError, _domain)
    server.register_error_handler(InternalServerError, _unexpected)


def _http(error: HTTPException) -> ResponseReturnValue:
    said = error.description if error.description != type(error).description else None
    return _answer(error.code or 500, said)


def _domain(error: DomainError) -> ResponseReturnValue:
    fields = error.messages if isinstance(error, Invalid) else {}
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    return _answer(status, str(error), fields)


def _unexpected(error: InternalServerError) -> ResponseReturnValue:
    log.error("request failed: %s %s", request.method, request.path, exc_info=error.original_exception)
    return _answer(500, None)


def _answer(status: int, sentence: str | None, fields: dict[str, str] | None = None) -> ResponseReturnValue:
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    said = sentence or words.sentence
    if request.path.startswith("/_") or request.accept_mimetypes.best == "application/json":
        return jsonify(message=said, **({"fields": fields} if fields else {})), status
    theme = request.cookies.get("theme", "auto")
    page = render_template("message.html", title=words.title, sentence=said, icon=words.icon, theme=theme)
    return page, status
