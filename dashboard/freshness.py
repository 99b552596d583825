"""Tells pages how often figures have changed, so that they read them again only then."""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from callbacks import context
from data import rollups


def install(server: Flask) -> None:
    server.add_url_rule("/figures-version", "figures_version", version)


def version() -> ResponseReturnValue:
    with context.session() as db:
        return jsonify(version=rollups.version(db))
