"""Two people changed one record: each field in which they differ, yours beside theirs, and which of the two to keep."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import dash_bootstrap_components as dbc
from dash import dcc, html

from data.crud import Outdated, Sheet
from data.entities import Entity, Field
from layouts.facts import said
from layouts.kit import icon, part
from layouts.moments import moment

LONG = 300
MINE, THEIRS = "mine", "theirs"


class Typed(NamedTuple):
    """What the form held when it was sent: its values, and what its lookups showed."""

    values: Mapping[str, Any]
    labels: Mapping[str, Any]


def compared(panel: str, entity: Entity, before: Mapping[str, str], mine: Typed, found: Outdated) -> html.Div:
    """What only they changed is theirs at first, what you changed is yours; you decide and save again."""
    theirs = found.theirs
    asked = (one for name, one in entity.inputs.items() if name in mine.values)
    fields = [one for one in asked if not _same(mine.values[one.name], theirs.values.get(one.name))]
    rows = [_row(panel, one, before, mine, theirs) for one in fields]
    sides = {one.name: _sides(one, mine, theirs) for one in fields}
    head = html.H3([icon("bi-people"), f" {found.who} saved this in the meantime"])
    sentence = html.P(
        ["Their change is from ", moment(found.at), ". Nothing of yours is lost: choose what to keep, then save again."]
    )
    every = [
        html.Button(words, type="button", className="btn btn-plain", **{"data-pick-all": side})
        for side, words in ((MINE, "Keep all of mine"), (THEIRS, "Take all of theirs"))
    ]
    stores = [dcc.Store(id=f"{panel}-sides", data=sides), dcc.Store(id=f"{panel}-picked")]
    return html.Div(
        [head, sentence, *rows, html.Div(every, className="form-foot"), *stores], className="clash", role="alert"
    )


def _row(panel: str, field: Field, before: Mapping[str, str], mine: Typed, theirs: Sheet) -> html.Fieldset:
    name = field.name
    untouched = _plain(mine.values.get(name)) == before.get(name)
    yours = said(field, mine.values.get(name), mine.labels.get(name))
    other = said(field, theirs.values.get(name), theirs.labels.get(name))
    options = [
        {"value": MINE, "label": html.Span([html.Small("Yours"), html.Span(yours)], className="held")},
        {"value": THEIRS, "label": html.Span([html.Small("Theirs"), html.Span(other)], className="held")},
    ]
    picked = dbc.RadioItems(
        id=part("pick", form=panel, field=name),
        options=options,
        value=THEIRS if untouched else MINE,
        name=f"{panel}-{name}",
    )
    return html.Fieldset([html.Legend(field.label), picked])


def _sides(field: Field, mine: Typed, theirs: Sheet) -> dict[str, Any]:
    held = {MINE: mine, THEIRS: theirs}
    return {
        side: {"value": one.values.get(field.name), "label": one.labels.get(field.name)} for side, one in held.items()
    }


def seen(values: Mapping[str, Any]) -> dict[str, str]:
    """What a form was opened with, short enough to travel with it: enough to tell what has been changed."""
    return {name: _plain(value) for name, value in values.items()}


def _same(one: Any, other: Any) -> bool:
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    """The same for what would be saved as the same: a form writes what is blank and what is a number as text."""
    text = (
        json.dumps(sorted(map(str, value))) if isinstance(value, list | tuple) else str("" if value is None else value)
    )
    return text if len(text) <= LONG else blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
