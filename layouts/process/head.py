"""The top of a process's page: its name, how it stands, the facts about it, and what can be done with it."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.process_page import Sheet
from data.vocabulary import ProcessStatus
from layouts import addresses, forms, history, kit, records
from layouts.charts.parts import plural
from layouts.days import day

PLAIN = "btn btn-plain"
ONE = {"tasks": "task", "milestones": "milestone", "teams": "team assignment"} | {
    "transfers": "transfer",
    "notifications": "notification",
}


def content(sheet: Sheet, reader: Actor) -> list[Component]:
    process = sheet.process
    title = html.Div([html.H1(process.name), html.P(_tags(sheet), className="process-tags")], className="page-words")
    about = [html.P(process.description, className="process-about")] if process.description else []
    return [
        html.Header([title, html.Div(_actions(sheet, reader), className="form-foot")], className="page-head"),
        html.Section([_facts(sheet), *about], className="panel process-facts", **{"aria-label": "Facts"}),
        dcc.Store(id="process-seen", data={"id": process.id, "version": process.version}),
    ]


def left(days: int | None) -> str:
    """How far away a due date is, in words."""
    if days is None:
        return ""
    if days == 0:
        return "today"
    return f"{plural(days, 'day', 'days')} left" if days > 0 else f"{plural(-days, 'day', 'days')} late"


def _tags(sheet: Sheet) -> list[Component]:
    return [kit.status(word) for word in (sheet.process.status, sheet.health) if word]


def _facts(sheet: Sheet) -> html.Dl:
    process = sheet.process
    customer = dcc.Link(sheet.customer, href=addresses.record("customers", process.customer_id))
    facts: list[tuple[str, Any]] = [
        ("Customer", customer),
        ("Responsible", sheet.responsible or _none("nobody yet")),
        ("Due", _due(sheet)),
        ("Start", day(process.start_date) if process.start_date else _none("not set")),
        ("Jira ticket", process.jira_ticket or _none("none")),
        ("Functional area", process.functional_area or _none("not set")),
        *([("Hours", _hours(sheet))] if sheet.hours is not None else []),
    ]
    return html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="fact-row")


def _none(words: str) -> html.Span:
    return html.Span(words, className="muted")


def _due(sheet: Sheet) -> Any:
    due = sheet.process.due_date
    if due is None:
        return _none("not set")
    late = sheet.is_open and (sheet.days_left or 0) < 0
    about = [html.Small(left(sheet.days_left), className="is-late" if late else "muted")] if sheet.is_open else []
    return [day(due), *about]


def _hours(sheet: Sheet) -> list[Any]:
    estimate = sheet.process.estimate
    said = f"of {estimate:,} h estimated" if estimate is not None else "logged, no estimate"
    return [f"{sheet.hours:,.1f}".removesuffix(".0"), html.Small(said, className="muted")]


def _actions(sheet: Sheet, reader: Actor) -> list[Component]:
    """Only what fits the status, and only for who may."""
    status, may = sheet.process.status, reader.can("update", "processes")
    offered = (
        (status == ProcessStatus.NOT_STARTED and may, forms.button("process-start", "Start", "bi-play")),
        (
            status == ProcessStatus.IN_PROGRESS and may,
            forms.button("process-complete", "Complete", "bi-check-lg"),
        ),
        (
            status == ProcessStatus.COMPLETED and may,
            forms.button("process-reopen", "Reopen", "bi-arrow-counterclockwise", "plain"),
        ),
        (may, records.opener("processes", sheet.process.id, [kit.icon("bi-pencil"), "Edit"], className=PLAIN)),
        (True, history.opener("processes", sheet.process.id)),
        (reader.can("delete", "processes"), _delete(sheet)),
    )
    return [button for fits, button in offered if fits]


def _delete(sheet: Sheet) -> Component:
    counts = [plural(number, ONE[name], f"{ONE[name]}s") for name, number in sheet.tied.items() if number]
    along = f" With it go {_listed(counts)}." if counts else ""
    hours = " Hours logged on it stay with their service." if sheet.hours else ""
    return forms.confirmed(
        "process-delete", "Delete", f"“{sheet.process.name}” is deleted.{along}{hours}", "bi-trash", "danger"
    )


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
