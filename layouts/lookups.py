"""A field that finds a record by typing: a combobox over a list that a callback fills, never a list of all of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.choices import Choice
from layouts import forms
from layouts.kit import icon, icon_button, in_page, part

HOLDING = "Type to search"


class Maker(NamedTuple):
    """What can be made on the spot where it is not found."""

    entity: str
    one: str
    called: str  # the field that takes what was typed


def one(form: str, name: str, label: str, table: str, value: str | None, shown: str | None, **more: Any) -> html.Div:
    """One record, or none. `shown` is what the chosen one is called; `within` narrows what is found."""
    hint, required, within = more.pop("hint", ""), more.pop("required", False), more.pop("within", {})
    holder = dbc.Input(id=forms.control(form, name), type="hidden", value=value)
    made = html.Div(
        [holder, *_search(form, name, label, table, shown, required=required, **more)],
        className="lookup",
        **{"data-form": form, "data-field": name, "data-within": json.dumps(within)},
    )
    return forms.field(form, name, label, made, hint, required=required, of=_id("text", form, name))


def some(form: str, name: str, label: str, table: str, chosen: Mapping[str, str], **more: Any) -> html.Div:
    """Any number of records, each by its id and what it is called; taking the tick away drops it."""
    hint = more.pop("hint", "")
    listed = dbc.Checklist(
        id=forms.control(form, name),
        options=[{"value": id_, "label": label} for id_, label in chosen.items()],
        value=list(chosen),
        class_name="lookup-chosen",
    )
    made = html.Div(
        [listed, *_search(form, name, label, table, None, **more)],
        className="lookup lookup-many",
        **{"data-form": form, "data-field": name},
    )
    return forms.field(form, name, label, made, hint, of=_id("text", form, name))


def picker(form: str, name: str, label: str, table: str) -> html.Div:
    """Only the search: what is picked in it is for the script `crm.picked` to keep."""
    named = dbc.Label(label, html_for=in_page(_id("text", form, name)), class_name="visually-hidden")
    return html.Div(
        [named, *_search(form, name, label, table, None)],
        className="lookup lookup-many",
        **{"data-form": form, "data-field": name, "data-picks": ""},
    )


def offered(found: Iterable[Choice], words: str, maker: Mapping[str, str] | None) -> list[Component]:
    """What the list under the field shows for what was typed."""
    options = [_option(choice.label, **{"data-value": choice.value, "data-label": choice.label}) for choice in found]
    if maker and words.strip():
        said = [icon("bi-plus-lg"), f"Create “{words.strip()}” as a new {maker['one']}"]
        made = {"data-creates": maker["entity"], "data-called": maker["called"], "data-words": words.strip()}
        options.append(_option(said, className="lookup-option lookup-create", **made))
    return options or [_option("Nothing found", **{"aria-disabled": "true"})]


def _search(
    form: str,
    name: str,
    label: str,
    table: str,
    shown: str | None,
    *,
    required: bool = False,
    maker: Maker | None = None,
) -> list[Component]:
    text = dbc.Input(
        id=_id("text", form, name),
        value=shown,
        placeholder=HOLDING,
        autocomplete="off",
        maxlength=200,
        required=required,
        class_name="lookup-text",
    )
    clear = icon_button("bi-x-lg", f"Clear {label}", className="lookup-clear")
    found = html.Ul(
        id=_id("found", form, name), role="listbox", className="lookup-list", hidden=True, **{"aria-label": label}
    )
    of = {"table": table, "maker": maker._asdict() if maker else None}
    stores = [dcc.Store(id=_id("ask", form, name)), dcc.Store(id=_id("of", form, name), data=of)]
    return [html.Div([text, clear], className="lookup-line"), found, *stores]


def _option(shown: Any, className: str = "lookup-option", **attributes: str) -> html.Li:
    return html.Li(shown, role="option", className=className, **attributes)


def _id(kind: str, form: str, name: str) -> dict[str, str]:
    return part(f"lookup-{kind}", panel=form, field=name)
