"""The page of one customer: its head, its tabs, and what is done there without a form."""

from collections.abc import Callable
from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import customer_tabs, forms
from callbacks.context import actor, session
from callbacks.declare import needs
from callbacks.messages import show_error
from callbacks.wrote import wrote
from data import onboarding
from data.customer import diary, leaving, people, standing
from data.db import Session
from data.errors import NotFound
from layouts import kit
from layouts.customer import communications, contacts, head, tabs
from layouts.forms import control
from layouts.kit import part
from layouts.notices import error_card, not_found

OF = State("customer-of", "data")
COUNTS = part("tab-count", tab=ALL)
UNASSIGN = part("unassign", contact=ALL)
PARTS = tabs.part_of(ALL, ALL)
SUBJECT = control(communications.FORM, "subject")
LOOKED_UP = (
    Output(control(contacts.FORM, "contact_id"), "value"),
    Output(part("lookup-text", panel=contacts.FORM, field="contact_id"), "value"),
)


def register(app: dash.Dash) -> None:
    _register_drawing(app)
    _register_acts(app)


def _register_drawing(app: dash.Dash) -> None:
    changed = Input("records-changed", "data")
    app.callback(
        Output("customer-head", "children"),
        Output("customer-counts", "data"),
        changed,
        Input("customer-again", "n_clicks", allow_optional=True),
        OF,
        on_error=unread,
    )(draw)
    known, shown = Input("customer-counts", "data"), Output(COUNTS, "children")
    forms.clientside(app, "tabCounts", known, State(COUNTS, "id"), output=shown)
    tab = ("customer-tab", "data")
    app.clientside_callback(ClientsideFunction("crm", "showTab"), Input(*tab), State("customer-tabs", "id"))
    app.callback(Output("customer-body", "children"), Input(*tab), OF, on_error=closed)(open_tab)
    app.callback(Output(PARTS, "children"), changed, State(PARTS, "id"), prevent_initial_call=True)(renew)


def _register_acts(app: dash.Dash) -> None:
    once = {"prevent_initial_call": True}
    for name, act in (
        ("deactivate", deactivate),
        ("restore", restore),
        ("onboarding-dismiss", put_away),
        ("onboarding-show", bring_back),
    ):
        button = f"customer-{name}"
        app.callback(Input(button, "n_clicks"), OF, running=[(Output(button, "disabled"), True, False)], **once)(act)
    app.callback(Input(UNASSIGN, forms.PRESSED), State(UNASSIGN, "id"), OF, **once)(unassign)
    _register_form(app, contacts.FORM, "assign-contact", LOOKED_UP, assign)
    _register_form(app, communications.FORM, "log-communication", (Output(SUBJECT, "value"),), log)


def _register_form(app: dash.Dash, form: str, button: str, cleared: tuple[Output, ...], act: Callable) -> None:
    """What is wrong is said at the fields and nothing typed is lost; what is `cleared` is ready for the next."""
    forms.problems_said(app, form)
    app.callback(
        Output(f"{form}-problems", "data"), *cleared,
        Input(button, "n_clicks"), OF, *forms.fields(form), prevent_initial_call=True,
        on_error=lambda error: (forms.said(error), *(no_update for _ in cleared)),
        running=[(Output(button, "disabled"), True, False)],
    )(act)  # fmt: skip


def unread(error: Exception) -> tuple:
    """The customer may be gone since the page was opened."""
    if isinstance(error, NotFound):
        return not_found(), no_update
    show_error(error)
    return error_card("The customer could not be read. Nothing was lost.", "customer-again"), no_update


def closed(error: Exception) -> Component:
    """In the tab that was chosen; what the one before showed would be taken for it."""
    show_error(error)
    return kit.unread("The tab")


@needs("customers:read")
def draw(
    _changed: dict[str, Any] | None, _again: int | None, of: dict[str, str]
) -> tuple[list[Component], dict[str, int]]:
    with session() as db:
        now = standing.standing(db, of["id"])
        is_put_away = onboarding.is_put_away(db, of["id"])
    return head.head(now, actor(), is_put_away), now.counts


@needs("customers:read")
def open_tab(chosen: dict[str, str], of: dict[str, str]) -> list[Component]:
    with session() as db:
        return customer_tabs.drawn(db, actor(), chosen["tab"], of["id"])


@needs("customers:read")
def renew(_changed: dict[str, Any] | None, parts: list[dict[str, str]]) -> list[list[Component]]:
    """After a write: what does not read itself."""
    if not parts:
        return []
    with session() as db:
        return [customer_tabs.part(db, actor(), id_["tab"], id_["customer"]) for id_ in parts]


@needs("customers:delete")
def deactivate(pressed: int | None, of: dict[str, str]) -> None:
    if pressed:
        _write(lambda db: f"{leaving.deactivate(db, of['id'])} is inactive now.")


@needs("customers:delete")
def restore(pressed: int | None, of: dict[str, str]) -> None:
    if pressed:
        _write(lambda db: f"{leaving.restore(db, of['id'])} is active again.")


@needs("contacts:update")
def assign(pressed: int | None, of: dict[str, str], ids: list, values: list) -> tuple:
    if not pressed:
        return no_update, no_update, no_update
    contact_id = forms.given(ids, values).get("contact_id")
    _write(lambda db: f"{people.assign(db, of['id'], contact_id)} works for them now.")
    return forms.problems({}), None, ""


@needs("contacts:update")
def unassign(pressed: list[int | None], ids: list[dict[str, str]], of: dict[str, str]) -> None:
    chosen = forms.pressed(pressed, ids)
    if chosen:
        _write(lambda db: f"{people.unassign(db, of['id'], chosen['contact'])} is taken off.")


@needs("communications:create")
def log(pressed: int | None, of: dict[str, str], ids: list, values: list) -> tuple:
    if not pressed:
        return no_update, no_update
    given = forms.given(ids, values)
    _write(lambda db: f"“{diary.log(db, of['id'], given)}” is logged.")
    return forms.problems({}), ""


@needs("customers:read")
def put_away(pressed: int | None, of: dict[str, str]) -> None:
    if pressed:
        with session() as db:
            onboarding.put_away(db, of["id"])
        wrote("The onboarding is put away.")


@needs("customers:read")
def bring_back(pressed: int | None, of: dict[str, str]) -> None:
    if pressed:
        with session() as db:
            onboarding.bring_back(db, of["id"])
        wrote("The onboarding is back.")


def _write(act: Callable[[Session], str]) -> None:
    """What was done is said, and can be undone."""
    with session() as db:
        said = act(db)
        change_set = db.change_set_id
    wrote(said, change_set)
