"""Draws a process's page, and draws it again when somebody has changed the process."""

import hashlib
import json
import time
from typing import Any

import dash
from dash import Input, Output, State, no_update, set_props
from plotly.utils import PlotlyJSONEncoder

from callbacks import forms
from callbacks.context import actor, session
from callbacks.declare import needs
from callbacks.messages import show_error
from data import process_page, task_tree
from data.errors import NotFound
from layouts import kit
from layouts.notices import error_card
from layouts.process import around, course, head, lists, milestones, tasks
from layouts.process.page import PLACES

OF = State("process-of", "data")
WHEN = (Input("process-of", "data"), Input("process-changed", "data"), Input("records-changed", "data"))


def register(app: dash.Dash) -> None:
    app.callback(
        *(Output(place, "children") for place in PLACES),
        Output("process-drawn", "data"),
        Output("process-stamp", "data"),
        *WHEN,
        Input("process-retry", "n_clicks", allow_optional=True),
        State("process-drawn", "data"),
        on_error=apologise,
    )(draw)
    app.callback(
        Output("process-changed", "data"),
        Input("process-tick", "data"),
        OF,
        State("process-stamp", "data"),
        prevent_initial_call=True,
        on_error=gone,
    )(look)
    app.callback(
        Output("tasks-rows", "data"),
        Output("tasks-stamp", "data"),
        *WHEN,
        State("tasks-stamp", "data"),
    )(plant)
    app.callback(Output("process-listed", "children"), Input("process-list", "value"), OF, on_error=unlisted)(show)
    forms.clientside(app, "tasks", Input("tasks-rows", "data"))
    forms.clientside(app, "tasksRefused", Input("tasks-refused", "data"))
    forms.clientside(app, "tasksFound", Input("tasks-found", "data"))


def apologise(error: Exception) -> tuple:
    """In the place of the page's top; what else is there stays."""
    if not isinstance(error, NotFound):
        show_error(error)
    said = str(error) if isinstance(error, NotFound) else "The process could not be read. Nothing was lost."
    return error_card(said, "process-retry"), "", "", "", None, no_update


def gone(error: Exception) -> None:
    """Asked every few seconds, so it is quiet about what passes; a process that is gone is said by drawing it."""
    if isinstance(error, NotFound):
        set_props("process-changed", {"data": time.time()})


def unlisted(error: Exception) -> Any:
    show_error(error)
    return kit.unread("The list")


@needs("processes:read")
def draw(of: dict[str, Any], _changed: Any, _wrote: Any, _retry: Any, drawn: list[str] | None) -> tuple:
    """What is not as it was drawn: the rest stays, with what somebody is typing in it."""
    with session() as db:
        sheet, stamp = process_page.read(db, of["id"]), process_page.stamp(db, of["id"])
    reader = actor()
    places = (
        head.content(sheet, reader),
        course.content(sheet, reader),
        milestones.content(sheet.milestones, reader),
        around.content(sheet, reader),
    )
    now, before = [_mark(place) for place in places], drawn or [""] * len(places)
    changed = [no_update if mark == was else place for place, mark, was in zip(places, now, before, strict=True)]
    return *changed, now, stamp


def _mark(content: Any) -> str:
    """Stands for what is drawn in one place."""
    return hashlib.sha256(json.dumps(content, cls=PlotlyJSONEncoder).encode()).hexdigest()[:16]


@needs("processes:read")
def look(_tick: float | None, of: dict[str, Any], seen: str | None) -> Any:
    """The moment, if the process is not any more as it was drawn."""
    with session() as db:
        return no_update if process_page.stamp(db, of["id"]) == seen else time.time()


@needs("tasks:read")
def plant(of: dict[str, Any], _changed: Any, _wrote: Any, seen: str | None) -> tuple:
    """The task tree, unless it is as the page has it."""
    with session() as db:
        stamp = task_tree.stamp(db, of["id"])
        if stamp == seen:
            return no_update, no_update
        return tasks.drawn(task_tree.rows(db, of["id"]), process_page.today(db), actor()), stamp


@needs("processes:read")
def show(name: str | None, of: dict[str, Any]) -> Any:
    """The list that was chosen."""
    return lists.content(name or "", of["id"], actor())
