"""The panel in which a record is read, changed, made and deleted; a second one over it makes what a field points to."""

import time
import uuid
from typing import Any

import dash
from dash import ALL, MATCH, Input, Output, State, no_update

from callbacks import forms
from callbacks.context import actor, session
from callbacks.declare import SIGNED_IN, needs
from callbacks.records import described
from callbacks.wrote import wrote
from data import crud, labels, records
from data.crud import Chosen, Outdated
from data.entities import Entity
from data.errors import NotFound
from layouts import addresses, lookups, record_clash, record_form
from layouts import records as page
from layouts.kit import part
from layouts.record_form import RECORD

UNTOUCHED = (no_update,) * 4


def register(app: dash.Dash) -> None:
    for panel in record_form.PANELS:
        _register_panel(app, panel)
    _register_removal(app)
    _register_again(app)
    place = {"panel": MATCH, "field": MATCH}
    app.callback(
        Output({"kind": "lookup-found", **place}, "children"),
        Input({"kind": "lookup-ask", **place}, "data"),
        State({"kind": "lookup-of", **place}, "data"),
        prevent_initial_call=True,
    )(find)
    forms.clientside(app, "arrive", Input("url", "pathname"), Input("url", "search"))


def _register_again(app: dash.Dash) -> None:
    opened = State(f"{RECORD}-open", "data")
    forms.clientside(app, "askAgain", Input("records-changed", "data"), opened)
    stale, of = Output(f"{RECORD}-stale", "data"), State(f"{RECORD}-of", "data")
    app.callback(stale, Input(f"{RECORD}-check", "data"), of, prevent_initial_call=True)(check)
    forms.clientside(app, "readAgain", Input(f"{RECORD}-stale", "data"), opened)


def _register_panel(app: dash.Dash, panel: str) -> None:
    opened, of = Input(f"{panel}-open", "data"), State(f"{panel}-of", "data")
    app.callback(
        Output(panel, "is_open"),
        Output(f"{panel}-title", "children"),
        Output(f"{panel}-body", "children"),
        opened,
        State(panel, "id"),
        prevent_initial_call=True,
    )(open_form)
    texts = part("lookup-text", panel=panel, field=ALL)
    app.callback(
        Output(f"{panel}-saved", "data"),
        Output(f"{panel}-problems", "data"),
        Output(f"{panel}-clash", "children"),
        Output(f"{panel}-of", "data"),
        Input(f"{panel}-save", "n_clicks"),
        of,
        State(panel, "id"),
        *forms.fields(panel),
        State(texts, "id"),
        State(texts, "value"),
        prevent_initial_call=True,
        on_error=refuse,
        running=[(Output(f"{panel}-save", "disabled"), True, False)],
    )(save)
    _register_scripts(app, panel)


def _register_removal(app: dash.Dash) -> None:
    for act, do in (("remove", remove), ("restore", restore)):
        app.callback(
            Output(f"{RECORD}-saved", "data", allow_duplicate=True),
            Output(f"{RECORD}-problems", "data", allow_duplicate=True),
            Input(f"{RECORD}-{act}", "n_clicks"),
            State(f"{RECORD}-of", "data"),
            prevent_initial_call=True,
            on_error=lambda error: refuse(error)[:2],
            running=[(Output(f"{RECORD}-{act}", "disabled"), True, False)],
        )(do)


def _register_scripts(app: dash.Dash, panel: str) -> None:
    forms.problems_said(app, panel)
    forms.clientside(
        app, "leavePanel", Input(f"{panel}-saved", "data"), State(f"{panel}-open", "data"), State(panel, "id")
    )
    forms.clientside(app, "showPanel", Input(panel, "is_open"), State(f"{panel}-open", "data"), State(panel, "id"))
    picks = part("pick", form=panel, field=ALL)
    app.clientside_callback(
        dash.ClientsideFunction("crm", "pickSides"),
        Output(f"{panel}-picked", "data"),
        Input(picks, "value"),
        State(picks, "id"),
        State(f"{panel}-sides", "data"),
    )


@needs(SIGNED_IN)
def open_form(opened: dict[str, Any] | None, panel: str) -> tuple:
    """The form of the record that was chosen, or a blank one."""
    if not opened or not opened.get("id"):
        return no_update, no_update, no_update
    entity = described(opened.get("entity"))
    id_ = None if opened["id"] == page.NEW else opened["id"]
    with session() as db:
        sheet = crud.sheet(db, entity, id_, opened.get("preset") or {})
        sheet = sheet._replace(labels={**sheet.labels, **_linked(db, entity, sheet.values)})
        goes = crud.consequences(db, entity, Chosen((id_,))) if id_ and sheet.may_remove else []
    drawn = record_form.body(panel, entity, sheet, actor(), uuid.uuid4().hex, goes)
    return True, record_form.title(entity, sheet), drawn


@needs(SIGNED_IN)
def save(
    pressed: int | None, of: dict[str, Any] | None, panel: str, ids: list, values: list, texts: list, shown: list
) -> tuple:
    """Saves; or shows what somebody else has saved meanwhile beside what was typed, to choose from."""
    if not pressed or not of:
        return UNTOUCHED
    entity, typed = described(of["entity"]), forms.given(ids, values)
    try:
        with session() as db:
            saved = crud.save(db, entity, of["id"], typed, of["version"], of["key"])
            change_set = db.change_set_id
    except Outdated as error:
        return (
            no_update,
            forms.problems({}),
            *_clash(panel, entity, of, record_clash.Typed(typed, forms.given(texts, shown)), error),
        )
    wrote(f"{saved.title} is {'added' if saved.created else 'saved'}.", change_set)
    own = addresses.record(entity.name, saved.id) if saved.created and entity.name in addresses.OWN_PAGE else None
    return {"id": saved.id, "title": saved.title, "page": own, "at": time.time()}, forms.problems({}), [], no_update


@needs(SIGNED_IN)
def remove(pressed: int | None, of: dict[str, Any] | None) -> tuple:
    if not pressed or not of:
        return no_update, no_update
    entity = described(of["entity"])
    with session() as db:
        title = crud.sheet(db, entity, of["id"]).title
        crud.remove(db, entity, Chosen((of["id"],)))
        change_set = db.change_set_id
    wrote(f"{title} is {'put away' if entity.put_away else 'deleted'}.", change_set)
    return {"removed": True, "at": time.time()}, forms.problems({})


@needs(SIGNED_IN)
def restore(pressed: int | None, of: dict[str, Any] | None) -> tuple:
    """Brings back what was put away."""
    if not pressed or not of:
        return no_update, no_update
    entity = described(of["entity"])
    with session() as db:
        crud.restore(db, entity, (of["id"],))
        title, change_set = crud.sheet(db, entity, of["id"]).title, db.change_set_id
    wrote(f"{title} is back.", change_set)
    return {"restored": True, "at": time.time()}, forms.problems({})


@needs(SIGNED_IN)
def check(asked: float | None, of: dict[str, Any] | None) -> Any:
    """Whether the record that stands open is another by now than its form shows."""
    if not asked or not of or not of["id"]:
        return no_update
    try:
        with session() as db:
            is_gone, version = False, crud.sheet(db, described(of["entity"]), of["id"]).version
    except NotFound:
        is_gone, version = True, None
    return no_update if version == of["version"] else {"id": of["id"], "gone": is_gone, "at": time.time()}


@needs(SIGNED_IN)
def find(asked: dict[str, Any] | None, of: dict[str, Any] | None) -> Any:
    """What a lookup offers for what was typed into it."""
    if not asked or not of:
        return no_update
    words = str(asked.get("words") or "")
    with session() as db:
        found = records.choices(db, of["table"], words, (), asked.get("within") or {})
    return lookups.offered(found, words, of.get("maker"))


def refuse(error: Exception) -> tuple:
    """Every wrong field is told at once, at its place; nothing that was typed is lost."""
    return no_update, forms.said(error), no_update, no_update


def _clash(panel: str, entity: Entity, of: dict[str, Any], mine: record_clash.Typed, error: Outdated) -> tuple:
    drawn = record_clash.compared(panel, entity, of["values"], mine, error)
    return drawn, of | {"version": error.theirs.version, "values": record_clash.seen(error.theirs.values)}


def _linked(db: Any, entity: Entity, values: dict[str, Any]) -> dict[str, Any]:
    """What the further records that a record is tied to are called."""
    return {name: labels.names_of(db, link.lookup, values.get(name) or []) for name, link in entity.links.items()}
