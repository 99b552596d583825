"""No page and no callback asks the database more often where there is more: made from all that there are."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from callbacks import payloads
from dashboard import declared
from dashboard.shapes import Shape, shapes
from data.catalog import ENTITIES
from layouts.answers import ANSWERS
from layouts.pages import PAGES
from tests.security import made_up
from tests.security.calls import valid
from tests.security.many import everything

CALLS = "/_dash-update-component"
SPARE = 4  # statements: what is asked only where a list is full, however long it is
ROWS = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}
OURS = {
    "customers": "acme",
    "contacts": "acme-contact",
    "teams": "acme-team",
    "services": "acme-service",
    "processes": "acme-process",
    "documents": "acme-document",
}
Body = dict[str, Any]


@pytest.fixture
def ids(world: sa.Connection) -> dict[str, str]:
    """Of each kind of record, one of Acme's."""
    found = {name: world.exec_driver_sql(_first_of(entity.table.name)).scalar() for name, entity in ENTITIES.items()}
    return {name: str(id_) for name, id_ in (found | OURS).items()}


@pytest.fixture
def asked(world: sa.Connection, browser_of: Callable[[str], FlaskClient]) -> Callable[[Body], int]:
    """How many statements a call takes; what it writes is taken back."""
    browser, statements = browser_of("admin"), Counter(world)

    def ask(body: Body) -> int:
        statements.count = 0
        undone = world.begin_nested()
        answer = browser.post(CALLS, json=body)
        undone.rollback()
        assert answer.status_code < 500, (body["output"], answer.get_data(as_text=True)[:300])
        return statements.count

    return ask


class Counter:
    """Counts the statements of a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.count = 0
        sa.event.listen(connection, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.count += not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))


@pytest.mark.slow
def test_no_call_asks_more_often_where_there_is_more(
    app: dash.Dash, world: sa.Connection, ids: dict[str, str], asked: Callable[[Body], int]
) -> None:
    calls = {json.dumps(body, sort_keys=True): body for body in _calls(app, ids)}
    few = {name: asked(body) for name, body in calls.items()}
    world.exec_driver_sql(everything())
    many = {name: asked(body) for name, body in calls.items()}
    assert sum(number > 8 for number in few.values()) > 100  # beyond who is asking
    grown = {name: (few[name], many[name]) for name in calls if many[name] > few[name] + SPARE}
    assert not grown, "\n".join(f"{before} → {after}: {name}" for name, (before, after) in grown.items())


def _calls(app: dash.Dash, ids: dict[str, str]) -> Iterator[Body]:
    """Every page, and every callback about each kind of record and each page of figures."""
    known, router = shapes(app), next(iter(declared.OF_DASH))
    for page in PAGES:
        path = page.path.replace("<id>", ids.get(page.entity, ""))
        yield valid(router, known[router], {"pathname": path, "search": ""})
    for id_ in declared.callbacks(app).keys() - {router}:
        for entity, of in ids.items():
            yield _about(_filled(id_, known[id_]), {"entity": entity, "table": ENTITIES[entity].table.name}, of)
        for page in ("overview", *ANSWERS):
            yield _about(_filled(id_, known[id_]), {"page": page}, "acme")


def _filled(id_: str, shape: Shape) -> Body:
    """A call in which everything is said that can be."""
    body = valid(id_, shape)
    for given in (*body["inputs"], *body.get("state", [])):
        for item in given if isinstance(given, list) else [given]:
            if item["property"] == "n_clicks":
                item["value"] = 1
            elif (key := payloads.declared(item["id"], item["property"])) and not key.startswith("form:"):
                item["value"] = ROWS if key == ".getRowsRequest" else made_up.good(key)
    return body


def _about(value: Any, said: dict[str, str], of: str, key: str = "") -> Any:
    """With what is made up replaced by what there is: records by their id, words by what all names have in common."""
    if isinstance(value, dict):
        return {} if set(value) == {"x"} else {name: _about(part, said, of, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_about(part, said, of, key) for part in value]
    return {**said, "words": "CANARY", "value": "CANARY"}.get(key, of) if value == "x" else value


def _first_of(table: str) -> str:
    return f'SELECT id FROM "{table}" LIMIT 1'
