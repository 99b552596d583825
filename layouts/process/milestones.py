"""The chain of the nine milestones: when each was planned, when it was achieved, and the gaps between them."""

import datetime as dt

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.milestones import Milestone
from layouts import kit
from layouts.charts.parts import plural
from layouts.days import day
from layouts.kit import part

ABOUT = (
    "Slip is the days from the target to the day a milestone was achieved, or to today while it is not. The figure "
    "between two milestones is the days from one achieved to the next."
)


def content(chain: list[Milestone] | None, reader: Actor) -> list[Component]:
    if chain is None:
        return []
    may = reader.can("update", "milestones") and reader.can("create", "milestones")
    achieved = sum(one.achieved is not None for one in chain)
    rows = html.Ol([_row(one, may) for one in chain], className="chain")
    seen = {
        one.kind.value: {"target": _iso(one.target), "achieved": _iso(one.achieved), "version": one.version}
        for one in chain
    }
    return [
        kit.card("Milestones", f"{achieved} of {len(chain)} achieved{_late(chain)}", rows, ABOUT),
        dcc.Store(id="milestones-seen", data=seen),
    ]


def _late(chain: list[Milestone]) -> str:
    missing = sum(one.achieved is None and (one.slip or 0) > 0 for one in chain)
    return f", {missing} overdue" if missing else ""


def _iso(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None


def _row(one: Milestone, may: bool) -> html.Li:
    head = html.Div([html.Strong(one.kind), _slip(one)], className="chain-head")
    parts = [_date(one, "target", may), _date(one, "achieved", may), *(_press(one) if may else [])]
    look = "is-achieved" if one.achieved else "is-missing" if (one.slip or 0) > 0 else "is-planned"
    rail = html.Span([kit.icon(_mark(one)), *_gap(one)], className="chain-mark")
    return html.Li(
        [rail, html.Div([head, html.Div(parts, className="chain-dates")], className="chain-body")],
        className=f"link {look}",
    )


def _gap(one: Milestone) -> list[Component]:
    if one.gap is None:
        return []
    return [html.Span(f"{one.gap:+d} d", className="chain-gap", title="Days since the one achieved before")]


def _mark(one: Milestone) -> str:
    if one.achieved:
        return "bi-check-circle-fill"
    return "bi-exclamation-circle" if (one.slip or 0) > 0 else "bi-circle"


def _slip(one: Milestone) -> Component:
    """Late and early in days; never the colour alone."""
    slip = one.slip
    if slip is None:
        return html.Span("no target", className="muted") if one.achieved else html.Span()
    days = plural(abs(slip), "day", "days")
    if one.achieved and slip == 0:
        return kit.toned("good", "bi-check-circle", "on time")
    if one.achieved:
        return kit.toned("warn", "bi-arrow-right", f"{days} late") if slip > 0 else _early(days)
    if slip > 0:
        return kit.toned("late", "bi-alarm", f"missing for {days}")
    return kit.toned("quiet", "bi-calendar-event", f"due in {days}" if slip else "due today")


def _early(days: str) -> html.Span:
    return kit.toned("good", "bi-arrow-left", f"{days} early")


def _date(one: Milestone, which: str, may: bool) -> html.Div:
    value, label = getattr(one, which), {"target": "Target", "achieved": "Achieved"}[which]
    if not may:
        return html.Div(
            [html.Small(label, className="muted"), html.Span(day(value) if value else "–")], className="chain-date"
        )
    id_ = part("milestone", of=one.kind, date=which)
    typed = dbc.Input(
        id=id_, type="date", value=_iso(value), debounce=True, min="1900-01-01", max="2199-12-31", size="sm"
    )
    return html.Div([dbc.Label(label, html_for=kit.in_page(id_)), typed], className="chain-date")


def _press(one: Milestone) -> list[Component]:
    """One press for what happens most: it was achieved today, or not after all."""
    icon, words = ("bi-x-lg", "not achieved after all") if one.achieved else ("bi-check2", "achieved today")
    return [kit.icon_button(icon, f"{one.kind}: {words}", id=part("achieve", of=one.kind))]
