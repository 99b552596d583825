"""Documents as files: the panel they are sent in with, a document's file in its panel, and earlier versions."""

from typing import Any

import dash
from dash import MATCH, Input, Output, no_update

from callbacks.context import session
from callbacks.declare import needs
from callbacks.wrote import wrote
from data import choices, documents, installation, previews
from data.errors import NotFound
from data.store import MEGABYTE
from layouts import documents as page
from layouts import uploads


def register(app: dash.Dash) -> None:
    app.callback(
        Output(uploads.FORM, "is_open"),
        Output(f"{uploads.FORM}-body", "children"),
        Input(f"{uploads.FORM}-open", "data"),
        prevent_initial_call=True,
    )(open_form)
    app.callback(
        Output({"kind": "document-file", "document": MATCH}, "children"),
        Input({"kind": "document-of", "document": MATCH}, "data"),
        Input("records-changed", "data"),
    )(read)
    app.callback(Input(uploads.RESTORE, "data"), prevent_initial_call=True)(bring_back)


@needs("documents:create")
def open_form(opened: dict[str, Any] | None) -> tuple:
    """The form, for the customer on whose page it was opened."""
    if not opened:
        return no_update, no_update
    with session() as db:
        found = choices.customers(db, "", [opened["customer"]]) if opened["customer"] else []
        most = installation.read(db)["upload_megabytes"] * MEGABYTE
    chosen = next((choice for choice in found if choice.value == opened["customer"]), None)
    return True, uploads.form(chosen.value if chosen else "", chosen.label if chosen else "", most)


@needs("documents:read")
def read(of: dict[str, Any] | None, _changed: object) -> Any:
    """The document's file as it is now; that it is gone is no failure of the panel it stood in."""
    if not of:
        return no_update
    try:
        with session() as db:
            sheet = documents.sheet(db, of["id"])
            newest = previews.wanted(db, of["id"]) if sheet.versions else None
            most = installation.read(db)["upload_megabytes"] * MEGABYTE
    except NotFound:
        return page.gone()
    return page.content(sheet, previews.seen(newest) if newest else None, most)


@needs("documents:update")
def bring_back(wanted: dict[str, Any] | None) -> None:
    if not wanted:
        return
    with session() as db:
        name, number = documents.bring_back(db, wanted["id"], wanted["number"])
    wrote(f"Version {wanted['number']} of “{name}” is back as version {number}.", db.change_set_id)
