"""Links that let somebody in: their address, and mailing them."""

from callbacks.context import here, redis_url, secret_key, session
from data import accounts, installation
from data.errors import Unavailable
from jobs.queue import connect, enqueue

NO_SERVER = "No mail server is set, so nothing was mailed: hand the link over yourself."
NO_QUEUE = "The queue cannot be reached, so nothing was mailed: hand the link over yourself."


def address(link_id: str) -> str:
    """What to open, under the dashboard's public address or the one the reader uses."""
    with session() as db:
        base = installation.read(db)["public_address"] or here()
    return f"{base.rstrip('/')}/link/{accounts.token_of(link_id, secret_key())}"


def mailed(link_id: str, email: str) -> str:
    """Hands the link to a worker where mail can be sent; says what came of it."""
    with session() as db:
        if not installation.read(db)["smtp_host"]:
            return NO_SERVER
    try:
        enqueue(connect(redis_url()), "send-account-link", link_id)
    except Unavailable:
        return NO_QUEUE
    return f"A message with the link is being sent to {email}; under Jobs you see whether it went."
