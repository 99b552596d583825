"""Lists the records behind the mark that was chosen."""

from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, no_update

from callbacks.context import session
from callbacks.declare import needs
from data import audit, calendar, kpis, listing
from data.filters import Filters
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
        prevent_initial_call=True,
    )(open_list)
    app.callback(
        Output("drill-grid", "getRowsResponse"),
        Input("drill-grid", "getRowsRequest"),
        State("drill-query", "data"),
        prevent_initial_call=True,
    )(rows)


@needs("dashboards:read")
def open_list(mark: dict[str, Any] | None) -> tuple:
    """The panel, opened on the mark's records, and how many they are."""
    if not mark:
        return no_update, no_update, no_update, no_update
    with session() as db:
        records = kpis.behind(db, mark, Filters(calendar.now(db).date()))
        total, table = listing.total(db, records.query), audit.table_of(db.actor, records.resource)
    return True, records.title, drill.counted(total), drill.grid(records.resource, records.order, table)


@needs("dashboards:read")
def rows(request: dict[str, Any] | None, mark: dict[str, Any] | None) -> dict[str, Any]:
    """The block of rows that the grid has come to."""
    if not request or not mark:
        return no_update
    with session() as db:
        records = kpis.behind(db, mark, Filters(calendar.now(db).date()))
        found = listing.window(db, records.query, request)
    return {"rowData": found.rows, "rowCount": found.total}
