"""Where every failed callback ends: an expected error is told, any other is logged and owned up to."""

import logging

from dash import set_props

from data.errors import DomainError

log = logging.getLogger(__name__)
OWNED_UP = "Something went wrong here; it has been recorded. Try again, and tell an administrator if it stays."


def show_error(error: Exception) -> None:
    expected = isinstance(error, DomainError)
    if not expected:
        log.error("callback failed", exc_info=error)
    text = str(error) if expected else OWNED_UP
    set_props("toast", {"data": {"text": text, "kind": "warning" if expected else "danger"}})
