"""The columns of a record's list: how each kind of field is shown, filtered and changed in place."""

from collections.abc import Callable, Collection
from typing import Any

from data.access import Actor
from data.entities import Entity, Field
from layouts import addresses, grid, theme
from layouts.file_icons import BY_WORDS
from layouts.grid import Column

TEXT = ["contains", "notContains", "equals", "startsWith", "endsWith", "blank", "notBlank"]
NUMBER = ["equals", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "inRange", "blank", "notBlank"]
AT_FIRST = 8  # so many columns are shown until the reader chooses others
YES_NO = {"Yes": True, "No": False}


def columns(entity: Entity, reader: Actor, within: Collection[str] = ()) -> list[Column]:
    """One for each field of its list; those the reader may change say how. `within` are fields that all rows share."""
    changes = entity.in_place if reader.can("update", entity.permission) else ()
    kinds = {*EDITORS, "line", "email", "phone"}
    fields = [field for field in entity.columns.values() if field.name not in within or _varies(entity, field.name)]
    first, *others = (_column(field, field.name in changes and field.kind in kinds) for field in fields)
    return [_lead(entity, first), *others[: AT_FIRST - 1], *(one | {"hide": True} for one in others[AT_FIRST - 1 :])]


def _varies(entity: Entity, name: str) -> bool:
    """A record may be tied to further ones, so that it is listed where its own field names another."""
    return any(link.other == name for link in entity.links.values())


def _lead(entity: Entity, column: Column) -> Column:
    """What a record is known by leads to its page, or opens it in the panel: by a press or Enter; F2 changes it."""
    opens = {"suppressKeyboardEvent": {"function": "crmLeads(params)"}}
    wide = {"width": 160} if "flex" not in column else {"flex": 2, "minWidth": 230}
    plain = {name: said for name, said in column.items() if name not in grid.NUMBER}
    return plain | wide | {"lockVisible": True} | leading(entity.name) | opens


def leading(entity: str) -> Column:
    """What makes any column lead to the row's record."""
    page = addresses.records(entity) if entity in addresses.OWN_PAGE else None
    return {"cellRenderer": "RecordOpen", "cellRendererParams": {"entity": entity, "page": page}}


def _column(field: Field, changes: bool) -> Column:
    made = (NAMED.get(field.name) or SHOWN.get(field.kind, _text))(field)
    return made | {"colId": field.name} | _filter(field) | (_editor(field) if changes else {})


def _text(field: Field) -> Column:
    return grid.text(field.name, field.label)


def _lookup(field: Field) -> Column:
    return grid.text(f"{field.name}__label", field.label) | {"minWidth": 180}


def _choice(field: Field) -> Column:
    if not all(word in theme.STATUS for word in field.choices):
        return _text(field)
    longest = max(map(len, (field.label, *field.choices)))
    return grid.status(field.name, field.label, {word: grid.LOOKS[word] for word in field.choices}, 84 + 6 * longest)


def _flag(field: Field) -> Column:
    return {"field": field.name, "headerName": field.label, "width": 120, "cellRenderer": "FlagMark"}


def _many(field: Field) -> Column:
    return grid.text(field.name, field.label) | {"valueFormatter": {"function": "crmList(params.value)"}}


def _number(field: Field) -> Column:
    digits = field.digits[1] if field.kind == "decimal" else 0
    return grid.number(field.name, field.label, digits=digits) | {"width": 70 + 8 * len(field.label)}


def _date(field: Field) -> Column:
    return grid.date(field.name, field.label) | {"width": max(140, 70 + 8 * len(field.label))}


def _bytes(field: Field) -> Column:
    return grid.number(field.name, field.label) | {"valueFormatter": {"function": "crmBytes(params.value)"}}


def _kind_of_file(field: Field) -> Column:
    shown = {"cellRenderer": "FileKind", "cellRendererParams": {"icons": BY_WORDS}}
    return grid.text(field.name, field.label) | shown


NAMED: dict[str, Callable[[Field], Column]] = {"file_size": _bytes, "kind": _kind_of_file}
SHOWN: dict[str, Callable[[Field], Column]] = {
    "lookup": _lookup,
    "choice": _choice,
    "flag": _flag,
    "choices": _many,
    "number": _number,
    "decimal": _number,
    "date": _date,
}


def _filter(field: Field) -> dict[str, Any]:
    if field.kind in ("choices", "json", "links"):
        return {"filter": False, "sortable": False}
    if field.kind in ("choice", "flag"):
        offered = {word: word for word in field.choices} or YES_NO
        given = [{"value": value, "label": label} for label, value in offered.items()]
        return {"filter": "ChoiceFilter", "filterParams": {"choices": given}}
    return FILTERS.get(field.kind, FILTERS["line"])


def _conditions(name: str, options: list[str], **more: Any) -> dict[str, Any]:
    given = {"filterOptions": options, "maxNumConditions": 2, "debounceMs": 400, "buttons": ["reset"], **more}
    return {"filter": name, "filterParams": given}


FILTERS = {
    "line": _conditions("agTextColumnFilter", TEXT),
    "number": _conditions("agNumberColumnFilter", NUMBER),
    "decimal": _conditions("agNumberColumnFilter", NUMBER),
    "date": _conditions("agDateColumnFilter", NUMBER),
}


def _editor(field: Field) -> dict[str, Any]:
    """Double-click, Enter or F2 begins; the server parses what comes out of it as it does a form's."""
    return {"editable": True, **EDITORS.get(field.kind, _line_editor)(field)}


def _line_editor(field: Field) -> dict[str, Any]:
    return {"cellEditor": "agTextCellEditor", "cellEditorParams": {"maxLength": field.max_length or 2000}}


def _choice_editor(field: Field) -> dict[str, Any]:
    blank = [] if field.required or field.default is not None else [None]
    return {"cellEditor": "agSelectCellEditor", "cellEditorParams": {"values": [*blank, *field.choices]}}


def _flag_editor(field: Field) -> dict[str, Any]:
    words = {"valueFormatter": {"function": "crmFlag(params.value)"}}
    return {"cellEditor": "agSelectCellEditor", "cellEditorParams": {"values": [True, False]}, **words}


def _date_editor(field: Field) -> dict[str, Any]:
    return {"cellEditor": "agDateStringCellEditor"}


EDITORS: dict[str, Callable[[Field], dict[str, Any]]] = {
    "number": _line_editor,
    "decimal": _line_editor,
    "choice": _choice_editor,
    "flag": _flag_editor,
    "date": _date_editor,
}
