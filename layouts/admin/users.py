"""Users: who can get in, what they may do, and which customers they see."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.choices import Choice
from data.users import Sheet
from data.vocabulary import Role, UserState
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.grid import first_by, listing, moment, opener, status, text

TITLE = "Users"
SENTENCE = "Who can get in, and what may they see and do?"
FORM = "user"
FIELDS = ("name", "email", "role", "role_ids", "customer_ids", "timezone")
NEW = "new"
COLUMNS = [
    opener("name", "Name"),
    text("email", "E-mail", minWidth=190),
    text("role", "Role"),
    text("customers", "Customers", flex=0, width=130),
    status("state", "State"),
    moment("last_login", "Last sign-in"),
]


def layout(user: str = "", reader: Actor = SYSTEM, **_: Any) -> html.Div:
    """`user` is whose form is open, or `new`."""
    invite = forms.button("users-invite", "Invite", "bi-person-plus", allowed=reader.can("create", "users"))
    tools = [
        kit.search("users-search", "Search by name or e-mail"),
        html.P(id="users-count", className="counted", role="status"),
    ]
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE, invite),
            html.Div(tools, className="toolbar"),
            listing("users-grid", first_by(COLUMNS, "name"), "page-grid"),
            kit.panel("users-panel", "User"),
            dcc.Store(id="users-open", data={"id": user} if user else None),
            dcc.Store(id="users-changed"),
        ],
        className="page stack",
    )


def row(user: Mapping[str, Any]) -> dict[str, Any]:
    """A user as the list shows them."""
    roles = ", ".join(filter(None, [user["role"], user["roles"]]))
    return {**user, "role": roles, "customers": _seen(user["customers"])}


def counted(total: int, words: str) -> str:
    if words and not total:
        return f"Nobody matches “{words}”."
    return plural(total, "user", "users")


def title(sheet: Sheet) -> str:
    return sheet.profile.name if sheet.user_id else "Invite somebody"


def form(sheet: Sheet) -> list:
    """The form about a user, and what can be done with them besides."""
    wanted = sheet.profile
    fields = [
        forms.whole(FORM),
        forms.line(FORM, "name", "Name", wanted.name, maxlength=300),
        forms.line(FORM, "email", "E-mail", wanted.email, "They sign in with it.", type="email", maxlength=254),
        forms.choose(FORM, "role", "Role", [(role, role) for role in Role], wanted.role),
        *_further_roles(sheet),
        _customers(sheet),
        forms.zone(FORM, "timezone", wanted.timezone, "Times are shown in it. Blank for the zone of their device."),
        *([html.Div(_foot(sheet), className="form-foot")] if sheet.may_change else []),
        dcc.Store(id="users-form-of", data={"id": sheet.user_id, "version": sheet.version}),
    ]
    more = [_more(sheet)] if sheet.user_id and sheet.may_change else []
    return [*_state(sheet), forms.form("users-form", *fields), *more]


def options(choices: list[Choice]) -> list[dict[str, Any]]:
    """What a field offers; what the reader may not give says why."""
    return [
        {"value": choice.value, "label": f"{choice.label}{_reason(choice)}", "disabled": bool(choice.beyond)}
        for choice in choices
    ]


def invited(name: str, address: str, said: str) -> html.Div:
    """What an invitation ends in: the link, shown this once."""
    words = html.P(f"{name} can get in with this link. It works once, for seven days, and is shown only now.")
    done = html.Div(forms.button("users-done", "Done"), className="form-foot")
    return html.Div([words, link(address, said), done], className="stack")


def link(address: str, said: str) -> html.Div:
    """A way in for somebody else, and whether it was mailed."""
    return html.Div(
        [forms.copied("users-link-address", "One-time link", address), kit.note("bi-envelope", said)], className="stack"
    )


def _seen(customers: int) -> str:
    return str(customers) if customers else "All"


def _reason(choice: Choice) -> str:
    return f" (you do not hold {', '.join(choice.beyond[:3])})" if choice.beyond else ""


def _state(sheet: Sheet) -> list[Component]:
    return [html.P(kit.status(sheet.state), className="panel-state")] if sheet.state else []


def _further_roles(sheet: Sheet) -> list[Component]:
    if not sheet.roles:
        return []
    given, hint = sorted(sheet.profile.role_ids), "Each adds what it holds to the role above."
    return [forms.some(FORM, "role_ids", "Further roles", options(sheet.roles), given, hint)]


def _customers(sheet: Sheet) -> html.Div:
    return forms.found(
        FORM,
        "customer_ids",
        "Customers they may see",
        options(sheet.customers),
        sorted(sheet.profile.customer_ids),
        multi=True,
        placeholder="All customers",
        hint="Type to find a customer. None chosen means all of them.",
    )


def _foot(sheet: Sheet) -> list[Component]:
    if sheet.user_id:
        return [forms.button("users-save", "Save")]
    return [forms.button("users-send", "Invite", "bi-send")]


def _more(sheet: Sheet) -> html.Div:
    """What can be done with a user besides changing the form."""
    name, inside = sheet.profile.name, sheet.state != UserState.DEACTIVATED
    out = f"{name} is signed out at once and cannot sign in until activated again. Nothing of theirs is deleted."
    offered = (
        (inside, forms.button("users-link", "New link", "bi-link-45deg", "plain")),
        (sheet.state == UserState.LOCKED, forms.button("users-unlock", "Unlock", "bi-unlock", "plain")),
        (
            inside,
            forms.confirmed("users-end", "End sessions", f"{name} is signed out everywhere.", "bi-box-arrow-right"),
        ),
        (inside, forms.confirmed("users-deactivate", "Deactivate", out, "bi-person-slash")),
        (not inside, forms.button("users-activate", "Activate", "bi-person-check", "plain")),
    )
    buttons = [button for fits, button in offered if fits]
    return html.Div(
        [
            html.H3("Access"),
            html.Div(buttons, className="form-foot"),
            html.Div(id="users-link-place", className="stack"),
        ],
        className="parted",
    )
