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
from data.kpis.moves import WAYS
from data.kpis.slip import OUTCOMES
from data.kpis.stays import STATES
from data.roles import PERMISSIONS
from data.vocabulary import Attention, Ending, Health, Load, RegulatoryStatus, SdlcStage, Silence
from tests.security.world import customer

BOLT = Actor(None, PERMISSIONS, frozenset({"bolt"}))
TODAY = Filters(dt.date(2026, 11, 18))
# What these customers do not have: a past, and a contract that ends. tests/kpis reads them as several readers.
STILL = {"stage_days", "cumulative_flow", "cycle_time", "throughput", "completion_forecast", "contract_calendar"}
STILL |= {"pipeline_movement", "transition_matrix", "months_in_status", "milestone_slip", "gantt", "at_risk_processes"}
MARKS: list[dict[str, Any]] = [
    *({"kpi": "headline", "measure": measure} for measure in BEHIND),
    *({"kpi": "process_progress", "health": health.value} for health in Health),
    {"kpi": "progress_average"},
    *({"kpi": "sdlc_funnel", way: stage.value} for stage in SdlcStage for way in ("stage", "reached")),
    *({"kpi": "stage_days", way: stage.value} for stage in SdlcStage for way in ("left", "returned")),
    *({"kpi": "cumulative_flow", "state": state.value, "day": "2026-11-30"} for state in STATES),
    *({"kpi": "cycle_time", "measure": name, "from": "0", "to": ""} for name in ("Cycle time", "Lead time")),
    {"kpi": "throughput", "week": "2026-11-23"},
    *({"kpi": "ageing_work", "stage": stage.value, "from": "0", "to": "99"} for stage in SdlcStage),
    {"kpi": "utilisation_heatmap"},
    {"kpi": "utilisation_pace"},
    {"kpi": "service_heatmap", "service_id": "bolt-service", "month": "2026-11-01"},
    {"kpi": "burn_up", "day": "2026-11-02"},
    {"kpi": "overruns", "customer_id": "bolt"},
    *({"kpi": "planned_load", "week": "2026-11-16", "load": load.value} for load in Load),
    {"kpi": "who_logged", "contact_id": ""},
    {"kpi": "who_logged", "contact_id": "acme-contact"},
    *({"kpi": "portfolio", "customer_id": id_} for id_ in ("acme", "bolt")),
    *({"kpi": "contract_calendar", "ending": ending.value} for ending in Ending),
    *({"kpi": "silence", "silence": silence.value} for silence in Silence),
    *({"kpi": "pharma_pipeline", "regulatory_status": status.value} for status in RegulatoryStatus),
    *({"kpi": f"pipeline_by_{side}", "regulatory_status": "Discovery"} for side in ("class", "customer", "team")),
    {"kpi": "expected_approvals", "regulatory_status": "Discovery"},
    *({"kpi": "pipeline_movement", "of": "Discovery", "way": way} for way in WAYS),
    {"kpi": "transition_matrix", "from": "Discovery", "to": "Phase I"},
    {"kpi": "months_in_status", "of": "Discovery"},
    *({"kpi": f"health_by_{side}", side: "", "health": "No plan"} for side in ("customer", "area", "responsible")),
    *({"kpi": "milestone_slip", "milestone": "UAT Started", "outcome": outcome} for outcome in OUTCOMES),
    *({"kpi": name} for name in ("overdue_processes", "at_risk_processes")),
    {"kpi": "gantt", "process_id": "acme"},
    *({"kpi": "attention", "kind": kind.value, "process_id": "acme", "customer_id": "bolt"} for kind in Attention),
    {"kpi": "attention", "kind": "Contract ends", "customer_id": "acme"},
]


def test_no_figure_is_moved_by_another_customers_records(connection: sa.Connection) -> None:
    connection.exec_driver_sql(customer("bolt", "plain") + "SELECT fold_rollups()")
    before = figures(BOLT)
    connection.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
    connection.exec_driver_sql(customer("acme", "CANARY") + "SELECT fold_rollups()")
    assert figures(BOLT) == before
    assert {name for name, text in figures(SYSTEM).items() if text == before[name]} <= STILL


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
    assert {mark["kpi"] for mark in MARKS} == {name for name, kpi in kpis.KPIS.items() if kpi.behind}


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
