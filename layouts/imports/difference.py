"""What an import would change: counts, and the first rows of each kind as they were understood."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.entities import Entity
from data.imports import mapping as mappings
from data.imports.plans import Plan
from layouts import kit
from layouts.charts.parts import count, plural
from layouts.imports.parts import act
from layouts.kit import icon

SHOWN = 20  # rows of a page
KINDS = {
    "new": ("New", "good", "bi-plus-circle"),
    "changed": ("Changed", "info", "bi-pencil"),
    "same": ("Same", "quiet", "bi-check2"),
    "duplicate": ("Repeated", "quiet", "bi-files"),
    "left_out": ("Left out", "quiet", "bi-dash-circle"),
    "rejected": ("Rejected", "bad", "bi-x-octagon"),
}
SAID = {
    "new": "There is no such record yet; it is made.",
    "changed": "The record is there and differs: as it is now, and as it becomes.",
    "same": "The record is there and says the same; it is not touched.",
    "duplicate": "An earlier row of the file says the same.",
    "rejected": "These rows cannot be used; the others can be imported without them.",
}
LISTED = tuple(SAID)


def content(row: Any, is_own: bool) -> list[Component]:
    total = row.outcome["total"]
    return [tiles(total), *steps(row.outcome), _rows(row), _foot(row, is_own)]


def tiles(total: dict[str, int]) -> html.Div:
    """One number for each thing that can become of a row."""
    drawn = [
        _tile(kind, total[kind]) for kind in KINDS if total[kind] or kind in ("new", "changed", "same", "rejected")
    ]
    return html.Div(drawn, className="tiles import-tiles")


def steps(outcome: dict[str, Any]) -> list[Component]:
    """Of a mapping that makes several kinds of records, the counts of each."""
    if len(outcome["steps"]) < 2:
        return []
    names = ("read", *KINDS)
    head = html.Tr(
        [html.Th("Step", scope="col"), *(html.Th(_title(name), scope="col", className="text-end") for name in names)]
    )
    rows = [
        html.Tr([html.Td(step["title"]), *(html.Td(count(step[name]), className="text-end") for name in names)])
        for step in outcome["steps"]
    ]
    table = dbc.Table([html.Thead(head), html.Tbody(rows)], class_name="plain-table")
    return [
        kit.card(
            "Step by step", "In the order in which they are made.", html.Div(table, className="table-box", tabIndex=0)
        )
    ]


def sample(row: Any, plan: Plan, verdict: str, step: int, page: int) -> list[Component]:
    """One page of the rows that are kept of a verdict."""
    rows = kept(row, verdict, step)
    shown = rows[(page - 1) * SHOWN : page * SHOWN]
    if not shown:
        return [html.P("There are no such rows.", className="counted")]
    entity = mappings_entity(plan, step)
    table = DRAWN.get(verdict, _values)(shown, entity)
    return [
        html.P(_said(row, verdict, step, len(rows)), className="counted"),
        html.Div(table, className="table-box", tabIndex=0),
    ]


def pages(row: Any, verdict: str, step: int) -> int:
    return max(1, ceil(len(kept(row, verdict, step)) / SHOWN))


def kept(row: Any, verdict: str, step: int) -> list[dict[str, Any]]:
    samples = row.samples or {"steps": [], "rejected": []}
    if verdict == "rejected":
        return samples["rejected"]
    return samples["steps"][step].get(verdict, []) if 0 <= step < len(samples["steps"]) else []


def mappings_entity(plan: Plan, step: int) -> Entity:
    if plan.ready:
        return mappings.load(plan.ready).steps[step].entity
    return mappings.entity_named(plan.entity)


def _title(name: str) -> str:
    return KINDS[name][0] if name in KINDS else "Rows"


def _tile(kind: str, number: int) -> html.Div:
    words, tone, look = KINDS[kind]
    return html.Div(
        [kit.toned(tone, look, words), html.Strong(count(number), className="tile-value")],
        className="panel import-tile",
    )


def _rows(row: Any) -> html.Section:
    total = row.outcome["total"]
    there = [kind for kind in LISTED if total[kind]] or ["new"]
    tabs = dbc.RadioItems(
        id="import-verdict",
        options=[{"value": kind, "label": f"{KINDS[kind][0]} {count(total[kind])}"} for kind in there],
        value="changed" if total["changed"] else there[0],
        inline=True,
        class_name="verdicts",
    )
    step = dbc.Select(
        id="import-step",
        options=[{"value": str(place), "label": one["title"]} for place, one in enumerate(row.outcome["steps"])],
        value=str(_most_telling(row)),
    )
    hidden = "" if len(row.outcome["steps"]) > 1 else " visually-hidden"
    choose = html.Div([dbc.Label("Step", html_for="import-step"), step], className=f"field verdict-step{hidden}")
    legend = html.Legend("Rows to show", className="visually-hidden")
    bar = html.Div([html.Fieldset([legend, tabs]), choose], className="verdict-bar")
    turn = dbc.Pagination(
        id="import-page", max_value=1, active_page=1, fully_expanded=False, previous_next=True, size="sm"
    )
    body = html.Div([bar, html.Div(id="import-sample"), turn], className="form-fields")
    return kit.card("The rows", "As they were understood. Nothing has been written yet.", body)


def _most_telling(row: Any) -> int:
    """The last step that does something: the ones before only make what it refers to."""
    busy = [place for place, step in enumerate(row.outcome["steps"]) if step["new"] + step["changed"]]
    return busy[-1] if busy else 0


def _said(row: Any, verdict: str, step: int, number: int) -> str:
    outcome = row.outcome
    every = outcome["total"]["rejected"] if verdict == "rejected" else outcome["steps"][step][verdict]
    part_ = f" The first {number} of {count(every)}." if every > number else ""
    return SAID[verdict] + part_


def _values(rows: Sequence[dict[str, Any]], entity: Entity) -> dbc.Table:
    names = [name for name in entity.fields if any(name in row["values"] for row in rows)]
    body = [[row["row"], *(_shown(row["values"].get(name)) for name in names)] for row in rows]
    return _table(["Row", *(entity.fields[name].label for name in names)], body)


def _changes(rows: Sequence[dict[str, Any]], entity: Entity) -> dbc.Table:
    body = []
    for row in rows:
        for place, (name, (old, new)) in enumerate(sorted(row["fields"].items())):
            label = entity.fields[name].label if name in entity.fields else name
            first = [row["row"], row["called"]] if place == 0 else ["", ""]
            body.append([*first, label, html.Del(_shown(old)), html.Ins(_shown(new))])
    return _table(["Row", entity.one.capitalize(), "Field", "Now", "Becomes"], body)


def _faults(rows: Sequence[dict[str, Any]], _entity: Entity) -> dbc.Table:
    return _table(["Row", "Column", "Why"], [[row["row"], row["column"] or "–", row["reason"]] for row in rows])


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> dbc.Table:
    top = html.Thead(html.Tr([html.Th(name, scope="col") for name in head]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows])
    return dbc.Table([top, body], class_name="plain-table sample-table")


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _foot(row: Any, is_own: bool) -> html.Div:
    total = row.outcome["total"]
    number = total["new"] + total["changed"]
    words = f"Import {plural(number, 'record', 'records')}" if number else "Nothing would change"
    run = act("run", words, "bi-box-arrow-in-down", "primary", disabled=not (number and is_own))
    back = act("back", "Back to the mapping", "bi-arrow-left", disabled=not is_own)
    return html.Div([run, back, *rejected(row)], className="form-foot import-foot")


def rejected(row: Any) -> list[Component]:
    """The rows that cannot be used, to be corrected and uploaded again."""
    number = row.outcome["total"]["rejected"]
    if not number or not row.is_kept:
        return []
    words = [icon("bi-download"), f"{plural(number, 'rejected row', 'rejected rows')} (CSV)"]
    return [html.A(words, href=f"/imports/{row.id}/rejected", className="btn btn-plain", download="")]


DRAWN = {"changed": _changes, "rejected": _faults}
