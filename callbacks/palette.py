"""Searches while the reader types in the palette; its script does the rest."""

import dash
from dash import Input, Output
from dash.development.base_component import Component

from callbacks.context import session
from callbacks.declare import SIGNED_IN, needs
from callbacks.messages import show_error
from data import search
from layouts import palette
from layouts.pages import PAGES

PAGED = {page.entity for page in PAGES if page.entity}


def register(app: dash.Dash) -> None:
    app.callback(
        Output("palette-found", "children"),
        Output("palette-said", "children"),
        Input("palette-words", "value"),
        prevent_initial_call=True,
        on_error=apologise,
    )(find)


def apologise(error: Exception) -> tuple[list, str]:
    show_error(error)
    return [], "The records could not be searched. The commands still work."


@needs(SIGNED_IN)
def find(words: str | None) -> tuple[list[Component], str]:
    """Of each kind the reader may read: data decides."""
    said = (words or "").strip()
    with session() as db:
        found = search.find(db, said)
    return palette.found(found, PAGED), palette.counted(found, said)
