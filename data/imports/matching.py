"""The mapping of a plain table: columns find the fields called like them, and the user says the rest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from data import exchange
from data.entities import Entity
from data.errors import Invalid
from data.imports.mapping import Feed, Mapping, Step, key_of
from data.parsing import PLAIN, Formats

OUR_OWN = ("row", "column", "reason")  # what we add to rejected rows, which come back corrected


@dataclass(frozen=True)
class Wishes:
    """As given: `column=field`, `column:word=value`, field names."""

    maps: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    formats: Formats = PLAIN


def plain(entity: Entity, columns: tuple[str, ...], wishes: Wishes) -> Mapping:
    """Raises Invalid with what exists, for a column, field or word that does not."""
    targets = _targets(entity, columns, wishes.maps)
    feeds = {name: Feed(columns=(column,)) for column, name in targets.items()}
    for spec in wishes.words:
        column, word, value = _word(spec, columns)
        name = _fed_by(column, targets)
        _require_value(entity, name, value)
        feeds[name] = replace(feeds[name], words=feeds[name].words | {word: value})
    step = Step(entity, feeds, key_of(entity, feeds, wishes.key), entity.title)
    return Mapping(entity.title, (step,), wishes.formats)


def _targets(entity: Entity, columns: tuple[str, ...], maps: Iterable[str]) -> dict[str, str]:
    """The field that each column feeds."""
    said = dict(_pair(spec, entity, columns) for spec in maps)
    fields = [one for name, one in entity.fields.items() if name != "id"]  # other systems have ids as well
    known = {_plainly(word): one.name for one in fields for word in (one.name.removesuffix("_id"), one.name, one.label)}
    known |= {_plainly(column): name for column, name in exchange.targets(entity, columns).items()}
    found = {column: said.get(column, known.get(_plainly(column), "")) for column in columns}
    left_out = said.keys() | exchange.targets(entity, columns).keys()
    unknown = [column for column, name in found.items() if not name and column not in left_out]
    if unknown and not (set(unknown) <= set(OUR_OWN) and set(OUR_OWN) <= set(columns)):
        raise Invalid({"columns": _no_field(entity, unknown)})
    targets = {column: name for column, name in found.items() if name}
    _require_single(targets)
    return targets


def _pair(spec: str, entity: Entity, columns: tuple[str, ...]) -> tuple[str, str]:
    column, equals, name = spec.rpartition("=")
    if not equals:
        raise Invalid({"map": f"Write {spec!r} as column=field (or column= to leave the column out)."})
    _require_column(column, columns)
    if name and not _exists(name, entity):
        raise Invalid({"map": f"{entity.title} have no field {name!r}; there are {', '.join(entity.fields)}."})
    return column, name


def _exists(name: str, entity: Entity) -> bool:
    """A field, or one of a related record that narrows the search for it."""
    field = entity.fields.get(name.partition(".")[0])
    return field is not None and ("." not in name or (field.lookup is not None and name.endswith(".customer_id")))


def _word(spec: str, columns: tuple[str, ...]) -> tuple[str, str, str]:
    fitting = [column for column in columns if spec.startswith(f"{column}:")]
    column = max(fitting, key=len, default=spec.partition(":")[0])
    _require_column(column, columns)
    word, equals, value = spec[len(column) + 1 :].rpartition("=")
    if not equals:
        raise Invalid({"words": f"Write {spec!r} as column:word=value."})
    return column, word.strip(), value.strip()


def _fed_by(column: str, targets: dict[str, str]) -> str:
    if column not in targets:
        raise Invalid({"words": f"The column {column!r} feeds no field; name one with --map."})
    return targets[column]


def _require_value(entity: Entity, name: str, value: str) -> None:
    """That the word stands for something the field takes."""
    if "." not in name:
        try:
            entity.fields[name].parse(value)
        except ValueError as error:
            raise Invalid({"words": str(error)}) from error


def _require_column(column: str, columns: tuple[str, ...]) -> None:
    if column not in columns:
        raise Invalid({"columns": f"The file has no column {column!r}; it has {', '.join(columns)}."})


def _require_single(targets: dict[str, str]) -> None:
    names = list(targets.values())
    for name in names:
        if names.count(name) > 1:
            both = ", ".join(column for column, target in targets.items() if target == name)
            raise Invalid({"columns": f"The columns {both} would both feed {name}; leave one out (--map column=)."})


def _no_field(entity: Entity, unknown: list[str]) -> str:
    return (
        f"No field is called like the column {', '.join(map(repr, unknown))}; say which it feeds (--map column=field)"
        f" or leave it out (--map column=). {entity.title} have {', '.join(entity.fields)}."
    )


def _plainly(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", text.casefold()).strip("_")
