"""Migrations as an operator sees them: what was done, or why not, in a sentence."""

from sqlalchemy.exc import DBAPIError

from dashboard.services.errors import ServiceError
from data import migrate


def upgrade(owner_url: str) -> str:
    """Bring the schema up to date and say what that meant."""
    before, wanted = migrate.state(owner_url), migrate.head()
    if before == wanted:
        return f"The database is at revision {wanted}, the latest."
    try:
        migrate.upgrade(owner_url)
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        reached = migrate.state(owner_url) or "empty"
        raise ServiceError(
            f"A migration failed and was rolled back: {reason}. The database stays at revision {reached}; "
            "correct the cause and start again, or restore a backup with the earlier version of the program."
        ) from error
    return f"The database went from revision {before or 'empty'} to {wanted}."
