"""Default deny: what stands in front of every route and every callback."""

from typing import NamedTuple
from urllib.parse import quote

import dash
from dash.fingerprint import check_fingerprint
from flask import Flask, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from callbacks.declare import SIGNED_IN
from dashboard import bodies, declared
from dashboard.declared import NOWHERE, OPEN
from dashboard.shapes import Shape, fits, is_untriggered, shapes
from data import db, sessions
from layouts.pages import PAGES

SAFE = {"GET", "HEAD", "OPTIONS"}
CALLBACKS = "/_dash-update-component"
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"


class Gate(NamedTuple):
    """What may be asked for, taken down once when all of it is known."""

    routes: dict[str, str]
    callbacks: dict[str, str]
    shapes: dict[str, Shape]
    files: dict[str, set[str]]  # of Dash's packages


def install(server: Flask, app: dash.Dash) -> None:
    """In front of all other handlers; `app` must have met its first request, so that all callbacks are known."""
    gate = Gate(declared.routes(server), declared.callbacks(app), shapes(app), dict(app.registered_paths))
    server.before_request_funcs.setdefault(None, []).insert(0, lambda: _guard(gate))


def _guard(gate: Gate) -> ResponseReturnValue | None:
    if request.method not in SAFE:
        _refuse_cross_site()
    needed = gate.routes.get(request.endpoint or "", SIGNED_IN)
    if needed == OPEN:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    _refuse_what_is_not_there(gate, needed)
    _require(needed)
    return _check_call(gate) if request.path == CALLBACKS else None


def _refuse_cross_site() -> None:
    """Browsers say where a request comes from; older ones at least from which origin."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in (None, "same-origin", "none") or (
        site is None and origin not in (None, request.host_url.rstrip("/"))
    ):
        abort(403, "The request came from another site.")


def _to_sign_in() -> ResponseReturnValue:
    if request.path.startswith("/_"):
        return jsonify(message="Your session has ended; sign in again."), 401
    if request.method not in SAFE:
        abort(401)
    here = request.full_path.rstrip("?")
    return redirect("/sign-in" if here == "/" else f"/sign-in?next={quote(here, safe='')}")


def _refuse_what_is_not_there(gate: Gate, needed: str) -> None:
    """Dash answers any path at all with its index, and an unknown file of its own with a failure."""
    if needed == NOWHERE or (_is_index() and not any(page.stands_at(request.path) for page in PAGES)):
        abort(404)
    if request.endpoint == SUITES:
        given: dict[str, str] = request.view_args or {}
        if check_fingerprint(given["fingerprinted_path"])[0] not in gate.files.get(given["package_name"], ()):
            abort(404)


def _is_index() -> bool:
    return request.endpoint is None or request.endpoint.endswith("/<path:path>") or request.endpoint == "/"


def _check_call(gate: Gate) -> ResponseReturnValue | None:
    """None lets the call through to its callback."""
    body = bodies.read()
    id_ = body.get("output") if isinstance(body, dict) else None
    needed = gate.callbacks.get(id_) if isinstance(id_, str) else None
    if needed is None:
        abort(404 if isinstance(body, dict) else 400)
    _require(needed)
    shape = gate.shapes[id_]
    if not fits(shape, body):
        abort(400, "The request could not be understood.")
    return _nothing_to_do(shape) if is_untriggered(shape, body) else None


def _require(needed: str) -> None:
    resource, _, action = needed.partition(":")
    if needed == SIGNED_IN or current_user.actor.can(action, resource):
        return
    with db.session(current_user.actor) as session:
        sessions.record(session, "denied", current_user.id, permission=needed)
    abort(403, f"You may not {action} {resource}.")


def _nothing_to_do(shape: Shape) -> ResponseReturnValue:
    """Browsers call without a trigger only when one of many inputs has gone from the page."""
    if not any(part.is_many for part in shape.inputs):
        abort(400, "The request could not be understood.")
    return "", 204
