"""Whatever a store, a list, a row or a field sends that was not declared is refused before any code runs."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from callbacks import payloads
from dashboard import declared
from dashboard.shapes import Part, Shape, shapes
from tests.security import made_up
from tests.security.calls import fields, valid
from tests.security.test_forged import CALL, send, written

AT = {"at": 1_764_000_000_000}
CELL = {"colId": "name", "rowIndex": 0, "rowId": "r1", "timestamp": 1_764_000_000_000}
TEXT = {"filterType": "text", "type": "contains", "filter": "acme"}
SORT = {"colId": "name", "sort": "asc", "type": "default"}
ASKED = {"startRow": 0, "endRow": 100, "sortModel": [SORT], "filterModel": {"name": TEXT}, "api": {}}
BOTH = {"filterType": "text", "operator": "OR", "conditions": [TEXT, TEXT | {"type": "endsWith"}]}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (".getRowsRequest", ASKED),
        (".getRowsRequest", ASKED | {"sortModel": [], "filterModel": {}}),
        (".getRowsRequest", ASKED | {"filterModel": {"name": BOTH}}),
        (".getRowsRequest", ASKED | {"filterModel": {"name": {"filterType": "text", "type": "blank"}}}),
        (".cellRendererData", CELL | {"value": {"open": "r1"} | AT}),
        ("users-open.data", {"id": "u1"} | AT),
        ("users-open.data", {"id": "u1", "at": 1_764_000_000.5}),
        ("field.value", ["a", 1]),
        ("field.value", "x" * 10_000),
    ],
)
def test_what_a_browser_sends_is_taken(key: str, value: Any) -> None:
    assert payloads.fits(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (".getRowsRequest", ASKED | {"startRow": -1}),
        (".getRowsRequest", ASKED | {"startRow": "0"}),
        (".getRowsRequest", ASKED | {"endRow": True}),
        (".getRowsRequest", ASKED | {"sortModel": [SORT | {"sort": "sideways"}]}),
        (".getRowsRequest", ASKED | {"sortModel": [SORT | {"colId": "name; DROP"}]}),
        (".getRowsRequest", ASKED | {"filterModel": {"name": TEXT | {"type": "regex"}}}),
        (".getRowsRequest", ASKED | {"filterModel": {"name": TEXT | {"filter": 7}}}),
        (".getRowsRequest", ASKED | {"api": {"x": 1}}),
        (".cellRendererData", CELL | {"value": {"open": "r1", "action": "delete"} | AT}),
        ("users-open.data", {"id": ""}),
        ("users-open.data", {"id": "x" * 201}),
        ("users-open.data", {"id": "u1", "at": True}),
        ("drill-query.data", {"kpi": "salaries"}),
        ("field.value", [["a"]]),
        ("field.value", {"a": 1}),
    ],
)
def test_what_no_browser_sends_is_not(key: str, value: Any) -> None:
    assert not payloads.fits(key, value)


@pytest.mark.parametrize("key", payloads.PAYLOADS)
def test_a_payload_takes_what_is_made_up_from_it_and_nothing_wrong(key: str) -> None:
    assert payloads.fits(key, made_up.good(key))
    taken = [value for value in made_up.bad(key) if payloads.fits(key, value)]
    assert taken == []


def test_every_payload_that_is_declared_is_read(app: dash.Dash) -> None:
    read = {payloads.declared(part.id, part.property) for _, part in reading(app)}
    unread = {key for key in payloads.PAYLOADS if key not in read and not key.startswith(".") and key.count(":") < 2}
    assert unread <= {"records-changed.data", "field.value"}  # what pages to come are made of


def test_every_wrong_payload_of_every_callback_is_refused(
    app: dash.Dash, browser_of: Callable[[str], FlaskClient], world: sa.Connection
) -> None:
    known, client, before = shapes(app), browser_of("admin"), written(world)
    for id_, part in reading(app):
        for wrong in made_up.bad(str(payloads.declared(part.id, part.property))):
            if is_form(part) and not isinstance(wrong, dict):
                continue  # cannot be said with fields
            body = with_value(valid(id_, known[id_]), known[id_], part, wrong)
            assert send(client, json.dumps(body).encode()) == 400, (id_, part, wrong)
    assert written(world) == before


def test_every_good_payload_is_taken_without_a_failure(
    app: dash.Dash, browser_of: Callable[[str], FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    """Ids that are nobody's and the like end in a sentence; nothing ends in the log."""
    known, client = shapes(app), browser_of("admin")
    for id_, part in reading(app):
        value = made_up.good(str(payloads.declared(part.id, part.property)))
        body = with_value(valid(id_, known[id_]), known[id_], part, value)
        assert client.post(CALL, json=body).status_code in (200, 204), (id_, part)
        assert "callback failed" not in caplog.text, (id_, part, caplog.text)


def reading(app: dash.Dash) -> Iterator[tuple[str, Part]]:
    """Each callback with each payload that it reads."""
    known = shapes(app)
    for id_ in declared.callbacks(app):
        for part in (*known[id_].inputs, *known[id_].state):
            if payloads.declared(part.id, part.property):
                yield id_, part


def with_value(body: dict[str, Any], shape: Shape, part: Part, value: Any) -> dict[str, Any]:
    """The call with another value where the part stands."""
    changed = copy.deepcopy(body)
    for name, parts in (("inputs", shape.inputs), ("state", shape.state)):
        for place, known in enumerate(parts):
            if is_form(part) and known.id == part.id:
                changed[name][place] = fields(known, value)
            elif known == part:
                given = changed[name][place]
                (given[0] if part.is_many else given)["value"] = value
    return changed


def is_form(part: Part) -> bool:
    return isinstance(part.id, dict) and payloads.whole(part.id) is not None
