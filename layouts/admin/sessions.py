"""Sessions: everybody who is signed in now, and ending that."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from data.access import SYSTEM, Actor
from layouts import kit
from layouts.charts.parts import plural
from layouts.devices import device
from layouts.grid import action, first_by, listing, moment, text

TITLE = "Sessions"
SENTENCE = "Who is signed in, from where, and can it be stopped?"
COLUMNS = [
    text("name", "Who", minWidth=172),
    text("email", "E-mail", minWidth=130),
    text("device", "Device", minWidth=120, sortable=False),
    text("ip_address", "Address", flex=0, minWidth=0, width=108),
    moment("signed_in_at", "Signed in", 160),
    moment("last_used", "Last used", 160),
]
ENDINGS = [action("end", "End", "bi-x-lg", 104), action("end-all", "End all", "bi-person-x", 124)]


def layout(reader: Actor = SYSTEM, **_: Any) -> html.Div:
    columns = [*COLUMNS, *(ENDINGS if reader.can("delete", "sessions") else [])]
    tools = [
        kit.search("sessions-search", "Search by name, e-mail or address"),
        html.P(id="sessions-count", className="counted", role="status"),
    ]
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE),
            html.Div(tools, className="toolbar"),
            listing("sessions-grid", first_by(columns, "last_used", "desc"), "page-grid"),
            dcc.Store(id="sessions-changed"),
        ],
        className="page stack",
    )


def row(held: Mapping[str, Any], family_id: str) -> dict[str, Any]:
    """A session as the list shows it; the reader's own is ended by signing out."""
    mine = held["family_id"] == family_id
    return {
        **{name: held[name] for name in ("id", "user_id", "email", "ip_address", "signed_in_at", "last_used")},
        "name": f"{held['name']} (you, here)" if mine else held["name"],
        "device": device(held["user_agent"]),
        "fixed": mine,
    }


def counted(total: int, words: str | None) -> str:
    if words and not total:
        return f"No session matches “{words}”."
    return plural(total, "session", "sessions")
