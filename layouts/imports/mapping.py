"""The mapping of a file: what it is, which column feeds which field, what words mean, how records are recognised."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.imports import mapping as mappings
from data.imports import plans
from data.imports.guessing import ALIKE, BY_VALUES, SAME
from data.imports.plans import Plan
from layouts import forms, kit
from layouts.charts.parts import plural
from layouts.imports import meaning, parts
from layouts.imports.parts import act, labelled, select
from layouts.kit import icon, part

WHY = {SAME: ("good", "bi-check-circle"), ALIKE: ("info", "bi-lightbulb"), BY_VALUES: ("warn", "bi-question-circle")}
CHOSEN, LEFT_OUT = ("info", "bi-hand-index", "Chosen by you"), ("quiet", "bi-dash-circle", "Left out")


class Choices(NamedTuple):
    """What a file can be taken for (value and words), and which further files of a ready-made mapping are there."""

    what: Sequence[tuple[str, str]] = ()
    beside: Mapping[str, bool] = {}


def content(row: Any, plan: Plan, choices: Choices) -> list[Component]:
    drawn = [_what(row, plan, choices)]
    if plan.ready:
        drawn.append(_ready(row, plan, choices))
    elif plan.entity:
        drawn += [
            _columns(row.found, plan),
            html.Div(meaning.rest(row.found, plan), id="import-rest", className="stack"),
        ]
    return [*drawn, *_foot(plan, choices)]


def why(found: dict[str, Any], plan: Plan) -> list[html.Span]:
    """For each column, where its field comes from."""
    guessed = plans.guesses(plan, found)
    return [_why(column["name"], plan, guessed) for column in found["columns"]]


def _why(column: str, plan: Plan, guessed: Mapping[str, Any]) -> html.Span:
    chosen = plan.columns.get(column, "")
    if not chosen:
        return kit.toned(*LEFT_OUT)
    guess = guessed.get(column)
    return kit.toned(*WHY[guess.why], guess.why) if guess and guess.field == chosen else kit.toned(*CHOSEN)


def _what(row: Any, plan: Plan, choices: Choices) -> html.Section:
    value = f"ready:{plan.ready}" if plan.ready else f"entity:{plan.entity}" if plan.entity else ""
    blank = [] if value else [("", "Choose …")]
    chosen = select("import-what", [*blank, *choices.what], value)
    faults = row.found["faults"]
    wrong = plural(faults, "row cannot be read and is rejected", "rows cannot be read and are rejected")
    notes = [kit.note("bi-exclamation-triangle", f"{wrong}. {row.found['first_fault']}")] if faults else []
    differently = html.Details(
        [html.Summary("Read the file differently"), parts.reading(row.found, plan)], className="import-differently"
    )
    body = html.Div([labelled("What is in the file?", chosen), *notes, differently], className="form-fields")
    return kit.card("The file", "What it seems to be; choose another where that is wrong.", body)


def _ready(row: Any, plan: Plan, choices: Choices) -> html.Section:
    known = mappings.load(plan.ready)
    steps = [html.Li([icon("bi-arrow-right-short"), step.title]) for step in known.steps]
    needed = [_beside(row.id, name, there) for name, there in choices.beside.items()]
    also = [html.P("It also needs:"), html.Ul(needed, className="rows")] if needed else []
    body = html.Div([html.Ul(steps, className="import-made"), *also], className="form-fields")
    return kit.card(known.title, "This mapping comes with DM CRM and knows all columns. It makes, in this order:", body)


def _beside(import_id: str, name: str, there: bool) -> html.Li:
    state = kit.toned("good", "bi-check-circle", "Uploaded") if there else kit.toned("warn", "bi-hourglass", "Missing")
    button = html.Button(
        [icon("bi-upload"), "Replace" if there else "Upload"],
        type="button",
        className="btn btn-plain",
        **{"data-upload": f"/imports/{import_id}/beside", "data-named": name, "aria-label": f"Upload {name}"},
    )
    said = html.Div([html.Strong(name), html.Div(className="upload-state", role="status")], className="row-words")
    return html.Li([said, html.Div([state, button], className="form-foot")])


def _columns(found: dict[str, Any], plan: Plan) -> html.Section:
    entity = mappings.entity_named(plan.entity)
    fields = [("", "— left out —")] + [
        (name, f"{field.label}{' *' if field.required else ''}") for name, field in entity.fields.items()
    ]
    head = html.Div(
        [html.Span(name) for name in ("Column of the file", "Feeds the field", "Because")],
        className="map-row map-head",
        **{"aria-hidden": "true"},
    )
    reasons = why(found, plan)
    rows = [
        _column(place, column, fields, plan, reason)
        for place, (column, reason) in enumerate(zip(found["columns"], reasons, strict=True))
    ]
    said = "Each field is fed once. What is marked * a new record needs."
    return kit.card("Columns", said, html.Div([head, *rows], className="map-rows"))


def _column(place: int, column: dict[str, Any], fields: list, plan: Plan, reason: Component) -> html.Div:
    id_ = part("import-column", place=str(place))
    samples = " · ".join(column["samples"]) or "always blank"
    words = html.Div([html.Strong(column["name"]), html.Span(samples)], className="row-words")
    chosen = select(id_, fields, plan.columns.get(column["name"], ""))
    label = dbc.Label(f"{column['name']} feeds", html_for=forms.in_page(id_), class_name="visually-hidden")
    return html.Div(
        [words, html.Div([label, chosen]), html.Div(reason, id=part("import-why", place=str(place)))],
        className="map-row",
    )


def _foot(plan: Plan, choices: Choices) -> list[Component]:
    complete = bool(plan.ready or plan.entity) and all(choices.beside.values())
    check = act("check", "See the difference", "bi-eye", "primary", disabled=not complete)
    return [html.Div([check, *([_keep()] if plan.entity else [])], className="form-foot import-foot")]


def _keep() -> html.Details:
    """A mapping is kept by name, for the next file of its kind."""
    name = labelled("Name", dbc.Input(id="import-keep-name", type="text", maxlength=300, autocomplete="off"))
    shared = dbc.Checkbox(id="import-keep-shared", label="Everybody who imports may use it", value=False)
    wrong = html.P(id="import-keep-problem", className="field-problem", role="alert")
    save = forms.button("import-keep", "Keep", look="primary")
    body = html.Div([html.Div([name, wrong, shared, save], className="form form-fields")], className="popup-body")
    summary = html.Summary([icon("bi-bookmark"), "Keep this mapping…"], className="btn btn-plain", role="button")
    return html.Details([summary, body], className="popup confirm")
