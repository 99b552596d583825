"""What a page says when it has nothing, failed, does not exist or is not for the reader."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.kit import icon


def empty_card(title: str, sentence: str, action: Component | None = None) -> html.Div:
    """What is missing, how it comes to be there, and a way on."""
    return _notice("bi-inbox", html.H2(title), sentence, action)


def error_card(happened: str, retry: Any) -> html.Div:
    """What happened, and a button with the id `retry` to try again."""
    again = html.Button([icon("bi-arrow-clockwise"), "Try again"], id=retry, type="button", className="btn btn-primary")
    return _notice("bi-exclamation-triangle", html.H2("This could not be shown"), happened, again, role="alert")


def not_found(**_: Any) -> html.Div:
    """The page for an address that leads nowhere."""
    sentence = "There is no page at this address. It may have been moved, or the record was deleted."
    return _page("bi-signpost-split", "Page not found", sentence)


def forbidden(**_: Any) -> html.Div:
    """The page for what the reader may not see."""
    sentence = "Your role does not include this page. An administrator can grant it."
    return _page("bi-lock", "Not open to you", sentence)


def _page(icon_name: str, title: str, sentence: str) -> html.Div:
    home = dcc.Link("Go to the overview", href="/", className="btn btn-primary")
    return html.Div(_notice(icon_name, html.H1(title), sentence, home), className="page page-notice")


def _notice(icon_name: str, title: Component, sentence: str, action: Component | None, **attributes: str) -> html.Div:
    return html.Div(
        [html.Div(icon(icon_name), className="notice-icon"), title, html.P(sentence), *([action] if action else [])],
        className="panel notice",
        **attributes,
    )
