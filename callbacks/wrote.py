"""What follows a write: the toast that offers to undo it, and everything on the page that shows records read again."""

import time

from dash import set_props


def wrote(text: str, change_set_id: str | None = None) -> None:
    """Call it after the session's block; `change_set_id` is `db.change_set_id` where the write can be undone."""
    now = time.time()
    set_props("toast", {"data": {"text": text, "kind": "success", "at": now, "undo": change_set_id}})
    set_props("records-changed", {"data": {"at": now}})
