"""Callbacks as functions, called by somebody who is signed in."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g

from callbacks import forms, wrote
from dashboard.auth import Account
from data import db as database
from data.access import SYSTEM, Actor
from data.models import User
from data.roles import PERMISSIONS
from data.sessions import SignedIn
from data.vocabulary import Role
from tests import factories as make
from tests.records.world import World

FAMILY = "0198c0de-0000-7000-8000-000000000001"


@pytest.fixture
def request_context() -> Iterator[None]:
    """A request of the dashboard's, with a queue that cannot be reached."""
    server = Flask("tests")
    server.config.update(SECRET_KEY="k" * 43, REDIS_URL="redis://127.0.0.1:1/0")
    with server.test_request_context("/", base_url="https://crm.example.com"):
        yield


@pytest.fixture
def signed_in_as(connection: sa.Connection, request_context: None) -> Callable[..., User]:
    """Makes the reader a user with the given permissions, all of them where none are named."""

    def become(*permissions: str, **values: str) -> User:
        with database.session(SYSTEM) as db:
            user = make.user(db, **({"role": Role.ADMIN} | values))
            user.password_changed_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        actor = Actor(user.id, frozenset(permissions or PERMISSIONS))
        signed_in = SignedIn(FAMILY, FAMILY, user.id, user.name, user.email, user.role, actor)
        g._login_user = Account(signed_in)
        return user

    return become


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is put into the shell after a write."""
    stores: dict[str, Any] = {}
    monkeypatch.setattr(wrote, "set_props", lambda id_, props: stores.update({id_: props["data"]}))
    return stores


@pytest.fixture
def acme(connection: sa.Connection, put: dict[str, Any]) -> World:
    """A customer with a bit of everything."""
    with database.session(SYSTEM) as db:
        return World(db)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What error handlers write into the page, by the field it stands at."""
    told: dict[str, str] = {}

    def write(id_: dict | str, props: dict) -> None:
        told[id_["field"] if isinstance(id_, dict) else id_] = props.get("children", props.get("data"))

    monkeypatch.setattr(forms, "set_props", write)
    return told
