"""Analytic pages as components: what every card has, whatever its KPI."""

import datetime as dt
import json

import pandas as pd
import pytest

from data.access import SYSTEM, Actor
from data.asked import Asked
from data.filters import AGAINST, FILTERS, PERIOD, TEXT, Filters
from data.kpis import KPIS, Column
from data.vocabulary import Comparison, SdlcStage
from layouts import answers
from layouts.answers import asking, bar, card, chips, table
from layouts.charts import CHARTS
from tests.layouts import frames
from tests.layouts.test_pages import nodes, text

TODAY = dt.date(2026, 11, 18)
NOW = dt.datetime(2026, 11, 18, 14, 3, tzinfo=dt.UTC)
BARE = Filters(TODAY)
CARDS = [(name, one) for name, answer in answers.ANSWERS.items() for one in answer.cards]


@pytest.mark.parametrize(("name", "one"), CARDS, ids=[f"{name}: {one.kpi}" for name, one in CARDS])
def test_a_card_has_a_definition_columns_and_a_way_to_be_shown(name, one):
    kpi = KPIS[one.kpi]
    assert kpi.definition
    assert kpi.columns
    assert one.kpi in CHARTS


def test_no_card_stands_twice_on_a_page():
    for answer in answers.ANSWERS.values():
        assert len(set(answer.kpis)) == len(answer.kpis)


def test_a_page_waits_with_as_many_boxes_as_it_has_cards():
    for name, answer in answers.ANSWERS.items():
        assert text(answers.layout(name)).count("sk-chart") == len(answer.cards)


def test_a_page_says_when_its_figures_were_read():
    assert "14:03 UTC" in text(answers.line(Asked(BARE, {}, ()), NOW))


def test_a_page_of_which_nothing_is_open_says_so():
    assert "reads none of the figures" in text(answers.figures(answers.ANSWERS["flow"], {}, BARE))


def test_what_of_the_address_was_not_understood_is_said():
    drawn = answers.line(Asked(BARE, {}, ("The period ended before it began.",)), NOW)
    assert "The period ended before it began." in text(drawn)


def test_a_card_says_which_of_the_filters_it_took(monkeypatch):
    monkeypatch.setitem(KPIS, "sdlc_funnel", KPIS["sdlc_funnel"]._replace(takes=frozenset({"stage", "customer"})))
    filters = Filters(TODAY, first=TODAY, chosen={"stage": ("Design",), "customer": ("c1",)})
    assert card.took("sdlc_funnel", filters) == "Took 2 of 3 filters: customer, stage"
    assert card.took("sdlc_funnel", filters.only({"stage"})) == ""
    assert card.took("sdlc_funnel", Filters(TODAY, words="extract")) == "Not filtered"


def test_a_card_carries_its_figures_as_a_table():
    one = answers.Card("sdlc_funnel", lambda _frame: "")
    drawn = card.drawn(one, {"sdlc_funnel": frames.funnel([5, 4, 3, 2, 1, 0])}, BARE)
    [told] = [json.loads(node["props"]["data-table"]) for node in nodes(drawn) if "data-table" in node["props"]]
    assert [head["label"] for head in told["heads"]] == [
        "Stage",
        "Reached",
        "Of the stage before, %",
        "In it now",
    ]
    assert told["rows"][1] == ["Design", "4", "80", "1"]


def test_a_kpi_without_a_drawing_is_a_table_from_the_start(monkeypatch):
    monkeypatch.setitem(CHARTS, "sdlc_funnel", CHARTS["sdlc_funnel"]._replace(draw=None))
    drawn = card.drawn(answers.Card("sdlc_funnel", lambda _frame: ""), {"sdlc_funnel": frames.funnel([0] * 6)}, BARE)
    assert drawn.to_plotly_json()["props"]["data-view"] == "table"
    assert not [node for node in nodes(drawn) if node["type"] == "Graph"]


def test_a_table_writes_figures_for_people():
    frame = pd.DataFrame(
        {
            "name": ["Acme", None],
            "month": [dt.date(2026, 11, 1), None],
            "due": [dt.date(2026, 3, 5), None],
            "hours": [1234.5, float("nan")],
            "used": [0.834, None],
            "late": [True, False],
            "id": ["x", "y"],
        }
    )
    units = {"name": "", "month": "month", "due": "", "hours": "h", "used": "share", "late": ""}
    told = table.table(frame, {name: Column(name.title(), unit) for name, unit in units.items()})
    assert [head["label"] for head in told["heads"]] == ["Name", "Month", "Due", "Hours, h", "Used, %", "Late"]
    assert [head["number"] for head in told["heads"]] == [False, False, False, True, True, False]
    assert told["rows"][0] == ["Acme", "Nov\u00a02026", "5\u00a0Mar\u00a02026", "1,234.5", "83", "Yes"]
    assert told["rows"][1] == ["–", "–", "–", "–", "–", "No"]


def test_a_long_table_shows_its_beginning_and_says_how_long_it_is():
    told = table.table(pd.DataFrame({"n": range(table.MOST + 7)}), {"n": Column("N")})
    assert (len(told["rows"]), told["total"]) == (table.MOST, table.MOST + 7)


def test_an_address_is_cut_to_what_a_store_takes():
    asked = asking.asked({"stage": ["Design", "Testing"], "q": "x" * 900, "utm": "1", "customer": ["c"] * 99})
    assert asked["stage"] == ["Design", "Testing"]
    assert len(asked["q"][0]) == 200
    assert len(asked["customer"]) == 51
    assert "utm" not in asked


def test_a_chip_stands_for_each_value_and_one_button_for_all():
    filters = Filters(TODAY, dt.date(2026, 1, 1), TODAY, Comparison.PREVIOUS, {"stage": ("Design", "Testing")}, "ext")
    drawn = nodes(
        chips.chips(filters._replace(chosen=filters.chosen | {"customer": ("c1",)}), {"customer": {"c1": "A"}})
    )
    said = [node["props"]["data-unfilter"] for node in drawn if "data-unfilter" in node["props"]]
    assert said == ["from,to", "against", "customer", "stage", "stage", "q", "*"]
    shown = text(drawn)
    for words in ("1 Jan 2026 to 18 Nov 2026", "Customer: A", "Stage: Testing", "“ext”", "5 filters · reset"):
        assert words in shown


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(TODAY, TODAY, "18 Nov 2026"), (TODAY, None, "from 18 Nov 2026"), (None, TODAY, "until 18 Nov 2026")],
)
def test_a_period_is_said_as_one_would(first, last, said):
    assert chips.period(Filters(TODAY, first, last)) == said


def test_a_page_offers_what_its_cards_take_and_its_reader_may_know(monkeypatch):
    taken = frozenset({"stage", "customer", "responsible", "area", "period", "text"})
    monkeypatch.setitem(KPIS, "sdlc_funnel", KPIS["sdlc_funnel"]._replace(takes=taken))
    assert bar.offered(["sdlc_funnel"], SYSTEM) == taken
    few = Actor(None, frozenset({"dashboards:read", "customers:read"}))
    assert bar.offered(["sdlc_funnel"], few) == {"stage", "customer", "period", "text"}


def test_the_bar_has_a_menu_for_each_filter_that_it_offers():
    taken = frozenset({*FILTERS, PERIOD, TEXT})
    drawn = nodes(bar.menus(taken))
    menus = [node["props"]["data-filter-menu"] for node in drawn if "data-filter-menu" in node["props"]]
    assert set(menus) == taken - {TEXT}
    stages = [node for node in drawn if node["props"].get("data-filter") == "stage"]
    assert [node["props"]["data-value"] for node in stages] == list(SdlcStage)
    assert bar.menus(frozenset()) == []


def test_a_comparison_is_offered_where_a_card_shows_it():
    assert AGAINST in bar.offered(answers.ANSWERS["pipeline"].kpis, SYSTEM)
    assert AGAINST not in bar.offered(["utilisation_heatmap"], SYSTEM)
    for shown, number in ((frozenset({PERIOD}), 0), (frozenset({PERIOD, AGAINST}), 3)):
        assert len([node for node in nodes(bar.menus(shown)) if "data-against" in node["props"]]) == number


def test_a_card_says_that_it_took_no_comparison():
    against = Filters(TODAY, TODAY, TODAY, Comparison.PREVIOUS)
    assert card.took("gantt", against) == "Took 1 of 2 filters: period"
    assert card.took("milestone_slip", against) == ""
    assert card.took("overdue_processes", against) == "Took none of 2 filters"


def test_a_late_process_leads_to_its_page():
    frame = frames.usual()["overdue_processes"]
    told = table.table(frame, KPIS["overdue_processes"].columns)
    assert told["links"] == {0: [f"/processes/{id_}" for id_ in frame["process_id"]]}


@pytest.mark.parametrize(("name", "one"), CARDS, ids=[f"{name}: {one.kpi}" for name, one in CARDS])
def test_a_card_with_nothing_to_show_says_so_in_place_of_a_chart(name, one):
    drawn = card.drawn(one, frames.empty(), BARE)
    assert "card-nothing" in text(drawn)
    assert not [node for node in nodes(drawn) if node["type"] == "Graph"]
    assert "card-menu" not in text(drawn)


def test_a_card_with_nothing_to_show_says_what_to_do_next_to_those_who_may():
    one = answers.Card("throughput", lambda _frame: "")
    assert "Complete a process" in text(card.drawn(one, frames.empty(), BARE))
    viewer = Actor(None, frozenset({"processes:read"}))
    assert "Complete a process" not in text(card.drawn(one, frames.empty(), BARE, viewer))


def test_a_card_that_is_narrowed_to_nothing_leads_back():
    one = answers.Card("throughput", lambda _frame: "")
    drawn = card.drawn(one, frames.empty(), Filters(TODAY, chosen={"customer": ("c1",)}))
    [back] = [node["props"] for node in nodes(drawn) if "data-unfilter" in node["props"]]
    assert back["data-unfilter"] == "*"
    assert "Complete a process" not in text(drawn)
