"""What is done in the task tree: a script says what, the database does it, the tree comes back."""

import time
from collections.abc import Callable
from typing import Any

import dash
from dash import Input, Output, State, no_update, set_props

from callbacks.context import actor, session
from callbacks.declare import needs
from callbacks.messages import show_error
from callbacks.wrote import wrote
from data import process_page, task_tree, tasks
from data.db import Session
from layouts.charts.parts import plural
from layouts.process import tasks as page

Act = dict[str, Any]  # what the script says: `do`, the task and the version that was seen, and what the verb needs
TREE = (Output("tasks-rows", "data", allow_duplicate=True), Output("tasks-stamp", "data", allow_duplicate=True))


def register(app: dash.Dash) -> None:
    app.callback(
        *TREE, Input("tasks-act", "data"), State("process-of", "data"), prevent_initial_call=True, on_error=refused
    )(act)
    app.callback(
        Output("tasks-found", "data"),
        Input("tasks-find", "data"),
        State("process-of", "data"),
        prevent_initial_call=True,
    )(find)


def refused(error: Exception) -> None:
    """Said in a toast; the tree is read again, because what is refused was often seen too late."""
    show_error(error)
    set_props("tasks-refused", {"data": time.time()})
    set_props("process-changed", {"data": time.time()})


@needs("tasks:read")
def act(wanted: Act | None, of: dict[str, Any]) -> tuple:
    if not wanted:
        return no_update, no_update
    with session() as db:
        said, task_id = VERBS[wanted["do"]](db, wanted, of["id"])
        stamp = task_tree.stamp(db, of["id"])
        done = page.Done(wanted["at"], task_id)
        drawn = page.drawn(task_tree.rows(db, of["id"]), process_page.today(db), actor(), done)
    wrote(said, db.change_set_id)
    return drawn, stamp


@needs("contacts:read")
def find(wanted: dict[str, Any] | None, of: dict[str, Any]) -> Any:
    """People by name, for the box that assigns a task."""
    if not wanted:
        return no_update
    with session() as db:
        found = tasks.assignees(db, of["id"], wanted["words"])
    return {"at": wanted["at"], "people": [[choice.value, choice.label] for choice in found]}


def _add(db: Session, act: Act, process_id: str) -> tuple[str, str]:
    task = tasks.add(db, process_id, act.get("title"), act.get("parent"), act.get("before"))
    return f"“{task.title}” is added.", task.id


def _remove(db: Session, act: Act, _process_id: str) -> tuple[str, None]:
    count = tasks.remove(db, act["id"], act["version"])
    return f"{plural(count, 'task is', 'tasks are')} deleted.", None


def _verb(verb: Callable[..., Any], said: str, *names: str) -> Callable[[Session, Act, str], tuple[str, str]]:
    """One that changes a task: `names` are what it needs to know besides the task and its version."""

    def done(db: Session, act: Act, _process_id: str) -> tuple[str, str]:
        task = verb(db, act["id"], act["version"], *(act.get(name) for name in names))
        return said.format(task.title), task.id

    return done


VERBS: dict[str, Callable[[Session, Act, str], tuple[str, str | None]]] = {
    "add": _add,
    "remove": _remove,
    "rename": _verb(tasks.rename, "Renamed to “{}”.", "title"),
    "schedule": _verb(tasks.schedule, "The due date of “{}” is set.", "due"),
    "prioritise": _verb(tasks.prioritise, "The priority of “{}” is set.", "priority"),
    "assign": _verb(tasks.assign, "“{}” is assigned.", "who"),
    "block": _verb(tasks.block, "“{}” is blocked.", "reason"),
    "start": _verb(
        tasks.start,
        "“{}” is in progress.",
    ),
    "put-back": _verb(tasks.put_back, "“{}” is not started."),
    "complete": _verb(tasks.complete, "“{}” is completed."),
    "complete-all": _verb(tasks.complete_all, "“{}” and its parts are completed."),
    "move": _verb(tasks.move, "“{}” is moved.", "parent", "before"),
    "indent": _verb(tasks.indent, "“{}” is indented."),
    "outdent": _verb(tasks.outdent, "“{}” is outdented."),
    "up": _verb(tasks.up, "“{}” is moved up."),
    "down": _verb(tasks.down, "“{}” is moved down."),
}
