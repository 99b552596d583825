"""Jobs: whether work is being done, what waits, and what failed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import forms, kit
from layouts.charts.parts import count, plural
from layouts.moments import moment

TITLE = "Jobs"
SENTENCE = "Is the work in the background being done?"
STATES = {"busy": ("info", "bi-play-circle"), "idle": ("good", "bi-check-circle")}
MANY = 10_000  # deltas that a clock which runs never lets come together


class Line(Protocol):
    name: str
    waiting: int
    running: int
    scheduled: int
    failed: int


class Hand(Protocol):
    name: str
    state: str
    job: str
    silence: dt.timedelta | None
    is_heard: bool
    done: int
    failed: int


class Failure(Protocol):
    job_id: str
    name: str
    reason: str
    at: dt.datetime | None


class Seen(Protocol):
    """What was found in Redis."""

    lines: Sequence[Line]
    hands: Sequence[Hand]
    failures: Sequence[Failure]
    is_clock_alive: bool


class Fact(NamedTuple):
    title: str
    tone: str
    icon: str
    word: str
    sentence: str


def layout(**_: Any) -> html.Div:
    refresh = forms.button("jobs-refresh", "Refresh", "bi-arrow-clockwise", "plain")
    waiting = html.Div([kit.skeleton("sk-title"), kit.skeleton("sk-line"), kit.skeleton("sk-chart")], className="panel")
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE, refresh),
            html.Div(waiting, id="jobs-content", className="contents"),
            dcc.Store(id="jobs-changed"),
        ],
        className="page stack",
    )


def content(seen: Seen | None, unfolded: int, may_change: bool) -> list[Component]:
    """`seen` is None when Redis cannot be reached; the database still says what waits for it."""
    if seen is None:
        return [_facts([LOST, _rollups(unfolded)])]
    facts = [_workers(seen.hands), _clock(seen.is_clock_alive), _queue(seen.lines), _rollups(unfolded)]
    tables = html.Div([_lines(seen.lines), _hands(seen.hands)], className="columns")
    return [_facts(facts), tables, _failures(seen.failures, may_change)]


LOST = Fact(
    "Queue",
    "bad",
    "bi-plug",
    "Not reached",
    "Redis cannot be reached: check REDIS_URL and that it runs. Pages still work.",
)


def _workers(hands: Sequence[Hand]) -> Fact:
    heard = [hand for hand in hands if hand.is_heard]
    if not heard:
        return Fact(
            "Workers",
            "bad",
            "bi-x-octagon",
            "None",
            "Nothing is being done: start one with “python -m dashboard worker”.",
        )
    busy = sum(hand.state == "busy" for hand in heard)
    word = plural(len(heard), "worker", "workers")
    if lost := len(hands) - len(heard):
        return Fact("Workers", "warn", "bi-exclamation-triangle", word, f"{lost} more not heard from.")
    return Fact("Workers", "good", "bi-check-circle", word, f"{busy} busy just now.")


def _clock(is_alive: bool) -> Fact:
    if is_alive:
        return Fact("Clock", "good", "bi-check-circle", "Ticking", "What is due is asked for.")
    return Fact(
        "Clock", "bad", "bi-x-octagon", "Silent", "Nothing is asked for: start it with “python -m dashboard clock”."
    )


def _queue(lines: Iterable[Line]) -> Fact:
    waiting = sum(line.waiting for line in lines)
    if failed := sum(line.failed for line in lines):
        return Fact("Queue", "bad", "bi-x-octagon", plural(failed, "job has failed", "jobs have failed"), "See below.")
    word = plural(waiting, "job waits", "jobs wait")
    return Fact("Queue", "good" if waiting < 100 else "warn", "bi-inboxes", word, "Taken in the order they came.")


def _rollups(unfolded: int) -> Fact:
    """Figures are exact either way; many of them only make pages slower."""
    tone = "good" if unfolded < MANY else "warn"
    return Fact(
        "Figures", tone, "bi-layers", f"{count(unfolded)} to fold", "Changes not yet folded; pages count them in."
    )


def _facts(facts: Iterable[Fact]) -> html.Div:
    drawn = [
        html.Div(
            [html.H2(fact.title), kit.toned(fact.tone, fact.icon, fact.word), html.P(fact.sentence)],
            className="panel fact",
        )
        for fact in facts
    ]
    return html.Div(drawn, className="tiles")


def _lines(lines: Iterable[Line]) -> html.Section:
    rows = [[line.name, *map(count, line[1:])] for line in lines]  # type: ignore[index]
    return kit.card("Queues", "How much waits, runs, is put off and failed.", _table(QUEUE_HEAD, rows, 4))


QUEUE_HEAD = ("Queue", "Waiting", "Running", "Later", "Failed")
HAND_HEAD = ("Worker", "State", "Heard", "Done", "Failed")


def _hands(hands: Sequence[Hand]) -> html.Section:
    rows = [[hand.name[:12], _state(hand), _ago(hand.silence), count(hand.done), count(hand.failed)] for hand in hands]
    body = _table(HAND_HEAD, rows, 2) if rows else html.P("No worker has reported lately.", className="counted")
    return kit.card("Workers", "Each runs one job at a time.", body)


def _ago(silence: dt.timedelta | None) -> str:
    if silence is None:
        return "never"
    seconds = max(0, round(silence.total_seconds()))
    return f"{seconds} s ago" if seconds < 120 else f"{seconds // 60} min ago"


def _state(hand: Hand) -> html.Span:
    if not hand.is_heard:
        return kit.toned("bad", "bi-x-octagon", "not heard from")
    tone, look = STATES.get(hand.state, ("quiet", "bi-circle"))
    return kit.toned(tone, look, f"{hand.state}: {hand.job}" if hand.job else hand.state)


def _table(head: Sequence[str], rows: Iterable[Iterable[Any]], numbers: int) -> html.Div:
    """The last columns, so many, are numbers."""
    sides = [""] * (len(head) - numbers) + ["text-end"] * numbers
    top = html.Thead(
        html.Tr([html.Th(name, scope="col", className=side) for name, side in zip(head, sides, strict=True)])
    )
    body = [html.Tr([html.Td(cell, className=side) for cell, side in zip(row, sides, strict=True)]) for row in rows]
    return html.Div(dbc.Table([top, html.Tbody(body)], class_name="plain-table"), className="table-box", tabIndex=0)


def _failures(failures: Sequence[Failure], may_change: bool) -> html.Section:
    rows = [_failure(failure, may_change) for failure in failures]
    body = html.Ul(rows, className="rows") if rows else html.P("No job has failed.", className="counted")
    return kit.card("Failed jobs", "The latest first, kept for thirty days.", body)


def _failure(failure: Failure, may_change: bool) -> html.Li:
    words = html.Div(
        [html.Strong(failure.name), html.Span(failure.reason), html.Span(["Failed ", moment(failure.at)])],
        className="row-words",
    )
    buttons = [
        html.Button(
            [kit.icon(look), label],
            id=kit.part("job", job=failure.job_id, act=act),
            type="button",
            className="btn btn-plain",
            **{"aria-label": f"{label} {failure.name}"},
        )
        for act, label, look in (("retry", "Retry", "bi-arrow-repeat"), ("remove", "Remove", "bi-trash"))
    ]
    return html.Li([words, *([html.Div(buttons, className="form-foot")] if may_change else [])])
