"""What follows from the columns of a file: what is missing, which words mean what, how values are written, the key."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.entities import Entity
from data.imports import mapping as mappings
from data.imports import plans
from data.imports.looking import DATES
from data.imports.plans import BLANK, FLAGS, Plan, Unknown
from layouts import forms, kit
from layouts.charts.parts import count, plural
from layouts.imports.parts import labelled, select
from layouts.kit import part

WORDS_SHOWN = 100
DECIMALS = {".": "1234.5 (point)", ",": "1234,5 (comma)"}
THOUSANDS = {"": "None", ",": "1,234", ".": "1.234", " ": "1 234", "'": "1'234", "\u00a0": "1 234 (no-break space)"}
WRITTEN = {
    "%d.%m.%Y": "31.12.2026",
    "%d/%m/%Y": "31/12/2026 (day first)",
    "%m/%d/%Y": "12/31/2026 (month first)",
    "%Y/%m/%d": "2026/12/31",
    "%d-%m-%Y": "31-12-2026",
    "%d-%b-%Y": "31-Dec-2026",
    "%m/%d/%Y %H:%M": "12/31/2026 17:30 (month first)",
    "%d.%m.%Y %H:%M": "31.12.2026 17:30",
}


def rest(found: dict[str, Any], plan: Plan) -> list[Component]:
    """What follows from the columns: what is missing, which words mean what, how values are written, the key."""
    entity = mappings.entity_named(plan.entity)
    drawn = [_missing(plan, entity), _words(found, plan), _forms(found, plan), _key(plan, entity)]
    return [one for one in drawn if one is not None]


def _missing(plan: Plan, entity: Entity) -> Component | None:
    names = plans.missing(plan)
    if not names:
        return None
    lacks = f"No column feeds {', '.join(names)}, which a new {entity.one} needs"
    return kit.note("bi-exclamation-triangle", f"{lacks}: only records that exist already can be changed.")


def _words(found: dict[str, Any], plan: Plan) -> Component | None:
    unknown, many = plans.unknown(plan, found), plans.too_many(plan, found)
    if not unknown and not many:
        return None
    rows = [_word(place, word) for place, word in enumerate(unknown[:WORDS_SHOWN])]
    notes = [f"{name} has so many different words that they are hardly of a vocabulary." for name in many]
    if len(unknown) > WORDS_SHOWN:
        notes.append(f"{count(len(unknown) - WORDS_SHOWN)} more unknown words are not shown; their rows are rejected.")
    body = html.Div([*rows, *(kit.note("bi-info-circle", note) for note in notes)], className="map-rows")
    return kit.card("Words", "These are in the file and not in our vocabulary. What do they stand for?", body)


def _word(place: int, unknown: Unknown) -> html.Div:
    id_ = part("import-word", field=unknown.field.name, place=str(place))
    ours = unknown.field.choices or FLAGS
    nothing = [] if unknown.field.required else [(BLANK, "Nothing (blank)")]
    offered = [("", "— reject the rows —"), *((word, word.capitalize() if word in FLAGS else word) for word in ours)]
    chosen = select(id_, [*offered, *nothing], unknown.ours)
    times = plural(unknown.times, "row", "rows")
    words = html.Div([html.Strong(f"“{unknown.word}”"), html.Span(f"{unknown.column}, {times}")], className="row-words")
    label = dbc.Label(f"{unknown.word} stands for", html_for=forms.in_page(id_), class_name="visually-hidden")
    kind = html.Div(html.Span(unknown.field.label, className="tag tag-quiet"))
    return html.Div([words, html.Div([label, chosen]), kind], className="map-row")


def _forms(found: dict[str, Any], plan: Plan) -> html.Section:
    doubtful = len(plans.date_forms(plan, found)) > 1 and not plan.dates
    said = "Dates fit more than one form, and only you know which: choose one." if doubtful else ""
    written = [("", "2026-12-31 (ISO)"), *((form, WRITTEN[form]) for form in DATES)]
    fields = [
        labelled("Dates", select("import-dates", written, next(iter(plan.dates), ""))),
        labelled("Decimal sign", select("import-decimal", DECIMALS.items(), plan.decimal)),
        labelled("Between thousands", select("import-thousands", THOUSANDS.items(), plan.thousands)),
    ]
    notes = [kit.note("bi-question-circle", said)] if said else []
    body = html.Div([*notes, html.Div(fields, className="import-forms")], className="form-fields")
    return kit.card("Dates and numbers", "How the file writes them. ISO dates are always understood.", body)


def _key(plan: Plan, entity: Entity) -> html.Section:
    fed = set(plan.columns.values())
    offered = [(name, field.label) for name, field in entity.fields.items() if name in fed]
    value = list(plan.key) or plans.usual_key(plan)
    boxes = dbc.Checklist(
        id="import-key", options=[{"value": name, "label": label} for name, label in offered], value=value, inline=True
    )
    legend = html.Legend("Recognised by", className="visually-hidden")
    said = f"A row is about the {entity.one} that agrees in all of these; where there is none, it is new."
    return kit.card("How records are recognised", said, html.Fieldset([legend, boxes]))
