"""What the steps of an import have in common: a labelled control, options, and how a file is opened."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.imports.plans import Plan
from layouts import forms
from layouts.kit import icon, part

NONE = "-"
ENCODINGS = {
    "": "Detected",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859-15": "Western European (ISO 8859-15)",
    "cp1251": "Cyrillic (Windows-1251)",
    "mac-roman": "Western European (Macintosh)",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}
DELIMITERS = {"": "Detected", ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}


def reading(found: dict[str, Any] | None, plan: Plan) -> html.Div:
    """How the file is opened: for when it was understood wrongly."""
    sheets = [(name, name) for name in (found or {}).get("sheets", [])]
    sheet = plan.sheet or (sheets[0][0] if sheets else "")
    chosen = [
        labelled("Sheet", select("import-sheet", sheets or [("", "The first")], sheet)),
        labelled(
            "Encoding",
            select("import-encoding", ENCODINGS.items(), plan.encoding),
        ),
        labelled(
            "Values are separated by",
            select("import-delimiter", DELIMITERS.items(), plan.delimiter),
        ),
    ]
    again = html.Div(
        forms.button("import-read-again", "Read again", "bi-arrow-repeat", "plain"), className="field-button"
    )
    return html.Div([*chosen, again], className="import-reading")


def act(name: str, words: str, look: str, tone: str = "plain", *, disabled: bool = False) -> html.Button:
    """A button that does something with the import."""
    return html.Button(
        [icon(look), words],
        id=part("import-act", act=name),
        type="button",
        className=f"btn btn-{tone}",
        disabled=disabled,
    )


def labelled(words: str, control: Component) -> html.Div:
    return html.Div([dbc.Label(words, html_for=control.id), control], className="field")


def select(id_: Any, pairs: Any, value: str) -> dbc.Select:
    """One of some (value, words). A browser shows nothing for a blank value, so that one goes by another."""
    offered = [{"value": key or NONE, "label": words} for key, words in pairs]
    return dbc.Select(id=id_, options=offered, value=value or NONE)


def meant(value: Any) -> str:
    """What was chosen in one of them."""
    return "" if value in (None, NONE) else str(value)
