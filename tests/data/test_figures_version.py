"""The number that tells pages whether figures have changed."""

from dashboard.services.throwaway import Urls
from tests.racing import connect

VERSION = "SELECT figures_version()"
ADD = "INSERT INTO customers (name) VALUES (%s)"


def test_it_grows_with_a_change_when_that_can_be_seen_and_not_by_folding(own_database: Urls) -> None:
    with connect(own_database, autocommit=True) as reader, connect(own_database) as writer:
        (before,) = reader.execute(VERSION).fetchone()
        writer.execute(ADD, ["Acme"])
        assert reader.execute(VERSION).fetchone() == (before,)
        writer.commit()
        (after,) = reader.execute(VERSION).fetchone()
        assert after > before
        assert reader.execute("SELECT fold_rollups(1) > 0, fold_rollups() >= 0").fetchone() == (True, True)
        assert reader.execute(VERSION).fetchone() == (after,)


def test_a_change_that_ends_later_than_it_began_is_not_missed(own_database: Urls) -> None:
    """The earlier delta is committed after a later one was seen and folded."""
    with connect(own_database, autocommit=True) as reader, connect(own_database) as slow:
        slow.execute(ADD, ["Slow"])
        reader.execute(ADD, ["Quick"])
        reader.execute("SELECT fold_rollups()")
        (before,) = reader.execute(VERSION).fetchone()
        slow.commit()
        assert reader.execute(VERSION).fetchone()[0] > before
