"""How far a process is: its six stages, and actual against expected progress."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.process_course import Visit
from data.process_page import Sheet
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.days import day
from layouts.kit import part

PROGRESS = (
    "Progress is completed leaf tasks ÷ leaf tasks, or entered by hand where there are none. Expected progress is the "
    "share of planned working days that has passed, today included. On track down to −10 points, at risk down to −25, "
    "off track below that; overdue is past the due date."
)
STAGES = "The day a process first reached a stage, and the days it has spent in it, all visits together."
FORM = "progress"


def content(sheet: Sheet, reader: Actor) -> list[Component]:
    may_move = reader.can("update", "processes") and sheet.is_open
    steps = html.Ol([_step(visit, may_move) for visit in sheet.visits], className="stages")
    where = next(visit for visit in sheet.visits if visit.is_now)
    said = f"In {where.stage} for {_stay(where)}"
    return [
        html.Div(
            [
                kit.card("Stage", said, steps, STAGES),
                kit.card("Progress", _counted(sheet), _progress(sheet, reader), PROGRESS),
            ],
            className="process-course",
        )
    ]


def _step(visit: Visit, may_move: bool) -> html.Li:
    look = "is-now" if visit.is_now else "is-behind" if visit.is_behind else "is-ahead"
    if visit.is_now or not may_move:
        current = {"aria-current": "step"} if visit.is_now else {}
        return html.Li(html.Div(_face(visit), className="stage-face"), className=f"stage {look}", **current)
    return html.Li(_back(visit) if visit.is_behind else _forward(visit), className=f"stage {look}")


def _forward(visit: Visit) -> Component:
    return html.Button(
        _face(visit, "Move to "),
        id=part("stage", to=visit.stage),
        type="button",
        className="stage-face",
        title=f"Move to {visit.stage}",
    )


def _back(visit: Visit) -> Component:
    """Going back is asked about first: it counts as a return in every figure about stages."""
    label = f"Move back to {visit.stage}"
    sure = [
        html.P(f"The process goes back to {visit.stage}. The return is kept in its history."),
        forms.button(part("stage", to=visit.stage), label),
    ]
    return html.Details(
        [
            html.Summary(_face(visit, "Move back to "), className="stage-face", title=f"{label}…", role="button"),
            html.Div(sure, className="popup-body"),
        ],
        className="popup confirm",
    )


def _face(visit: Visit, act: str = "") -> list[Component]:
    """What pressing it does is heard before the words that are seen, so that both are its name."""
    heard = [html.Span(act, className="visually-hidden")] if act else []
    return [
        html.Span(_mark(visit), className="stage-mark"),
        html.Span([*heard, *_words(visit)], className="stage-words"),
    ]


def _mark(visit: Visit) -> Component:
    return kit.icon("bi-check-lg" if visit.is_behind else "bi-geo-alt-fill" if visit.is_now else "bi-circle")


def _words(visit: Visit) -> list[Component]:
    return [html.Strong(visit.stage), *(html.Small(words) for words in _when(visit))]


def _when(visit: Visit) -> list[Any]:
    if visit.reached is None:
        return ["passed over" if visit.is_behind else "not reached"]
    again = [plural(visit.returns, "return", "returns")] if visit.returns else []
    return [day(visit.reached.date()), _stay(visit), *again]


def _stay(visit: Visit) -> str:
    return plural(visit.days, "day", "days") if visit.days >= 1 else "less than a day"


def _counted(sheet: Sheet) -> str:
    process = sheet.process
    if not process.leaf_tasks:
        return "Entered by hand: there are no tasks yet"
    done, all_ = process.completed_leaf_tasks, process.leaf_tasks
    return f"{done:,} of {plural(all_, 'task', 'tasks')} done"


def _progress(sheet: Sheet, reader: Actor) -> html.Div:
    actual, expected = sheet.process.progress, sheet.expected
    figures = [
        html.P([html.Strong(f"{actual} %"), "actual"], className="figure"),
        *([html.P([html.Strong(f"{expected} %"), "expected"], className="figure")] if expected is not None else []),
    ]
    by_hand = not sheet.process.leaf_tasks and reader.can("update", "processes") and sheet.is_open
    return html.Div(
        [
            html.Div(figures, className="figures"),
            _bar(actual, expected),
            html.P(_verdict(sheet), className="progress-verdict"),
            *([_by_hand(actual)] if by_hand else []),
        ]
    )


def _bar(actual: int, expected: int | None) -> html.Div:
    due = [html.Span(className="bar-due", style={"left": f"{expected}%"})] if expected is not None else []
    against = f", {expected} per cent expected" if expected is not None else ""
    return html.Div(
        [html.Span(className="bar-fill", style={"width": f"{actual}%"}), *due],
        className="bar",
        role="img",
        **{"aria-label": f"{actual} per cent done{against}"},
    )


def _verdict(sheet: Sheet) -> list:
    if not sheet.is_open:
        return ["Completed."]
    if sheet.expected is None:
        return ["A start and a due date would give it a plan to be compared with."]
    gap = sheet.process.progress - sheet.expected
    points = plural(abs(gap), "point", "points")
    said = "As planned" if gap == 0 else f"{points} ahead of plan" if gap > 0 else f"{points} behind plan"
    return [kit.status(sheet.health), html.Span(said)] if sheet.health else [said]


def _by_hand(actual: int) -> html.Div:
    typed = dbc.Input(
        id=forms.control(FORM, "percent"), type="number", min=0, max=100, step=1, value=actual, class_name="percent"
    )
    field = forms.field(FORM, "percent", "Progress, %", typed)
    return forms.form("progress-form", field, forms.button("process-progress", "Set", "bi-check-lg", "plain"))
