"""Is it alive, and can it serve? Open to anyone, tells nothing else."""

from collections.abc import Callable

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from data import db, migrate
from data.access import NOBODY
from data.errors import DomainError


def install(server: Flask, expected: str | None) -> None:
    server.add_url_rule("/livez", "livez", _alive)
    server.add_url_rule("/readyz", "readyz", _ready(expected))


def _alive() -> ResponseReturnValue:
    return jsonify(status="alive")


def _ready(expected: str | None) -> Callable[[], ResponseReturnValue]:
    def ready() -> ResponseReturnValue:
        try:
            with db.session(NOBODY) as session:
                schema = migrate.applied(session)
        except DomainError:
            return jsonify(status="the database cannot be reached"), 503
        if schema != expected:
            return jsonify(status="the database is being migrated"), 503
        return jsonify(status="ready")

    return ready
