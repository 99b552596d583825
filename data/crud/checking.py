"""What a form says against what its fields take, what its reader may see, and the rules between fields."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data import labels
from data.crud.sheets import Values
from data.db import Session
from data.entities import Entity, Field
from data.errors import Invalid
from data.parsing import BLANKS, Formats

MOST_LINKS = 500


class _Manner(NamedTuple):
    is_new: bool
    formats: Formats


def checked(db: Session, entity: Entity, raw: Mapping[str, Any], row: Values | None, formats: Formats) -> Values:
    """The values that `raw` says, all of the form for a new record; Invalid names every field that is wrong."""
    values, messages = parsed(entity, raw, row, formats)
    messages |= unknown(db, entity, values, row or {})
    values |= followed(entity, values, row or {})
    messages |= {name: text for name, text in broken(entity, (row or {}) | values).items() if name not in messages}
    if messages:
        raise Invalid(messages)
    return values


def parsed(
    entity: Entity, raw: Mapping[str, Any], row: Values | None, formats: Formats
) -> tuple[Values, dict[str, str]]:
    """The values that could be read, and why the others could not."""
    if strange := sorted(set(map(str, raw)) - entity.inputs.keys()):
        raise Invalid({"": f"There is no field {', '.join(strange)[:100]} in the form of a {entity.one}."})
    values: Values = {}
    messages: dict[str, str] = {}
    for name, field in entity.inputs.items():
        if name in raw or row is None:
            try:
                values[name] = _value(entity.table, field, raw.get(name), _Manner(row is None, formats))
            except ValueError as error:
                messages[name] = str(error)
    return values, messages


def _value(table: sa.Table, field: Field, raw: Any, manner: _Manner) -> Any:
    if field.kind == "links":
        return _ids(field, raw)
    if raw is None or (isinstance(raw, str) and not raw.strip(BLANKS)):
        if not manner.is_new and not table.c[field.name].nullable:
            raise ValueError(f"{field.label} is required.")
        return field.parse(None) if manner.is_new else None
    return field.parse(raw, manner.formats)


def _ids(field: Field, raw: Any) -> list[str]:
    given = [] if raw is None else raw
    if not isinstance(given, list | tuple) or not all(isinstance(id_, str) for id_ in given) or len(given) > MOST_LINKS:
        raise ValueError(f"{field.label}: choose at most {MOST_LINKS} from the list.")
    return sorted(set(given))


def unknown(db: Session, entity: Entity, values: Values, row: Values) -> dict[str, str]:
    """The related records that do not exist, or not for this reader; what stays as it was is not asked again."""
    messages = {}
    for name, value in values.items():
        field = entity.inputs[name]
        added = set(_listed(value)) - set(_listed(row.get(name)))
        if field.lookup and added - known(db, field.lookup, added):
            messages[name] = f"{field.label}: choose one from the list; there is none like that any more."
    return messages


def known(db: Session, table: str, ids: Collection[str]) -> set[str]:
    """Which of the ids are records of the table that the reader may see."""
    entity = labels.BY_TABLE[table]
    fitting = [id_ for id_ in ids if entity.is_id(id_)]
    model: Any = entity.model
    if not fitting or not db.actor.can("read", entity.permission):
        return set()
    return set(db.scalars(sa.select(model.id).where(model.id.in_(fitting))))


def followed(entity: Entity, values: Values, row: Values) -> Values:
    """Emptied: what was left as it was, and goes with another field that has changed."""
    merged = row | values
    return {
        name: None
        for name, (other, word) in entity.follows.items()
        if merged.get(other) != word and row.get(name) is not None and values.get(name, row[name]) == row[name]
    }


def broken(entity: Entity, values: Values) -> dict[str, str]:
    """The rules between fields that the values break."""
    return {name: text for rule in entity.rules for name, text in rule(values).items()}


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]
