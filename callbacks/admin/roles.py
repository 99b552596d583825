"""Roles: the matrix, the difference a change would make, and saving it."""

import time
from typing import Any

import dash
from dash import ALL, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import session
from callbacks.declare import needs
from callbacks.forms import told
from callbacks.messages import show_error
from data import role_sheet, roles
from data.errors import NotFound
from layouts.admin import roles as page
from layouts.kit import part
from layouts.notices import error_card

TOAST = Output("toast", "data", allow_duplicate=True)
ADDRESS = Output("url", "href", allow_duplicate=True)
CHANGED = Output("roles-changed", "data")
GRANTS = part(page.GRANT, resource=ALL, action=ALL)
OF = State("roles-form-of", "data")


def register(app: dash.Dash) -> None:
    given = {"prevent_initial_call": True, "on_error": forms.refused(page.FORM, *page.FIELDS)}
    held = State(GRANTS, "id"), State(GRANTS, "value")
    typed = forms.fields(page.FORM)
    app.callback(
        Output("roles-content", "children"),
        Input("roles-chosen", "data"),
        Input("roles-changed", "data"),
        Input("roles-retry", "n_clicks", allow_optional=True),
        on_error=apologise,
    )(draw)
    app.callback(
        Output("roles-difference", "children"),
        Input(GRANTS, "value"),
        State(GRANTS, "id"),
        OF,
        prevent_initial_call=True,
    )(compare)
    app.callback(TOAST, ADDRESS, Input("roles-create", "n_clicks"), *typed, *held, **given)(create)
    app.callback(TOAST, CHANGED, Input("roles-save", "n_clicks"), OF, *typed, *held, **given)(save)
    app.callback(TOAST, ADDRESS, Input("roles-delete", "n_clicks"), OF, **given)(delete)


def apologise(error: Exception) -> Component:
    if isinstance(error, NotFound):
        return page.missing()
    show_error(error)
    return error_card("The roles could not be read. Nothing was lost.", "roles-retry")


@needs("roles:read")
def draw(chosen: dict[str, Any], _changed: float | None = None, _retry: int | None = None) -> list[Component]:
    with session() as db:
        entries = role_sheet.entries(db)
        is_new = chosen["new"] or chosen["copy"]
        sheet = role_sheet.sheet(db, None if is_new else chosen["role"] or entries[0].role_id, chosen["copy"] or None)
    return page.content(entries, sheet)


@needs("roles:read")
def compare(values: list[bool], ids: list[dict[str, str]], of: dict[str, Any] | None) -> list[Component]:
    if not of:
        return no_update
    with session() as db:
        found = roles.difference(db, of["id"], _granted(ids, values))
    return page.difference(found, not of["id"])


@needs("roles:create")
def create(pressed: int | None, ids: list, values: list, grant_ids: list, grants: list) -> tuple:
    if not pressed:
        return no_update, no_update
    given = forms.given(ids, values)
    with session() as db:
        role_id = roles.save(db, None, given["name"] or "", given["description"] or "", _granted(grant_ids, grants))
    return told(f"The role {given['name']} is made."), page.address(role=role_id)


@needs("roles:update")
def save(
    pressed: int | None, of: dict[str, Any], ids: list, values: list, grant_ids: list, grants: list
) -> tuple:  # what Dash has of the form
    if not pressed:
        return no_update, no_update
    given = {name: value or "" for name, value in forms.given(ids, values).items()}
    with session() as db:
        roles.save(db, of["id"], given["name"], given["description"], _granted(grant_ids, grants), of["version"])
    return told(f"The role {given['name']} is saved; it counts from the next request on."), time.time()


@needs("roles:delete")
def delete(pressed: int | None, of: dict[str, Any]) -> tuple:
    if not pressed:
        return no_update, no_update
    with session() as db:
        roles.delete(db, of["id"])
    return told("The role is deleted."), page.PATH


def _granted(ids: list[dict[str, str]], values: list[bool]) -> set[str]:
    return {f"{id_['resource']}:{id_['action']}" for id_, granted in zip(ids, values, strict=True) if granted}
