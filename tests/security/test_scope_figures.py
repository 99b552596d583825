"""What a user who sees one customer is shown: figures, the lists behind them, and answers over HTTP."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data import db, kpis, listing
from data.access import SYSTEM, Actor
from data.errors import NotFound
from data.filters import Filters
from data.kpis.headline import BEHIND
from data.roles import PERMISSIONS
from data.vocabulary import Health, RegulatoryStatus, SdlcStage
from tests.security.world import customer

BOLT = Actor(None, PERMISSIONS, frozenset({"bolt"}))
TODAY = Filters(dt.date(2026, 11, 18))
MARKS: list[dict[str, Any]] = [
    *({"kpi": "headline", "measure": measure} for measure in BEHIND),
    *({"kpi": "process_progress", "health": health.value} for health in Health),
    {"kpi": "progress_average"},
    *({"kpi": "sdlc_funnel", way: stage.value} for stage in SdlcStage for way in ("stage", "reached")),
    {"kpi": "utilisation_heatmap"},
    {"kpi": "utilisation_pace"},
    *({"kpi": "pharma_pipeline", "regulatory_status": status.value} for status in RegulatoryStatus),
]


def test_no_figure_is_moved_by_another_customers_records(connection: sa.Connection) -> None:
    connection.exec_driver_sql(customer("bolt", "plain") + "SELECT fold_rollups()")
    before = figures(BOLT)
    connection.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
    connection.exec_driver_sql(customer("acme", "CANARY") + "SELECT fold_rollups()")
    assert figures(BOLT) == before
    assert all(text != before[name] for name, text in figures(SYSTEM).items())


def figures(actor: Actor) -> dict[str, str]:
    with db.session(actor) as session:
        return {name: kpis.read(session, name, TODAY).to_json(date_format="iso") for name in kpis.KPIS}


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: "-".join(map(str, mark.values())))
def test_no_list_behind_a_figure_has_another_customers_records(world: sa.Connection, mark: dict[str, Any]) -> None:
    with db.session(BOLT) as session:
        records = kpis.behind(session, mark, TODAY)
        found = listing.window(session, records.query, {"startRow": 0, "endRow": 100})
    assert "CANARY" not in str(found)


def test_every_figure_was_looked_behind() -> None:
    assert {mark["kpi"] for mark in MARKS} == set(kpis.KPIS)


def test_naming_another_customer_in_a_mark_finds_no_such_customer(world: sa.Connection) -> None:
    with pytest.raises(NotFound), db.session(BOLT) as session:
        kpis.behind(session, {"kpi": "utilisation_heatmap", "customer_id": "acme"}, TODAY)


def test_over_http_too(browser_of: Callable[[str], FlaskClient]) -> None:
    for asker, sees in (("manager of bolt", False), ("manager", True)):
        client, shown = browser_of(asker), ""
        for body in _asked():
            answer = client.post("/_dash-update-component", json=body)
            assert answer.status_code == 200
            shown += answer.get_data(as_text=True)
        assert ("CANARY" in shown) == sees


FIRST = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}


def _asked() -> list[dict[str, Any]]:
    mark = {"id": "drill-query", "property": "data", "value": {"kpi": "headline", "measure": "active_customers"}}
    rows = {"id": "drill-grid", "property": "getRowsRequest", "value": FIRST}
    asked = {"id": "answer-query", "property": "data", "value": {"asked": {}}}
    pressed = [{"id": f"overview-{name}", "property": "n_clicks"} for name in ("refresh", "retry")]
    overview = [asked, *pressed, {"id": "figures-changed", "property": "data"}]
    return [
        {"output": "drill-grid.getRowsResponse", "outputs": {"id": "drill-grid", "property": "getRowsResponse"},
         "inputs": [rows], "state": [mark, asked], "changedPropIds": ["drill-grid.getRowsRequest"]},
        {"output": "overview-content.children", "outputs": {"id": "overview-content", "property": "children"},
         "inputs": overview, "changedPropIds": []},
    ]  # fmt: skip
