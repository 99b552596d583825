"""The panel that lists the records behind a mark."""

from typing import Any

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts.charts.parts import plural
from layouts.grid import date, first_by, history, lead, listing, number, status, text
from layouts.record_columns import leading

COLUMNS: dict[str, list[dict[str, Any]]] = {
    "customers": [
        lead("name", "Customer"),
        status("phase", "Phase"),
        date("contract_end_date", "Contract end"),
        number("open_processes", "Open processes"),
    ],
    "processes": [
        lead("name", "Process"),
        text("customer", "Customer"),
        status("health", "Health"),
        text("sdlc_stage", "Stage"),
        number("progress", "Progress", "%"),
        date("due_date", "Due"),
    ],
    "tasks": [
        lead("title", "Task"),
        text("process", "Process"),
        text("customer", "Customer"),
        status("status", "Status"),
        text("assigned_to", "Assigned to"),
        date("due_date", "Due"),
    ],
    "hours": [
        text("worked_on", "Worked on", valueFormatter={"function": "crmDate(params.value)"}, flex=0, width=130),
        text("customer", "Customer"),
        text("service", "Service"),
        text("contact", "Person"),
        number("hours", "Hours", "h", 2),
        text("note", "Note", flex=2),
    ],
    "products": [
        lead("name", "Product"),
        text("customer", "Customer"),
        text("therapeutic_area", "Area"),
        text("drug_class", "Drug class"),
        status("regulatory_status", "Status"),
    ],
}


def panel() -> dbc.Offcanvas:
    """Closed and empty until a mark is chosen."""
    title = html.Div([html.H2("Records", id="drill-title"), html.P(id="drill-count", role="status")])
    return dbc.Offcanvas(
        [dcc.Store(id="drill-query"), html.Div(id="drill-body", className="drill-body")],
        id="drill",
        title=title,
        is_open=False,
        placement="end",
        keyboard=True,
        labelledby="drill-title",
        class_name="drill",
    )


def counted(total: int, hours: float | None = None) -> str:
    """How many they are, and their hours where they have any, as the mark says them."""
    return plural(total, "record", "records") + ("" if hours is None else f", {hours:,.2f}".removesuffix(".00") + " h")


def grid(resource: str, order: str, audited_as: str | None = None) -> dag.AgGrid:
    """A list of a resource's records, first by `order`; with a link to each one's history for who may read it."""
    shown = [*columns(resource), *([history(audited_as)] if audited_as else [])]
    return listing("drill-grid", first_by(shown, order), "drill-grid")


def columns(resource: str) -> list[dict[str, Any]]:
    """The columns of a resource's records; the first leads to the record itself."""
    first, *others = COLUMNS[resource]
    return [first | leading(resource), *others]
