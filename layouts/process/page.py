"""The frame of a process's page: what is drawn before anything is read, and where the rest goes."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from layouts import kit
from layouts.process import lists, tasks

TITLE = "Process"
SENTENCE = "Where is this process, and what stands in its way?"
PLACES = ("process-head", "process-course", "process-milestones", "process-around")


def layout(id_: str = "", reader: Actor = SYSTEM, **_: Any) -> html.Div:
    head, course, milestones, around = (html.Div(_waiting(name), id=name, className="contents") for name in PLACES)
    tree = [tasks.card(id_)] if reader.can("read", "tasks") else []
    return html.Div(
        [
            head,
            course,
            *tree,
            html.Div([milestones, around], className="process-work"),
            lists.card(reader),
            dcc.Store(id="process-of", data={"id": id_}),
            *(dcc.Store(id=name) for name in ("process-stamp", "process-drawn", "process-tick", "process-changed")),
        ],
        className="page stack process-page",
        **{"data-process": id_},
    )


def _waiting(place: str) -> list[Component]:
    if place == "process-head":
        words = [html.H1(TITLE), html.P(SENTENCE, className="page-sentence")]
        return [html.Header(html.Div(words, className="page-words"), className="page-head")]
    return [html.Div([kit.skeleton("sk-title"), kit.skeleton("sk-value"), kit.skeleton("sk-line")], className="panel")]
