"""What is kept of customers says what is counted from their records, also while changes wait to be folded."""

import datetime as dt
import random
from collections.abc import Iterator

import pandas as pd
import psycopg
import pytest

from dashboard.services.throwaway import Urls
from data import db as database
from data import kpis
from data.access import SYSTEM, Actor
from data.filters import Filters
from data.kpis import overruns, portfolio, utilisation
from tests.databases import migrated_database
from tests.kpis import firms as given
from tests.kpis.firms import TODAY
from tests.racing import connect_owner

DAYS = [None, (dt.date(2026, 2, 3), dt.date(2026, 6, 1)), (dt.date(2020, 1, 1), dt.date(2021, 1, 1))]
# What comes to customers after their rows were refreshed.
LATER = [
    "INSERT INTO communications (contact_id, date)"
    " SELECT id, '2026-11-17' FROM contacts WHERE customer_id = %(second)s",
    "UPDATE contacts SET customer_id = %(first)s WHERE customer_id = %(third)s",
    "DELETE FROM communications WHERE contact_id IN (SELECT id FROM contacts WHERE customer_id = %(sixth)s)",
    "UPDATE services SET monthly_hours = monthly_hours + 11 WHERE customer_id = %(second)s",
    "UPDATE time_entries SET hours = hours + 3 WHERE customer_id = %(fourth)s AND worked_on >= '2026-06-01'",
    "DELETE FROM time_entries WHERE customer_id = %(fifth)s AND worked_on > '2026-10-20'",
    "UPDATE processes SET progress = 1, due_date = '2026-11-30'"
    " WHERE customer_id = %(second)s AND status = 'In Progress'",
    "UPDATE customers SET phase = 'Terminated' WHERE id = %(sixth)s",
]


@pytest.fixture(scope="module")
def ids(cluster: Urls) -> Iterator[tuple[psycopg.Connection, list[str]]]:
    """Rows for TODAY, with some changes that no fold has taken; the owner's connection, and the customers."""
    with migrated_database(cluster) as urls, connect_owner(urls, autocommit=True) as conn:
        engine = database.configure(urls.web, pooled=False)
        with database.session(SYSTEM) as db:
            found = given.firms(db)
        conn.execute("SELECT fold_rollups()")
        conn.execute("SELECT refresh_customer_figures(ARRAY(SELECT id FROM customers), %s)", [TODAY])
        named = dict(zip(("first", "second", "third", "fourth", "fifth", "sixth"), found, strict=False))
        with database.session(SYSTEM) as db:
            given.firm(db, 9, random.Random(3), [None])
        for statement in LATER:
            conn.execute(statement, named)
        yield conn, found
        engine.dispose()


CASES = [
    ({}, None),
    ({"phase": ("Steady State", "Contracting")}, None),
    ({"customer": (1, 3, 4)}, None),
    ({}, (1, 2, 3, 6)),
    ({"phase": ("Steady State",)}, (0, 1, 2, 3, 4)),
]


@pytest.mark.parametrize("most", [3, 200])
@pytest.mark.parametrize(("chosen", "mine"), CASES, ids=str)
@pytest.mark.parametrize("name", ["portfolio", "overruns", "silence", "utilisation_heatmap"])
def test_what_is_kept_says_what_is_counted(
    ids: tuple[psycopg.Connection, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    chosen: dict,
    mine: tuple[int, ...] | None,
    most: int,
) -> None:
    conn, found = ids
    monkeypatch.setattr(portfolio, "MOST", most)
    monkeypatch.setattr(overruns, "MOST", most)
    monkeypatch.setattr(utilisation, "LARGEST", most)
    chosen = {key: tuple(found[v] if key == "customer" else v for v in values) for key, values in chosen.items()}
    reader = Actor(None, frozenset({"*"}), None if mine is None else frozenset(found[number] for number in mine))
    for span in DAYS if name == "utilisation_heatmap" else DAYS[:1]:
        first, last = span or (None, None)
        filters = Filters(TODAY, first, last, chosen=chosen)
        frames = [_read(conn, day, reader, name, filters) for day in (TODAY, dt.date(1900, 1, 1))]
        assert len(frames[0]) > 0 or span is not None
        pd.testing.assert_frame_equal(*frames, check_dtype=False, rtol=1e-12)


def _read(conn: psycopg.Connection, day: dt.date, reader: Actor, name: str, filters: Filters) -> pd.DataFrame:
    conn.execute("UPDATE figures_kept SET day = %s", [day])
    with database.session(reader) as db:
        return kpis.read(db, name, filters)


@pytest.mark.parametrize("missing", ["transfers", "hours", "communications processes", "processes hours transfers"])
def test_readers_who_may_not_read_all_of_it_have_their_own_order(
    ids: tuple[psycopg.Connection, list[str]], missing: str
) -> None:
    read = {"customers", "transfers", "hours", "communications", "processes"} - set(missing.split())
    reader = Actor(None, frozenset(f"{resource}:read" for resource in read))
    frames = [_read(ids[0], day, reader, "portfolio", Filters(TODAY)) for day in (TODAY, dt.date(1900, 1, 1))]
    assert len(frames[0]) > 3
    pd.testing.assert_frame_equal(*frames, check_dtype=False, rtol=1e-12)
