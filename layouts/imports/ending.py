"""How an import goes and how it ended: progress, failure, or what was imported, and the ways on from there."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.imports import mapping as mappings
from data.imports.plans import Plan
from data.vocabulary import ImportTask, RunState
from layouts import addresses, kit
from layouts.charts.parts import count, plural
from layouts.imports import difference, parts
from layouts.imports.parts import act
from layouts.kit import icon
from layouts.moments import moment

DOING = {
    ImportTask.LOOK: ("Looking into the file", "Its columns are read; nothing is written."),
    ImportTask.CHECK: ("Comparing with what is there", "Everything is done as in the import and then undone."),
    ImportTask.RUN: ("Importing", "All of it in one change: it is there when this has ended, or not at all."),
}
WENT_WRONG = {
    RunState.FAILED: ("bi-x-octagon", "This did not work"),
    RunState.LOST: ("bi-plug", "The work was interrupted"),
    RunState.CANCELLED: ("bi-slash-circle", "Cancelled"),
}


def at_work(row: Any) -> html.Section:
    title, sentence = DOING[row.task]
    told = row.progress or {}
    done, total = told.get("done", 0), max(told.get("total", 0), told.get("done", 0))
    share = round(100 * done / total) if total else 0
    waits = row.state == RunState.QUEUED
    words = told.get("title") or ("Waiting for a worker" if waits else "Beginning")
    facts = [words]
    if total:
        facts.append(f"{count(done)} of about {plural(total, 'row', 'rows')}")
    if told.get("speed"):
        facts.append(f"{count(told['speed'])} rows a second")
    if told.get("left"):
        facts.append(f"{_while(told['left'])} left")
    cancel = act("cancel", "Cancel", "bi-x-lg", disabled=row.is_cancel_asked)
    said = html.P(" · ".join(facts), className="counted", role="status")
    stop = html.Div(
        [cancel, html.P("You can leave this page; it goes on.", className="counted")], className="form-foot"
    )
    return kit.card(title, sentence, html.Div([_bar(title, share), said, stop], className="form-fields"))


def _bar(title: str, share: int) -> html.Div:
    words = f"{share} %" if share > 5 else ""
    told = {"aria-label": title, "aria-valuenow": str(share), "aria-valuemin": "0", "aria-valuemax": "100"}
    filled = html.Div(words, className="progress-bar", style={"width": f"{share}%"})
    return html.Div(filled, className="progress import-progress", role="progressbar", **told)


def failed(row: Any, plan: Plan, is_own: bool) -> list[Component]:
    look, title = WENT_WRONG.get(row.state, ("bi-x-octagon", "This did not work"))
    sentence = row.error or "Nothing was written."
    offered = [
        (row.is_kept, act("again", "Try again", "bi-arrow-repeat", "primary")),
        (row.found is not None, act("back", "Back to the mapping", "bi-arrow-left", "plain")),
    ]
    buttons = [button for fits, button in offered if fits and is_own]
    notice = html.Div(
        [
            html.Div(icon(look), className="notice-icon"),
            html.H2(title),
            html.P(sentence),
            html.Div([*buttons, _another()], className="form-foot"),
        ],
        className="panel notice",
        role="alert",
    )
    unread = row.found is None and row.is_kept and is_own
    again = kit.card("Read the file differently", "If it was opened wrongly.", parts.reading(row.found, plan))
    return [notice, *([again] if unread else [])]


def looked_at(row: Any) -> html.Div:
    """Somebody else's, for an administrator who looks in."""
    return html.Div(kit.note("bi-eye", "Whoever uploaded this file is still deciding what it is."), className="panel")


def done(row: Any, plan: Plan, reader: Actor, is_undone: bool) -> list[Component]:
    seconds = row.outcome["seconds"]
    speed = round(row.outcome["total"]["read"] / max(seconds, 0.1))
    when = html.P(
        [
            icon("bi-check-circle"),
            " Imported ",
            moment(row.finished_at),
            f" in {seconds:,.1f} s, {count(speed)} rows a second.",
        ],
        className="counted",
    )
    state = [kit.note("bi-arrow-counterclockwise", "This import was undone: its records are as they were before.")]
    return [
        *(state if is_undone else []),
        difference.tiles(row.outcome["total"]),
        *difference.steps(row.outcome),
        kit.card("What now?", when, html.Div(_ways_on(row, plan, reader, is_undone), className="form-foot")),
    ]


def _ways_on(row: Any, plan: Plan, reader: Actor, is_undone: bool) -> list[Component]:
    names = dict.fromkeys(_entities(plan))
    lists = [_list(name) for name in names if reader.can("read", mappings.entity_named(name).permission)]
    undo = html.Button(
        [icon("bi-arrow-counterclockwise"), "Undo this import"],
        type="button",
        className="btn btn-plain",
        **{"data-undo": row.change_set_id},
    )
    trail = html.A(
        [icon("bi-journal-text"), "What was written"],
        href=f"/admin/audit?change_set_id={row.change_set_id}",
        className="btn btn-plain",
    )
    return [
        *lists[-2:],
        *difference.rejected(row),
        *([trail] if reader.can("read", "audit") else []),
        *([] if is_undone else [undo]),
        _another(),
    ]


def _entities(plan: Plan) -> list[str]:
    return [step.entity.name for step in mappings.load(plan.ready).steps] if plan.ready else [plan.entity]


def _list(name: str) -> dcc.Link:
    entity = mappings.entity_named(name)
    return dcc.Link(
        [icon("bi-list-ul"), f"Open {entity.title.lower()}"], href=addresses.records(name), className="btn btn-plain"
    )


def _another() -> dcc.Link:
    return dcc.Link([icon("bi-upload"), "Import another file"], href="/imports", className="btn btn-plain")


def _while(seconds: int) -> str:
    if seconds < 90:
        return plural(seconds, "second", "seconds")
    return plural(round(seconds / 60), "minute", "minutes")
