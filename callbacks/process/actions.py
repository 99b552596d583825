"""What is done with a process on its page: begun, completed, moved, approved, staffed, deleted; and its milestones."""

import time
from typing import Any

import dash
from dash import ALL, Input, State, set_props

from callbacks import forms
from callbacks.context import session
from callbacks.declare import needs
from callbacks.messages import show_error
from callbacks.wrote import wrote
from data import milestones, process_page, processes
from data.milestones import Wanted
from layouts import addresses
from layouts.kit import part
from layouts.process import around, course

SEEN = State("process-seen", "data")
STAGE = part("stage", to=ALL)
TEAM_OFF = part("team-off", team=ALL)
ACHIEVE = part("achieve", of=ALL)
NEVER = {"achieved": None, "version": 0}
DATE = part("milestone", of=ALL, date=ALL)
LATER = {"prevent_initial_call": True}
OF_APPROVAL = LATER | {"on_error": forms.refused(around.APPROVAL, "reason")}
OF_PROGRESS = LATER | {"on_error": forms.refused(course.FORM, "percent")}


def register(app: dash.Dash) -> None:
    for id_, verb in (("start", start), ("complete", complete), ("reopen", reopen), ("delete", delete)):
        app.callback(Input(f"process-{id_}", "n_clicks"), SEEN, **LATER)(verb)
    app.callback(Input(STAGE, forms.PRESSED), State(STAGE, "id"), SEEN, **LATER)(move)
    typed = forms.fields(around.APPROVAL)
    for id_, verb in (("request", request), ("waive", waive), ("approve", approve), ("reject", reject)):
        app.callback(Input(f"approval-{id_}", "n_clicks"), SEEN, *typed, **OF_APPROVAL)(verb)
    app.callback(Input("process-progress", "n_clicks"), SEEN, *forms.fields(course.FORM), **OF_PROGRESS)(set_progress)
    app.callback(Input("process-team-add", "n_clicks"), SEEN, *forms.fields(around.TEAM), **LATER)(add_team)
    app.callback(Input(TEAM_OFF, forms.PRESSED), State(TEAM_OFF, "id"), SEEN, **LATER)(remove_team)
    known = (State("milestones-seen", "data"), SEEN)
    app.callback(Input(DATE, "value"), State(DATE, "id"), *known, on_error=put_back, **LATER)(plan)
    app.callback(Input(ACHIEVE, forms.PRESSED), State(ACHIEVE, "id"), *known, **LATER)(achieve)


def put_back(error: Exception) -> None:
    """A date that was refused does not stay in its box: everything is drawn as it is."""
    show_error(error)
    set_props("process-drawn", {"data": None})
    set_props("process-changed", {"data": time.time()})


@needs("processes:update")
def start(pressed: int | None, seen: dict[str, Any]) -> None:
    if pressed:
        with session() as db:
            process = processes.start(db, seen["id"], seen["version"])
        wrote(f"“{process.name}” is started.", db.change_set_id)


@needs("processes:update")
def complete(pressed: int | None, seen: dict[str, Any]) -> None:
    if pressed:
        with session() as db:
            process = processes.complete(db, seen["id"], seen["version"])
        wrote(f"“{process.name}” is completed.", db.change_set_id)


@needs("processes:update")
def reopen(pressed: int | None, seen: dict[str, Any]) -> None:
    if pressed:
        with session() as db:
            process = processes.reopen(db, seen["id"], seen["version"])
        wrote(f"“{process.name}” is open again.", db.change_set_id)


@needs("processes:delete")
def delete(pressed: int | None, seen: dict[str, Any]) -> None:
    """Its page has nothing to show any more, so the reader goes to the list; Undo stays on the screen."""
    if pressed:
        with session() as db:
            name = processes.remove(db, seen["id"], seen["version"])
        wrote(f"“{name}” is deleted.", db.change_set_id)
        set_props("url", {"pathname": addresses.records("processes")})


@needs("processes:update")
def move(pressed: list[int | None], ids: list[dict[str, str]], seen: dict[str, Any]) -> None:
    for stage in _chosen(pressed, ids, "to"):
        with session() as db:
            processes.move_to_stage(db, seen["id"], seen["version"], stage)
        wrote(f"The process is in {stage} now.", db.change_set_id)


@needs("processes:update")
def request(pressed: int | None, seen: dict[str, Any], ids: list, values: list) -> None:
    _decide(pressed, seen, forms.given(ids, values), processes.request_approval, "The approval is requested.")


@needs("processes:update")
def waive(pressed: int | None, seen: dict[str, Any], ids: list, values: list) -> None:
    _decide(pressed, seen, forms.given(ids, values), processes.waive_approval, "The process needs no approval.")


@needs("processes:approve")
def approve(pressed: int | None, seen: dict[str, Any], ids: list, values: list) -> None:
    _decide(pressed, seen, forms.given(ids, values), processes.approve, "The process is approved.")


@needs("processes:approve")
def reject(pressed: int | None, seen: dict[str, Any], ids: list, values: list) -> None:
    _decide(pressed, seen, forms.given(ids, values), processes.reject, "The process is rejected.")


@needs("processes:update")
def set_progress(pressed: int | None, seen: dict[str, Any], ids: list, values: list) -> None:
    if pressed:
        with session() as db:
            process = processes.set_progress(db, seen["id"], seen["version"], forms.given(ids, values)["percent"])
        wrote(f"The progress is {process.progress} %.", db.change_set_id)


@needs("processes:update")
def add_team(pressed: int | None, seen: dict[str, Any], ids: list, values: list) -> None:
    if pressed:
        with session() as db:
            processes.add_team(db, seen["id"], forms.given(ids, values)["team"])
        wrote("The team works on this process now.", db.change_set_id)


@needs("processes:update")
def remove_team(pressed: list[int | None], ids: list[dict[str, str]], seen: dict[str, Any]) -> None:
    for team in _chosen(pressed, ids, "team"):
        with session() as db:
            processes.remove_team(db, seen["id"], team)
        wrote("The team does not work on this process any more.", db.change_set_id)


@needs("milestones:update")
def plan(values: list, ids: list, were: dict[str, dict[str, Any]], seen: dict[str, Any]) -> None:
    """Whatever dates differ from those that were drawn."""
    typed: dict[str, dict[str, Any]] = {}
    for id_, value in zip(ids, values, strict=True):
        typed.setdefault(id_["of"], {})[id_["date"]] = value or None
    now = {kind: was | typed.get(kind, {}) for kind, was in were.items()}
    changed = {kind: Wanted(**dates) for kind, dates in now.items() if dates != were[kind]}
    if changed:
        with session() as db:
            milestones.change(db, seen["id"], changed)
        wrote(f"{' and '.join(changed)}: the dates are set.", db.change_set_id)


@needs("milestones:update")
def achieve(pressed: list[int | None], ids: list, were: dict[str, dict[str, Any]], seen: dict[str, Any]) -> None:
    """Today, or not after all where it was."""
    for kind in _chosen(pressed, ids, "of"):
        was = were.get(kind, NEVER)
        with session() as db:
            on = None if was["achieved"] else process_page.today(db)
            milestones.achieve(db, seen["id"], kind, was["version"], on)
        wrote(f"{kind}: {'achieved today' if on else 'not achieved after all'}.", db.change_set_id)


def _chosen(pressed: list[int | None], ids: list[dict[str, str]], key: str) -> list[str]:
    found = forms.pressed(pressed, ids)
    return [found[key]] if found else []


def _decide(pressed: int | None, seen: dict[str, Any], given: dict[str, Any], verb: Any, said: str) -> None:
    if pressed:
        with session() as db:
            verb(db, seen["id"], seen["version"], given.get("reason"))
        wrote(said, db.change_set_id)
