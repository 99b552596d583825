"""The form of a record, made from its entity's description, in a panel that opens over any page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.catalog import ENTITIES
from data.crud import Sheet
from data.entities import Entity, Field
from layouts import addresses, documents, forms, history, kit, lookups, record_clash
from layouts.facts import facts, said
from layouts.kit import icon

RECORD, RELATED = "record", "related"  # the second opens over the first, for what is made on the spot
PANELS = (RECORD, RELATED)
PARTS = {"documents": documents.section}  # what stands over the form of a record that is there


def panels() -> list[Component]:
    """Closed and empty until something is opened; each with the store that opens it and those it answers in."""
    stores = [dcc.Store(id=f"{panel}-{name}") for panel in PANELS for name in ("open", "saved", "problems")]
    again = [dcc.Store(id=f"{RECORD}-{name}") for name in ("check", "stale")]
    return [*(kit.panel(panel, "Record") for panel in PANELS), *stores, *again]


def title(entity: Entity, sheet: Sheet) -> str:
    return sheet.title if sheet.id else f"New {entity.one}"


def body(
    panel: str, entity: Entity, sheet: Sheet, reader: Actor, key: str, consequences: Iterable[str]
) -> list[Component]:
    """The form, or what it would hold for who may only read, and what can be done with the record besides."""
    of = {
        "entity": entity.name,
        "id": sheet.id,
        "version": sheet.version,
        "key": key,
        "values": record_clash.seen(sheet.values),
    }
    stores = [dcc.Store(id=f"{panel}-of", data=of), html.Div(id=f"{panel}-clash")]
    stores += [PARTS[entity.name](sheet.id)] if sheet.id and entity.name in PARTS else []
    more = _more(panel, entity, sheet, consequences)
    if not sheet.may_save:
        return [*stores, forms.whole(panel), facts(entity, sheet), *more]
    fields = [_field(panel, one, sheet, reader) for one in entity.inputs.values()]
    foot = html.Div(
        [
            forms.button(f"{panel}-save", "Save"),
            html.Button("Cancel", type="button", className="btn btn-plain panel-close"),
            html.Span("Ctrl + Enter saves", className="key-hint"),
        ],
        className="form-foot panel-foot",
    )
    return [*stores, forms.form(f"{panel}-form", forms.whole(panel), *fields, foot), *more]


def _field(panel: str, of: Field, sheet: Sheet, reader: Actor) -> html.Div:
    """What follows from other fields just now is told, not asked."""
    if of.name not in sheet.fixed:
        return field(panel, of, sheet.values, sheet.labels, reader)
    words = said(of, sheet.values.get(of.name), sheet.labels.get(of.name))
    about = [html.P(of.help, className="field-hint")] if of.help else []
    return html.Div(
        [html.Span(of.label, className="form-label"), html.P(words, className="fixed"), *about], className="field"
    )


def field(form: str, of: Field, values: Mapping[str, Any], labels: Mapping[str, Any], reader: Actor | None) -> html.Div:
    """The control that fits the field's kind, filled in. Without a reader nothing can be made on the spot."""
    return CONTROLS.get(of.kind, _line)(form, of, values.get(of.name), labels.get(of.name), reader)


def _more(panel: str, entity: Entity, sheet: Sheet, consequences: Iterable[str]) -> list[Component]:
    if not sheet.id or panel == RELATED:
        return []
    page = addresses.record(entity.name, sheet.id)
    own = [dcc.Link([icon("bi-box-arrow-up-right"), "Open its page"], href=page, className="btn btn-plain")]
    offered = [
        *(own if entity.name in addresses.OWN_PAGE else []),
        history.opener(entity.name, sheet.id),
        *([_away(panel, entity, sheet, consequences)] if sheet.may_remove else []),
    ]
    return [html.Div(html.Div(offered, className="form-foot"), className="parted")] if offered else []


def _away(panel: str, entity: Entity, sheet: Sheet, consequences: Iterable[str]) -> Component:
    """Takes the record away, or brings back one that is."""
    if sheet.is_away:
        return forms.button(f"{panel}-restore", "Bring back", "bi-arrow-counterclockwise", "plain")
    going = "is put away, and can be brought back." if entity.put_away else "will be deleted."
    told = " ".join([f"{sheet.title} {going}", *consequences])
    return forms.confirmed(f"{panel}-remove", "Delete", told, "bi-trash3")


def _line(form: str, of: Field, value: Any, _label: Any, _reader: Any, **more: Any) -> html.Div:
    given = {"type": "text", "autocomplete": "off", "maxlength": of.max_length, "required": of.required, **more}
    made = dbc.Input(id=forms.control(form, of.name), value=value, **given)
    return forms.field(form, of.name, of.label, made, of.help, required=of.required)


def _text(form: str, of: Field, value: Any, _label: Any, _reader: Any) -> html.Div:
    made = dbc.Textarea(id=forms.control(form, of.name), value=value, rows=4, required=of.required)
    return forms.field(form, of.name, of.label, made, of.help, required=of.required)


def _number(form: str, of: Field, value: Any, label: Any, reader: Any) -> html.Div:
    """A line: a number box would swallow what is no number, and nobody could be told."""
    shown = None if value is None else str(value)
    return _line(form, of, shown, label, reader, inputmode="decimal", maxlength=40, class_name="short")


def _typed(kind: str, **more: Any) -> Callable[..., html.Div]:
    def make(form: str, of: Field, value: Any, label: Any, reader: Any) -> html.Div:
        return _line(form, of, value, label, reader, type=kind, **more)

    return make


def _choice(form: str, of: Field, value: Any, _label: Any, _reader: Any) -> html.Div:
    blank = [] if of.required or of.default is not None else [{"value": "", "label": "–"}]
    options = [*blank, *({"value": word, "label": word} for word in of.choices)]
    first = {"placeholder": "Choose one"} if of.required and value is None else {}
    made = dbc.Select(id=forms.control(form, of.name), options=options, value=value or ("" if blank else None), **first)
    return forms.field(form, of.name, of.label, made, of.help, required=of.required)


def _flag(form: str, of: Field, value: Any, _label: Any, _reader: Any) -> html.Div:
    made = dbc.Switch(id=forms.control(form, of.name), value=bool(value), label=of.label)
    about = [html.P(of.help, className="field-hint")] if of.help else []
    wrong = html.P(id=forms.problem(form, of.name), className="field-problem", role="alert")
    return html.Div([made, wrong, *about], className="field field-flag")


def _lookup(form: str, of: Field, value: Any, label: Any, reader: Actor | None) -> html.Div:
    given = {"hint": of.help, "required": of.required, "maker": _maker(form, of, reader)}
    return lookups.one(form, of.name, of.label, of.lookup or "", value, label, **given)


def _links(form: str, of: Field, value: Any, label: Any, reader: Actor | None) -> html.Div:
    chosen = label if isinstance(label, Mapping) else {id_: id_ for id_ in value or ()}
    return lookups.some(form, of.name, of.label, of.lookup or "", chosen, hint=of.help)


def _maker(form: str, of: Field, reader: Actor | None) -> lookups.Maker | None:
    """What the field points to, where the reader may add one; on the spot means not one on another."""
    found = next((entity for entity in ENTITIES.values() if entity.table.name == of.lookup), None)
    if found is None or reader is None or form != RECORD:
        return None
    may = reader.can(found.action("create"), found.permission)
    return lookups.Maker(found.name, found.one, found.natural[0]) if may else None


def _zone(form: str, of: Field, value: Any, _label: Any, _reader: Any) -> html.Div:
    return forms.zone(form, of.name, value, of.help, of.label)


def _choices(form: str, of: Field, value: Any, _label: Any, _reader: Any) -> html.Div:
    options = [{"value": word, "label": word.replace("_", " ").capitalize()} for word in of.choices]
    return forms.some(form, of.name, of.label, options, list(value or ()), of.help)


def _json(form: str, of: Field, value: Any, label: Any, reader: Any) -> html.Div:
    return _text(form, of, None if value is None else str(value), label, reader)


CONTROLS: dict[str, Callable[..., html.Div]] = {
    "text": _text,
    "number": _number,
    "decimal": _number,
    "date": _typed("date"),
    "time": _typed("time"),
    "email": _typed("email"),
    "phone": _typed("tel"),
    "colour": _typed("text", placeholder="#3659C9", class_name="short"),
    "choice": _choice,
    "flag": _flag,
    "lookup": _lookup,
    "links": _links,
    "zone": _zone,
    "choices": _choices,
    "json": _json,
}
