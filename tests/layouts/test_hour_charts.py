"""The charts of the pages Utilisation and Customers say what their frames hold."""

import datetime as dt
import json

import pandas as pd

from data.kpis import KPIS
from data.vocabulary import Silence
from layouts.answers import table
from layouts.charts import CHARTS, burn_up, contracts, load, overruns, people, portfolio, silence, utilisation
from tests.layouts import hour_frames
from tests.layouts.frames import NASTY

FRAMES = hour_frames.usual()


def test_the_month_says_when_its_hours_run_out():
    assert burn_up.runs_out(FRAMES["burn_up"]) == dt.date(2026, 11, 23)
    assert "the hours run out on 23 November" in burn_up.subtitle(FRAMES["burn_up"])
    assert "the hours ran out on 10 November" in burn_up.subtitle(hour_frames.month(18, 400.0))
    assert "300\u00a0h left" in burn_up.subtitle(hour_frames.month(18, 1500.0))
    assert burn_up.runs_out(hour_frames.month(18, 0.0)) is None
    shown = burn_up.burn_up(FRAMES["burn_up"])
    assert [line["x0"] for line in shown["layout"]["shapes"]] == [0, "2026-11-23"]


def test_only_days_up_to_today_are_drawn_as_logged():
    logged = next(trace for trace in burn_up.burn_up(FRAMES["burn_up"])["data"] if trace["name"] == "Logged")
    assert (logged["x"][0], logged["x"][-1], logged["y"][-1]) == ("2026-11-01", "2026-11-18", 720.0)
    assert json.loads(logged["customdata"][2]) == {"kpi": "burn_up", "hours": 40.0, "day": "2026-11-03"}


def test_overruns_count_all_and_name_who_runs_out_first():
    said = overruns.words(FRAMES["overruns"])
    assert said.startswith("2 customers over 110 % this month, 40 under 60 %; Helixgen runs out first, on 10 November")
    bars = overruns.overruns(FRAMES["overruns"])["data"][0]
    assert bars["x"][0] == overruns.WIDEST  # drawn shorter than it is, but with its number
    assert bars["text"][0] == "290\u00a0% · 10 Nov"


def test_the_load_says_what_is_past_due_and_when_most_is_planned():
    said = load.words(FRAMES["planned_load"])
    assert "120\u00a0h of it past due" in said
    assert "the fullest week begins on 16 November with 420\u00a0h" in said


def test_people_are_billable_in_part_and_nobody_has_a_bar_too():
    billable, other = people.who_logged(FRAMES["who_logged"])["data"]
    assert (billable["x"], other["x"]) == ([90.0, 0.0], [30.0, 8.0])
    assert other["y"] == ["p1", "nobody"]
    assert people.subtitle(FRAMES["who_logged"]) == "128\u00a0h by 1 person, 70\u00a0% billable, 100\u00a0h before"


def test_the_points_of_a_customer_add_up_to_its_health():
    traces = portfolio.portfolio(FRAMES["portfolio"])["data"]
    assert sum(trace["x"][0] for trace in traces) == 70.0
    narrow = FRAMES["portfolio"].assign(schedule=None, failures=None, health=[80.0, 80.0])
    assert sum(trace["x"][0] for trace in portfolio.portfolio(narrow)["data"]) == 80.0
    assert "schedule 20 of 40: 5 overdue, of 10 open" in portfolio.words(FRAMES["portfolio"])


def test_contracts_name_those_that_end_in_a_week():
    traces = contracts.contract_calendar(FRAMES["contract_calendar"])["data"]
    assert sum(sum(trace["y"]) for trace in traces) == 12
    assert traces[0]["hovertext"][0].endswith("<br>Helixgen")
    assert contracts.subtitle(FRAMES["contract_calendar"]) == "5 within 30 days, 9 within 60, 12 within 90"


def test_silence_counts_the_long_and_the_never():
    assert silence.subtitle(FRAMES["silence"]) == "6 of 34 customers for more than 90 days or never"
    assert len(silence.silence(FRAMES["silence"])["data"][0]["y"]) == len(Silence)


def test_a_service_is_named_with_its_customer():
    shown = utilisation.service_heatmap(FRAMES["service_heatmap"])
    assert shown["layout"]["yaxis"]["ticktext"][0] == "Helixgen · Support"
    assert json.loads(shown["data"][0]["customdata"][1][0])["service_id"] == "s2"


def test_names_are_drawn_letter_for_letter():
    for name, frame in hour_frames.usual(NASTY).items():
        drawn = CHARTS[name].draw(frame)
        texts = json.dumps([{**trace, "customdata": None} for trace in drawn["data"]]) + json.dumps(drawn["layout"])
        assert "<script" not in texts, name


def test_an_empty_frame_of_a_scoped_reader_is_said_in_words():
    for name in FRAMES:
        assert CHARTS[name].words(pd.DataFrame(FRAMES[name].iloc[:0]))


def test_a_customer_in_a_table_leads_to_its_page():
    made = table.table(FRAMES["portfolio"], KPIS["portfolio"].columns)
    assert made["links"] == {0: ["/customers/c1", "/customers/c2"]}
    assert made["rows"][1][:6] == ["Apexbio", "Contracting", "90", "3", "0", "–"]
    assert table.table(FRAMES["silence"], KPIS["silence"].columns)["links"] == {}
