"""The signed-in user as an actor, and a session on their behalf."""

from contextlib import AbstractContextManager

from flask_login import current_user

from data import db
from data.access import NOBODY, Actor


def actor() -> Actor:
    return current_user.actor if current_user.is_authenticated else NOBODY


def session() -> AbstractContextManager[db.Session]:
    return db.session(actor())
