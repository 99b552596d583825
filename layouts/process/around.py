"""What surrounds the work on a process: its approval, the third party it needs, the teams on it."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.process_course import Move
from data.process_page import Sheet
from data.vocabulary import ApprovalStatus
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.days import day
from layouts.kit import part
from layouts.moments import moment

APPROVAL, TEAM = "approval", "process-team"
SAID = {
    ApprovalStatus.PENDING: "Approval requested",
    ApprovalStatus.APPROVED: ApprovalStatus.APPROVED.value,
    ApprovalStatus.REJECTED: ApprovalStatus.REJECTED.value,
    ApprovalStatus.NOT_REQUIRED: "No approval required",
}


def content(sheet: Sheet, reader: Actor) -> list[Component]:
    cards = [_approval(sheet, reader), _third_party(sheet), *_teams(sheet, reader)]
    return [html.Div(cards, className="process-around stack")]


def _approval(sheet: Sheet, reader: Actor) -> html.Section:
    status = sheet.process.approval_status
    form = _decision(status, reader)
    history = html.Ul([html.Li(_decided(move)) for move in sheet.decisions], className="decisions")
    past = history if sheet.decisions else html.P("Nothing has been decided yet.", className="muted")
    body = html.Div(
        [html.P(kit.status(status)), *([form] if form else []), html.H3("Decisions"), past], className="stack"
    )
    return kit.card("Approval", "Who agreed to it, when and why", body)


def _decision(status: ApprovalStatus, reader: Actor) -> Component | None:
    """The note, and the buttons that fit the state and the reader's rights."""
    pending = status == ApprovalStatus.PENDING
    may_ask, may_decide = reader.can("update", "processes"), reader.can("approve", "processes") and pending
    offered = (
        (may_decide, forms.button("approval-approve", "Approve", "bi-check-lg")),
        (may_decide, forms.button("approval-reject", "Reject", "bi-x-lg", "plain")),
        (may_ask and not pending, forms.button("approval-request", "Request approval", "bi-send")),
        (
            may_ask and status != ApprovalStatus.NOT_REQUIRED,
            forms.button("approval-waive", "Not required", "bi-slash-circle", "plain"),
        ),
    )
    buttons = [button for fits, button in offered if fits]
    if not buttons:
        return None
    hint = "A rejection needs one; it is kept with the decision." if may_decide else "Kept with the request."
    words = dbc.Textarea(id=forms.control(APPROVAL, "reason"), rows=2, maxLength=2000)
    field = forms.field(APPROVAL, "reason", "Reason" if may_decide else "Note", words, hint)
    return html.Div([forms.whole(APPROVAL), field, html.Div(buttons, className="form-foot")], className="form")


def _decided(move: Move) -> list:
    said = SAID[ApprovalStatus(move.new)]
    who = html.Span([f"{move.who or 'the system'}, ", moment(move.at)], className="muted")
    reason = [html.Q(move.reason)] if move.reason else []
    return [html.Strong(said), who, *reason]


def _third_party(sheet: Sheet) -> html.Section:
    process = sheet.process
    needed = process.is_tpa_required
    facts = (
        ("Required", "Yes" if needed else "No"),
        ("Responsible", sheet.tpa_responsible or "nobody yet"),
        ("Data source", process.tpa_data_source or "not set"),
        ("From", day(process.tpa_start_date) if process.tpa_start_date else "not set"),
        ("Until", day(process.tpa_end_date) if process.tpa_end_date else "not set"),
    )
    shown = facts if needed or process.tpa_data_source or process.tpa_start_date else facts[:1]
    listed = html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in shown], className="facts")
    return kit.card("Third-party agreement", "TPA: data that comes from somebody else", listed)


def _teams(sheet: Sheet, reader: Actor) -> list[html.Section]:
    if sheet.teams is None:
        return []
    may = reader.can("update", "processes")
    rows = [html.Li([html.Span(name), *([_off(id_, name)] if may else [])]) for id_, name in sheet.teams]
    listed = html.Ul(rows, className="rows") if rows else html.P("No team works on it yet.", className="muted")
    said = plural(len(rows), "team of the customer", "teams of the customer")
    return [kit.card("Teams", said, html.Div([listed, *([_add(sheet)] if may else [])]))]


def _off(id_: str, name: str) -> Component:
    return kit.icon_button("bi-x-lg", f"Take {name} off this process", id=part("team-off", team=id_))


def _add(sheet: Sheet) -> Component:
    if not sheet.other_teams:
        return html.P("Every team of the customer works on it.", className="muted")
    field = forms.choose(TEAM, "team", "Add a team", sheet.other_teams, sheet.other_teams[0][0])
    return forms.form("process-team-form", field, forms.button("process-team-add", "Add", "bi-plus-lg", "plain"))
