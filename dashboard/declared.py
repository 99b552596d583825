"""What every route and every callback needs. The program does not start with one that does not say."""

import json
from typing import Any

import dash
from flask import Flask

from callbacks.declare import SIGNED_IN
from dashboard import kinds
from data.roles import PERMISSIONS

OPEN = "open"  # to anyone
NOWHERE = "nowhere"  # Dash makes these; we do not answer at them
ROUTES = {
    "sign_in": OPEN,
    "sign_in_form": OPEN,
    "sign_out": OPEN,
    "forgot": OPEN,
    "forgot_form": OPEN,
    "link": OPEN,
    "link_form": OPEN,
    "livez": OPEN,
    "readyz": OPEN,
    "figures_version": "dashboards:read",
    "document_upload": "documents:create",
    "document_version": "documents:update",
    "document_file": "documents:read",
    "document_preview": "documents:read",
    "list_export": SIGNED_IN,  # then the right to export what it names
    "figures_export": "dashboards:export",  # then the right to read what they count
    "_dash_assets.static": OPEN,
    "plotly_bundle": OPEN,
    "import_upload": SIGNED_IN,  # then what the import itself needs: the right to make some kind of records
    "import_beside": SIGNED_IN,
    "import_rejected": SIGNED_IN,
    "/": SIGNED_IN,
    "/<path:path>": SIGNED_IN,
    "/_dash-layout": SIGNED_IN,
    "/_dash-dependencies": SIGNED_IN,
    "/_dash-update-component": SIGNED_IN,  # then what the callback needs
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": SIGNED_IN,
    "/_reload-hash": NOWHERE,
    "/_favicon.ico": NOWHERE,
}  # by endpoint; else the permission, as `resource:action`
OF_DASH = {".._pages_content.children..._pages_store.data..": SIGNED_IN}  # its router; pages ask for what they need


class Undeclared(Exception):
    """A way in that does not say who may take it."""


def routes(server: Flask) -> dict[str, str]:
    """What each route of the server needs, by its endpoint."""
    found = {rule.endpoint: ROUTES.get(rule.endpoint) for rule in server.url_map.iter_rules()}
    return {name: _known(need, f"The route {name}") for name, need in found.items()}


def callbacks(app: dash.Dash) -> dict[str, str]:
    """What each callback of the server needs, by its id; clientside ones never reach us."""
    functions = {id_: getattr(row.get("callback"), "__wrapped__", None) for id_, row in app.callback_map.items()}
    found = {id_: function for id_, function in functions.items() if function is not None}
    for id_, function in found.items():
        _know_kinds(_named(function), [*app.callback_map[id_]["inputs"], *app.callback_map[id_]["state"]])
    return {id_: _known(_need(id_, function), _named(function)) for id_, function in found.items()}


def _need(id_: str, function: object) -> str | None:
    return OF_DASH.get(id_) or getattr(function, "needs", None)


def _know_kinds(callback: str, parts: list[dict[str, Any]]) -> None:
    for part in parts:
        id_ = json.loads(part["id"]) if part["id"].startswith("{") else part["id"]
        if not kinds.known(id_, part["property"]):
            name = f"{id_['kind'] if isinstance(id_, dict) else id_}.{part['property']}"
            raise Undeclared(f"{callback} reads {name!r}: say in callbacks/payloads what it holds.")


def _named(function: object) -> str:
    return f"The callback {function.__module__}.{getattr(function, '__qualname__', function)}"


def _known(need: str | None, what: str) -> str:
    if need is None:
        raise Undeclared(f"{what} declares no permission.")
    if need not in PERMISSIONS | {OPEN, SIGNED_IN, NOWHERE}:
        raise Undeclared(f"{what} needs {need!r}, which is no permission.")
    return need
