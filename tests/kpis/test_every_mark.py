"""Whatever a page is narrowed to and whoever reads it: a mark lists exactly what it says that it counts."""

import datetime as dt
import json
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data import db as database
from data import kpis
from data.access import SYSTEM, Actor
from data.db import Session
from data.filters import FILTERS, Filters
from data.vocabulary import Comparison
from layouts.charts import CHARTS, attention
from tests.kpis import whole_world
from tests.kpis.flow_world import AREAS, CUSTOMERS, TODAY
from tests.layouts.test_charts import flat

MOST = 12  # marks of an example
PHASES = (Phase.explicit, Phase.generate)  # what failed is small enough as it was drawn
LISTED = [name for name, kpi in kpis.KPIS.items() if kpi.behind]
READERS = {
    "all": SYSTEM,
    "one customer": Actor("u", frozenset({"*"}), frozenset({"c2"})),
    "no customer": Actor("u", frozenset({"*"}), frozenset()),
}
OCCUR = {
    "customer": CUSTOMERS,
    "area": [area for area in AREAS if area],
    "responsible": whole_world.PEOPLE,
    "team": whole_world.TEAMS,
}
# What is not drawn says its numbers in other places: the tiles, the sentence over a card, the head of a table.
WRITTEN = {
    "headline": lambda frame: [_tile(row) for row in frame.itertuples()],
    "progress_average": lambda frame: [{"records": int(frame["open_processes"].iloc[0])}],
    "attention": lambda frame: [json.loads(text) for text in attention.marks(frame)],
    "overdue_processes": lambda frame: [{"records": _total(frame)}, *_rows(frame)],
    "at_risk_processes": lambda frame: [{"records": _total(frame)}, *_rows(frame)],
}


def values_of(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Some that occur, and some that do not."""
    words = FILTERS[name].words
    known = [word.value for word in words] if words else [*OCCUR[name], "nothing"]
    return st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def some_filters(draw: st.DrawFn) -> Filters:
    names = draw(st.lists(st.sampled_from([*FILTERS]), max_size=3, unique=True))
    days = st.none() | st.dates(TODAY - dt.timedelta(days=900), TODAY + dt.timedelta(days=30))
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    against = draw(st.sampled_from([None, *Comparison]))
    words = draw(st.sampled_from(["", "", "", "p1", "C", "100%"]))
    return Filters(TODAY, first, last, against, {name: draw(values_of(name)) for name in names}, words)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", LISTED)
def test_every_mark_lists_what_it_says(whole: None, name: str, reader: str) -> None:
    with database.session(READERS[reader]) as db:
        marks = marks_of(db, name, Filters(TODAY))
        assert wrong(db, marks, Filters(TODAY)) == []
    assert marks or reader == "no customer"


@pytest.mark.parametrize("name", LISTED)
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck], phases=PHASES)
@given(filters=some_filters(), reader=st.sampled_from([*READERS]), dice=st.randoms(use_true_random=False))
def test_marks_list_what_they_say_under_any_filters(
    whole: None, name: str, filters: Filters, reader: str, dice
) -> None:
    with database.session(READERS[reader]) as db:
        marks = marks_of(db, name, filters)
        assert wrong(db, dice.sample(marks, min(len(marks), MOST)), filters) == []


def marks_of(db: Session, name: str, filters: Filters) -> list[dict[str, Any]]:
    """All that the KPI's chart carries; of what is not drawn, what stands in words."""
    frame = kpis.read(db, name, filters)
    if name in WRITTEN:
        return [{"kpi": name} | said for said in WRITTEN[name](frame)]
    return [
        json.loads(text) for trace in CHARTS[name].draw(frame)["data"] for text in flat(trace["customdata"]) if text
    ]


def wrong(db: Session, marks: list[dict[str, Any]], filters: Filters) -> list[tuple[dict[str, Any], float]]:
    """The marks that list something else, each with what it lists."""
    listed = [counted(db, mark, filters) for mark in marks]
    return [(mark, found) for mark, found in zip(marks, listed, strict=True) if found != pytest.approx(said(mark))]


def said(mark: dict[str, Any]) -> float:
    return mark["records"] if "records" in mark else mark["hours"]


def counted(db: Session, mark: dict[str, Any], filters: Filters) -> float:
    records = kpis.behind(db, mark, filters).query.subquery()
    number = sa.func.count() if "records" in mark else sa.func.coalesce(sa.func.sum(records.c.hours), 0)
    return float(db.scalar(sa.select(number).select_from(records)))


def _tile(row: Any) -> dict[str, Any]:
    return {"measure": row.measure, "hours" if row.unit == "h" else "records": row.value}


def _total(frame: pd.DataFrame) -> int:
    return int(frame["total"].iloc[0]) if len(frame) else 0


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"records": 1, "process_id": row.process_id} for row in frame.itertuples()]
