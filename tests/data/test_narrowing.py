"""Whoever sees some customers is narrowed in every query's own words, whatever the query calls its tables."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from data import db as database
from data.access import Actor
from data.models import Contact, Customer, Process, Team
from tests.data.world import WORLD


@pytest.fixture
def world(connection: sa.Connection) -> sa.Connection:
    connection.exec_driver_sql(WORLD)
    return connection


def read(query: sa.Select, *customers: str) -> list[tuple]:
    with database.session(Actor("vera", frozenset({"*"}), customer_ids=frozenset(customers))) as db:
        return [tuple(row) for row in db.execute(query)]


def test_an_alias_in_an_outer_join_is_narrowed_too(world: sa.Connection) -> None:
    other = aliased(Process)
    query = sa.select(Contact.name, other.name).outerjoin(other, other.name == "Feed").where(Contact.id == "ana")
    assert read(query, "bolt") == [("Ana", "Feed")]
    assert read(query, "acme") == [("Ana", None)]
    assert read(query, "acme", "bolt") == [("Ana", "Feed")]


def test_an_alias_of_customers_is_narrowed_too(world: sa.Connection) -> None:
    whose = aliased(Customer)
    query = sa.select(Contact.name, whose.name).outerjoin(whose, whose.id == "acme").where(Contact.id == "ana")
    assert read(query, "bolt") == [("Ana", None)]
    assert read(query, "acme") == [("Ana", "Acme")]


def test_two_names_of_one_table_are_narrowed_each(world: sa.Connection) -> None:
    one, other = aliased(Team), aliased(Team)
    query = sa.select(one.id, other.id).join(other, other.name == one.name).order_by(one.id, other.id)
    assert read(query, "bolt") == [("bolt-team", "bolt-team")]
    assert len(read(query, "acme", "bolt")) == 4


def test_what_one_reader_asked_does_not_narrow_the_next(world: sa.Connection) -> None:
    query = sa.select(Team.id).order_by(Team.id)
    readers = [("acme",), ("bolt",), ("acme", "bolt"), ("nowhere",), ("acme",)]
    found = [read(query, *customers) for customers in readers]
    assert found == [[(f"{name}-team",) for name in customers if name != "nowhere"] for customers in readers]
