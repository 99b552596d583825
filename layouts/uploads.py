"""Sending files in: the button, the panel it opens, and the list in which a script shows how far each has come."""

from collections.abc import Mapping

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.files.kinds import BY_ENDING, TAKEN
from data.vocabulary import DocumentCategory
from layouts import forms, kit, lookups
from layouts.charts.parts import plural
from layouts.kit import icon

FORM = "upload"
RESTORE = "document-restore"
ACCEPTED = ",".join(f".{ending}" for ending in sorted(BY_ENDING))
MEGABYTE = 1024 * 1024
UNITS = ((1024 * MEGABYTE, "GB"), (MEGABYTE, "MB"), (1024, "KB"))


def uploader(reader: Actor, preset: Mapping[str, str]) -> list[Component]:
    """The button that opens the panel; files may then be dropped anywhere on its page as well."""
    if not reader.can("create", "documents"):
        return []
    shown, opens = [icon("bi-upload"), "Upload"], {"data-upload-customer": preset.get("customer_id", "")}
    return [html.Button(shown, type="button", className="btn btn-primary", **opens)]


def panels() -> list[Component]:
    """For the frame of every page: the panel in which files are sent in, closed and empty."""
    return [kit.panel(FORM, "Upload documents"), dcc.Store(id=f"{FORM}-open"), dcc.Store(id=RESTORE)]


def form(customer_id: str, customer: str, most: int) -> html.Div:
    """What is said of the files, and the files. `most` is how many bytes one may have."""
    category = [(word.value, word.value) for word in DocumentCategory]
    zone = html.Div(
        [
            icon("bi-cloud-arrow-up", "drop-icon"),
            html.P([html.Strong("Drop files here"), " or"]),
            html.Button("Choose files", type="button", className="btn btn-plain upload-choose"),
            html.P(f"{TAKEN}, up to {size(most)} each. A document is called like its file.", className="field-hint"),
        ],
        className="drop-zone",
    )
    foot = [
        html.Button("Upload", type="button", className="btn btn-primary upload-send"),
        html.Button("Cancel", type="button", className="btn btn-plain upload-close"),
    ]
    return forms.form(
        "upload-form",
        forms.whole(FORM),
        lookups.one(FORM, "customer_id", "Customer", "customers", customer_id or None, customer or None, required=True),
        forms.choose(FORM, "category", "Category", category, DocumentCategory.OTHER.value),
        forms.field(
            FORM,
            "description",
            "Description",
            dbc.Textarea(id=forms.control(FORM, "description"), rows=2, maxlength=2000),
        ),
        html.Div([zone, files()], className="upload-files", **{"data-most": str(most), "data-endings": ACCEPTED}),
        html.Div(foot, className="form-foot panel-foot"),
    )


def files(document_id: str = "") -> html.Ul:
    """A script lists the files here, with how far each has come."""
    return html.Ul(className="upload-list", **{"data-document": document_id, "aria-label": "Files", "role": "list"})


def size(bytes_: int) -> str:
    """Such as 1.2 MB."""
    for unit, name in UNITS:
        if bytes_ >= unit:
            amount = bytes_ / unit
            return f"{amount:.1f} {name}" if amount < 10 and amount % 1 else f"{amount:.0f} {name}"
    return plural(bytes_, "byte", "bytes")
