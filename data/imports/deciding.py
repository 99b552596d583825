"""What a form says about a file, made into a plan: only what the file and the catalogue have is taken."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from data.errors import Invalid
from data.imports import mapping, plans
from data.imports.looking import DATES
from data.imports.plans import BLANK, DECIMALS, FLAGS, THOUSANDS, Plan


class Decided(NamedTuple):
    """As the form has it: columns by their place, words by field and place."""

    columns: Mapping[str, Any] = {}
    words: Mapping[tuple[str, str], Any] = {}
    key: list[str] | None = None
    dates: str = ""
    decimal: str = "."
    thousands: str = ""


def decide(plan: Plan, found: Mapping[str, Any], said: Decided) -> Plan:
    """Raises Invalid for what no page of ours would offer."""
    if not plan.entity:
        return plan
    columns = _columns(plan, found, said.columns)
    moved = replace(plan, columns=columns)
    same = columns == plan.columns
    forms = _forms(said) if same else plans.with_forms(moved, found)
    moved = replace(moved, dates=forms.dates, decimal=forms.decimal, thousands=forms.thousands)
    moved = replace(moved, words=_words(plan, found, said.words))
    return replace(moved, key=_key(moved, said.key) if same else ())


def _columns(plan: Plan, found: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, str]:
    known = mapping.entity_named(plan.entity).fields
    columns = {}
    for place, column in enumerate(found["columns"]):
        name = said.get(str(place), plan.columns.get(column["name"], "")) or ""
        if name and name not in known:
            raise Invalid({"columns": f"There is no field {str(name)[:60]!r}; choose one of the list."})
        columns[column["name"]] = name
    return columns


def _words(plan: Plan, found: Mapping[str, Any], said: Mapping[tuple[str, str], Any]) -> plans.Words:
    """The words on offer are numbered in the order in which the page shows them."""
    kept = {name: dict(words) for name, words in plan.words.items()}
    for place, unknown in enumerate(plans.unknown(plan, found)):
        name = unknown.field.name
        ours = said.get((name, str(place)))
        if ours is None:
            continue
        if ours and ours != BLANK and ours not in (*unknown.field.choices, *FLAGS):
            raise Invalid({"words": f"{unknown.field.label} has no {str(ours)[:60]!r}; choose one of the list."})
        kept.setdefault(name, {}).pop(unknown.word, None)
        if ours:
            kept[name][unknown.word] = ours
    return kept


def _forms(said: Decided) -> Plan:
    fits = (said.dates in ("", *DATES), said.decimal in DECIMALS, said.thousands in THOUSANDS)
    if not all(fits):
        raise Invalid({"dates": "Choose how dates and numbers are written from the list."})
    return Plan(dates=(said.dates,) if said.dates else (), decimal=said.decimal, thousands=said.thousands)


def _key(plan: Plan, said: list[str] | None) -> tuple[str, ...]:
    """In the order of the fields; nothing where it is the usual key."""
    if not said or set(said) == set(plans.usual_key(plan)):
        return ()
    fed = [name for name in mapping.entity_named(plan.entity).fields if name in plan.columns.values()]
    return tuple(name for name in fed if name in said)
