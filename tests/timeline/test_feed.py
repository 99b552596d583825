"""The feed: latest first, in pieces that neither overlap nor leave out, and nothing that the reader may not see."""

import datetime as dt

import pytest
import sqlalchemy as sa

from data import db as database
from data import timeline
from data.access import Actor
from data.errors import Invalid
from data.timeline import Feed
from data.vocabulary import EventType
from tests.data.world import CHILD

ALL = Actor("root", frozenset({"*"}))
BOLT = Actor("vera", frozenset({"*"}), customer_ids=frozenset({"bolt"}))
MANY = """
INSERT INTO timeline_events (customer_id, event_type, title, created_at)
SELECT CASE mod(n, 2) WHEN 0 THEN 'acme' ELSE 'bolt' END, 'note_added', 'N' || n,
  timestamptz '2026-03-01' + interval '1 minute' * (n / 7) FROM generate_series(1, 100) n
"""


def read(actor: Actor = ALL, **wanted) -> Feed:
    with database.session(actor) as db:
        return timeline.feed(db, **wanted)


@pytest.fixture
def world(connection: sa.Connection) -> sa.Connection:
    from tests.data.world import WORLD

    connection.exec_driver_sql(WORLD)
    return connection


@pytest.mark.parametrize("actor", [ALL, BOLT], ids=["all", "one customer's"])
@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_its_pieces_are_the_whole_in_order(world: sa.Connection, actor: Actor, limit: int) -> None:
    world.exec_driver_sql(MANY)
    found, piece = [], read(actor, limit=limit)
    found += piece.events
    while piece.has_more:
        piece = read(actor, limit=limit, before=piece.end)
        found += piece.events
    whole = "SELECT id FROM timeline_events WHERE {} ORDER BY created_at DESC, id DESC"
    mine = "customer_id = 'bolt'" if actor is BOLT else "true"
    assert [event.id for event in found] == world.exec_driver_sql(whole.format(mine)).scalars().all()


def test_a_customers_and_a_processs_are_their_own(world: sa.Connection) -> None:
    assert {event.customer_id for event in read(customer_id="bolt").events} == {"bolt"}
    assert {event.process_id for event in read(process_id="extract").events} == {"extract"}
    assert read(customer_id="nobody").events == []


def test_names_are_told_as_they_are_today(world: sa.Connection) -> None:
    world.exec_driver_sql("SELECT set_config('app.user_id', 'vera', true)")
    world.exec_driver_sql(f"UPDATE process_tasks SET assigned_to_id = 'ana' WHERE id = '{CHILD}'")
    world.exec_driver_sql("UPDATE processes SET name = 'Renamed' WHERE id = 'extract'")
    (event,) = read(limit=1, kinds=[EventType.TASK_ASSIGNED]).events
    assert (event.title, event.customer, event.process, event.who, event.contact) == (
        *("Child", "Acme", "Renamed", "Vera", "Ana"),
    )


def test_a_customers_user_reads_of_no_other_customer(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE processes SET sdlc_stage = 'Design'")
    for wanted in ({}, {"customer_id": "acme"}, {"process_id": "extract"}, {"customer_id": "bolt"}):
        assert {event.customer_id for event in read(BOLT, **wanted).events} <= {"bolt"}
    assert read(BOLT, customer_id="acme").events == []


def test_a_contact_of_another_customer_stays_unnamed(world: sa.Connection) -> None:
    world.exec_driver_sql("UPDATE process_tasks SET assigned_to_id = NULL")
    world.exec_driver_sql(
        "INSERT INTO process_tasks (process_id, title, assigned_to_id) VALUES ('bolt-feed', 'T', 'cleo')"
    )
    (event,) = read(BOLT, kinds=[EventType.TASK_ASSIGNED]).events
    assert (event.title, event.contact) == ("T", None)
    assert read(kinds=[EventType.TASK_ASSIGNED], customer_id="bolt").events[0].contact == "Cleo"


@pytest.mark.parametrize("kind", EventType)
def test_each_kind_takes_the_right_to_read_what_it_is_about(world: sa.Connection, kind: EventType) -> None:
    insert = (
        "INSERT INTO timeline_events (customer_id, process_id, event_type, title) VALUES ('acme', 'extract', %s, 'T')"
    )
    for other in EventType:
        world.exec_driver_sql(insert, (other.value,))
    resource = timeline.RESOURCES[kind]
    told = [event for event in read(Actor("root", frozenset({f"{resource}:read"}))).events if event.title == "T"]
    assert {event.kind for event in told} == {k for k, needed in timeline.RESOURCES.items() if needed == resource}
    assert {event.customer for event in told} == ({"Acme"} if resource == "customers" else {None})
    assert {event.process for event in told} == ({"Extract"} if resource == "processes" else {None})
    everything = Actor("root", frozenset(f"{r}:read" for r in timeline.RESOURCES.values() if r != resource))
    assert kind not in {event.kind for event in read(everything).events}


def test_nobody_is_told_anything(world: sa.Connection) -> None:
    assert read(Actor(None)).events == []


def test_kinds_narrow_it(world: sa.Connection) -> None:
    assert {event.kind for event in read(kinds=["customer_created"]).events} == {EventType.CUSTOMER_CREATED}
    assert read(kinds=["x"]).events == []


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_piece_is_not_endless(world: sa.Connection, limit: int) -> None:
    with pytest.raises(Invalid):
        read(limit=limit)


def test_an_end_that_was_deleted_is_still_one(world: sa.Connection) -> None:
    world.exec_driver_sql(MANY)
    end = (dt.datetime(2026, 3, 1, 0, 5, tzinfo=dt.UTC), "x")
    assert {event.at <= end[0] for event in read(before=end).events} == {True}
