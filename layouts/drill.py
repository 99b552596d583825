"""The panel that lists the records behind a mark."""

from typing import Any

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts import theme
from layouts.charts.parts import plural

NUMBER = {
    "cellClass": "ag-right-aligned-cell cell-number",
    "headerClass": "ag-right-aligned-header",
    "type": "rightAligned",
}
LOOKS = {word: {"tone": look.tone, "icon": look.icon} for word, look in theme.STATUS.items()}


def text(field: str, name: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "headerName": name, "minWidth": 130, "flex": 1, "tooltipField": field, **more}


def lead(field: str, name: str) -> dict[str, Any]:
    """The column a row is known by: wider, and never squeezed."""
    return text(field, name, flex=2, minWidth=190)


def status(field: str, name: str) -> dict[str, Any]:
    shown = {"cellRenderer": "StatusTag", "cellRendererParams": {"looks": LOOKS}}
    return {"field": field, "headerName": name, "width": 150, **shown}


def date(field: str, name: str) -> dict[str, Any]:
    return {
        "field": field,
        "headerName": name,
        "width": 130,
        "valueFormatter": {"function": "crmDate(params.value)"},
    } | NUMBER


def number(field: str, name: str, unit: str = "", digits: int = 0) -> dict[str, Any]:
    """Right-aligned, with its unit in the header."""
    shown = {"function": f"crmNumber(params.value, {digits})"}
    return {
        "field": field,
        "headerName": f"{name}, {unit}" if unit else name,
        "width": 120,
        "valueFormatter": shown,
    } | NUMBER


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
        date("worked_on", "Worked on"),
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


def counted(total: int) -> str:
    return plural(total, "record", "records")


def grid(resource: str, order: str) -> dag.AgGrid:
    """A list of a resource's records, first by `order`; rows come from the server, block by block."""
    return dag.AgGrid(
        id="drill-grid",
        columnDefs=[column | ({"sort": "asc"} if column["field"] == order else {}) for column in columns(resource)],
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        rowModelType="infinite",
        getRowId="params.data.id",
        dashGridOptions=_options(),
        className="drill-grid",
    )


def columns(resource: str) -> list[dict[str, Any]]:
    """The columns of a resource's records."""
    return COLUMNS[resource]


def _options() -> dict[str, Any]:
    return {
        "theme": theme.GRID_THEME,
        "cacheBlockSize": 100,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 20,
        "ensureDomOrder": True,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 400,
    }
