"""The audit trail: the search that its address says, the list, and one entry."""

from typing import Any

import dash
from dash import Input, Output, State, no_update

from callbacks import forms
from callbacks.context import session
from callbacks.declare import needs
from data import audit, audit_search, choices, listing
from data.errors import NotFound
from layouts.admin import audit as page
from layouts.forms import control

WHO = control(page.FORM, "who")
OPEN = Output("audit-open", "data", allow_duplicate=True)


def register(app: dash.Dash) -> None:
    search = State("audit-search", "data")
    app.callback(
        Output(control(page.FORM, "action"), "options"),
        Output(control(page.FORM, "resource_type"), "options"),
        Input("audit-search", "data"),
    )(offer)
    app.callback(
        Output(WHO, "options"), Input(WHO, "search_value"), Input("audit-search", "data"), State(WHO, "value")
    )(find_people)
    app.callback(
        Output("audit-grid", "getRowsResponse"),
        Output("audit-count", "children"),
        Input("audit-grid", "getRowsRequest"),
        search,
        prevent_initial_call=True,
        on_error=forms.refused(page.FORM, *audit_search.FIELDS),
    )(rows)
    app.callback(
        Output("url", "href", allow_duplicate=True),
        Input("audit-seek", "n_clicks"),
        search,
        *forms.fields(page.FORM),
        prevent_initial_call=True,
    )(seek)
    _register_entry(app)


def _register_entry(app: dash.Dash) -> None:
    opened = Input("audit-open", "data")
    forms.clientside(app, "open", Input("audit-grid", "cellRendererData"), output=OPEN)
    forms.clientside(app, "address", Input("audit-panel", "is_open"), opened, State("audit-open", "id"))
    app.callback(
        Output("audit-panel", "is_open"),
        Output("audit-panel-title", "children"),
        Output("audit-panel-body", "children"),
        opened,
    )(open_entry)


@needs("audit:read")
def offer(_search: dict[str, str]) -> tuple:
    with session() as db:
        found = audit.choices(db)
    return page.options(found["action"]), page.options(found["resource_type"])


@needs("audit:read")
def find_people(words: str | None, search: dict[str, str], chosen: str | None) -> list[dict[str, str]]:
    with session() as db:
        return page.people(choices.people(db, words or "", {name for name in (chosen, search.get("who")) if name}))


@needs("audit:read")
def rows(request: dict[str, Any] | None, search: dict[str, str]) -> tuple:
    if not request:
        return no_update, no_update
    with session() as db:
        query = audit.found(db, audit_search.parsed(db, search))
        found = listing.window(db, query, request)
    return {"rowData": [page.row(row) for row in found.rows], "rowCount": found.total}, page.counted(
        found.total, any(search.values())
    )


@needs("audit:read")
def seek(pressed: int | None, search: dict[str, str], ids: list, values: list) -> str:
    """Where the search is found; a change set that was looked at stays part of it."""
    if not pressed:
        return no_update
    return page.address({"change_set_id": search["change_set_id"], **forms.given(ids, values)})


@needs("audit:read")
def open_entry(opened: dict[str, Any] | None) -> tuple:
    if not opened or not opened.get("id"):
        return no_update, no_update, no_update
    with session() as db:
        if (row := audit.entry(db, str(opened["id"]))) is None:
            raise NotFound("There is no such entry in the audit trail.")
        who = audit.who(db, row)
    return True, page.title(row), page.entry(row, who)
