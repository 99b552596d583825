"""The menu of saved views: named filters to choose from, and the present ones to be kept under a name."""

import json
from collections.abc import Iterable

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.views import LONGEST_NAME, View
from layouts.kit import icon, icon_button


def menu() -> html.Details:
    """Its list is read when the page is drawn, and again when a view was changed."""
    stores = [dcc.Store(id="view-act"), dcc.Store(id="views-changed")]
    summary = html.Summary([icon("bi-bookmark"), html.Span("Views"), icon("bi-chevron-down")], className="filter-pill")
    inside = [html.Div(id="answer-views", className="views-list"), *_keeping()]
    body = html.Div([*inside, *stores], className="popup-body filter-body views", role="group")
    return html.Details([summary, body], className="popup filter")


def content(listed: Iterable[View], remembers: bool) -> list[Component]:
    """Every view that the reader may choose, and what the page opens with."""
    rows = [_row(view) for view in listed]
    nothing = html.P("No view is kept yet: choose filters, then name them below.", className="filter-none")
    switch = html.Button(
        [icon("bi-check-lg"), html.Span("Open pages as I left them")],
        type="button",
        role="switch",
        className="filter-option",
        **{"data-view-act": "remember", "data-view-id": "", "aria-checked": "true" if remembers else "false"},
    )
    return [*(rows or [nothing]), switch]


def _row(view: View) -> html.Div:
    told = "" if view.is_mine else f"shared by {view.owner}"
    words = [html.Span(view.name), *([html.Small(told)] if told else [])]
    chosen = html.Button(
        words, type="button", className="filter-option view-open", **{"data-saved": json.dumps(view.query)}
    )
    return html.Div([chosen, *(_acts(view) if view.is_mine else [])], className="view-row")


def _acts(view: View) -> list[html.Button]:
    star = (
        ("bi-star-fill", "The page opens with it; take that back") if view.is_default else ("bi-star", "Open with it")
    )
    shared = ("bi-people-fill", "Shared with all; keep it to yourself") if view.is_shared else ("bi-people", "Share it")
    acts = {"default": star, "share": shared, "remove": ("bi-trash", "Delete it")}
    on = {"default": view.is_default, "share": view.is_shared}
    return [
        icon_button(
            look,
            f"{words}: {view.name}",
            **{"data-view-act": act, "data-view-id": view.id},
            **({"aria-pressed": "true" if on[act] else "false"} if act in on else {}),
        )
        for act, (look, words) in acts.items()
    ]


def _keeping() -> list[Component]:
    label = dbc.Label("Keep the present filters as", html_for="view-name", class_name="filter-title")
    name = dbc.Input(id="view-name", maxlength=LONGEST_NAME, autocomplete="off", placeholder="Name of the view")
    shared = dbc.Checkbox(id="view-shared", label="Share with everybody", value=False)
    save = html.Button("Save view", id="view-save", type="button", className="btn btn-primary")
    return [html.Div([label, name, shared, save], className="form views-form")]
