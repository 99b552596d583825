"""A document's file in its panel: how it looks, its versions, and what can be done with them."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.documents import Sheet, Version
from data.files.kinds import Look
from data.previews import Preview
from layouts import kit, records, uploads
from layouts.charts.parts import plural
from layouts.file_icons import file_icon
from layouts.kit import icon, part
from layouts.moments import moment


def panel(customer_id: str, reader: Actor) -> Component:
    """A customer's documents, for the customer's page."""
    return records.grid("documents", reader, {"customer_id": customer_id})


def section(document_id: str) -> html.Div:
    """A document's file and its versions, for the document's panel; it reads itself."""
    of = dcc.Store(id=part("document-of", document=document_id), data={"id": document_id})
    return html.Div(
        [of, html.Div(id=part("document-file", document=document_id), className="stack")], className="file-section"
    )


def content(sheet: Sheet, preview: Preview | None, most: int) -> list[Component]:
    """What the section shows once it has been read."""
    if not sheet.versions:
        return [_without_file(sheet, most)]
    newest, *earlier = sheet.versions
    drawn = _preview(sheet, newest, preview) if preview else []
    return [_card(sheet, newest, most), *drawn, *([_earlier(sheet, earlier)] if earlier else [])]


def gone() -> list[Component]:
    return [kit.note("bi-info-circle", "This document has been deleted.")]


def _card(sheet: Sheet, newest: Version, most: int) -> html.Div:
    about = [html.Strong(f"{newest.kind.words} · {uploads.size(newest.size)}"), _told(newest)]
    buttons = [_download(sheet, None, "Download", "btn btn-plain"), *_replace(sheet, most, "Replace")]
    line = [icon(file_icon(newest.kind), "file-icon"), html.Div(about, className="row-words")]
    inside = [
        html.Div(line, className="file-line"),
        html.Div(buttons, className="form-foot"),
        uploads.files(sheet.id),
    ]
    return html.Div(inside, className="file-card", **_dropped(sheet))


def _without_file(sheet: Sheet, most: int) -> html.Div:
    said = [html.P("There is no file here yet.")]
    if sheet.address:
        is_link = sheet.address.startswith(("https://", "http://"))
        where = {"href": sheet.address, "target": "_blank", "rel": "noopener noreferrer"}
        shown = html.A(sheet.address, **where) if is_link else sheet.address
        said = [html.P(["It is kept at ", shown])]
    inside = [*said, html.Div(_replace(sheet, most, "Upload the file"), className="form-foot"), uploads.files(sheet.id)]
    return html.Div(inside, className="file-card", **_dropped(sheet))


def _replace(sheet: Sheet, most: int, words: str) -> list[Component]:
    if not sheet.may_replace:
        return []
    given = {"data-document": sheet.id, "data-most": str(most), "data-endings": uploads.ACCEPTED}
    return [html.Button([icon("bi-upload"), words], type="button", className="btn btn-plain upload-replace", **given)]


def _dropped(sheet: Sheet) -> dict[str, str]:
    return {"data-replaces": sheet.id} if sheet.may_replace else {}


def _told(version: Version) -> html.Span:
    return html.Span([f"Version {version.number}, {version.who}, ", moment(version.at)])


def _download(sheet: Sheet, number: int | None, words: str, style: str) -> html.A:
    of = f"?version={number}" if number else ""
    shown = [icon("bi-download"), words]
    return html.A(shown, href=f"/documents/{sheet.id}/file{of}", className=style, **{"download": ""})


def _earlier(sheet: Sheet, versions: list[Version]) -> html.Details:
    rows = [html.Li(_version(sheet, version)) for version in versions]
    words = plural(len(versions), "earlier version", "earlier versions")
    return html.Details([html.Summary(words), html.Ul(rows, className="rows")], className="versions")


def _version(sheet: Sheet, version: Version) -> list[Component]:
    about = [html.Strong(f"Version {version.number} · {version.kind.words} · {uploads.size(version.size)}")]
    said = html.Span([f"{version.who}, ", moment(version.at)])
    back = {"data-document": sheet.id, "data-number": str(version.number)}
    restore = html.Button(
        "Bring back", type="button", className="btn btn-plain version-restore", **back,
        title="Makes it the newest version; nothing is lost.",
    )  # fmt: skip
    buttons = [_download(sheet, version.number, "Download", "btn btn-plain"), *([restore] if sheet.may_replace else [])]
    return [html.Div([*about, said], className="row-words"), html.Div(buttons, className="form-foot")]


def _preview(sheet: Sheet, newest: Version, preview: Preview) -> list[Component]:
    """Text and cells are drawn as such here; a PDF and an image come by a way of their own, which runs nothing."""
    source = f"/documents/{sheet.id}/preview?version={newest.number}"
    if preview.look == Look.IMAGE:
        return [html.Div(html.Img(src=source, alt=sheet.name), className="preview preview-image")]
    if preview.look == Look.FRAME:
        plain = "#navpanes=0&view=FitH"  # no list of pages beside the page
        frame = html.Iframe(src=source + plain, title=f"Preview of {sheet.name}", className="preview-frame")
        whole = html.A([icon("bi-box-arrow-up-right"), "Open in a tab of its own"], href=source, target="_blank")
        return [html.Div(frame, className="preview preview-pdf"), html.P(whole, className="preview-cut")]
    if preview.look == Look.TABLE:
        shown = html.Div(_table(preview.rows), className="preview table-box", tabIndex=0, **_region(sheet))
    elif preview.look == Look.TEXT:
        shown = html.Pre(preview.text, className="preview preview-text", tabIndex=0, **_region(sheet))
    else:
        return []
    cut = html.P("This is the beginning. Download the file to see all of it.", className="preview-cut")
    return [shown, *([cut] if preview.is_cut else [])]


def _region(sheet: Sheet) -> dict[str, str]:
    """It scrolls, so the keyboard must reach it, and what it is must be said."""
    return {"role": "region", "aria-label": f"Preview of {sheet.name}"}


def _table(rows: tuple[tuple[str, ...], ...]) -> dbc.Table:
    head, *body = rows or ((),)
    first = html.Thead(html.Tr([html.Th(cell, scope="col") for cell in head]))
    return dbc.Table(
        [first, html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in body])], class_name="plain-table"
    )
