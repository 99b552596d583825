"""Default deny: what stands in front of every route and every callback."""

import json
import logging
from urllib.parse import quote

import dash
from flask import Flask, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from callbacks.declare import SIGNED_IN
from layouts.pages import PAGES

log = logging.getLogger(__name__)
LARGEST_CALL = 256 * 1024
OPEN = {
    "sign_in",
    "sign_in_form",
    "sign_out",
    "forgot",
    "forgot_form",
    "link",
    "link_form",
    "livez",
    "readyz",
    "_dash_assets.static",
    "plotly_bundle",
    "asset",
}
SAFE = {"GET", "HEAD", "OPTIONS"}
CALLBACKS = "/_dash-update-component"
OF_DASH = {".._pages_content.children..._pages_store.data..": SIGNED_IN}


class Undeclared(Exception):
    """A callback that does not say what it needs: the program must not start."""


def install(server: Flask, app: dash.Dash) -> None:
    """In front of all other handlers; `app` must have met its first request, so that all callbacks are known."""
    declared = declarations(app)

    def guard() -> ResponseReturnValue | None:
        if request.method not in SAFE:
            _refuse_cross_site()
        if request.endpoint in OPEN:
            return None
        if not current_user.is_authenticated:
            return _to_sign_in()
        if request.path == CALLBACKS:
            _check_call(declared)
        elif _is_index() and request.path not in PATHS:
            abort(404)
        return None

    server.before_request_funcs.setdefault(None, []).insert(0, guard)


PATHS = {page.path for page in PAGES}


def declarations(app: dash.Dash) -> dict[str, str]:
    """What each callback of the server needs, by its id; clientside ones never reach us."""
    found = dict(OF_DASH)
    for id_, callback in app.callback_map.items():
        function = getattr(callback.get("callback"), "__wrapped__", None)
        if function is not None and id_ not in found:
            if not hasattr(function, "needs"):
                raise Undeclared(f"The callback {function.__module__}.{function.__qualname__} declares no permission.")
            found[id_] = function.needs
    return found


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


def _check_call(declared: dict[str, str]) -> None:
    if request.mimetype != "application/json":
        abort(415)
    if (request.content_length or LARGEST_CALL + 1) > LARGEST_CALL:
        abort(413, "That is too large to send.")
    needed = declared.get(_output())
    if needed is None:
        abort(404)
    resource, _, action = needed.partition(":")
    if needed != SIGNED_IN and not current_user.actor.can(action, resource):
        abort(403, f"You may not {action} {resource}.")


def _output() -> str:
    try:
        body = json.loads(request.get_data(cache=True))
        return body["output"] if isinstance(body["output"], str) else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        abort(400, "The request could not be understood.")


def _is_index() -> bool:
    """Dash answers any path at all with its index; we answer only for pages that exist."""
    return request.endpoint is None or request.endpoint.endswith("/<path:path>") or request.endpoint == "/"
