"""Who is there at a customer, and who from elsewhere works for it."""

from dash import dcc, html

from data.access import Actor
from data.customer.people import Assigned
from layouts import forms, kit, lookups, records
from layouts.shell import initials

FORM = "assign"


def everybody(customer_id: str, reader: Actor) -> html.Section:
    body = records.grid("contacts", reader, {"customer_id": customer_id})
    return kit.card("Contacts", "At the customer, and those who work for them.", body)


def elsewhere(assigned: list[Assigned], reader: Actor) -> html.Section:
    may = reader.can("update", "contacts")
    people = html.Ul([_person(one, may) for one in assigned], className="people")
    none = html.P("Nobody from elsewhere is assigned yet.", className="empty-line")
    body = people if assigned else none
    return kit.card("Assigned from elsewhere", "Colleagues and partners who work for this customer.", body)


def _person(one: Assigned, may: bool) -> html.Li:
    about = " · ".join(said for said in (one.title, one.home or one.type) if said)
    words = html.Div([records.opener("contacts", one.id, one.name), html.Span(about)], className="row-words")
    off = kit.icon_button(
        "bi-person-dash", f"Take {one.name} off this customer", id=kit.part("unassign", contact=one.id)
    )
    return html.Li([html.Span(initials(one.name), className="face", **{"aria-hidden": "true"}), words, *([off] * may)])


def form() -> html.Section:
    """Found by typing, among all contacts that the reader may see."""
    who = lookups.one(FORM, "contact_id", "Assign somebody", "contacts", None, None)
    press = html.Div(forms.button("assign-contact", "Assign", "bi-person-plus"), className="field-button")
    body = forms.form("assign-body", html.Div([who, press], className="line-form"), forms.whole(FORM))
    return html.Section([body, dcc.Store(id=f"{FORM}-problems")], className="panel")
