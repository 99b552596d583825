"""The frame, the overview and the other pages, as components."""

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dash import Dash
from dash._utils import to_json
from dash.development.base_component import Component

from data.asked import Asked
from data.filters import Filters
from layouts import drill, notices, overview, tiles
from layouts.answers import line
from layouts.kit import GRAPH_CONFIG
from layouts.pages import PAGES
from layouts.shell import ShellUser, initials, shell
from tests.layouts import frames

NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=ZoneInfo("Europe/Zurich"))
BARE = Filters(NOW.date())
USER = ShellUser("Ana Maria Silva", "ana@example.com", "Manager")


@pytest.fixture(autouse=True)
def _app() -> None:
    """The frame holds dash's page container, which wants an application to exist."""
    Dash("tests", use_pages=True, pages_folder="")


def test_a_stranger_sees_a_frame_without_navigation_or_account():
    drawn = text(shell(None, PAGES))
    assert "DM CRM" in drawn
    assert "Overview" not in drawn
    assert "/sign-out" not in drawn


def test_the_frame_shows_who_is_signed_in_and_the_way_out():
    drawn = text(shell(USER, PAGES))
    for shown in ("Ana Maria Silva", "ana@example.com", "Manager", "Overview", "/sign-out"):
        assert shown in drawn


@pytest.mark.parametrize(("name", "letters"), [("Ana Maria Silva", "AS"), ("root", "R"), ("", "?")])
def test_initials_come_from_the_first_and_last_name(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_a_page_ignores_what_an_address_adds(page):
    assert text(page.layout(utm="1", id="x"))
    assert page.sentence.endswith(("?", "."))


UNDRAWN = {"attention", "progress_average"}  # a list, and two numbers over a chart


def test_the_overview_draws_every_tile_and_chart_it_was_given():
    drawn = [id_ for id_ in ids(drawn_of(whole())) if isinstance(id_, dict)]
    assert {id_["name"] for id_ in drawn if id_.get("kind") == "chart"} == set(overview.FRAMES) - UNDRAWN
    assert {id_["measure"] for id_ in drawn if id_.get("kind") == "tile"} == set(tiles.ICONS)


def test_figures_say_as_of_when_in_the_readers_zone():
    assert "16:07 CET" in text(line(Asked(BARE, {}, ()), NOW))


def test_the_overview_leaves_out_what_the_reader_may_not_see():
    seen = {name: frame for name, frame in whole().items() if not name.startswith("utilisation")}
    assert "Service-hour" not in text(drawn_of(seen))


def test_an_empty_portfolio_gets_a_sentence_and_a_button():
    none = frames.empty() | {"progress_average": frames.average(None, None)}
    drawn = drawn_of(none, tiles=frames.tiles().assign(value=0.0))
    assert "The portfolio is empty" in text(drawn)
    assert "overview-retry" in ids(drawn)


def test_missing_averages_are_a_dash():
    given = whole() | {"progress_average": frames.average(None, None)}
    assert text(drawn_of(given)).count('"–"') == 2


def test_every_graph_keeps_its_data_in_the_building():
    graphs = [node for node in nodes(drawn_of(whole())) if node["type"] == "Graph"]
    assert graphs
    assert all(graph["props"]["config"] == GRAPH_CONFIG for graph in graphs)
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""


@pytest.mark.parametrize(
    ("change", "better", "judged"),
    [(3.2, "up", "good"), (3.2, "down", "bad"), (-1, "down", "good"), (0.01, "up", "even"), (-8, "", "even")],
)
def test_a_change_is_good_or_bad_by_what_is_better(change, better, judged):
    assert tiles.judged(tiles.direction(change), better) == judged


def test_a_change_that_is_not_known_is_not_shown_as_zero():
    assert "nothing to compare with yet" in text(tiles.tiles(frames.tiles()))


def test_a_sparkline_survives_one_point_none_and_no_movement():
    for points in ([], [1.0], [None, None], [2.0, 2.0]):
        assert tiles.sparkline(points).className == "spark"


def test_the_drill_panel_has_columns_for_every_list():
    for resource in ("customers", "processes", "tasks", "hours", "products"):
        assert all(column["field"] and column["headerName"] for column in drill.columns(resource))


def test_the_drill_grid_is_sorted_as_the_list_is_at_first():
    sorted_by = [column["field"] for column in drill.grid("tasks", "due_date").columnDefs if "sort" in column]
    assert sorted_by == ["due_date"]


def test_functions_named_in_columns_are_plain_calls():
    calls = [
        column["valueFormatter"]["function"]
        for columns in drill.COLUMNS.values()
        for column in columns
        if "valueFormatter" in column
    ]
    assert {call.split("(")[0] for call in calls} == {"crmDate", "crmNumber"}


def test_a_failure_says_what_happened_and_offers_another_try():
    drawn = notices.error_card("The database did not answer.", "overview-retry")
    assert "The database did not answer." in text(drawn)
    assert ids(drawn) == ["overview-retry"]


@pytest.mark.parametrize("page", [notices.not_found, notices.forbidden])
def test_a_dead_end_has_a_heading_and_a_way_on(page):
    kinds = [node["type"] for node in nodes(page(anything="1"))]
    assert {"H1", "Link"} <= set(kinds)


def drawn_of(given: dict[str, pd.DataFrame], tiles: pd.DataFrame | None = None) -> list[Component]:
    return overview.figures(given | {"headline": frames.tiles() if tiles is None else tiles}, BARE)


def whole() -> dict[str, pd.DataFrame]:
    return frames.usual() | {"progress_average": frames.average()}


def text(component: Any) -> str:
    return json.dumps(json.loads(to_json(component)), ensure_ascii=False)


def ids(component: Any) -> list[Any]:
    return [node["props"]["id"] for node in nodes(component) if "id" in node["props"]]


def nodes(component: Any) -> list[dict[str, Any]]:
    return list(walk(json.loads(to_json(component))))


def walk(value: Any):
    if isinstance(value, dict):
        if "props" in value and "type" in value:
            yield value
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)
