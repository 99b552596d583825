"""Brings a database to the schema of this version of the code."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.db import Session
from data.errors import Unavailable

ROOT = Path(__file__).parent.parent
OLDEST_SERVER = 150_000


def upgrade(owner_url: str) -> None:
    """Run what is pending, each migration in a transaction of its own; a second caller waits for the first."""
    state(owner_url)  # says kindly what a migration would say with a traceback
    command.upgrade(_config(owner_url), "head")


def pending(owner_url: str) -> bool:
    return state(owner_url) != head()


def state(url: str) -> str | None:
    """The revision a database is at, None for an empty one. Raises Unavailable with what to do."""
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            _require_recent(connection)
            revision = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.OperationalError as error:
        reason = str(error.orig).strip().splitlines()[-1]
        raise Unavailable(f"The database cannot be reached: {reason}. Check DATABASE_URL and that it runs.") from error
    if revision and revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise Unavailable(f"The database is at revision {revision}, newer than this version knows; update the program.")
    return revision


def applied(db: Session) -> str | None:
    """The revision that the application itself sees."""
    return db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def head() -> str | None:
    return _scripts().get_current_head()


def _require_recent(connection: sa.Connection) -> None:
    version = connection.execute(sa.text("SHOW server_version_num")).scalar_one()
    if int(version) < OLDEST_SERVER:
        found = connection.execute(sa.text("SHOW server_version")).scalar_one()
        raise Unavailable(f"The database is PostgreSQL {found}; version 15 or later is needed.")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(""))


def _config(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = owner_url
    return config
