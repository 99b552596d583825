"""Every trick a token can be tried with: the row decides, and the signature has to be ours as well."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
import sqlalchemy as sa

from data import db, sessions
from data.access import SYSTEM
from data.models import UserSession
from data.sessions import Tokens
from tests.security.conftest import HERE, KEY


def recognised(token: str | None) -> Any:
    return sessions.recognise(token, HERE, KEY)


def claims(**changed: Any) -> dict[str, Any]:
    now = dt.datetime.now(dt.UTC)
    given = {"sid": "x", "aud": sessions.AUDIENCE, "typ": "access", "iat": now, "exp": now + dt.timedelta(minutes=5)}
    return {name: value for name, value in (given | changed).items() if value is not None}


def unsigned(said: dict[str, Any]) -> str:
    plain = {name: int(value.timestamp()) if isinstance(value, dt.datetime) else value for name, value in said.items()}
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, plain)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


PAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TRICKS: dict[str, Callable[[], str]] = {
    "no signature": lambda: unsigned(claims()),
    "another key": lambda: jwt.encode(claims(), "x" * 43, "HS256"),
    "another algorithm": lambda: jwt.encode(claims(), KEY * 2, "HS512"),
    "the key under another algorithm": lambda: jwt.encode(claims(), KEY, "HS384"),
    "another audience": lambda: jwt.encode(claims(aud="elsewhere"), KEY, "HS256"),
    "no audience": lambda: jwt.encode(claims(aud=None), KEY, "HS256"),
    "another type": lambda: jwt.encode(claims(typ="refresh"), KEY, "HS256"),
    "no type": lambda: jwt.encode(claims(typ=None), KEY, "HS256"),
    "expired": lambda: jwt.encode(claims(exp=PAST), KEY, "HS256"),
    "no end": lambda: jwt.encode(claims(exp=None), KEY, "HS256"),
    "no session": lambda: jwt.encode(claims(sid=None), KEY, "HS256"),
    "nothing": lambda: "",
    "no token": lambda: "a.b.c",
}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_a_token_that_is_not_ours_opens_nothing_even_where_the_row_names_it(
    connection: sa.Connection, tokens: dict[str, Tokens], trick: Callable[[], str]
) -> None:
    token = trick()
    with db.session(SYSTEM) as session:
        mine = UserSession.session_token == sessions.fingerprint(tokens["admin"].access)
        session.execute(sa.update(UserSession).where(mine).values(session_token=sessions.fingerprint(token)))
    assert recognised(token) is None


def test_a_good_signature_opens_nothing_without_its_row(tokens: dict[str, Tokens]) -> None:
    assert recognised(jwt.encode(claims(), KEY, "HS256")) is None


def test_a_row_that_names_a_good_token_is_what_the_tricks_lack(tokens: dict[str, Tokens]) -> None:
    good = jwt.encode(claims(), KEY, "HS256")
    with db.session(SYSTEM) as session:
        mine = UserSession.session_token == sessions.fingerprint(tokens["admin"].access)
        session.execute(sa.update(UserSession).where(mine).values(session_token=sessions.fingerprint(good)))
    assert recognised(good)


def test_neither_token_stands_for_the_other(tokens: dict[str, Tokens]) -> None:
    assert recognised(tokens["admin"].refresh) is None
    assert sessions.renew(tokens["admin"].access, HERE, KEY) is None
