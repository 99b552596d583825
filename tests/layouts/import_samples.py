"""Imports at each of their steps, with only the values that matter."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from data.access import SYSTEM, Actor
from data.imports import plans
from data.imports.plans import Plan
from data.vocabulary import ImportTask, RunState
from layouts.imports import difference, page
from layouts.imports.mapping import Choices
from layouts.notices import error_card

NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=dt.UTC)
READER = Actor("ada", SYSTEM.permissions)


def column(name: str, *words: str, **more: Any) -> dict[str, Any]:
    given = {"name": name, "filled": len(words), "longest": 9, "samples": list(words), "dates": [], "numbers": []}
    return given | {"words": [[word, 2] for word in words], "email": False} | more


FOUND = {
    "file": "customers.csv",
    "about": "utf-8, separated by ,",
    "sheets": [],
    "rows": 1200,
    "faults": 2,
    "first_fault": "Row 7: The row has 1 values where the header has 4.",
    "columns": [
        column("Name", "Acme", "Beta"),
        column("Phase", "Live", "Steady State"),
        column("Contract start date", "05/06/2025", dates=["%d/%m/%Y", "%m/%d/%Y"]),
        column("Colour of the door", words=None),
    ],
}
PLAN = plans.chosen(Plan(), FOUND, "entity", "customers")
TOTAL = {"read": 1200, "new": 900, "changed": 40, "same": 200, "duplicate": 13, "left_out": 10, "rejected": 37}
OUTCOME = {"steps": [{"title": "Customers", **TOTAL}], "total": TOTAL, "seconds": 1.5, "plan_number": 3}
SAMPLES = {
    "steps": [
        {
            "new": [{"row": 2, "values": {"name": "Acme", "phase": "Steady State", "active": True}}],
            "changed": [{"row": 3, "called": "Beta", "fields": {"phase": ["Contracting", "Terminated"]}}],
        }
    ],
    "rejected": [{"row": 9, "column": "Phase", "reason": "Phase 'Gone' is none of Contracting, Terminated."}],
}


def row(task: ImportTask = ImportTask.LOOK, state: RunState = RunState.SUCCEEDED, **more: Any) -> Any:
    given = {
        "id": "0198c0de-0000-7000-8000-000000000001",
        "user_id": "ada",
        "file_name": "customers.csv",
        "size": 88_000,
        "is_kept": True,
        "task": task,
        "state": state,
        "found": FOUND,
        "plan": PLAN.kept(),
        "plan_number": 3,
        "outcome": OUTCOME,
        "samples": SAMPLES,
        "progress": {},
        "is_cancel_asked": False,
        "change_set_id": None,
        "error": None,
        "finished_at": NOW,
    }
    return SimpleNamespace(**(given | more))


def seen(shown: Any, plan: Plan = PLAN, **more: Any) -> page.Seen:
    choices = Choices([("entity:customers", "Customers")], more.pop("beside", {}))
    return page.Seen(shown, plan, more.pop("reader", READER), choices, "page", **more)


def drawn() -> list[Any]:
    """Each step, as its owner sees it."""
    moving = {"title": "Customers: writing", "done": 400, "total": 1200, "speed": 200, "left": 4}
    steps = [
        seen(row()),
        seen(row(), Plan(ready="cesaw_tasks"), beside={"tree.csv": False}),
        seen(row(ImportTask.CHECK)),
        seen(row(ImportTask.RUN, RunState.RUNNING, progress=moving)),
        seen(row(ImportTask.RUN, RunState.QUEUED)),
        seen(row(ImportTask.RUN, RunState.PARTIAL, change_set_id="c1")),
        seen(row(ImportTask.LOOK, RunState.FAILED, found=None, error="rows.csv is empty.")),
    ]
    contents = [page.content(step) for step in steps]
    samples = [difference.sample(row(), PLAN, verdict, 0, 1) for verdict in ("new", "changed", "rejected")]
    kept = page.kept([SimpleNamespace(id="m1", name="Monthly list", entity="customers", is_shared=True)])
    return [*contents, *samples, kept, page.layout(of="one"), error_card("It failed.", "import-retry")]
