"""Forged calls: whatever is sent, the answer is a refusal, never a failure, and never an effect."""

import io
import json
import random
from collections.abc import Callable
from typing import Any

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard import bodies, declared
from dashboard.shapes import shapes
from tests.security.calls import valid
from tests.security.mutations import mutated, skeleton

CALL = "/_dash-update-component"
REFUSALS = range(400, 500)
MARK = {"kpi": "headline", "measure": "active_customers"}
FIRST_TEN = {"startRow": 0, "endRow": 10, "sortModel": [], "filterModel": {}}
ROWS: dict[str, Any] = {
    "output": "drill-grid.getRowsResponse",
    "outputs": {"id": "drill-grid", "property": "getRowsResponse"},
    "inputs": [{"id": "drill-grid", "property": "getRowsRequest", "value": FIRST_TEN}],
    "state": [
        {"id": "drill-query", "property": "data", "value": MARK},
        {"id": "answer-query", "property": "data", "value": {"asked": {}}},
    ],
    "changedPropIds": ["drill-grid.getRowsRequest"],
    "parsedChangedPropsIds": ["drill-grid.getRowsRequest"],
}
GRID = ROWS["inputs"][0]
FORGED: dict[str, dict[str, Any]] = {
    "another output": {"output": "drill-grid.rowData"},
    "an output that is a list": {"output": ["drill-grid.getRowsResponse"]},
    "another target": {"outputs": {"id": "toast", "property": "getRowsResponse"}},
    "another property of the target": {"outputs": {"id": "drill-grid", "property": "children"}},
    "a target with a value": {"outputs": ROWS["outputs"] | {"value": 1}},
    "targets in a list": {"outputs": [ROWS["outputs"]]},
    "no target": {"outputs": None},
    "another id": {"inputs": [GRID | {"id": "superadmin"}]},
    "an id that is an object": {"inputs": [GRID | {"id": {"index": "drill-grid"}}]},
    "an id that is a list": {"inputs": [GRID | {"id": ["drill-grid"]}]},
    "another property": {"inputs": [GRID | {"property": "rowData"}]},
    "a property that is none": {"inputs": [GRID | {"property": None}]},
    "one input too many": {"inputs": [GRID, GRID]},
    "one input too few": {"inputs": []},
    "an input in a list": {"inputs": [[GRID]]},
    "inputs that are an object": {"inputs": {"0": GRID}},
    "an input that is a word": {"inputs": ["drill-grid"]},
    "more about an input": {"inputs": [GRID | {"role": "Admin"}]},
    "an input said to be optional": {"inputs": [GRID | {"value": None, "allow_optional": True}]},
    "another state": {"state": [{"id": "user", "property": "data", "value": {}}, ROWS["state"][1]]},
    "no state": {"state": []},
    "state that is none": {"state": None},
    "another trigger": {"changedPropIds": ["superadmin.n_clicks"], "parsedChangedPropsIds": ["superadmin.n_clicks"]},
    "state as a trigger": {"changedPropIds": ["drill-query.data"], "parsedChangedPropsIds": ["drill-query.data"]},
    "a trigger that is an object": {"changedPropIds": [{"i": {"evil": [1]}}]},
    "a trigger that is no list": {"changedPropIds": "drill-grid.getRowsRequest"},
    "a trigger that is none": {"changedPropIds": None},
    "no trigger": {"changedPropIds": [], "parsedChangedPropsIds": []},
    "another trigger once parsed": {"parsedChangedPropsIds": ["superadmin.n_clicks"]},
    "one key more": {"user": "admin"},
    "a background job": {"cacheKey": "x", "job": "1"},
}
RAW: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a word": b'"x"',
    "none": b"null",
    "a number": b"7",
    "not a number": b'{"output": NaN}',
    "infinity": b'{"output": -Infinity}',
    "a number too large": b'{"output": 1e999}',
    "an integer too large": b'{"output": 9007199254740993}',
    "an integer of 5000 digits": b'{"output": ' + b"9" * 5000 + b"}",
    "a zero character": b'{"output": "a\\u0000b"}',
    "a zero character in a key": b'{"a\\u0000b": 1}',
    "half a character": b'{"output": "\\ud800"}',
    "half a character in a key": b'{"\\udfff": 1}',
    "a key twice": b'{"output": "drill-grid.getRowsResponse", "output": "x.y"}',
    "bytes that are no text": b'{"output": "\xff\xfe"}',
    "another encoding": json.dumps(ROWS).encode("utf-16"),
    "a mark before the text": b"\xef\xbb\xbf" + json.dumps(ROWS).encode(),
    "1000 levels": b'{"output": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    "100,000 levels": b"[" * 100_000,
    "33 levels": b'{"output": ' + b"[" * 33 + b"]" * 33 + b"}",
    "20,000 values": json.dumps({"output": [0] * 20_000}).encode(),
}


@pytest.fixture
def manager(browser_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser_of("manager")


def written(connection: sa.Connection) -> int:
    """Whatever is written leaves a row in the trail, which only those who see all customers can count."""
    connection.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
    return connection.exec_driver_sql("SELECT count(*) FROM audit_logs WHERE action <> 'denied'").scalar_one()


def send(client: FlaskClient, content: bytes, **headers: str) -> int:
    return client.post(CALL, data=content, content_type="application/json", headers=headers).status_code


def test_the_call_that_is_forged_below_is_a_good_one(manager: FlaskClient) -> None:
    answer = manager.post(CALL, json=ROWS)
    assert (answer.status_code, "CANARY" in answer.get_data(as_text=True)) == (200, True)


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_forged_call_is_refused(manager: FlaskClient, world: sa.Connection, change: dict[str, Any]) -> None:
    before = written(world)
    assert manager.post(CALL, json=ROWS | change).status_code in REFUSALS
    assert written(world) == before


@pytest.mark.parametrize("key", ["output", "outputs", "inputs", "state", "changedPropIds"])
def test_a_call_without_one_of_its_parts_is_refused(manager: FlaskClient, key: str) -> None:
    assert manager.post(CALL, json={name: value for name, value in ROWS.items() if name != key}).status_code in REFUSALS


@pytest.mark.parametrize("content", RAW.values(), ids=RAW)
def test_a_body_that_no_browser_sends_is_refused(manager: FlaskClient, content: bytes) -> None:
    assert send(manager, content) in REFUSALS


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", {"a\x00b": 1}, [[[float("nan")]]], 2**53])
def test_a_value_that_cannot_be_kept_is_refused(manager: FlaskClient, value: Any) -> None:
    body = ROWS | {"inputs": [GRID | {"value": FIRST_TEN | {"startRow": value}}]}
    assert send(manager, json.dumps(body).encode()) == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "a/b+json"])
def test_only_json_is_taken(manager: FlaskClient, kind: str) -> None:
    answer = manager.post(CALL, data=json.dumps(ROWS).encode(), content_type=kind)
    assert answer.status_code == 415


class Untouched(io.RawIOBase):
    """A body that must not be read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("The body was read.")


MEASURED = {
    "60 MB": {"CONTENT_LENGTH": str(60 * 1024 * 1024)},
    "a byte too many": {"CONTENT_LENGTH": str(bodies.LARGEST + 1)},
    "in chunks": {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"},
}


@pytest.mark.parametrize("said", MEASURED.values(), ids=MEASURED)
def test_a_body_too_large_or_unmeasured_is_refused_unread(manager: FlaskClient, said: dict[str, str]) -> None:
    environ = {"wsgi.input": Untouched(), "CONTENT_TYPE": "application/json"} | said
    answer = manager.post(CALL, environ_overrides=environ)
    assert answer.status_code == (413 if said["CONTENT_LENGTH"] else 411)


@pytest.mark.parametrize("asker", ["manager", "admin"])
def test_no_random_change_to_a_good_call_does_more_than_the_call(
    app: dash.Dash, browser_of: Callable[[str], FlaskClient], world: sa.Connection, asker: str
) -> None:
    """2xx only where nothing but values differ; anything else is refused and leaves no trace."""
    chance, known, client = random.Random(20_261_122), shapes(app), browser_of(asker)
    good = [ROWS, *(valid(id_, known[id_]) for id_ in declared.callbacks(app))]
    answers = {True: 0, False: 0}
    for turn in range(600):
        original = good[turn % len(good)]
        body, before = mutated(original, chance), written(world)
        status = send(client, json.dumps(body).encode())
        assert status < 500, body
        assert status != 401, body
        answers[status < 300] += 1
        if status < 300:
            assert skeleton(body) == skeleton(original), body
        else:
            assert written(world) == before, body
    assert min(answers.values()) > 0


@pytest.mark.parametrize("field", ["email", "password", "next"])
@pytest.mark.parametrize(
    "value", ["\x00", "a\x00b@example.com", "\udc80", "x" * 100_000, "%00", "' OR 1=1 --", "𝕒@𝕓.𝕔"]
)
def test_a_forged_form_signs_nobody_in_and_fails_nothing(
    browser_of: Callable[[str], FlaskClient], field: str, value: str
) -> None:
    form = {"email": "admin@example.com", "password": "wrong", field: value.encode("utf-8", "surrogatepass")}
    assert browser_of("nobody").post("/sign-in", data=form).status_code in REFUSALS


@pytest.mark.parametrize("cookie", ["x", "a.b.c", "....", "\x7f", "é", "eyJhbGciOiJub25lIn0.e30.", "x" * 4000])
def test_a_forged_cookie_opens_nothing(app: dash.Dash, world: sa.Connection, cookie: str) -> None:
    client = app.server.test_client()
    for name in ("dm_crm_session", "dm_crm_refresh"):
        client.set_cookie(name, cookie)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "token", ["x", "%00", "a.b", "é", "..%2f..", "00000000-0000-7000-8000-000000000001." + "0" * 64]
)
def test_a_forged_link_opens_nothing(browser_of: Callable[[str], FlaskClient], token: str) -> None:
    client = browser_of("nobody")
    form = {"password": "a long enough one", "again": "a long enough one"}
    for answer in (client.get(f"/link/{token}"), client.post(f"/link/{token}", data=form)):
        assert answer.status_code in (302, 401, 404, 429)
        assert "Set-Cookie" not in answer.headers
