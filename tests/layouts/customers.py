"""A customer's page as it is drawn in tests, with only the values that matter."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
from dash import html

from data.access import SYSTEM
from data.customer.allowance import Granted
from data.customer.diary import Agenda, Due, Note, Said
from data.customer.people import Assigned
from data.customer.standing import Coming, Responsible, Spoken, Standing
from layouts.customer import communications, contacts, dates, head, notes, services, tabs
from layouts.notices import error_card

TODAY = dt.date(2026, 11, 18)
NOW = dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC)
COUNTED = (
    "teams",
    "services",
    "products",
    "documents",
    "notes",
    "dates",
    "processes",
    "contacts",
    "communications",
    "open",
)


def customer(**more: Any) -> Any:
    given = {
        "id": "c1",
        "name": "Acme",
        "phase": "Steady State",
        "contract_start_date": dt.date(2025, 1, 1),
        "contract_end_date": dt.date(2028, 12, 31),
        "logo_url": None,
        "avatar_color": "#3659C9",
        "active": True,
    }
    return SimpleNamespace(**(given | more))


def pace(logged: float = 41, allocated: float = 120) -> pd.DataFrame:
    return pd.DataFrame(
        [(dt.date(2026, 11, 1), logged, allocated, logged / allocated if allocated else None, 0.6, 0.57, 0.57)],
        columns=["month", "logged", "allocated", "utilisation", "share_elapsed", "pace", "forecast"],
    )


def standing(counts: dict[str, int] | None = None, **more: Any) -> Standing:
    """`more` may name a value of the customer's as well."""
    own = {name: more.pop(name) for name in list(more) if name not in Standing._fields}
    given = {
        "customer": customer(**own),
        "today": TODAY,
        "counts": dict.fromkeys(COUNTED, 2) if counts is None else counts,
        "health": {"On track": 1, "Overdue": 1},
        "products": {"Phase I": 1, "Withdrawn": 1},
        "hours": pace(),
        "next_date": Coming("d1", "Review", dt.date(2026, 11, 29)),
        "last_spoken": Spoken(dt.date(2026, 11, 6), "phone", "Cleo Client"),
        "responsible": [Responsible("p1", "Ana Silva", 2)],
    }
    return Standing(**(given | more))


def beginning(**more: Any) -> Standing:
    """Just made: nothing is there yet."""
    none = {
        "health": {},
        "products": {},
        "hours": pace(0, 0),
        "next_date": None,
        "last_spoken": None,
        "responsible": [],
    }
    return standing(dict.fromkeys(COUNTED, 0), contract_start_date=None, contract_end_date=None, **(none | more))


def note(**more: Any) -> Note:
    return Note(
        **({"id": "n1", "title": "Escalation", "content": "Call first.", "created_at": NOW, "updated_at": NOW} | more)
    )


def said(**more: Any) -> Said:
    given = {"id": "s1", "date": TODAY, "type": "meeting", "subject": "Scope", "notes": None, "contact": "Cleo Client"}
    return Said(**(given | more))


def due(days: int, **more: Any) -> Due:
    given = {"id": f"d{days}", "title": f"In {days}", "description": None, "date": TODAY + dt.timedelta(days=days)}
    return Due(**(given | more))


def granted(**more: Any) -> Granted:
    return Granted(
        **(
            {
                "id": "v1",
                "name": "Support",
                "monthly_hours": 100,
                "allocated": 50.0,
                "logged": 61.5,
                "logged_before": 0.0,
            }
            | more
        )
    )


def drawn() -> list[Any]:
    """Everything that callbacks draw into the page."""
    colleague = Assigned("p1", "Ana Silva", "Internal", "Analyst", "ana@example.com", None)
    return [
        head.head(standing(), SYSTEM, False),
        head.head(standing(active=False), SYSTEM, False),
        head.head(beginning(), SYSTEM, False),
        head.head(beginning(), SYSTEM, True),
        contacts.everybody("c1", SYSTEM),
        contacts.elsewhere([colleague], SYSTEM),
        contacts.form(),
        services.content("c1", [granted()], 0.6, SYSTEM),
        html.Div(id=tabs.part_of("services", "c1")),
        notes.content("c1", [note()], SYSTEM),
        dates.content("c1", Agenda([due(3)], [due(-3)]), TODAY, SYSTEM),
        communications.form("c1", TODAY),
        communications.content("c1", [said()], SYSTEM),
        error_card("The customer could not be read.", "customer-again"),
    ]
