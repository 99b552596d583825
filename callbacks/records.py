"""Lists of records: their rows, what of them is remembered, and values changed in place."""

import time
from typing import Any

import dash
from dash import ALL, MATCH, Input, Output, State, no_update

from callbacks import forms
from callbacks.context import actor, session
from callbacks.declare import SIGNED_IN, needs
from callbacks.messages import show_error
from callbacks.wrote import wrote
from data import crud, preferences, records
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from data.errors import DomainError, NotFound, Unavailable
from data.records import Wanted
from layouts import kit, record_filters
from layouts import records as page

UNTOUCHED = (no_update,) * 5


def _part(name: str, entity: Any = MATCH) -> dict[str, Any]:
    return {"kind": f"records-{name}", "entity": entity}


def register(app: dash.Dash) -> None:
    list_, grid = State(_part("list"), "data"), _part("grid")
    app.callback(
        Output(_part("body"), "children"), Input(_part("list"), "data"), State(_part("list"), "id"), on_error=unread
    )(content)
    app.callback(
        Output(grid, "getRowsResponse"),
        Output(_part("count"), "children"),
        Output(_part("chips"), "children"),
        Output(_part("notice"), "children"),
        Output(_part("uncounted"), "data"),
        Input(grid, "getRowsRequest"),
        State(_part("words"), "value"),
        list_,
        State(grid, "id"),
        prevent_initial_call=True,
        on_error=apologise,
    )(rows)
    app.callback(
        Output(_part("count"), "children", allow_duplicate=True),
        Output(_part("total"), "data"),
        Input(_part("uncounted"), "data"),
        list_,
        State(_part("uncounted"), "id"),
        prevent_initial_call=True,
        on_error=uncounted,
    )(count)
    heard = Output(_part("heard"), "data", allow_duplicate=True)
    app.callback(heard, Input(_part("kept"), "data"), list_, State(_part("kept"), "id"), prevent_initial_call=True)(
        keep
    )
    app.callback(
        Output(_part("edited"), "data"),
        Input(_part("edit"), "data"),
        State(_part("edit"), "id"),
        prevent_initial_call=True,
        on_error=refuse,
    )(edit)
    _register_scripts(app)


def _register_scripts(app: dash.Dash) -> None:
    """`heard` takes no value: what is asked of one list of many needs an output that says which."""
    grid = _part("grid")
    app.clientside_callback(
        dash.ClientsideFunction("crm", "meetList"),
        Output(_part("heard"), "data"),
        Input(grid, "id"),
        State(_part("list"), "data"),
    )
    for name, heard in (
        ("narrow", Input(_part("words"), "value")),
        ("showColumns", Input(_part("columns"), "value")),
        ("settle", Input(_part("edited"), "data")),
        ("knowTotal", Input(_part("total"), "data")),
    ):
        forms.clientside(
            app, name, heard, State(grid, "id"), output=Output(_part("heard"), "data", allow_duplicate=True)
        )
    forms.clientside(app, "refresh", Input("records-changed", "data"), State(_part("grid", ALL), "id"))


@needs(SIGNED_IN)
def content(told: dict[str, Any] | None, id_: dict[str, str]) -> Any:
    """The list with the columns, order and filters that its reader left it with."""
    if not told:
        return no_update
    entity = described(id_["entity"])
    with session() as db:
        kept = preferences.read(db, _key(entity, told)) or {}
    return page.content(entity, actor(), told["within"], told["asked"], kept)


@needs(SIGNED_IN)
def rows(request: dict[str, Any] | None, words: str | None, told: dict[str, Any] | None, id_: dict[str, str]) -> tuple:
    """The block of rows the list has come to; with the first block also how many there are, and of what.

    What takes long to count is counted when its rows are there already.
    """
    if not request or not told:
        return UNTOUCHED
    entity, wanted = described(id_["entity"]), asked(request, words, told)
    with session() as db:
        found = records.page(db, entity, wanted, request.get("startRow", 0), request.get("endRow", 0))
        is_first = request.get("startRow") == 0
        of = _whole(db, entity, wanted) if is_first and found.total is not None else None
    answer = {"rowData": found.rows, "rowCount": found.total}
    if not is_first:
        return answer, no_update, no_update, no_update, no_update
    chips = record_filters.chips(entity, wanted.filters)
    if found.total is None:
        later = {"filterModel": dict(wanted.filters), "words": wanted.words, "at": time.time()}
        return answer, record_filters.COUNTING, chips, [], later
    nothing = [page.empty(entity, actor(), told["within"], _narrows(wanted))] if not found.total else []
    return answer, record_filters.counted(entity, found.total, of), chips, nothing, None


@needs(SIGNED_IN)
def count(later: dict[str, Any] | None, told: dict[str, Any] | None, id_: dict[str, str]) -> tuple:
    """How many there are of rows that are shown already."""
    if not later or not told:
        return no_update, no_update
    entity, wanted = described(id_["entity"]), asked(later, later["words"], told)
    with session() as db:
        total = records.counted(db, entity, wanted)
        of = _whole(db, entity, wanted)
    return record_filters.counted(entity, total, of), {"total": total, "at": later["at"]}


@needs(SIGNED_IN)
def keep(state: dict[str, Any] | None, told: dict[str, Any] | None, id_: dict[str, str]) -> Any:
    """Remembers how its reader left the list; an empty state forgets it."""
    if state is None or not told:
        return no_update
    with session() as db:
        preferences.keep(db, _key(described(id_["entity"]), told), state or None)
    return no_update


@needs(SIGNED_IN)
def edit(changed: dict[str, Any] | None, id_: dict[str, str]) -> Any:
    """One value changed in the list itself; answers with the record's new version."""
    if not changed:
        return no_update
    entity = described(id_["entity"])
    with session() as db:
        saved = crud.save(db, entity, changed["id"], {changed["field"]: changed["value"]}, changed["version"])
        version, change_set = crud.sheet(db, entity, saved.id).version, db.change_set_id
    wrote(f"{saved.title} is saved.", change_set)
    return {"version": version, "at": time.time()}


def unread(error: Exception) -> Any:
    """Before there is a list that could say so itself."""
    show_error(error)
    return kit.unread("The list")


def apologise(error: Exception) -> tuple:
    """Said where the rows would stand."""
    if not isinstance(error, DomainError):
        show_error(error)
    said = str(error) if isinstance(error, DomainError) else "Something went wrong here; it has been recorded."
    return no_update, "", [], [page.failed(said)], None


def uncounted(error: Exception) -> tuple:
    """The rows are there all the same; their end shows as one comes to it."""
    if not isinstance(error, Unavailable):
        show_error(error)
    return record_filters.TOO_MANY, no_update


def refuse(error: Exception) -> dict[str, Any]:
    """The reason is said, and the old value comes back, unless the list may ask again in a moment."""
    show_error(error)
    return {"refused": not isinstance(error, Unavailable), "again": isinstance(error, Unavailable), "at": time.time()}


def described(name: Any) -> Entity:
    """The entity of that name, which came from a browser."""
    entity = ENTITIES.get(name) if isinstance(name, str) else None
    if entity is None:
        raise NotFound("There are no such records.")
    return entity


def asked(said: dict[str, Any], words: str | None, told: dict[str, Any]) -> Wanted:
    filters, sort = said.get("filterModel") or {}, said.get("sortModel") or []
    return Wanted(words or "", filters, tuple(sort), told.get("within") or {})


def _whole(db: Session, entity: Entity, wanted: Wanted) -> int | None:
    """How many there are without filters; none where that is no more than what is listed."""
    if not _narrows(wanted) or "active" in wanted.filters:
        return None
    return records.counted(db, entity, Wanted(within=wanted.within))


def _narrows(wanted: Wanted) -> bool:
    return bool(wanted.words.strip() or wanted.filters)


def _key(entity: Entity, told: dict[str, Any]) -> str:
    """A list inside another page is remembered apart from the entity's own."""
    return ":".join(["list", entity.name, *sorted(told.get("within") or {})])
