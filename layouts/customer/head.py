"""The head of a customer's page: who they are, until when, what comes next, and what can be done."""

import datetime as dt
import json

from dash import html
from dash.development.base_component import Component

from data import onboarding
from data.access import Actor
from data.catalog import ENTITIES
from data.customer.standing import Standing
from layouts import customer as page
from layouts import forms, history, kit, records
from layouts.avatar import avatar
from layouts.charts.parts import plural
from layouts.customer.steps import checklist
from layouts.customer.tiles import tiles
from layouts.days import away, day, length

MAKES = {
    "processes": ("bi-kanban", "Process"),
    "contacts": ("bi-person-lines-fill", "Contact"),
    "teams": ("bi-people", "Team"),
    "services": ("bi-briefcase", "Service"),
    "documents": ("bi-file-earmark-text", "Document"),
    "notes": ("bi-sticky", "Note"),
    "dates": ("bi-calendar-event", "Important date"),
}  # what is made from the head, in the order in which it is offered
ENDING = 60  # days before its end from which a contract stands out


def head(now: Standing, reader: Actor, is_put_away: bool) -> list[Component]:
    """Everything above the tabs; `is_put_away` where the reader does not want to see the onboarding any more."""
    takes_in = _takes_in(now, reader)
    steps = [checklist(now, reader)] if takes_in and not is_put_away else []
    back = [forms.button("customer-onboarding-show", "Onboarding", "bi-list-check", "plain")]
    return [_title(now, reader, back if takes_in and is_put_away else []), *steps, tiles(now)]


def _takes_in(now: Standing, reader: Actor) -> bool:
    """Whether there is something left to do, and the reader sees what is there and is one who does it."""
    does = all(reader.can("read", name) and reader.can("create", name) for name in ("contacts", "teams", "services"))
    return does and onboarding.is_due(now)


def _title(now: Standing, reader: Actor, more: list[Component]) -> html.Header:
    customer = now.customer
    tags = [kit.status(customer.phase)]
    if not customer.active:
        tags.append(kit.toned("quiet", "bi-archive", "Inactive"))
    name = html.Div([html.H1(customer.name), *tags], className="customer-name")
    words = html.Div([name, html.P(page.SENTENCE, className="page-sentence")], className="customer-words")
    mark = avatar(customer.id, customer.name, customer.logo_url, customer.avatar_color)
    return html.Header([mark, words, _actions(now, reader, more), _facts(now, reader)], className="customer-head")


def _facts(now: Standing, reader: Actor) -> html.Dl:
    shown = [
        _fact("bi-file-earmark-check", "Contract", contract(now)),
        *([_fact("bi-calendar-event", "Next date", _next(now))] if now.next_date else []),
        *([_fact("bi-person-check", "Responsible", _responsible(now, reader))] if now.responsible else []),
    ]
    return html.Dl(shown, className="customer-facts")


def _fact(look: str, name: str, words: list) -> html.Div:
    return html.Div([html.Dt([kit.icon(look), name]), html.Dd(words)])


def contract(now: Standing) -> list:
    """From when to when, and how long still."""
    first, last = now.customer.contract_start_date, now.customer.contract_end_date
    if first is None:
        return ["No dates yet"]
    span = [day(first), " – ", day(last)] if last else ["Since ", day(first), ", open-ended"]
    return [html.Span(span), *(_left(first, last, now.today) if now.customer.active else [])]


def _left(first: dt.date, last: dt.date | None, today: dt.date) -> list:
    if first > today:
        return [kit.toned("info", "bi-hourglass-top", f"Starts {away(first, today)}")]
    if last is None:
        return []
    days = (last - today).days
    if days < 0:
        return [kit.toned("bad", "bi-x-octagon", f"Expired {away(last, today)}")]
    if days <= ENDING:
        return [kit.toned("warn", "bi-exclamation-triangle", f"Ends {away(last, today)}")]
    return [html.Span(f"{length(days)} left", className="fact-more")]


def _next(now: Standing) -> list:
    coming = now.next_date
    title = records.opener("dates", coming.id, coming.title)
    return [title, html.Span([day(coming.date), ", ", away(coming.date, now.today)], className="fact-more")]


def _responsible(now: Standing, reader: Actor) -> list:
    """Those who answer for most of what is open; pointing at a name says for how much."""
    may_open = reader.can("read", "contacts")
    people = []
    for one in now.responsible:
        more = {"title": plural(one.processes, "open process", "open processes")}
        people.append(records.opener("contacts", one.id, one.name, **more) if may_open else html.Span(one.name, **more))
    return people


def _actions(now: Standing, reader: Actor, more: list[Component]) -> html.Div:
    customer = now.customer
    edit = records.opener("customers", customer.id, [kit.icon("bi-pencil"), "Edit"], className="btn btn-plain")
    acts = [
        *(_makes(now, reader) if customer.active else []),
        *more,
        *([edit] if reader.can("update", "customers") else []),
        history.opener("customers", customer.id),
        *_ends(now, reader),
    ]
    return html.Div(acts, className="acts")


def _makes(now: Standing, reader: Actor) -> list[Component]:
    offered = [name for name in MAKES if reader.can("create", ENTITIES[name].permission)]
    items = [
        records.opener(
            name,
            records.NEW,
            [kit.icon(MAKES[name][0]), MAKES[name][1]],
            className="menu-item",
            **{"data-open-preset": json.dumps({"customer_id": now.customer.id})},
        )
        for name in offered
    ]
    if reader.can("create", "communications") and reader.can("read", "communications"):
        leads = {"data-shows-tab": "customer-tab-communications"}
        items.append(
            html.Button([kit.icon("bi-chat-left-text"), "Communication"], type="button", className="menu-item", **leads)
        )
    press = html.Summary([kit.icon("bi-plus-lg"), "New"], className="btn btn-primary", role="button")
    menu = html.Details([press, html.Div(items, className="popup-body menu")], className="popup new-menu")
    return [menu] if items else []


def _ends(now: Standing, reader: Actor) -> list[Component]:
    """Putting the customer away, or bringing it back."""
    if not reader.can("delete", "customers"):
        return []
    if not now.customer.active:
        return [forms.button("customer-restore", "Restore", "bi-arrow-counterclockwise")]
    sentence = "It leaves the figures and lists of active customers. Everything is kept, and it can be restored."
    return [forms.confirmed("customer-deactivate", "Deactivate", sentence, "bi-archive")]
