"""The signed-in user as an actor, a session on their behalf, and what this server was started with."""

from contextlib import AbstractContextManager
from pathlib import Path

from flask import current_app, request
from flask_login import current_user

from data import db
from data.access import NOBODY, Actor
from data.sessions import SignedIn


def actor() -> Actor:
    return current_user.actor if current_user.is_authenticated else NOBODY


def session(*, steady: bool = False) -> AbstractContextManager[db.Session]:
    return db.session(actor(), steady=steady)


def signed_in() -> SignedIn:
    """The session the reader is in; the gateway has let nobody else through."""
    return current_user.signed_in


def secret_key() -> str:
    return current_app.config["SECRET_KEY"]


def redis_url() -> str:
    return current_app.config["REDIS_URL"]


def home() -> Path:
    """The folder in which this installation keeps its files."""
    return current_app.config["HOME"]


def here() -> str:
    """The address the reader reaches this dashboard at."""
    return request.host_url.rstrip("/")
