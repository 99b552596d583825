"""Roles: the whole matrix of who may do what with which kind of record, and what a change of it would mean."""

from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.role_sheet import Entry, Sheet
from data.roles import ACTIONS, ADMINISTRATION, MATRIX, RECORDS, Difference
from data.vocabulary import Role
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.notices import empty_card

TITLE = "Roles"
SENTENCE = "Who may do what with which kind of record?"
PATH = "/admin/roles"
FORM = "role"
FIELDS = ("name", "description")
GRANT = "grant"
WORDS = {"hours": "Service hours", "dates": "Important dates", "audit": "Audit trail", "milestones": "Milestones"}
ABOUT = {True: "Built in: its name stays.", False: "Yours to name and to shape."}
ABOUT_ADMIN = "Built in. It keeps everything it holds, or nobody could give it back."
GROUPS = (
    ("Answers and operations", tuple(name for name in MATRIX if name not in (*RECORDS, *ADMINISTRATION))),
    ("Records", RECORDS),
    ("Administration", ADMINISTRATION),
)


def layout(role: str = "", copy: str = "", new: str = "", reader: Actor = SYSTEM, **_: Any) -> html.Div:
    """The address says which role is shown, or which one a new role starts from."""
    waiting = html.Div([kit.skeleton("sk-title"), kit.skeleton("sk-line"), kit.skeleton("sk-chart")], className="panel")
    make = dcc.Link([kit.icon("bi-plus-lg"), "New role"], href=f"{PATH}?new=1", className="btn btn-primary")
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE, *([make] if reader.can("create", "roles") else [])),
            html.Div(waiting, id="roles-content", className="roles"),
            dcc.Store(id="roles-chosen", data={"role": role, "copy": copy, "new": bool(new)}),
            dcc.Store(id="roles-changed"),
        ],
        className="page stack",
    )


def address(**said: str) -> str:
    return f"{PATH}?{urlencode(said)}"


def content(entries: list[Entry], sheet: Sheet) -> list[Component]:
    """All roles beside the one that is open."""
    return [_list(entries, sheet.role_id), html.Div([_head(sheet), _form(sheet)], className="panel")]


def missing() -> html.Div:
    """What an address says that names no role."""
    back = dcc.Link("Show all roles", href=PATH, className="btn btn-primary")
    return empty_card("There is no such role", "It may have been deleted, or the address has a slip.", back)


def difference(found: Difference, is_new: bool) -> list[Component]:
    """What saving would give and take, and from how many."""
    if not found.gained and not found.lost:
        return [html.P("No permission is changed yet.", className="counted")]
    whom = "" if is_new else f" {plural(found.users, 'user', 'users')} from their next request on."
    said = html.P(f"{_gist(found)}.{whom}", className="counted", role="status")
    tags = [*_tags("good", "bi-plus-lg", found.gained), *_tags("bad", "bi-dash-lg", found.lost)]
    return [said, html.Div(tags, className="tags")]


def _tags(tone: str, look: str, permissions: list[str]) -> list[html.Span]:
    """One for each kind of record."""
    actions: dict[str, list[str]] = {}
    for resource, _, action in sorted((name.partition(":") for name in permissions), key=_place):
        actions.setdefault(resource, []).append(action)
    return [kit.toned(tone, look, f"{_words(resource)}: {', '.join(names)}") for resource, names in actions.items()]


def _place(parted: tuple[str, str, str]) -> tuple[int, int]:
    """Where a permission stands in the matrix."""
    return list(MATRIX).index(parted[0]), ACTIONS.index(parted[2])


def _gist(found: Difference) -> str:
    parts = [f"{len(found.gained)} gained"] * bool(found.gained) + [f"{len(found.lost)} lost"] * bool(found.lost)
    return ", ".join(parts)


def _said(permission: str) -> str:
    resource, _, action = permission.partition(":")
    return f"{action} {_words(resource).lower()}"


def _words(resource: str) -> str:
    return WORDS.get(resource, resource.capitalize())


def _list(entries: list[Entry], chosen: str | None) -> html.Nav:
    links = [
        dcc.Link(
            [
                html.Strong(entry.name),
                html.Span(f"{plural(entry.users, 'user', 'users')} · {entry.permissions} permissions"),
            ],
            href=address(role=entry.role_id),
            className="role-link is-chosen" if entry.role_id == chosen else "role-link",
        )
        for entry in entries
    ]
    return html.Nav(links, className="panel role-list", **{"aria-label": "Roles"})


def _head(sheet: Sheet) -> html.Div:
    title = sheet.name if sheet.role_id else "New role"
    about = ABOUT_ADMIN if sheet.name == Role.ADMIN else ABOUT[sheet.is_built_in]
    words = html.Div([html.H2(title), html.P(about, className="card-sub")], className="card-words")
    return html.Div([words, html.Div(_beside(sheet), className="form-foot")], className="card-head")


def _beside(sheet: Sheet) -> list[Component]:
    """What can be done with an existing role besides changing it."""
    if not sheet.role_id:
        return []
    copy = dcc.Link([kit.icon("bi-copy"), "Copy"], href=address(copy=sheet.role_id), className="btn btn-plain")
    gone = f"The role {sheet.name} is deleted. Users who hold it must be given another first."
    return [copy, *([forms.confirmed("roles-delete", "Delete", gone, "bi-trash")] if sheet.may_delete else [])]


def _form(sheet: Sheet) -> html.Div:
    save = forms.button("roles-save", "Save") if sheet.role_id else forms.button("roles-create", "Create the role")
    named = [
        forms.line(FORM, "name", "Name", sheet.name, maxlength=300, readonly=sheet.is_built_in or not sheet.may_save),
        forms.line(
            FORM, "description", "What it is for", sheet.description, maxlength=500, readonly=not sheet.may_save
        ),
    ]
    return forms.form(
        "roles-form",
        forms.whole(FORM),
        html.Div(named, className="pair"),
        _matrix(sheet),
        html.Div(id="roles-difference", className="difference"),
        html.Div([save] if sheet.may_save else [], className="form-foot"),
        dcc.Store(id="roles-form-of", data={"id": sheet.role_id, "version": sheet.version}),
    )


def _matrix(sheet: Sheet) -> html.Div:
    head = html.Thead(html.Tr([html.Th("May"), *(html.Th(action.capitalize(), scope="col") for action in ACTIONS)]))
    bodies = [html.Tbody([_group(title), *(_row(sheet, name) for name in names)]) for title, names in GROUPS]
    more = html.P("The table goes on to the right.", className="matrix-more counted", **{"aria-hidden": "true"})
    table = html.Div(html.Table([head, *bodies], className="matrix"), className="table-box", tabIndex=0)
    return html.Div([more, table], className="matrix-box")


def _group(title: str) -> html.Tr:
    return html.Tr(html.Th(title, colSpan=len(ACTIONS) + 1, scope="rowgroup"), className="matrix-group")


def _row(sheet: Sheet, resource: str) -> html.Tr:
    cells = [_cell(sheet, resource, action) for action in ACTIONS]
    return html.Tr([html.Th(_words(resource), scope="row"), *cells])


def _cell(sheet: Sheet, resource: str, action: str) -> html.Td:
    """A box to tick; one that may not be changed says why."""
    if action not in MATRIX[resource]:
        return html.Td()
    permission = f"{resource}:{action}"
    why = sheet.fixed.get(permission)
    box = dbc.Checkbox(
        id=kit.part(GRANT, resource=resource, action=action),
        value=permission in sheet.permissions,
        disabled=bool(why),
        label=f"{_said(permission)}{f' ({why})' if why else ''}",
        label_class_name="visually-hidden",
    )
    return html.Td(box, title=why)
