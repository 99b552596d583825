"""The palette: finds a record or runs a command from anywhere, by a few letters."""

from collections.abc import Sequence
from typing import Any, Protocol

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.catalog import ENTITIES
from data.search import Found
from layouts import addresses
from layouts.kit import icon, icon_button
from layouts.lists import LISTS
from layouts.records import NEW

LABEL = "Search records, or run a command"
COLOURS = (("light", "bi-sun", "Light colours"), ("dark", "bi-moon-stars", "Dark colours"))
AS_SYSTEM = ("auto", "bi-circle-half", "Colours as the system")


class Linked(Protocol):
    """What the palette needs of a page."""

    path: str
    title: str
    icon: str
    entity: str


def opener() -> html.Button:
    """Opens the palette: a wide button where there is room, else an icon."""
    words = html.Span(["Search", html.Kbd("/")], className="palette-hint")
    return html.Button(
        [icon("bi-search"), words],
        type="button",
        id="palette-open",
        className="palette-open",
        title=f"{LABEL} (/ or Ctrl K)",
        **{"aria-label": LABEL, "aria-haspopup": "dialog"},
    )


def palette(pages: Sequence[Linked], makers: Sequence[str]) -> html.Dialog:
    """`pages` are those the reader may open, `makers` the entities they may add a record to."""
    box = dbc.Input(id="palette-words", type="text", placeholder=LABEL, debounce=180, autocomplete="off", maxlength=100)
    label = dbc.Label(LABEL, html_for="palette-words", class_name="visually-hidden")
    close = icon_button("bi-x-lg", "Close", className="palette-close")
    listed = [
        html.Div(id="palette-found", className="palette-group", role="group", **{"aria-label": "Records"}),
        _group("Go to", [_page(page) for page in pages if "<id>" not in page.path]),
        _group("Add", [_maker(name) for name in makers]),
        _group("Do", [*map(_colours, (*COLOURS, AS_SYSTEM)), _sign_out()]),
    ]
    body = [
        html.Div([icon("bi-search"), label, box, close], className="palette-top"),
        html.Div(
            listed, id="palette-list", className="palette-list", role="listbox", **{"aria-label": "What is found"}
        ),
        html.P(id="palette-said", className="palette-said", role="status"),
    ]
    return html.Dialog(body, id="palette", className="palette", **{"aria-label": LABEL})


def makers(reader: Actor) -> list[str]:
    """The entities whose records the reader may add, in the order of their lists."""
    return [name for name in LISTS if reader.can("create", ENTITIES[name].permission)]


def found(records: Sequence[Found], paged: set[str]) -> list[Component]:
    """What a search has found, best first; `paged` are the entities whose records have a page."""
    return [_head("Records"), *(_record(record, record.kind in paged) for record in records)] if records else []


def counted(records: Sequence[Found], words: str) -> str:
    """What a screen reader hears, and everybody reads where nothing is found."""
    if not words:
        return ""
    if not records:
        return f"No record is called anything like “{words[:60]}”."
    return "1 record found." if len(records) == 1 else f"{len(records)} records found."


def _record(record: Found, has_page: bool) -> Component:
    entity = ENTITIES[record.kind]
    about = " · ".join(word for word in (entity.one.capitalize(), record.whose) if word)
    words = [icon(LISTS[record.kind].icon), html.Span(record.label, className="palette-label"), _about(about)]
    if has_page:
        return _link(words, addresses.record(record.kind, record.id))
    return _button(words, **{"data-open-entity": record.kind, "data-open-id": record.id})


def _group(name: str, options: list[Component]) -> html.Div:
    """A reader who may do nothing of it does not see its heading."""
    return html.Div(
        [_head(name), *options], className="palette-group palette-commands", role="group", **{"aria-label": name}
    )


def _head(name: str) -> html.Div:
    return html.Div(name, className="palette-head", **{"aria-hidden": "true"})


def _page(page: Linked) -> html.A:
    words = [icon(page.icon), html.Span(page.title, className="palette-label")]
    return _link(words, page.path, **{"data-words": f"go to open {page.title}"})


def _maker(name: str) -> html.Button:
    one = ENTITIES[name].one
    words = [icon("bi-plus-lg"), html.Span(f"New {one[:1].lower()}{one[1:]}…", className="palette-label")]
    return _button(words, **{"data-open-entity": name, "data-open-id": NEW, "data-words": f"new add create {one}"})


def _colours(choice: tuple[str, str, str]) -> html.Button:
    mode, look, words = choice
    shown = [icon(look), html.Span(words, className="palette-label")]
    return _button(shown, **{"data-press": f'.theme-choice[data-theme="{mode}"]'})


def _sign_out() -> html.Button:
    shown = [icon("bi-box-arrow-right"), html.Span("Sign out", className="palette-label")]
    return _button(shown, **{"data-press": '.account form [type="submit"]'})


def _about(words: str) -> html.Span:
    return html.Span(words, className="palette-about")


def _link(words: list[Component], href: str, **more: str) -> html.A:
    return html.A(words, href=href, **_option(), **{"data-go": "", **more})


def _button(words: list[Component], **does: str) -> html.Button:
    return html.Button(words, type="button", **_option(), **does)


def _option() -> dict[str, Any]:
    return {"role": "option", "className": "palette-option", "tabIndex": -1, "aria-selected": "false"}
