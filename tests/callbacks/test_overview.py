"""The overview's callbacks, called as the functions they are."""

import orjson
import pytest
import sqlalchemy as sa

from callbacks import context, drill, messages, overview
from data.access import Actor
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from tests import factories as make

EVERYTHING = Actor(None, frozenset({"*"}))
WINDOW = {"startRow": 0, "endRow": 100, "sortModel": []}
ALL = {"asked": {}}
OPEN = {"kpi": "headline", "measure": "open_processes", "at": 1}


@pytest.fixture
def become(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch):
    return lambda actor: monkeypatch.setattr(context, "actor", lambda: actor)


def test_an_empty_installation_is_told_so(become) -> None:
    become(EVERYTHING)
    assert "As of " in orjson.dumps(overview.draw(ALL)).decode()


def test_a_role_without_hours_gets_the_other_cards(db: Session, become) -> None:
    make.process(db)
    become(Actor(None, frozenset({"dashboards:read", "processes:read", "products:read"})))
    drawn = orjson.dumps(overview.draw(ALL)).decode()
    assert "SDLC funnel" in drawn
    assert "Service-hour utilisation" not in drawn


def test_nobody_sees_figures_without_the_right_to(become) -> None:
    become(Actor(None))
    with pytest.raises(Forbidden):
        overview.draw(ALL)


def test_a_mark_opens_its_list(db: Session, become) -> None:
    make.process(db, name="Weekly extract")
    become(EVERYTHING)
    is_open, title, count, _grid = drill.open_list(OPEN, ALL)
    assert (is_open, title, count) == (True, "Open processes", "1 record")
    answer = drill.rows(WINDOW, OPEN, ALL)
    assert (answer["rowCount"], answer["rowData"][0]["name"]) == (1, "Weekly extract")


def test_a_list_is_sorted_as_asked(db: Session, become) -> None:
    for name in ("Beta", "alpha", "Gamma"):
        make.process(db, name=name)
    become(EVERYTHING)
    answer = drill.rows(WINDOW | {"sortModel": [{"colId": "name", "sort": "desc"}]}, OPEN, ALL)
    assert [row["name"] for row in answer["rowData"]] == ["Gamma", "Beta", "alpha"]


def test_a_list_keeps_to_what_the_page_is_narrowed_to(db: Session, become) -> None:
    acme = make.process(db, name="Weekly extract").customer_id
    make.process(db, name="Other work")
    become(EVERYTHING)
    narrowed = {"asked": {"customer": [acme]}}
    assert drill.open_list(OPEN, narrowed)[2] == "1 record"
    assert [row["name"] for row in drill.rows(WINDOW, OPEN, narrowed)["rowData"]] == ["Weekly extract"]


@pytest.mark.parametrize(
    "request_",
    [
        {"startRow": 0, "endRow": 100_000},
        {"startRow": -5, "endRow": 10},
        {"startRow": 0, "endRow": 10, "sortModel": [{"colId": "password_hash", "sort": "asc"}]},
        {"startRow": 0, "endRow": 10, "sortModel": ["name; DROP TABLE users"]},
        {"startRow": "0", "endRow": "x"},
        {},
        {"endRow": 10},
    ],
)
def test_a_forged_window_is_refused_in_words(become, request_: dict) -> None:
    become(EVERYTHING)
    with pytest.raises(Invalid):
        drill.rows(request_ or {"startRow": None}, OPEN, ALL)


@pytest.mark.parametrize(
    "mark", [{"kpi": ["x"]}, {"kpi": "headline", "measure": {}}, {"kpi": "sdlc_funnel", "stage": []}]
)
def test_a_forged_mark_lists_nothing(become, mark: dict) -> None:
    become(EVERYTHING)
    with pytest.raises(NotFound):
        drill.open_list(mark, ALL)


def test_a_list_needs_the_right_to_its_records(become) -> None:
    become(Actor(None, frozenset({"dashboards:read"})))
    with pytest.raises(Forbidden):
        drill.open_list(OPEN, ALL)


def test_an_expected_error_is_told_and_an_unexpected_one_owned_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(messages, "set_props", lambda _id, props: told.append(props["data"]["text"]))
    messages.show_error(Conflict("Acme has 3 open processes; close them first."))
    messages.show_error(RuntimeError("secret detail"))
    assert told == ["Acme has 3 open processes; close them first.", messages.OWNED_UP]
