"""The keys of forms that were sent are kept as long as one may be sent again, and no longer."""

import sqlalchemy as sa

from data import db as database
from data import submissions
from data.access import Actor
from data.models import IdempotencyKey
from jobs import housekeeping
from tests.data.world import WORLD

VERA = Actor("vera", frozenset({"*"}))


def test_keys_of_long_ago_are_forgotten(connection: sa.Connection) -> None:
    connection.exec_driver_sql(WORLD)
    with database.session(VERA) as db:
        for days in (0, 6, 8, 400):
            submissions.begun(db, f"{days}".rjust(20, "k"), "a")
            mine = sa.update(IdempotencyKey).where(IdempotencyKey.key == f"{days}".rjust(20, "k"))
            db.execute(mine.values(created_at=sa.func.now() - sa.text(f"interval '{days} days'")))
    assert housekeeping.purge_submissions() == 2
    assert housekeeping.purge_submissions() == 0
    left = connection.exec_driver_sql("SELECT ltrim(key, 'k') FROM idempotency_keys").scalars().all()
    assert sorted(left) == ["0", "6"]
    with database.session(VERA) as db:
        assert submissions.begun(db, "8".rjust(20, "k"), "b") is None
