"""The application itself, asked over HTTP in-process; its database work is rolled back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.services.throwaway import Urls
from data import accounts, db
from data.access import SYSTEM
from data.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def app(cluster: Urls) -> dash.Dash:
    """One for all tests: Dash keeps its pages in one registry per process."""
    return create_app(Settings(home=Path(), database_url=cluster.web, secret_key="k" * 43))


@pytest.fixture
def stranger(app: dash.Dash, connection: sa.Connection) -> Iterator[FlaskClient]:
    for limiter in app.server.extensions["limiter"]:
        limiter.reset()
    with app.server.test_client() as client:
        yield client


@pytest.fixture
def administrator(connection: sa.Connection) -> str:
    """The address of an administrator whose password is PASSWORD."""
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, "ada@example.com", "Ada Admin", PASSWORD)
    return "ada@example.com"


@pytest.fixture
def signed_in(stranger: FlaskClient, administrator: str) -> FlaskClient:
    answer = stranger.post("/sign-in", data={"email": administrator, "password": PASSWORD})
    assert answer.status_code == 303
    return stranger


@pytest.fixture
def call(app: dash.Dash) -> Callable:
    """Calls a callback by its id as the browser would."""

    def called(client: FlaskClient, output: str, inputs: list[dict], state: list[dict] = [], **headers: str):  # noqa: B006
        outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in _names(output)]
        body = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": inputs,
            "state": state,
            "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
        }
        return client.post("/_dash-update-component", json=body, headers=headers)

    return called


def _names(output: str) -> list[str]:
    return output[2:-2].split("...") if output.startswith("..") else [output]
