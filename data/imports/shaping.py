"""From a row of a file to the values of a record, or to what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from data import formulas
from data.entities import Field
from data.imports.mapping import Mapping, Step
from data.imports.reading import Row
from data.parsing import BLANKS, Formats


@dataclass(frozen=True)
class Shaped:
    """A record to be, or the complaints about it: column and reason. Neither: the step does not concern it."""

    row: int
    values: dict[str, Any] | None = None
    complaints: list[tuple[str, str]] = made(default_factory=list)
    if_new: tuple[str | None, str | None] = (None, None)  # the complaint where no such record exists yet


def shape(mapping: Mapping, step: Step, row: Row) -> Iterator[Shaped]:
    """One for each record that the row speaks of."""
    if row.fault:
        yield Shaped(row.number, complaints=[("", row.fault)])
        return
    for values in _pieces(mapping, step, row.values):
        if all(pattern.search(str(values.get(column) or "")) for column, pattern in step.when):
            yield _record(mapping, step, row.number, values)
        else:
            yield Shaped(row.number)


def _pieces(mapping: Mapping, step: Step, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if mapping.blanks:
        values = {name: None if value in mapping.blanks else value for name, value in values.items()}
    column, on = step.explode
    if not column:
        yield values
        return
    for piece in str(values.get(column) or "").split(on):
        if piece.strip():
            yield values | {column: piece.strip()}


def _record(mapping: Mapping, step: Step, number: int, raw: dict[str, Any]) -> Shaped:
    values: dict[str, Any] = {}
    complaints = []
    for name, field, feed in step.parts:
        try:
            values[name] = _value(field, feed.value(raw), mapping.formats)
        except ValueError as error:
            complaints.append((step.column_of(name), str(error)))
    for rule in step.entity.rules:
        complaints += [(step.column_of(name), reason) for name, reason in rule(values).items()]
    return Shaped(number, complaints=complaints) if complaints else Shaped(number, values, if_new=_if_new(step, values))


def _if_new(step: Step, values: dict[str, Any]) -> tuple[str | None, str | None]:
    """What is wrong with a new record whose other fields have their defaults. The database would refuse it as well,
    but find it among the others only by trying."""
    if not step.entity.rules or not step.unfed:
        return None, None
    whole = step.unfed | {name: step.defaults.get(name) if value is None else value for name, value in values.items()}
    found = [pair for rule in step.entity.rules for pair in rule(whole).items()]
    return (step.column_of(found[0][0]), found[0][1]) if found else (None, None)


def _value(field: Field, raw: Any, formats: Formats) -> Any:
    """Parsed; nothing for a blank, so that the database's default or the value it has can stand."""
    raw = formulas.revealed(raw)
    if raw is None or (isinstance(raw, str) and not raw.strip(BLANKS)):
        return field.parse(None) if field.required else None
    return field.parse(raw, formats)
