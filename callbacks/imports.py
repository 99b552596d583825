"""Imports: the list, and the steps of one import from its mapping to its end."""

import time
import uuid
from typing import Any

import dash
from dash import ALL, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import home, session
from callbacks.declare import SIGNED_IN, needs
from callbacks.importing import hand_over
from callbacks.messages import show_error
from data import listing
from data.db import Session
from data.errors import Conflict, Invalid
from data.imports import deciding, files, guessing, ledger, mapping, plans, rights, saved
from data.imports.deciding import Decided
from data.imports.plans import Plan
from data.vocabulary import ImportTask
from layouts.imports import difference, meaning, page
from layouts.imports import mapping as form
from layouts.imports.mapping import Choices
from layouts.imports.parts import DELIMITERS, ENCODINGS, meant
from layouts.kit import part
from layouts.notices import error_card

OF, SEEN = State("import-of", "data"), State("import-seen", "data")
CHANGED = Output("import-changed", "data", allow_duplicate=True)
COLUMN, WORD, ACT = (
    part("import-column", place=ALL),
    part("import-word", field=ALL, place=ALL),
    part("import-act", act=ALL),
)
SIGNS = ("import-dates", "import-decimal", "import-thousands")


def register(app: dash.Dash) -> None:
    app.callback(
        Output("imports-grid", "getRowsResponse"),
        Output("imports-count", "children"),
        Input("imports-grid", "getRowsRequest"),
        prevent_initial_call=True,
    )(rows)
    app.callback(
        Output("import-content", "children"),
        Output("import-tick", "disabled"),
        Input("import-of", "data"),
        Input("import-tick", "n_intervals"),
        Input("import-changed", "data"),
        Input("records-changed", "data"),  # an import that was undone says so
        Input("import-retry", "n_clicks", allow_optional=True),
        on_error=apologise,
    )(draw)
    _register_mapping(app)
    app.callback(
        Output("import-sample", "children"),
        Output("import-page", "max_value"),
        Input("import-verdict", "value"),
        Input("import-step", "value"),
        Input("import-page", "active_page"),
        OF,
    )(sample)
    app.callback(CHANGED, Input(ACT, forms.PRESSED), State(ACT, "id"), OF, SEEN, prevent_initial_call=True)(act)


def _register_mapping(app: dash.Dash) -> None:
    app.callback(
        Output("import-rest", "children"),
        Output(part("import-why", place=ALL), "children"),
        Output("import-seen", "data"),
        Input(COLUMN, "value"),
        Input(WORD, "value"),
        Input("import-key", "value"),
        *(Input(sign, "value") for sign in SIGNS),
        State(COLUMN, "id"),
        State(WORD, "id"),
        OF,
        SEEN,
        prevent_initial_call=True,
    )(decide)
    given = {"prevent_initial_call": True}
    app.callback(CHANGED, Input("import-what", "value"), OF, SEEN, **given)(take_as)
    reading = (State(f"import-{name}", "value") for name in ("sheet", "encoding", "delimiter"))
    app.callback(CHANGED, Input("import-read-again", "n_clicks"), *reading, OF, **given)(read_again)


def apologise(error: Exception) -> tuple[Component, bool]:
    show_error(error)
    return error_card(
        f"{error}" if isinstance(error, Conflict) else "The import could not be shown.", "import-retry"
    ), True


@needs(SIGNED_IN)
def rows(request: dict[str, Any] | None) -> tuple:
    if not request:
        return no_update, no_update
    with session() as db:
        found = listing.window(db, ledger.listed(db), request)
    return {"rowData": [page.row(row) for row in found.rows], "rowCount": found.total}, page.counted(found.total)


@needs(SIGNED_IN)
def draw(of: dict[str, str] | None, *_again: Any) -> tuple:
    """The step the import is at; while a worker is at it, again every second."""
    if not of:
        return no_update, no_update
    with session() as db:
        row = ledger.read(db, of["id"])
        plan = Plan.of(row.plan)
        seen = page.Seen(row, plan, db.actor, _choices(db, row, plan), uuid.uuid4().hex, ledger.is_undone(db, row))
    return page.content(seen), not page.is_busy(row)


def _choices(db: Session, row: Any, plan: Plan) -> Choices:
    """Only where there is something to choose."""
    if row.found is None or page.is_busy(row):
        return Choices()
    offered = guessing.suggestions(rights.importable(db.actor), row.found)
    ready = [(f"ready:{one.name}", f"{one.title} — ready-made") for one in offered if one.kind == "ready"]
    kept = [(f"saved:{one.id}", f"{one.name} — kept mapping") for one in saved.listed(db, row.found)]
    plain = [(f"entity:{one.name}", one.title) for one in offered if one.kind == "entity"]
    needed = mapping.needed_files(mapping.load(plan.ready)) if plan.ready else ()
    return Choices([*ready, *kept, *plain], {name: files.beside(home(), row.id, name) for name in needed})


@needs(SIGNED_IN)
def decide(
    columns: list, words: list, key: list | None, dates: str, decimal: str, thousands: str,
    column_ids: list, word_ids: list, of: dict[str, str], seen: dict[str, Any],
) -> tuple:  # fmt: skip
    """Keeps what the form says and draws what follows from it."""
    said = Decided(
        {id_["place"]: meant(value) for id_, value in zip(column_ids, columns, strict=True)},
        {(id_["field"], id_["place"]): meant(value) for id_, value in zip(word_ids, words, strict=True)},
        key, meant(dates), meant(decimal) or ".", meant(thousands),
    )  # fmt: skip
    with session() as db:
        row = ledger.read(db, of["id"])
        plan = Plan.of(row.plan)
        wanted = deciding.decide(plan, row.found or {"columns": []}, said)
        if wanted == plan:
            return no_update, [no_update] * len(columns), no_update
        number = ledger.plan(db, of["id"], wanted, seen["number"], seen["page"])
    return meaning.rest(row.found, wanted), form.why(row.found, wanted), seen | {"number": number}


@needs(SIGNED_IN)
def take_as(what: str | None, of: dict[str, str], seen: dict[str, Any]) -> Any:
    """The file is something else: its columns are guessed anew, or read as a kept mapping says."""
    kind, _, name = (what or "").partition(":")
    if not name:
        return no_update
    with session() as db:
        row = ledger.read(db, of["id"])
        plan, found = Plan.of(row.plan), row.found or {"columns": []}
        if name == {"ready": plan.ready, "entity": plan.entity}.get(kind):
            return no_update
        wanted = saved.apply(db, name, plan, found) if kind == "saved" else plans.chosen(plan, found, kind, name)
        ledger.plan(db, of["id"], wanted, seen["number"], seen["page"])
    return time.time()


@needs(SIGNED_IN)
def read_again(pressed: int | None, sheet: str | None, encoding: str | None, delimiter: str | None, of: dict) -> Any:
    if not pressed:
        return no_update
    wanted = Plan(sheet=meant(sheet), encoding=meant(encoding), delimiter=meant(delimiter))
    if wanted.encoding not in ENCODINGS or wanted.delimiter not in DELIMITERS:
        raise Invalid({"encoding": "Choose an encoding and a separator of the list."})
    with session() as db:
        ledger.read_again(db, of["id"], wanted)
    hand_over(of["id"])
    return time.time()


@needs(SIGNED_IN)
def sample(verdict: str | None, step: str | None, shown: int | None, of: dict[str, str] | None) -> tuple:
    if not verdict or not of:
        return no_update, no_update
    with session() as db:
        row = ledger.read(db, of["id"], samples=True)
    place = int(step) if (step or "").isdecimal() else 0
    last = difference.pages(row, verdict, place)
    return difference.sample(row, Plan.of(row.plan), verdict, place, min(shown or 1, last)), last


@needs(SIGNED_IN)
def act(pressed: list[int | None], ids: list[dict[str, str]], of: dict[str, str], seen: dict[str, Any]) -> Any:
    """A button of the step was pressed."""
    found = forms.pressed(pressed, ids)
    chosen = found["act"] if found else ""
    if chosen not in ACTS:
        return no_update
    with session() as db:
        ACTS[chosen](db, of["id"], seen)
    if chosen in ("check", "run", "again", "back"):
        hand_over(of["id"])
    return time.time()


def _check(db: Session, import_id: str, _seen: dict[str, Any]) -> None:
    ledger.ask(db, import_id, ImportTask.CHECK)


def _run(db: Session, import_id: str, seen: dict[str, Any]) -> None:
    ledger.ask(db, import_id, ImportTask.RUN, seen["number"])


def _again(db: Session, import_id: str, seen: dict[str, Any]) -> None:
    ledger.ask(db, import_id, ledger.read(db, import_id).task, seen["number"])


def _back(db: Session, import_id: str, _seen: dict[str, Any]) -> None:
    ledger.back(db, import_id)


def _cancel(db: Session, import_id: str, _seen: dict[str, Any]) -> None:
    ledger.cancel(db, import_id)


ACTS = {"check": _check, "run": _run, "again": _again, "back": _back, "cancel": _cancel}
