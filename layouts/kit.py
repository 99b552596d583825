"""Small parts every page is made of: heading, card, graph, tag, definition, skeleton."""

import json
from collections.abc import Iterable
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.theme import STATUS

GRAPH_CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,  # plotly's default offers to upload the chart's data
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}


def part(kind: str, **name: str) -> dict[str, str]:
    """The id of what repeats."""
    return {"kind": kind, **name}


def in_page(id_: Any) -> str:
    """An id as it stands in the page, also one of several parts."""
    return id_ if isinstance(id_, str) else json.dumps(id_, sort_keys=True, separators=(",", ":"))


def icon(name: str, class_name: str = "") -> html.I:
    """An icon beside words; screen readers skip it."""
    return html.I(className=f"bi {name} {class_name}".strip(), **{"aria-hidden": "true"})


def heading(title: str, sentence: str, *actions: Component) -> html.Header:
    """A page's title over the one sentence it answers."""
    words = html.Div([html.H1(title), html.P(sentence, className="page-sentence")], className="page-words")
    return html.Header([words, *actions], className="page-head")


def card(title: str, subtitle: Any, body: Any, definition: str = "") -> html.Section:
    """Says what, of what and since when, how it is defined; then shows it."""
    words = html.Div([html.H2(title), html.P(subtitle, className="card-sub")], className="card-words")
    about = [explain(title, definition)] if definition else []
    return html.Section([html.Div([words, *about], className="card-head"), body], className="panel")


def explain(title: str, definition: str) -> html.Details:
    """A definition behind ⓘ; a native disclosure, so it opens by mouse, key and touch."""
    button = html.Summary(icon("bi-info-circle"), **{"aria-label": f"How {title} is defined"})
    return html.Details(
        [button, html.Div([html.Strong(title), html.P(definition)], className="popup-body")], className="popup explain"
    )


def chart(name: str, figure: dict[str, Any], words: str) -> html.Div:
    """A drawn chart and the same in words for those who do not see it; keys walk its marks and say each."""
    text = html.P(words, className="visually-hidden")
    said = html.P(className="visually-hidden chart-said", role="status")
    keys = {"aria-label": "Chart. Arrow keys walk its marks, Enter chooses one, L lists its records.", "tabIndex": 0}
    drawn = graph(part("chart", name=name), figure)
    height = figure["layout"].get("meta", {}).get("height")
    own = {"style": {"height": f"{height}px"}} if height else {}
    return html.Div([text, drawn, said], className=f"chart chart-{name}", role="group", **keys, **own)


def graph(id_: Any, figure: dict[str, Any]) -> dcc.Graph:
    """The only way to a graph: nothing of it leaves the building, and it fills its box."""
    return dcc.Graph(id=id_, figure=figure, config=GRAPH_CONFIG, responsive=True, className="graph")


def legend(entries: Iterable[tuple[str, str]]) -> html.Ul:
    """What each colour of a chart stands for, in order."""
    dots = ((html.Span(className="dot", style={"background": colour}), words) for words, colour in entries)
    return html.Ul([html.Li(list(dot)) for dot in dots], className="legend")


def toned(tone: str, icon_name: str, words: str) -> html.Span:
    """Words with the colour and icon of a tone; never the colour alone."""
    return html.Span([icon(icon_name), words], className=f"tag tag-{tone}")


def status(word: str) -> html.Span:
    """A word of the vocabulary as it looks everywhere."""
    look = STATUS[word]
    return toned(look.tone, look.icon, word)


def skeleton(class_name: str) -> html.Div:
    """A grey shape where something is about to be."""
    return html.Div(className=f"skeleton {class_name}", **{"aria-hidden": "true"})


def search(id_: Any, label: str, value: str | None = None) -> html.Div:
    """A box that narrows the list below while one types."""
    box = dbc.Input(
        id=id_, type="search", value=value, placeholder=label, debounce=300, autocomplete="off", maxlength=200
    )
    named = dbc.Label(label, html_for=in_page(id_), class_name="visually-hidden")
    return html.Div([named, icon("bi-search"), box], className="search")


def panel(id_: str, title: str, wide: bool = False) -> dbc.Offcanvas:
    """Opens at the side, over the page; what it holds is drawn when it is opened."""
    return dbc.Offcanvas(
        html.Div(id=f"{id_}-body"),
        id=id_,
        title=html.Span(title, id=f"{id_}-title"),
        is_open=False,
        placement="end",
        keyboard=False,  # Escape is for what is open in the panel first; the script beside it closes the panel
        backdrop_class_name=f"{id_}-backdrop",
        backdrop="static",  # a slip beside a form must not lose it
        labelledby=f"{id_}-title",
        class_name="side-panel wide" if wide else "side-panel",
    )


def note(icon_name: str, words: Any) -> html.P:
    """Something to know before going on."""
    return html.P([icon(icon_name), html.Span(words)], className="note")


def unread(what: str) -> html.P:
    """Stands where something could not be read, in place of a shape that waits for ever."""
    return note("bi-exclamation-triangle", f"{what} could not be read. Nothing was lost: load the page again.")


def icon_button(icon_name: str, label: str, **attributes: Any) -> html.Button:
    """A button without words; its label is what a screen reader says and a pointer shows."""
    style = f"icon-button {attributes.pop('className', '')}".strip()
    return html.Button(
        icon(icon_name), type="button", title=label, className=style, **{"aria-label": label, **attributes}
    )
