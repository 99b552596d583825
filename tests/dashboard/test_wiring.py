"""Every id a callback names is drawn by some layout. Dash itself checks neither that nor that a page draws."""

import datetime as dt
import json
from collections.abc import Iterator

import dash
import pandas as pd
from dash.development.base_component import Component
from flask.testing import FlaskClient

from data import kpis
from data.asked import Asked
from data.filters import Filters
from data.views import View
from layouts import answers, drill, overview
from layouts.answers import views
from layouts.notices import error_card
from layouts.pages import PAGES
from layouts.shell import ShellUser, shell
from tests.layouts import samples

USER = ShellUser("Ada Admin", "ada@example.com", "Admin")


def kind(id_: str | dict) -> str:
    return id_["kind"] if isinstance(id_, dict) else id_


def parts(tree: object) -> Iterator[Component]:
    """Every component in the tree, in whatever property it stands."""
    if isinstance(tree, Component):
        yield tree
        yield from parts(list(tree.to_plotly_json()["props"].values()))
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from parts(item)


def test_callbacks_name_only_what_is_drawn(signed_in: FlaskClient, db) -> None:
    filters = Filters(dt.date(2026, 11, 18))
    frames = {name: kpis.read(db, name, filters) for name in kpis.KPIS}
    drawn_page = overview.figures(frames | _something(frames), filters)
    trees = [shell(USER, PAGES), *(page.layout() for page in PAGES), drawn_page, drill.grid("processes", "due_date")]
    trees += [
        error_card("It failed.", f"{page}-retry")
        for page in ("overview", "answer", "account", "roles", "settings", "jobs", "changes")
    ]
    trees += samples.drawn()
    trees += [views.content([View("v1", "Mine", {}, True, True, True, "Ada")], False)]
    trees += [answers.line(Asked(filters, {}, ()), dt.datetime.now(dt.UTC))]
    trees += [answers.figures(answer, frames, filters) for answer in answers.ANSWERS.values()]
    drawn = {kind(part.id) for tree in trees for part in parts(tree) if getattr(part, "id", None)}
    named = set()
    for dependency in signed_in.get("/_dash-dependencies").get_json():
        ids = [item["id"] for item in dependency["inputs"] + dependency["state"]]
        ids += [output.rsplit(".", 1)[0] for output in dependency["output"].strip(".").split("...") if "." in output]
        named |= {kind(json.loads(id_)) if id_.startswith("{") else id_ for id_ in ids}
    assert {id_ for id_ in named if not id_.startswith("_pages")} <= drawn


def test_every_page_says_who_may_read_it_and_what_it_answers() -> None:
    for page in PAGES:
        assert page.sentence
        assert page.resource


def test_every_kpi_with_records_lists_columns_the_panel_knows(db) -> None:
    marks = [
        {"kpi": "headline", "measure": "active_customers"},
        {"kpi": "headline", "measure": "overdue_tasks"},
        {"kpi": "headline", "measure": "hours_this_month"},
        {"kpi": "process_progress", "health": "Overdue"},
        {"kpi": "pharma_pipeline", "therapeutic_area": "Oncology"},
    ]
    for mark in marks:
        records = kpis.behind(db, mark, Filters(dt.date(2026, 11, 18)))
        shown = {column["field"] for column in drill.columns(records.resource)}
        assert shown <= set(records.query.subquery().c.keys())
        assert records.order in shown


def _something(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The page draws its charts only where there is something to draw."""
    return frames | {"sdlc_funnel": frames["sdlc_funnel"].assign(reached=1, in_stage=1)}


def test_dash_serves_what_the_shell_draws(app: dash.Dash, signed_in: FlaskClient) -> None:
    assert "overview" in signed_in.get("/_dash-layout").get_data(as_text=True).lower()
