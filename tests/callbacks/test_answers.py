"""The callback of the analytic pages, called as the function it is."""

import orjson
import pytest
import sqlalchemy as sa

from callbacks import answers, context
from data.access import Actor
from data.db import Session
from data.errors import Forbidden, NotFound
from layouts.answers import ANSWERS
from tests import factories as make

EVERYTHING = Actor(None, frozenset({"*"}))


@pytest.fixture
def become(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch):
    return lambda actor: monkeypatch.setattr(context, "actor", lambda: actor)


def draw(page: str = "flow", **asked: list[str]) -> str:
    return orjson.dumps(answers.draw({"asked": asked}, None, None, None, None, {"page": page})).decode()


@pytest.mark.parametrize("page", ANSWERS)
def test_every_page_draws_all_its_cards_on_an_empty_installation(become, page: str) -> None:
    become(EVERYTHING)
    drawn = draw(page)
    assert drawn.count("answer-card") == len(ANSWERS[page].cards)


@pytest.mark.parametrize("page", ANSWERS)
def test_every_page_draws_with_a_bit_of_everything(db: Session, become, page: str) -> None:
    make.task(db)
    become(EVERYTHING)
    assert draw(page).count("answer-card") == len(ANSWERS[page].cards)


def test_what_is_not_known_is_left_out_with_a_sentence(become) -> None:
    become(EVERYTHING)
    assert "Stage: what the address asked for is not known here." in draw(stage=["Nowhere"])


def test_a_role_that_reads_no_processes_is_told_so(become) -> None:
    become(Actor(None, frozenset({"dashboards:read"})))
    assert "Nothing here is open to you" in draw()


def test_a_page_that_does_not_exist_has_no_figures(become) -> None:
    become(EVERYTHING)
    with pytest.raises(NotFound):
        draw("salaries")


def test_who_may_read_nothing_gets_no_figures(become) -> None:
    become(Actor(None))
    assert "Nothing here is open to you" in draw()


def test_failures_end_in_a_card_that_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "show_error", lambda error: None)
    assert "answer-retry" in str(answers.apologise(Forbidden("No.")))


def test_the_menu_of_areas_lists_what_processes_have(db: Session, become) -> None:
    make.process(db, functional_area="CRM Refresh")
    become(EVERYTHING)
    assert "CRM Refresh" in str(answers.list_areas({"page": "flow"}))


def test_the_menu_of_areas_says_when_there_is_none(become) -> None:
    become(EVERYTHING)
    assert "No process has a functional area yet." in str(answers.list_areas({"page": "flow"}))
