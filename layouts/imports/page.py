"""Imports: a file comes in here, and every import there was; with one of them opened, the steps it goes through."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.catalog import ENTITIES
from data.imports import mapping as mappings
from data.imports.ledger import BUSY, DONE
from data.imports.plans import Plan
from data.vocabulary import ImportTask, RunState
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.grid import first_by, listing, moment, number, text
from layouts.imports import difference, ending, mapping
from layouts.kit import icon, part

TITLE = "Imports"
SENTENCE = "What is in this file, and what would it change?"
STEPS = ("Upload", "Mapping", "Difference", "Import")
STATES = {
    RunState.QUEUED: ("quiet", "bi-hourglass-split", "Waiting"),
    RunState.RUNNING: ("info", "bi-play-circle", "At work"),
    RunState.FAILED: ("bad", "bi-x-octagon", "Failed"),
    RunState.LOST: ("bad", "bi-plug", "Interrupted"),
    RunState.CANCELLED: ("quiet", "bi-slash-circle", "Cancelled"),
}
ENDED = {
    (ImportTask.LOOK, RunState.SUCCEEDED): ("info", "bi-pencil", "To be mapped"),
    (ImportTask.CHECK, RunState.SUCCEEDED): ("info", "bi-eye", "To be looked at"),
    (ImportTask.RUN, RunState.SUCCEEDED): ("good", "bi-check-circle", "Imported"),
    (ImportTask.RUN, RunState.PARTIAL): ("warn", "bi-exclamation-triangle", "Imported in part"),
}
LOOKS = {words: {"tone": tone, "icon": look} for tone, look, words in (*STATES.values(), *ENDED.values())}
COLUMNS = [
    text("file_name", "File", flex=2, minWidth=160) | {"cellRenderer": "ImportLink"},
    text("what", "What", sortable=False),
    {"field": "shown", "headerName": "State", "width": 160, "sortable": False, "cellRenderer": "StatusTag"}
    | {"cellRendererParams": {"looks": LOOKS}},
    text("who", "By", minWidth=110),
    moment("created_at", "Uploaded"),
    *(
        number(name, label) | {"width": 92}
        for name, label in (("read", "Rows"), ("new", "New"), ("changed", "Changed"), ("rejected", "Rejected"))
    ),
]
EMPTY = "The files you import are listed here, with what became of them."


class Seen(NamedTuple):
    """An import as its page shows it."""

    row: Any
    plan: Plan
    reader: Actor
    choices: mapping.Choices
    page: str  # tells this page from others of the same import
    is_undone: bool = False


def layout(of: str = "", reader: Actor = SYSTEM, **_: Any) -> html.Div:
    """`of` is the import that is opened; without one, the list of them."""
    return _one(of) if of else _all(reader)


def _all(reader: Actor) -> html.Div:
    grid = listing(
        "imports-grid",
        first_by(COLUMNS, "created_at", "desc"),
        "page-grid imports-grid",
        localeText={"noRowsToShow": EMPTY},
    )
    counted = html.P(id="imports-count", className="counted", role="status")
    kept_ = [html.Div(id="import-kept"), dcc.Store(id="import-kept-changed")]
    return html.Div([kit.heading(TITLE, SENTENCE), _zone(), counted, grid, *kept_], className="page stack")


def kept(found: Sequence[Any]) -> list[Component]:
    """One's own mappings, each with a way to be rid of it."""
    if not found:
        return []
    sentence = "How you read files of one kind; offered for the next file that has their columns."
    return [kit.card("Kept mappings", sentence, html.Ul([_kept(one) for one in found], className="rows"))]


def _kept(one: Any) -> html.Li:
    whose = "for everybody who imports" if one.is_shared else "for you alone"
    words = [html.Strong(one.name), html.Span(f"{ENTITIES[one.entity].title}, {whose}")]
    sentence = f"“{one.name}” is not offered any more. What was imported with it stays."
    delete = forms.confirmed(part("import-forget", mapping=str(one.id)), "Delete", sentence, "bi-trash3")
    return html.Li([html.Div(words, className="row-words"), delete])


def _zone() -> html.Section:
    """Files are dropped here, or chosen; a script sends them."""
    words = html.Div(
        [
            html.Strong("Drop a file here"),
            html.Span("CSV, TSV, XLSX or JSON lines. Nothing is written before you have seen it."),
        ],
        className="zone-words",
    )
    choose = html.Button(
        [icon("bi-upload"), "Choose a file"],
        type="button",
        className="btn btn-primary",
        **{"data-upload": "/imports/upload", "data-opens": "/imports"},
    )
    state = html.Div(id="upload-state", className="upload-state", role="status")
    inside = [html.Div(icon("bi-file-earmark-arrow-up"), className="notice-icon"), words, choose, state]
    return html.Section(inside, className="panel zone", **{"data-drop": "", "aria-label": "Upload a file"})


def _one(import_id: str) -> html.Div:
    back = dcc.Link([icon("bi-arrow-left"), "All imports"], href="/imports", className="btn btn-plain")
    waiting = html.Div([kit.skeleton("sk-title"), kit.skeleton("sk-line"), kit.skeleton("sk-chart")], className="panel")
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE, back),
            html.Div(waiting, id="import-content", className="stack"),
            dcc.Store(id="import-of", data={"id": import_id}),
            dcc.Store(id="import-changed"),
            dcc.Interval(id="import-tick", interval=1200, disabled=True),
        ],
        className="page stack",
    )


def row(found: Mapping[str, Any]) -> dict[str, Any]:
    """An import as the list shows it."""
    return {**found, "what": what(found["entity"], found["ready"]), "shown": _state(found["task"], found["state"])[2]}


def what(entity: str, ready: str) -> str:
    """What the file was taken for."""
    if ready in mappings.names():
        return mappings.load(ready).title
    return ENTITIES[entity].title if entity in ENTITIES else "Not said yet"


def counted(total: int) -> str:
    return plural(total, "import", "imports") if total else "Nothing has been imported here yet."


def content(seen: Seen) -> list[Component]:
    """The step that the import is at."""
    row = seen.row
    head = html.Section([_facts(seen), _steps(row)], className="panel import-head")
    of = dcc.Store(id="import-seen", data={"number": row.plan_number, "page": seen.page})
    return [head, *_step(seen), of]


def is_busy(row: Any) -> bool:
    return row.state in BUSY


def _step(seen: Seen) -> list[Component]:
    row, is_own = seen.row, seen.row.user_id == seen.reader.user_id
    if is_busy(row):
        return [ending.at_work(row)]
    if row.state not in DONE:
        return ending.failed(row, seen.plan, is_own)
    if row.task == ImportTask.RUN:
        return ending.done(row, seen.plan, seen.reader, seen.is_undone)
    if row.task == ImportTask.CHECK:
        return difference.content(row, is_own)
    return mapping.content(row, seen.plan, seen.choices) if is_own else ending.looked_at(row)


def _facts(seen: Seen) -> html.Div:
    row = seen.row
    tone, look, words = _state(row.task, row.state)
    rows = [plural(row.found["rows"], "row", "rows"), row.found["about"]] if row.found else []
    said = " · ".join([*rows, f"{_size(row.size)}"])
    return html.Div(
        [html.H2(row.file_name), html.P(said, className="card-sub"), kit.toned(tone, look, words)],
        className="import-facts",
    )


def _steps(row: Any) -> html.Ol:
    at = {ImportTask.LOOK: 1, ImportTask.CHECK: 2, ImportTask.RUN: 3}[row.task]
    at = 0 if row.found is None else at
    done = at + 1 if row.task == ImportTask.RUN and row.state in DONE else at
    items = [
        html.Li(
            [html.Span(icon("bi-check-lg") if place < done else str(place + 1), className="step-mark"), name],
            className="is-done" if place < done else "is-now" if place == at else "",
            **({"aria-current": "step"} if place == at else {}),
        )
        for place, name in enumerate(STEPS)
    ]
    return html.Ol(items, className="import-steps")


def _state(task: str, state: str) -> tuple[str, str, str]:
    ended = ENDED.get((ImportTask(task), RunState(state)))
    return ended or STATES.get(RunState(state), ("quiet", "bi-circle", str(state)))


def _size(size: int) -> str:
    for unit, worth in (("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= worth:
            return f"{size / worth:,.1f} {unit}"
    return plural(size, "byte", "bytes")
