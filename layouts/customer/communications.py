"""What was said with whom at a customer, and a quick way to log it."""

import datetime as dt
from itertools import groupby

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.choices import Choice
from data.customer.diary import Said
from layouts import forms, kit, records
from layouts.days import day
from layouts.notices import empty_card
from layouts.spoken import WAYS, how

FORM, FIELDS = "log", ("contact_id", "type", "date", "subject")


def content(
    customer_id: str, said: list[Said], partners: list[Choice], today: dt.date, reader: Actor
) -> list[Component]:
    form = [_log(partners, today)] if partners and reader.can("create", "communications") else []
    return [*form, _rows(said) if said else _none(customer_id, partners, reader)]


def _log(partners: list[Choice], today: dt.date) -> html.Section:
    """One line: the usual is said in a few seconds, the rest in the record's own form."""
    who = [{"value": choice.value, "label": choice.label} for choice in partners]
    partner = dbc.Select(id=forms.control(FORM, "contact_id"), options=who, placeholder="Choose")
    ways = [(type_.value, way.word) for type_, way in WAYS.items()]
    fields = html.Div(
        [
            forms.field(FORM, "contact_id", "With", partner),
            forms.choose(FORM, "type", "How", ways, ways[0][0]),
            forms.line(FORM, "date", "When", today.isoformat(), type="date"),
            forms.line(FORM, "subject", "About", maxlength=300),
            html.Div(forms.button("log-communication", "Log it", "bi-check-lg"), className="field-button"),
        ],
        className="log-form",
    )
    return kit.card("Log a communication", "", forms.form("log-form", fields, forms.whole(FORM)))


def _none(customer_id: str, partners: list[Choice], reader: Actor) -> Component:
    if partners or not reader.can("create", "contacts"):
        return empty_card("Nothing is logged yet", "Calls, mails and meetings stand here once they are logged.")
    first = records.maker("contacts", "Add a contact", {"customer_id": customer_id})
    return empty_card("Nobody to speak with yet", "A communication is logged with a contact of the customer.", first)


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
