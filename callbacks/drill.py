"""Lists the records behind the mark that was chosen."""

from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, no_update

from callbacks.context import session
from callbacks.declare import needs
from data import audit, calendar, kpis, listing
from data.asked import asked
from data.db import Session
from data.kpis import Records
from layouts import drill

CHARTS = {"kind": "chart", "name": ALL}
TILES = {"kind": "tile", "measure": ALL}


def register(app: dash.Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("crm", "pick"),
        Output("drill-query", "data"),
        Output(CHARTS, "clickData"),
        Input(CHARTS, "clickData"),
        Input(TILES, "n_clicks"),
        prevent_initial_call=True,
    )
    app.callback(
        Output("drill", "is_open"),
        Output("drill-title", "children"),
        Output("drill-count", "children"),
        Output("drill-body", "children"),
        Input("drill-query", "data"),
        State("answer-query", "data"),
        prevent_initial_call=True,
    )(open_list)
    app.callback(
        Output("drill-grid", "getRowsResponse"),
        Input("drill-grid", "getRowsRequest"),
        State("drill-query", "data"),
        State("answer-query", "data"),
        prevent_initial_call=True,
    )(rows)


@needs("dashboards:read")
def open_list(mark: dict[str, Any] | None, query: dict[str, Any] | None) -> tuple:
    """The panel, opened on the mark's records, and how many they are."""
    if not mark:
        return no_update, no_update, no_update, no_update
    with session() as db:
        records = _behind(db, mark, query)
        counted = drill.counted(*listing.counted(db, records.query))
        table = audit.table_of(db.actor, records.resource)
    return True, records.title, counted, drill.grid(records.resource, records.order, table)


@needs("dashboards:read")
def rows(request: dict[str, Any] | None, mark: dict[str, Any] | None, query: dict[str, Any] | None) -> dict[str, Any]:
    """The block of rows that the grid has come to."""
    if not request or not mark:
        return no_update
    with session() as db:
        records = _behind(db, mark, query)
        found = listing.window(db, records.query, request)
    return {"rowData": found.rows, "rowCount": found.total}


def _behind(db: Session, mark: dict[str, Any], query: dict[str, Any] | None) -> Records:
    """Of what the page is narrowed to, the records that the mark counts."""
    today = calendar.now(db).date()
    return kpis.behind(db, mark, asked(db, query["asked"] if query else {}, today).filters)
