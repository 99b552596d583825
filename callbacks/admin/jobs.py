"""Jobs: what the queue and its workers say, and what to do with a job that failed."""

import datetime as dt
import time
from typing import Any

import dash
from dash import ALL, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks import forms
from callbacks.context import actor, redis_url, session
from callbacks.declare import needs
from callbacks.forms import told
from callbacks.messages import show_error
from data import audit, rollups
from data.access import require
from data.errors import Unavailable
from jobs import overview
from jobs.queue import connect
from layouts.admin import jobs as page
from layouts.kit import part
from layouts.notices import error_card

JOB = part("job", job=ALL, act=ALL)
ACTS = {
    "retry": (overview.retry, "The job waits for a worker again."),
    "remove": (overview.remove, "The job is forgotten."),
}


def register(app: dash.Dash) -> None:
    app.callback(
        Output("jobs-content", "children"),
        Input("jobs-refresh", "n_clicks"),
        Input("jobs-changed", "data"),
        Input("jobs-retry", "n_clicks", allow_optional=True),
        on_error=apologise,
        running=[(Output("jobs-refresh", "disabled"), True, False)],
    )(draw)
    app.callback(
        Output("toast", "data", allow_duplicate=True),
        Output("jobs-changed", "data"),
        Input(JOB, forms.PRESSED),
        State(JOB, "id"),
        prevent_initial_call=True,
    )(act)


def apologise(error: Exception) -> Component:
    show_error(error)
    return error_card("The jobs could not be read. Nothing was lost.", "jobs-retry")


@needs("settings:read")
def draw(_refresh: int | None = None, _changed: float | None = None, _retry: int | None = None) -> list[Component]:
    with session() as db:
        require(db.actor, "read", "settings")
        unfolded = rollups.waiting(db)
    return page.content(_seen(), unfolded, actor().can("update", "settings"))


@needs("settings:update")
def act(pressed: list[int | None], ids: list[dict[str, Any]]) -> tuple:
    """A button beside a failed job was pressed."""
    require(actor(), "update", "settings")
    chosen = forms.pressed(pressed, ids)
    if chosen is None or chosen["act"] not in ACTS:
        return no_update, no_update
    change, said = ACTS[chosen["act"]]
    name = change(connect(redis_url()), chosen["job"])
    with session() as db:
        audit.record(db, f"job_{chosen['act']}", "jobs", chosen["job"], name=name)
    return told(said), time.time()


def _seen() -> overview.Overview | None:
    """None is what the page says when Redis is away."""
    try:
        return overview.look(connect(redis_url()), dt.datetime.now(dt.UTC))
    except Unavailable:
        return None
