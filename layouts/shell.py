"""The frame around every page: navigation, top bar, messages."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts import bulk, history, palette, record_form, undo, uploads
from layouts.kit import icon, icon_button

THEMES = (("light", "bi-sun", "Light"), ("auto", "bi-circle-half", "As the system"), ("dark", "bi-moon-stars", "Dark"))


class ShellUser(NamedTuple):
    """What the frame shows of the signed-in user."""

    name: str
    email: str
    role: str
    timezone: str | None = None  # in which times are shown to them; none for that of their device


class Linked(Protocol):
    """What the navigation needs of a page."""

    path: str
    title: str
    icon: str
    group: str
    entity: str


def shell(user: ShellUser | None, pages: Sequence[Linked], makers: Sequence[str] = ()) -> html.Div:
    """The frame; without a user it has no navigation, no account and no palette. `makers`: what they may add to."""
    return html.Div(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            html.A("Skip to the content", href="#content", className="skip-link"),
            *([_navigation(pages)] if user else []),
            html.Div([_top_bar(user), _banner(), _content()], className="main-column", id="main-column"),
            *([palette.palette(pages, makers)] if user else []),
            *_messages(),
            *([*record_form.panels(), *bulk.dialogue(), *uploads.panels()] if user else []),
        ],
        className="shell" if user else "shell shell-bare",
        id="shell",
        **{"data-zone": user.timezone or "", "data-reader": user.email} if user else {},
    )


def _navigation(pages: Sequence[Linked]) -> html.Div:
    close = icon_button("bi-x-lg", "Close the menu", id="nav-close", className="nav-close")
    head = html.Div([_brand(), close], className="side-head")
    groups = [_group(name, pages) for name in dict.fromkeys(page.group for page in pages if page.group)]
    side = html.Nav([head, *groups], className="side", id="side", **{"aria-label": "Pages"})
    return html.Div([side, html.Div(id="nav-backdrop", className="nav-backdrop")], className="side-column")


def _group(name: str, pages: Sequence[Linked]) -> html.Div:
    """A heading over its pages; a reader of none of them does not see it."""
    links = [
        dbc.NavLink(
            [icon(page.icon), html.Span(page.title)],
            href=page.path,
            active="exact" if page.path == "/" else "partial",  # a record's page stands under its list
            class_name="side-link",
        )
        for page in pages
        if page.group == name
    ]
    return html.Div([html.H2(name, className="side-title"), *links], className="side-group")


def _brand() -> html.Div:
    return html.Div(
        [html.Span("DM", className="brand-mark", **{"aria-hidden": "true"}), html.Span("DM CRM")], className="brand"
    )


def _top_bar(user: ShellUser | None) -> html.Header:
    menu = icon_button(
        "bi-list",
        "Open the menu",
        id="nav-open",
        className="nav-open",
        **{"aria-controls": "side", "aria-expanded": "false"},
    )
    left = html.Div([menu, html.Div(_brand(), className="top-brand")] if user else [_brand()], className="top-left")
    own = [_account(user)] if user else []
    right = html.Div([*([palette.opener()] if user else []), theme_switch(), *own], className="top-right")
    return html.Header([left, right], className="top-bar")


def theme_switch() -> html.Div:
    """Three states; the script beside it keeps the choice in a cookie and tells other tabs."""
    buttons = [
        icon_button(icon_name, label, className="theme-choice", **{"data-theme": mode, "aria-pressed": "false"})
        for mode, icon_name, label in THEMES
    ]
    return html.Div(buttons, className="theme-switch", role="group", **{"aria-label": "Colours"})


def _account(user: ShellUser) -> html.Details:
    short = initials(user.name)
    face = html.Summary(
        short, className="avatar", title=user.name, **{"aria-label": f"{short}, account of {user.name}"}
    )
    who = [html.Strong(user.name), html.Span(user.email), html.Span(user.role, className="tag tag-info")]
    own = dcc.Link([icon("bi-person"), "Your account"], href="/account", className="menu-item")
    return html.Details(
        [face, html.Div([html.Div(who, className="account-who"), own, _sign_out()], className="popup-body")],
        className="popup account",
    )


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def _sign_out() -> html.Form:
    button = html.Button([icon("bi-box-arrow-right"), "Sign out"], type="submit", className="menu-item")
    return html.Form(button, action="/sign-out", method="POST")


def _banner() -> html.Div:
    """Empty until the connection or the sign-in is lost; a script fills it."""
    return html.Div(id="banner", className="banner", hidden=True, role="alert")


def _content() -> html.Main:
    return html.Main(dash.page_container, id="content", className="content", tabIndex=-1)


def _messages() -> list:
    """`toast` carries a message from a callback; the script shows it in the region.

    `records-changed` says when this reader last wrote something: lists and figures on the page are then read again.
    `figures-changed` says when anybody did, on pages that only show figures.
    """
    stores = [dcc.Store(id=name) for name in ("toast", "records-changed", "figures-changed")]
    return [
        *stores,
        *undo.shell_parts(),
        *history.shell_parts(),
        html.Div(id="toasts", className="toasts", role="status", **{"aria-live": "polite"}),
    ]
