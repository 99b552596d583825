"""What was said with whom at a customer, and a quick way to log it."""

import datetime as dt
from itertools import groupby

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.customer.diary import Said
from data.records.lookups import OWN
from layouts import forms, kit, lookups, records
from layouts.days import day
from layouts.notices import empty_card
from layouts.spoken import WAYS, how

FORM = "log"


def form(customer_id: str, today: dt.date) -> html.Section:
    """One line: the usual is said in a few seconds, the rest in the record's own form."""
    ways = [(type_.value, way.word) for type_, way in WAYS.items()]
    theirs = {OWN: customer_id}
    partner = lookups.one(FORM, "contact_id", "With", "contacts", None, None, required=True, within=theirs)
    when = dbc.Input(id=forms.control(FORM, "date"), type="date", value=today.isoformat())
    fields = html.Div(
        [
            partner,
            forms.choose(FORM, "type", "How", ways, ways[0][0]),
            forms.field(FORM, "date", "When", when, required=True),
            forms.line(FORM, "subject", "About", maxlength=300),
            html.Div(forms.button("log-communication", "Log it", "bi-check-lg"), className="field-button"),
        ],
        className="log-form",
    )
    body = [forms.form("log-body", fields, forms.whole(FORM)), dcc.Store(id=f"{FORM}-problems")]
    return kit.card("Log a communication", "", html.Div(body))


def content(customer_id: str, said: list[Said], reader: Actor) -> list[Component]:
    if said:
        return [_rows(said)]
    sentence = "Calls, mails and meetings stand here once they are logged, with one of the customer's contacts."
    may = reader.can("create", "contacts")
    first = [records.maker("contacts", "Add a contact", {"customer_id": customer_id}, className="btn btn-plain")]
    return [empty_card("Nothing is logged yet", sentence, *(first if may else []))]


def _rows(said: list[Said]) -> html.Div:
    drawn: list[Component] = []
    for month, those in groupby(said, lambda one: one.date.replace(day=1)):
        drawn += [html.H2(f"{month:%B %Y}"), html.Ul([_row(one) for one in those], className="spoken")]
    return html.Div(drawn, className="panel")


def _row(one: Said) -> html.Li:
    way = how(one.type)
    look = html.Span(kit.icon(way.icon), className="face", title=way.word)
    title = records.opener("communications", one.id, one.subject or way.word)
    notes = [html.Span(one.notes, className="due-words")] if one.notes else []
    about = html.Span(f"{way.word} with {one.contact}")
    return html.Li(
        [look, html.Div([title, about, *notes], className="row-words"), html.Span(day(one.date), className="fact-more")]
    )
