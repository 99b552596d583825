"""Every chart: a valid figure from any frame, safe text, a filter on each mark."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import layouts
from callbacks.payloads import fits
from data.kpis import KPIS
from data.vocabulary import SdlcStage
from layouts import theme
from layouts.attention import listed
from layouts.charts import CHARTS, about, attention, parts
from layouts.charts.compared import spans
from layouts.charts.pace import verdict
from tests.layouts import frames

TODAY = dt.date(2026, 11, 18)
NAMES = [name for name, chart in CHARTS.items() if chart.draw]
NAMED = [
    name
    for name in NAMES
    if name.startswith(("pipeline_by_c", "pipeline_by_t", "health_by", "gantt")) and name != "pipeline_by_class"
]
STATES = {"usual": frames.usual, "one row": frames.one_row, "empty": frames.empty}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_a_valid_figure_from_any_frame(name, state):
    figure = CHARTS[name].draw(STATES[state]()[name])
    go.Figure(figure)
    json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_for_paper_has_colours_instead_of_tokens(name, mode):
    figure = theme.resolved(CHARTS[name].draw(frames.usual()[name]), mode)
    go.Figure(figure)
    assert "var(--crm" not in json.dumps(figure)


@pytest.mark.parametrize("name", NAMES)
def test_figures_carry_no_colour_of_their_own(name):
    figure = CHARTS[name].draw(frames.usual()[name])
    assert not [text for text in strings(figure) if text.startswith("#")]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_chart_says_so_and_draws_no_mark(name):
    figure = CHARTS[name].draw(frames.empty()[name])
    assert figure["data"] == []
    assert figure["layout"]["annotations"][0]["text"].startswith("No ")


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_has_a_definition_and_a_sentence_for_those_who_do_not_see_it(name):
    assert about(name).startswith(KPIS[name].definition)
    assert all(CHARTS[name].words(make()[name]).endswith(".") for make in STATES.values())


@pytest.mark.parametrize("name", ["utilisation_heatmap", "pharma_pipeline", *NAMED])
def test_names_from_the_database_are_drawn_letter_for_letter(name):
    texts = [text for text in strings(CHARTS[name].draw(frames.usual(frames.NASTY)[name])) if not is_mark(text)]
    assert not [text for text in texts if "<script" in text or "<a " in text or "<b>Bold" in text]
    assert [text for text in texts if "&lt;script&gt;" in text]


@pytest.mark.parametrize("name", NAMES)
def test_every_trace_says_in_full_words_what_is_pointed_at(name):
    for trace in CHARTS[name].draw(frames.usual()[name])["data"]:
        assert trace["hovertemplate"] == "%{hovertext}<extra></extra>"
        assert len(flat(trace["hovertext"])) == len(flat(trace["customdata"]))


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_carries_its_filter(name):
    traces = CHARTS[name].draw(frames.usual()[name])["data"]
    marks = [json.loads(carried) for trace in traces for carried in flat(trace["customdata"]) if carried]
    assert bool(marks) == (KPIS[name].behind is not None)
    assert {mark["kpi"] for mark in marks} <= {name}
    assert all(len(mark) > 2 for mark in marks)
    assert all(len({"records", "hours"} & set(mark)) == 1 for mark in marks)
    assert all(fits("drill-query.data", mark | {"at": 1}) for mark in marks)


def test_a_cell_of_the_heat_map_lists_its_customer_and_month():
    cells = CHARTS["utilisation_heatmap"].draw(frames.usual()["utilisation_heatmap"])["data"][0]["customdata"]
    said = {"kpi": "utilisation_heatmap", "hours": 123.0}
    assert json.loads(cells[1][0]) == said | {"customer_id": "c1", "month": "2025-12-01"}


def test_a_month_without_allocation_is_a_gap_and_one_over_the_limit_says_its_number():
    cells = CHARTS["utilisation_heatmap"].draw(frames.usual()["utilisation_heatmap"])["data"][0]
    assert cells["z"][0][0] is None
    assert "nothing allocated" in cells["hovertext"][0][0]
    assert cells["text"][1][0] == "123"
    assert cells["hovertext"][0][1] == "<b>Helixgen</b> · January 2026<br>123\u00a0h of 150\u00a0h (82\u00a0%)"


def test_the_funnel_shows_what_has_reached_a_stage_and_what_is_in_it():
    reached, now = CHARTS["sdlc_funnel"].draw(frames.usual()["sdlc_funnel"])["data"]
    assert reached["text"][1] == "97 · 76\u00a0%"
    assert now["text"][1] == "<b>13</b>"
    assert json.loads(now["customdata"][1])["stage"] == SdlcStage.DESIGN


def test_the_pipeline_leaves_out_what_is_off_it_but_counts_it_in_the_words():
    chart, frame = CHARTS["pharma_pipeline"], frames.usual()["pharma_pipeline"]
    assert "Withdrawn" not in [trace["name"] for trace in chart.draw(frame)["data"]]
    assert "+12 discontinued or withdrawn" in chart.words(frame)


@pytest.mark.parametrize(
    ("forecast", "word"),
    [(0.5, "Under-used"), (0.99, "Within allocation"), (1.2, "Over allocation"), (None, "No forecast")],
)
def test_the_forecast_is_judged_by_the_limits_of_the_dictionary(forecast, word):
    assert verdict(frames.pace(forecast))[2] == word


def test_the_layouts_never_import_plotly():
    sources = [path.read_text() for path in Path(layouts.__file__).parent.rglob("*.py")]
    assert not [source for source in sources if re.search(r"^\s*(from|import) plotly", source, re.M)]


@pytest.mark.parametrize("name", [name for name in NAMED if name != "gantt"])
def test_one_bar_is_no_fatter_than_one_of_six(name):
    layout = CHARTS[name].draw(frames.one_row()[name])["layout"]
    assert layout["yaxis"]["range"] == [5.5, -0.5]
    assert layout["meta"]["height"] < 250


def test_an_axis_of_few_things_counts_in_whole_numbers():
    assert parts.counting(1)["dtick"] == 1
    assert "dtick" not in parts.counting(6)


def test_bubbles_do_not_lie_on_one_another_however_many_there_are():
    ages = [(stage, day, day + 7, 500) for stage in ("Design", "Testing") for day in range(0, 160, 8)]
    frame = pd.DataFrame(ages, columns=["stage", "from_days", "to_days", "processes"]).assign(standing=None)
    [bubbles] = CHARTS["ageing_work"].draw(frame)["data"]
    gap = 350 / 160 * 8  # pixels from one to the next
    assert max(bubbles["marker"]["size"]) <= gap
    assert set(bubbles["text"]) == {""}


def flat(value: Any) -> list[Any]:
    return [item for row in value for item in (row if isinstance(row, list) else [row])]


def is_mark(text: str) -> bool:
    return text.startswith('{"kpi"')


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def test_each_line_that_needs_attention_lists_what_it_speaks_of():
    marks = [json.loads(text) for text in attention.marks(frames.usual()["attention"])]
    assert [(mark.get("records"), mark.get("hours")) for mark in marks] == [(1, None), (1, None), (None, 48.25)]
    assert all(fits("drill-query.data", mark | {"at": 1}) for mark in marks)
    assert json.dumps(listed(frames.usual()).to_plotly_json(), default=str).count("data-mark") == len(marks)


def test_a_year_that_both_days_of_a_period_have_is_said_once():
    frame = frames.usual()["transition_matrix"]
    frame.attrs |= {"now": (dt.date(2026, 8, 26), dt.date(2026, 11, 23)), "before": (dt.date(2025, 12, 1), TODAY)}
    said = spans(frame).replace("\u00a0", " ")
    assert said == "; 26 Aug to 23 Nov 2026 against 1 Dec 2025 to 18 Nov 2026"
