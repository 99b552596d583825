"""Where every failed callback ends: an expected error is told, any other is logged and owned up to."""

import logging

from dash import set_props

from callbacks import context
from data import sessions
from data.errors import DomainError, Forbidden

log = logging.getLogger(__name__)
OWNED_UP = "Something went wrong here; it has been recorded. Try again, and tell an administrator if it stays."


def show_error(error: Exception) -> None:
    expected = isinstance(error, DomainError)
    if not expected:
        log.error("callback failed", exc_info=error)
    if isinstance(error, Forbidden):
        record_denial(error)
    text = str(error) if expected else OWNED_UP
    set_props("toast", {"data": {"text": text, "kind": "warning" if expected else "danger"}})


def record_denial(error: Forbidden) -> None:
    """In a transaction of its own: the one in which it was refused has been rolled back."""
    with context.session() as db:
        sessions.record(db, "denied", db.actor.user_id, sentence=str(error))
