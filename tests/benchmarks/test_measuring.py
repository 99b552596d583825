"""The benchmarks measure what they say they do, and say it plainly."""

from pathlib import Path

import psycopg
import pytest

from benchmarks import figures, listing, report, searching, writing
from benchmarks.measuring import Figure, Place, readers
from benchmarks.plain import PLAIN, statement
from data import calendar, db, kpis
from data.access import SYSTEM, Actor
from data.filters import Filters


@pytest.fixture
def found(place: Place) -> Place:
    db.configure(place.urls.web, pooled=False)
    return place


def _read(name: str, actor: Actor = SYSTEM) -> list[dict]:
    with db.session(actor) as session:
        return kpis.read(session, name, Filters(calendar.now(session).date())).to_dict("records")


@pytest.mark.parametrize("who", ["all customers", "the largest customer", "12 customers"])
def test_a_plain_aggregate_counts_what_the_kpi_counts(found: Place, made: psycopg.Connection, who: str) -> None:
    actor = readers(found.size)[who]
    values = [float(value or 0) for value in made.execute(statement("headline", actor.customer_ids)).fetchone()]
    assert [float(row["value"]) for row in _read("headline", actor)] == pytest.approx(values)
    shown = sum(row["products"] for row in _read("pharma_pipeline", actor))
    assert shown == sum(row[2] for row in made.execute(statement("pharma_pipeline", actor.customer_ids)))


def test_every_plain_aggregate_is_of_a_kpi_and_runs(made: psycopg.Connection) -> None:
    assert PLAIN.keys() <= kpis.KPIS.keys()
    for name in PLAIN:
        made.execute(statement(name, frozenset({"nobody"})))


@pytest.mark.slow
def test_every_subject_is_measured(found: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LISTS", ("teams",))
    monkeypatch.setattr(figures, "KPIS", ("headline", "throughput"))
    monkeypatch.setattr(searching, "ASKED", ("weekly",))
    monkeypatch.setattr(writing, "SECONDS", 0.1)
    for subject in (searching, listing, figures, writing):
        measured = subject.measure(found)
        assert {figure.table for figure in measured} == {subject.TABLE}
        assert all(figure.value >= 0 for figure in measured)


def test_what_is_missed_stands_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "RESULTS.md")
    small = [Figure("Lists", "the first", 19.94, most=20), Figure("Lists", "share kept", 72, "%", least=70)]
    report.write({"S": small, "M": [Figure("Lists", "the first", 21.5, most=20)]}, "18.0")
    said = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert "| the first | ≤ 20 ms | 19.9 ms | **21.5 ms** |" in said
    assert "| share kept | ≥ 70 % | 72.0 % | – |" in said
