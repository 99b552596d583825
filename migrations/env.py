"""Runs migrations as the database's owner, one transaction each, never two at once."""

import os

import sqlalchemy as sa
from alembic import context

from data.models import Base

ADVISORY_LOCK = 4_729_301  # any number, the same for everyone who migrates


def url() -> str:
    given = context.config.attributes.get("url") or os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    return given.replace("postgresql://", "postgresql+psycopg://", 1)


def run() -> None:
    engine = sa.create_engine(url(), poolclass=sa.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.commit()  # the lock is the session's; each migration has a transaction of its own
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
