"""The application with five kinds of askers: a stranger, one of each role, and a Manager who sees one customer only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.services.throwaway import Urls
from data import db, sessions
from data.access import SYSTEM
from data.models import User, UserCustomer
from data.sessions import SignedIn, Visitor
from data.settings import Settings
from tests.security.world import customer

KEY = "k" * 43
NO_REDIS = "redis://127.0.0.1:1/0"
HERE = Visitor("127.0.0.1", "pytest")
PEOPLE = {"viewer": "Viewer", "manager": "Manager", "admin": "Admin", "manager of bolt": "Manager"}
ASKERS = ("nobody", *PEOPLE)


@pytest.fixture(scope="session")
def app(cluster: Urls) -> dash.Dash:
    return create_app(Settings(home=Path(), database_url=cluster.web, redis_url=NO_REDIS, secret_key=KEY))


@pytest.fixture
def world(connection: sa.Connection) -> sa.Connection:
    """Two customers with everything of theirs: Acme's says CANARY, Bolt's says plain."""
    connection.exec_driver_sql(customer("acme", "CANARY") + customer("bolt", "plain"))
    connection.exec_driver_sql("UPDATE customers SET phase = 'Steady State'")
    connection.exec_driver_sql("SELECT fold_rollups()")
    return connection


@pytest.fixture
def people(world: sa.Connection) -> dict[str, str]:
    """The ids of the users, by what they are called here."""
    with db.session(SYSTEM) as session:
        rows = {
            name: User(name=name, email=f"{name.replace(' ', '.')}@example.com", role=role)
            for name, role in PEOPLE.items()
        }
        session.add_all(rows.values())
        session.flush()
        session.add(UserCustomer(user_id=rows["manager of bolt"].id, customer_id="bolt"))
        return {name: row.id for name, row in rows.items()}


@pytest.fixture
def tokens(people: dict[str, str]) -> dict[str, sessions.Tokens]:
    with db.session(SYSTEM) as session:
        return {name: sessions.open_session(session, id_, HERE, KEY) for name, id_ in people.items()}


@pytest.fixture
def recognised(tokens: dict[str, sessions.Tokens]) -> dict[str, SignedIn]:
    """The people as the data layer knows them, with what they may do and see."""
    found = {name: sessions.recognise(pair.access, HERE, KEY) for name, pair in tokens.items()}
    return {name: signed_in for name, signed_in in found.items() if signed_in}


@pytest.fixture
def browser_of(app: dash.Dash, tokens: dict[str, sessions.Tokens]) -> Iterator[Callable[[str], FlaskClient]]:
    """A browser of the asker's, signed in unless it is nobody's."""

    def browser(name: str) -> FlaskClient:
        client = app.server.test_client()
        if name in tokens:
            client.set_cookie("dm_crm_session", tokens[name].access)
        return client

    return browser


@pytest.fixture
def committed_world(own_database: Urls) -> Urls:
    """The same two customers where every connection can see them."""
    engine = sa.create_engine(own_database.owner, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(customer("acme", "CANARY") + customer("bolt", "plain"))
    return own_database
