"""Fields of forms: a label, a control, what it means, and a place for what is wrong with it."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.kit import icon, icon_button, in_page, part

WHOLE = ""  # the field of what is wrong with a form as a whole


def control(form: str, name: str) -> dict[str, str]:
    return part("field", form=form, field=name)


def problem(form: str, name: str) -> dict[str, str]:
    """Where a form says what is wrong with a field."""
    return part("problem", form=form, field=name)


def form(id_: str, *children: Component) -> html.Div:
    """Enter in one of its fields presses its first button."""
    return html.Div(list(children), id=id_, className="form")


def field(
    form: str, name: str, label: str, made: Component, hint: str = "", *, required: bool = False, of: Any = None
) -> html.Div:
    """A control under its label; the hint and what is wrong stand below. `of` is what the label names, if another."""
    about = [html.P(hint, className="field-hint")] if hint else []
    wrong = html.P(id=problem(form, name), className="field-problem", role="alert")
    named = dbc.Label(marked(label) if required else label, html_for=in_page(of or control(form, name)))
    return html.Div([named, made, wrong, *about], className="field")


def marked(label: str) -> list[Any]:
    """The label of a field that must be filled in."""
    return [label, html.Span("*", className="required", title="Required", **{"aria-hidden": "true"})]


def line(form: str, name: str, label: str, value: Any = None, hint: str = "", **more: Any) -> html.Div:
    """One line of text, or whatever `type` says."""
    given = {"type": "text", "autocomplete": "off", **more}
    return field(form, name, label, dbc.Input(id=control(form, name), value=value, **given), hint)


def secret(form: str, name: str, label: str, autocomplete: str, hint: str = "") -> html.Div:
    return line(form, name, label, hint=hint, type="password", autocomplete=autocomplete, maxlength=128)


def choose(
    form: str, name: str, label: str, options: Iterable[tuple[str, str]], value: Any = None, hint: str = ""
) -> html.Div:
    """One of a few, each (value, words)."""
    listed = [{"value": key, "label": words} for key, words in options]
    return field(form, name, label, dbc.Select(id=control(form, name), options=listed, value=value), hint)


def some(form: str, name: str, label: str, options: list[dict[str, Any]], value: list[str], hint: str = "") -> html.Div:
    """Any of a few."""
    return field(form, name, label, dbc.Checklist(id=control(form, name), options=options, value=value), hint)


def found(form: str, name: str, label: str, options: list[dict[str, Any]], value: Any, **more: Any) -> html.Div:
    """One or any of many, found by typing; a callback offers what fits."""
    hint = more.pop("hint", "")
    made = dcc.Dropdown(id=control(form, name), options=options, value=value, className="finder", **more)
    return field(form, name, label, made, hint)


def zone(form: str, name: str, value: str | None, hint: str, label: str = "Time zone") -> html.Div:
    """A time zone, offered while it is typed."""
    made = dbc.Input(
        id=control(form, name), value=value, list=f"{form}-zones", autocomplete="off", placeholder="Europe/Berlin"
    )
    offered = html.Datalist([html.Option(value=name) for name in _zones()], id=f"{form}-zones")
    return field(form, name, label, html.Div([made, offered]), hint)


def whole(form: str) -> html.P:
    """Where a form says what is wrong with it as a whole."""
    return html.P(id=problem(form, WHOLE), className="form-problem", role="alert")


def button(id_: Any, words: str, icon_name: str = "", look: str = "primary", *, allowed: bool = True) -> html.Button:
    """One that is not allowed cannot be pressed, and says why to who points at it."""
    shown = [icon(icon_name), words] if icon_name else words
    why = None if allowed else "Your role does not include this."
    return html.Button(shown, id=id_, type="button", className=f"btn btn-{look}", disabled=not allowed, title=why)


def confirmed(id_: Any, words: str, sentence: str, icon_name: str = "", look: str = "danger") -> html.Details:
    """A button that says what will happen and is pressed a second time."""
    sure = html.Div([html.P(sentence), button(id_, words, look=look)], className="popup-body")
    shown = [icon(icon_name), f"{words}…"] if icon_name else f"{words}…"
    return html.Details(
        [html.Summary(shown, className="btn btn-plain", role="button"), sure], className="popup confirm"
    )


def copied(id_: str, label: str, value: str) -> html.Div:
    """A line to be copied, with the button that does."""
    made = dbc.Input(id=id_, value=value, readonly=True, class_name="copied")
    press = icon_button("bi-copy", "Copy", className="copy-button", **{"data-copies": id_})
    return html.Div([dbc.Label(label, html_for=id_), html.Div([made, press], className="copy-line")], className="field")


@cache
def _zones() -> list[str]:
    """The zones people live in: continent and city."""
    left_out = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith(left_out))]
