"""The card of the task tree; a script draws the tree in it from what a store holds."""

import datetime as dt
from typing import Any, NamedTuple

from dash import dcc, html

from data.access import Actor
from data.vocabulary import Priority, TaskStatus
from layouts import kit, theme

ABOUT = (
    "A task with parts counts through them: progress is the share of tasks without parts that are completed. "
    "Trees go ten levels deep."
)
KEYS = (
    ("↑ ↓", "go from task to task"),
    ("→ ←", "open and close a branch"),
    ("Enter", "rename, save; a new task is followed by the next"),
    ("n or Ins", "new task after this one"),
    ("Shift n", "new task inside this one"),
    ("Space", "complete, or open again"),
    ("Alt → ←", "indent, outdent; Tab and Shift Tab do it while you type"),
    ("Alt ↑ ↓", "move among its siblings"),
    ("a", "assign"),
    ("d", "due date"),
    ("p", "priority"),
    ("b", "block, or unblock"),
    ("Del", "delete"),
)
STORES = ("tasks-rows", "tasks-stamp", "tasks-act", "tasks-refused", "tasks-find", "tasks-found")


class Done(NamedTuple):
    """The call that a tree answers, and the task that something was done with."""

    answers: float
    chosen: str | None


def card(process_id: str) -> html.Section:
    tree = html.Div(id="task-tree", className="task-tree", **{"data-process": process_id})
    body = html.Div([html.Div(id="task-bar", className="task-bar"), tree, *(dcc.Store(id=name) for name in STORES)])
    section = kit.card("Tasks", html.Span("Reading…", id="task-count"), body, ABOUT)
    section.children[0].children.insert(1, _keys())
    section.className = "panel task-card"
    return section


def _keys() -> html.Details:
    rows = [html.Div([html.Dt(html.Kbd(keys)), html.Dd(words)]) for keys, words in KEYS]
    button = html.Summary(kit.icon("bi-keyboard"), **{"aria-label": "Keys for the tasks"}, title="Keys for the tasks")
    return html.Details(
        [button, html.Div([html.Strong("Keys"), html.Dl(rows, className="facts keys")], className="popup-body")],
        className="popup explain",
    )


def drawn(rows: list[dict[str, Any]], today: dt.date, reader: Actor, done: Done | None = None) -> dict[str, Any]:
    """What the script draws the tree from, and to which of its calls this is the answer."""
    rights = {"add": "create", "change": "update", "remove": "delete"}
    may = {word: reader.can(action, "tasks") for word, action in rights.items()}
    may["assign"] = may["change"] and reader.can("read", "contacts")
    return {"rows": rows, "today": today.isoformat(), "may": may, "words": vocabulary()} | (
        done._asdict() if done else {}
    )


def vocabulary() -> dict[str, Any]:
    """The words the script draws and offers, with how each looks."""
    words = {word.name: word.value for word in TaskStatus}
    looks = {word.value: list(theme.STATUS[word]) for word in (*TaskStatus, *Priority)}
    return {"status": words, "priorities": [Priority.HIGH, Priority.MEDIUM, Priority.LOW], "looks": looks}
