"""What a file seems to be, and which of its columns seems to feed which field; each guess says why."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from data import exchange
from data.entities import Entity, Field
from data.imports import mapping

SAME, ALIKE, BY_VALUES = "Same name", "Similar name", "By its values"
NEARLY = 0.86  # how alike two names are that are taken for one
WEIGHT = {SAME: 3, ALIKE: 2, BY_VALUES: 1}

# what others call it; the first field of an entity that has the word wins
SYNONYMS = {
    "name": ("full name", "title", "company", "company name", "account", "account name", "organization"),
    "customer_id": ("customer name", "client", "account", "company", "sponsor", "labeler", "organization"),
    "email": ("mail", "e mail address", "email address"),
    "phone": ("telephone", "phone number", "mobile", "tel"),
    "external_id": ("id", "key", "number", "reference", "code", "no", "nr"),
    "contract_start_date": ("start", "start date", "contract start", "contract from"),
    "contract_end_date": ("end", "end date", "contract end", "contract to", "contract until"),
    "start_date": ("start", "begin", "from", "started"),
    "end_date": ("end", "until", "to", "ended"),
    "due_date": ("due", "deadline", "due on"),
    "assigned_to_id": ("assignee", "owner", "responsible"),
    "responsible_contact_id": ("owner", "assignee", "manager"),
    "worked_on": ("date", "day", "work date"),
    "hours": ("duration", "time", "effort", "hours worked"),
    "note": ("comment", "description", "remark"),
    "title": ("name", "subject", "summary"),
    "description": ("details", "comment", "notes", "text"),
    "product_name": ("product", "drug", "drug name", "brand name"),
    "phase": ("customer phase", "stage", "status"),
    "sdlc_stage": ("stage", "phase"),
    "status": ("state",),
    "category": ("kind", "type"),
    "type": ("kind", "category"),
    "process_id": ("process name", "project"),
    "service_id": ("service name",),
    "team_id": ("team name",),
    "contact_id": ("person", "contact name", "employee"),
    "parent_task_id": ("parent",),
}


class Guess(NamedTuple):
    field: str
    why: str


class Suggestion(NamedTuple):
    """`kind` is ready (a mapping that comes with the product) or entity; `fit` is 0 to 1."""

    kind: str
    name: str
    title: str
    fit: float


def suggestions(entities: Iterable[Entity], found: Mapping[str, Any]) -> list[Suggestion]:
    """What the file may be, the likeliest first: a ready-made mapping that fits wholly, then the kinds of records."""
    entities = list(entities)
    allowed = {entity.name for entity in entities}
    names = {column["name"] for column in found["columns"]}
    ready = [
        Suggestion("ready", name, known.title, 1.0)
        for name, known in ((name, mapping.load(name)) for name in mapping.names())
        if mapping.needed_columns(known) <= names and {step.entity.name for step in known.steps} <= allowed
    ]
    plain = [Suggestion("entity", entity.name, entity.title, _fit(entity, found)) for entity in entities]
    return ready + sorted(plain, key=lambda suggestion: -suggestion.fit)


def _fit(entity: Entity, found: Mapping[str, Any]) -> float:
    """How many of its columns find a field, and of its key a column; what is only alike counts less, a name more."""
    guessed = columns(entity, found)
    worth = sum(WEIGHT[guess.why] for guess in guessed.values()) / (3 * max(len(found["columns"]), 1))
    needed = [name for name in entity.natural if entity.fields[name].required]
    met = sum(any(guess.field == name for guess in guessed.values()) for name in needed) / max(len(needed), 1)
    named = plainly(entity.title) in plainly(found.get("file", ""))
    return round(min(worth * (0.4 + 0.6 * met) * (1.5 if named else 1), 1), 3)


def columns(entity: Entity, found: Mapping[str, Any]) -> dict[str, Guess]:
    """For each column at most one field, and each field once: the surest first. What we exported is no guess."""
    if own := exchange.targets(entity, tuple(column["name"] for column in found["columns"])):
        return {column: Guess(name, SAME) for column, name in own.items() if name}
    every = [
        (WEIGHT[why] + likeness, place, column["name"], Guess(field.name, why))
        for place, column in enumerate(found["columns"])
        for field in entity.fields.values()
        if field.name != "id"
        for why, likeness in _likeness(field, column, entity.one)
    ]
    chosen: dict[str, Guess] = {}
    for _, _, name, guess in sorted(every, key=lambda item: (-item[0], item[1])):
        if name not in chosen and guess.field not in {other.field for other in chosen.values()}:
            chosen[name] = guess
    return chosen


def _likeness(field: Field, column: Mapping[str, Any], one: str) -> Iterable[tuple[str, float]]:
    name = plainly(column["name"])
    own = {plainly(field.label), plainly(field.name), plainly(field.name.removesuffix("_id"))}
    if name in own:
        yield SAME, 0.9
        return
    others = [plainly(word) for word in SYNONYMS.get(field.name, ())]
    others += [f"{one} {word}" for word in others] if field.name == "external_id" else []
    if name in others:
        yield ALIKE, 0.8 - others.index(name) / 20
    elif (ratio := max(SequenceMatcher(None, name, word).ratio() for word in own)) >= NEARLY:
        yield ALIKE, ratio - 0.5
    elif _values_fit(field, column):
        yield BY_VALUES, 0.1


def _values_fit(field: Field, column: Mapping[str, Any]) -> bool:
    """All its words are of the field's vocabulary; or all of them are addresses, where the field takes those."""
    words = [word for word, _ in column["words"] or ()]
    if field.kind == "choice":
        return len(words) > 1 and all(word.casefold() in field.words for word in words if word)
    return field.kind == "email" and column["email"]


def plainly(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", " ", text.casefold()).strip()
