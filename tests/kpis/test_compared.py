"""A figure that takes a comparison shows that of the other period, exactly; one that takes none does not pretend."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from data import db as database
from data import kpis
from data.access import SYSTEM, Actor
from data.filters import AGAINST, Filters
from data.vocabulary import Comparison
from layouts.answers import ANSWERS
from layouts.answers.card import drawn
from layouts.charts import CHARTS
from tests.kpis.flow_world import TODAY

AUTUMN = Filters(TODAY, dt.date(2026, 8, 20), dt.date(2026, 10, 31))
KEYS = {
    "pipeline_movement": ["regulatory_status"],
    "transition_matrix": ["from_status", "to_status"],
    "months_in_status": ["regulatory_status"],
    "milestone_slip": ["milestone"],
}
TAKE = [name for name, kpi in kpis.KPIS.items() if AGAINST in kpi.takes]
READERS = {"all": SYSTEM, "one customer": Actor("u", frozenset({"*"}), frozenset({"c2"}))}
SUBTITLES = {card.kpi: card.subtitle for answer in ANSWERS.values() for card in answer.cards}


def read(name: str, filters: Filters, reader: Actor = SYSTEM) -> pd.DataFrame:
    with database.session(reader) as db:
        return kpis.read(db, name, filters)


def rows(frame: pd.DataFrame, keys: list[str], then: str = "") -> dict[tuple, Any]:
    """What each row counts, by its keys; nothing of a row without any."""
    names = [name for name in frame.columns if name not in keys and not name.endswith("_before")]
    told = {
        tuple(row[key] for key in keys): [row[f"{name}{then}"] for name in names] for row in frame.to_dict("records")
    }
    return {key: values for key, values in told.items() if any(values)}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("against", Comparison)
@pytest.mark.parametrize("asked", [AUTUMN, Filters(TODAY), AUTUMN._replace(chosen={"team": ("c2-t1",)})])
@pytest.mark.parametrize("name", KEYS)
def test_beside_a_figure_stands_what_the_other_period_has(
    whole: None, name: str, asked: Filters, against: Comparison, reader: str
) -> None:
    told = read(name, asked._replace(against=against), READERS[reader])
    assert rows(told, KEYS[name]) == rows(read(name, asked, READERS[reader]), KEYS[name])
    first, last = told.attrs["before"]
    other = read(name, asked._replace(first=first, last=last), READERS[reader])
    assert rows(told, KEYS[name], "_before") == rows(other, KEYS[name])


@pytest.mark.parametrize("name", kpis.KPIS)
def test_only_figures_that_take_a_comparison_change_with_it(whole: None, name: str) -> None:
    alone, beside = (read(name, AUTUMN._replace(against=against)) for against in (None, Comparison.PREVIOUS))
    same = alone.attrs == beside.attrs and alone.to_dict("list") == beside.to_dict("list")
    assert same == (name not in TAKE)


@pytest.mark.parametrize("name", TAKE)
def test_a_comparison_is_said_in_words(whole: None, name: str) -> None:
    alone, beside = (read(name, AUTUMN._replace(against=against)) for against in (None, Comparison.PREVIOUS))
    assert SUBTITLES[name](alone) != SUBTITLES[name](beside)
    assert any(word in SUBTITLES[name](beside) for word in ("against", "before"))
    assert CHARTS[name].words(beside).endswith(".")
    assert CHARTS[name].draw(beside)["data"]


def test_nothing_beside_something_is_said(whole: None) -> None:
    ahead = Filters(TODAY, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=300), Comparison.PREVIOUS)
    frame = read("transition_matrix", ahead)
    one = next(card for card in ANSWERS["pipeline"].cards if card.kpi == "transition_matrix")
    said = str(drawn(one, {"transition_matrix": frame}, ahead))
    assert "No product moved in this period." in said
    assert f"0 (−{frame['products_before'].sum()}) moves in 0 ways" in said


@pytest.mark.parametrize("name", KEYS)
def test_a_comparison_stands_in_the_table(whole: None, name: str) -> None:
    columns = kpis.KPIS[name].columns
    alone, beside = (read(name, AUTUMN._replace(against=against)) for against in (None, Comparison.LAST_YEAR))
    assert not [column for column in columns if column.endswith("_before") and column in alone]
    assert set(columns) == set(beside.columns)


def test_what_had_moved_only_then_has_nothing_now(whole: None) -> None:
    nobody = Filters(TODAY, dt.date(2199, 1, 1), dt.date(2199, 12, 31), Comparison.PREVIOUS)
    assert read("transition_matrix", nobody).empty
    told = read("transition_matrix", Filters(TODAY, TODAY, TODAY + dt.timedelta(days=300), Comparison.PREVIOUS))
    assert set(told["products"]) == {0}
    assert told["products_before"].min() > 0
