"""Hands an import to a worker. Where the queue is away, its row waits and is found by the clock."""

import logging

from callbacks.context import redis_url
from data.errors import Unavailable
from jobs.queue import connect, enqueue

log = logging.getLogger(__name__)


def hand_over(import_id: str) -> bool:
    """Says whether a worker was told at once; if not, the import is taken up as soon as the queue is back."""
    try:
        enqueue(connect(redis_url()), "import", import_id)
    except Unavailable as error:
        log.warning("import %s waits: %s", import_id, error)
        return False
    return True
