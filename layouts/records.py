"""Lists of records: a page for each entity, the same list inside other pages, and what opens a record's form."""

import json
from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.catalog import ENTITIES
from data.entities import Entity
from layouts import kit, lists, record_columns, uploads
from layouts.grid import listing
from layouts.kit import icon, part

NEW = "new"
MAKERS = {"documents": uploads.uploader}  # what is not made by filling in a form


def page(entity: str, /, words: str = "", filter: str = "", sort: str = "", reader: Actor = SYSTEM, **_: Any) -> Any:
    """An entity's own page. The address may say what its list is narrowed to and sorted by."""
    described = ENTITIES[entity]
    asked = {"words": words, "filter": filter, "sort": sort}
    head = kit.heading(described.title, lists.LISTS[entity].sentence, *_maker(described, reader, {}, "records-new"))
    return html.Div([head, _list(described, {}, asked)], className="page stack")


def grid(entity: str, reader: Actor, within: Mapping[str, str] | None = None) -> Component:
    """A complete list, narrowed to `within`, for any page; it reads itself and again when records change."""
    described = ENTITIES[entity]
    if not reader.can("read", described.permission):
        return kit.note("bi-lock", f"Your role does not include {described.title.lower()}.")
    return _list(described, within or {}, None)


def opener(entity: str, id_: str, words: Any, **attributes: Any) -> html.Button:
    """A button that opens the record's form in the panel."""
    style = attributes.pop("className", "record-open")
    opens = {"data-open-entity": entity, "data-open-id": id_, **attributes}
    return html.Button(words, type="button", className=style, **opens)


def maker(entity: str, words: str, preset: Mapping[str, str], **attributes: Any) -> html.Button:
    """A button that opens a blank form, filled in as far as the preset says."""
    given = {"className": "btn btn-primary", "data-open-preset": json.dumps(dict(preset)), **attributes}
    return opener(entity, NEW, [icon("bi-plus-lg"), words], **given)


def content(
    entity: Entity, reader: Actor, within: Mapping[str, str], asked: Mapping[str, str] | None, kept: Mapping[str, Any]
) -> list[Component]:
    """What a list consists of once its reader's columns are known: tools, what is chosen, rows."""
    columns = record_columns.columns(entity, reader, within)
    return [
        _toolbar(entity, reader, within, columns, asked, kept),
        html.Div(id=_part("chips", entity), className="chips"),
        *_bulk_bar(entity, reader),
        html.Div(
            [_rows(entity, reader, columns, asked, kept), html.Div(id=_part("notice", entity))], className="rows-box"
        ),
        *(dcc.Store(id=_part(name, entity)) for name in ("kept", "edit", "edited", "heard", "uncounted", "total")),
    ]


def empty(entity: Entity, reader: Actor, within: Mapping[str, str], is_narrowed: bool) -> Component:
    """Stands where there are no rows, with a way on."""
    if is_narrowed:
        clear = html.Button("Clear filters", type="button", className="btn btn-plain records-clear")
        return _notice("bi-search", "Nothing matches", "No record has all of what you asked for.", clear)
    sentence = f"{entity.title} appear here once somebody has added them."
    return _notice("bi-inbox", f"No {entity.title.lower()} yet", sentence, *_maker(entity, reader, within, ""))


def failed(said: str) -> Component:
    again = html.Button(
        [icon("bi-arrow-clockwise"), "Try again"], type="button", className="btn btn-primary records-retry"
    )
    reset = html.Button("Reset the list", type="button", className="btn btn-plain records-reset")
    return _notice("bi-exclamation-triangle", "The list could not be read", said, again, reset)


def _list(entity: Entity, within: Mapping[str, str], asked: Mapping[str, str] | None) -> html.Div:
    """`asked` is what the address says; none for a list inside another page, which has no address of its own."""
    told = {"within": dict(within), "asked": asked}
    at_first = json.dumps(lists.first(entity)) if asked is not None else "{}"
    waiting = [kit.skeleton("sk-line"), kit.skeleton("sk-chart")]
    return html.Div(
        [
            dcc.Store(id=_part("list", entity), data=told),
            html.Div(waiting, id=_part("body", entity), className="stack"),
        ],
        className="records",
        **{"data-entity": entity.name, "data-is-page": "yes" if asked is not None else "", "data-at-first": at_first},
    )


def _toolbar(entity: Entity, reader: Actor, within: Any, columns: list, asked: Any, kept: Any) -> html.Div:
    found = kit.search(_part("words", entity), f"Search {entity.title.lower()}", (asked or {}).get("words") or None)
    count = html.P(id=_part("count", entity), className="counted", role="status")
    own = _maker(entity, reader, within, "records-new") if asked is None else []
    tools = html.Div([_chooser(entity, columns, kept), *_export(entity, reader), *own], className="tools")
    return html.Div([found, count, tools], className="toolbar")


def _chooser(entity: Entity, columns: list[dict[str, Any]], kept: Mapping[str, Any]) -> html.Details:
    """Which columns are shown; their order and width are changed in the list's head."""
    optional = [column for column in columns if not column.get("lockVisible")]
    at_first = [column["colId"] for column in optional if column.get("hide")]
    hidden = (kept.get("columnVisibility") or {}).get("hiddenColIds", at_first)
    shown = dbc.Checklist(
        id=_part("columns", entity),
        options=[{"value": column["colId"], "label": column["headerName"]} for column in optional],
        value=[column["colId"] for column in optional if column["colId"] not in hidden],
    )
    reset = html.Button("Reset the list", type="button", className="btn btn-plain records-reset")
    inside = [html.Strong("Columns"), shown, html.P("Drag a column's head to move it."), reset]
    return _menu("bi-layout-three-columns", "Columns", inside)


def _export(entity: Entity, reader: Actor) -> list[Component]:
    if not reader.can("export", entity.permission):
        return []
    links = [
        html.A([icon(look), words], href="#", className="menu-item records-export", **{"data-format": kind})
        for kind, look, words in (
            ("xlsx", "bi-file-earmark-spreadsheet", "Excel workbook"),
            ("csv", "bi-filetype-csv", "CSV file"),
        )
    ]
    return [_menu("bi-download", "Export", [html.P("What the list shows now, in this order."), *links])]


def _menu(look: str, words: str, inside: list[Component]) -> html.Details:
    press = html.Summary([icon(look), html.Span(words)], className="btn btn-plain", role="button")
    return html.Details([press, html.Div(inside, className="popup-body")], className="popup tool-menu")


def _bulk_bar(entity: Entity, reader: Actor) -> list[Component]:
    """Appears when records are chosen."""
    offered = _offered(entity, reader)
    if not offered:
        return []
    buttons = [
        html.Button([icon(look), words], type="button", className="btn btn-plain records-bulk", **{"data-act": act})
        for act, look, words in offered
    ]
    every = html.Button(
        "Choose all that match", id=_part("every", entity), type="button", className="btn btn-plain records-all"
    )
    none = html.Button("Choose none", type="button", className="btn btn-plain records-none")
    said = html.Strong(id=_part("chosen", entity), role="status")
    return [html.Div([said, every, *buttons, none], id=_part("bulk-bar", entity), className="bulk-bar", hidden=True)]


def _offered(entity: Entity, reader: Actor) -> list[tuple[str, str, str]]:
    """What can be done to many records at once."""
    acts = [
        ("change", "bi-pencil-square", "Edit…", bool(entity.bulk) and reader.can("update", entity.permission)),
        ("remove", "bi-trash3", "Delete…", reader.can(entity.action("delete"), entity.permission)),
    ]
    return [(act, look, words) for act, look, words, is_open in acts if is_open]


def _rows(entity: Entity, reader: Actor, columns: list, asked: Any, kept: Mapping[str, Any]) -> Component:
    chooses = {
        "mode": "multiRow",
        "checkboxes": True,
        "headerCheckbox": False,
        "enableClickSelection": False,
    }
    options = {
        "initialState": {**kept, "partialColumnState": True, **_narrowed(entity, asked, kept)},
        **({"rowSelection": chooses} if _offered(entity, reader) else {}),
        "stopEditingWhenCellsLoseFocus": True,
        "singleClickEdit": False,
        "enableCellTextSelection": False,
    }
    id_ = part("records-grid", entity=entity.name)
    return listing(id_, columns, "page-grid" if asked is not None else "inner-grid", **options)


def _narrowed(entity: Entity, asked: Mapping[str, str] | None, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Filters and order that the address asks for, in place of all that were kept."""
    if asked and any(asked.values()):
        filters, sort = _json(asked.get("filter"), dict), _json(asked.get("sort"), list)
        return {"filter": {"filterModel": filters or {}}, "sort": {"sortModel": sort or []}}
    if kept:
        return {}
    order = {"sort": {"sortModel": lists.order(entity)}}
    return order | ({"filter": {"filterModel": lists.first(entity)}} if asked is not None else {})


def _json(text: str | None, kind: type) -> Any:
    try:
        found = json.loads(text or "null")
    except ValueError:
        return None
    return found if isinstance(found, kind) else None


def _maker(entity: Entity, reader: Actor, preset: Mapping[str, str], style: str) -> list[Component]:
    if entity.name in MAKERS:
        return MAKERS[entity.name](reader, preset)
    if not reader.can(entity.action("create"), entity.permission):
        return []
    return [maker(entity.name, f"New {entity.one}", preset, className=f"btn btn-primary {style}".strip())]


def _notice(look: str, title: str, sentence: str, *actions: Component) -> html.Div:
    said = [html.Div(icon(look), className="notice-icon"), html.H2(title), html.P(sentence)]
    return html.Div([*said, html.Div(list(actions), className="form-foot")], className="notice rows-notice")


def _part(kind: str, entity: Entity) -> dict[str, str]:
    return part(f"records-{kind}", entity=entity.name)
