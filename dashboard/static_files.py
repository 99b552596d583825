"""Sends what the browser keeps: compressed before it is asked for, or once per process, never per request."""

import hashlib
import mimetypes
from collections.abc import Callable
from gzip import compress as gzip
from pathlib import Path

import brotli
from flask import Flask, Response, request, send_from_directory
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
STATIC = HERE / "static"
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"  # Dash asks for the whole of it: ours is slim
LASTING = ("/assets/", "/_dash-component-suites/", "/_dash-dependencies")
TEXTS = {"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml", "text/plain"}
SMALLEST = 1024  # bytes; less is not worth it
YEAR, WEEK = 31_536_000, 604_800  # seconds
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=9),
    "gzip": lambda body: gzip(body, compresslevel=9, mtime=0),
}
SIBLINGS = {"br": ".br", "gzip": ".gz"}

kept: dict[str, bytes] = {}  # by content: there are only as many as files, whatever names are asked for


def install(server: Flask) -> None:
    """After Dash has made its routes: the one for assets is taken over, the one for plotly.js comes before its own."""
    server.config.update(
        COMPRESS_MIMETYPES=["application/json", "text/html"], COMPRESS_ALGORITHM=["zstd", "br", "gzip"]
    )
    server.config.update(COMPRESS_STREAMS=False)  # a document is sent as it is: its length and its ranges must be right
    Compress(server)  # answers made for one request alone
    server.after_request(_compressed_once)  # runs before the above, which leaves alone what is compressed
    server.add_url_rule(PLOTLY, "plotly_bundle", lambda: _send(STATIC, "plotly.min.js"))
    server.view_functions["_dash_assets.static"] = lambda filename: _send(ASSETS, filename)
    server.session_interface = PageSessions()


class PageSessions(SecureCookieSessionInterface):
    """Files are the same for everybody: an answer that varies with the cookie would be fetched anew at each sign-in."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not request.path.startswith(LASTING):
            super().save_session(app, session, response)


def _send(folder: Path, name: str) -> Response:
    """The file, or what the build compressed of it where the browser takes that."""
    encoding = _prepared(folder / name)
    sent = name + SIBLINGS[encoding] if encoding else name
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = send_from_directory(folder, sent, mimetype=mimetype, max_age=_lasting(name))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if mimetype in TEXTS:
        response.vary.add("Accept-Encoding")
    return response


def _prepared(file: Path) -> str | None:
    for encoding, suffix in SIBLINGS.items():
        sibling = file.with_name(file.name + suffix)
        if request.accept_encodings[encoding] and sibling.exists() and sibling.stat().st_mtime >= file.stat().st_mtime:
            return encoding
    return None


def _lasting(name: str) -> int | None:
    """Seconds to keep it unasked. A URL with `m` names one version of the file; fonts change with a release."""
    if "m" in request.args:
        return YEAR
    return WEEK if name.endswith(".woff2") else 0


def _compressed_once(response: Response) -> Response:
    """What the build did not compress: our own assets, the suites of Dash, its list of callbacks."""
    if not _is_worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding = next((name for name in COMPRESSORS if request.accept_encodings[name]), None)
    return _encoded(response, encoding) if encoding else response


def _is_worth_it(response: Response) -> bool:
    if not request.path.startswith(LASTING) or response.status_code != 200 or "Content-Encoding" in response.headers:
        return False
    return response.mimetype in TEXTS and (response.content_length or SMALLEST) >= SMALLEST


def _encoded(response: Response, encoding: str) -> Response:
    response.direct_passthrough = False
    body = response.get_data()
    tag = f"{hashlib.blake2b(body, digest_size=12).hexdigest()}-{encoding}"
    if tag not in kept:
        kept[tag] = COMPRESSORS[encoding](body)
    response.set_data(kept[tag])
    response.headers["Content-Encoding"] = encoding
    response.set_etag(tag)
    return response.make_conditional(request)
