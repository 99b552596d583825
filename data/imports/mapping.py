"""Which column of a file feeds which field of which entity: the format of data/mappings/*.toml.

    title = "One line that says what the set is"
    blanks = ["NA", "\\\\N"]                    # words of the source that mean: nothing
    dates = ["%m/%d/%Y %H:%M"]                # how it writes dates; ISO is always understood
    decimal = ","                             # and numbers, where they are not like 1234.5
    thousands = "."

    [[joins]]                                 # columns filled from a file beside the imported one
    file = "other.csv"                        # left out: from the imported file itself
    on = "project"                            # a blank is filled where all rows of the same project agree
    take = ["organization"]

    [[steps]]                                 # carried out in order, each over the whole file
    entity = "products"
    title = "Packages"                        # what the account calls the step; left out: the entity's title
    key = ["external_id"]                     # left out: external_id if it is fed, else what people go by
    rows = "wbs_nodes"                        # rows made by a function of transforms.ROWS instead of the file's,
    companion = "tree.csv"                    # which may need a second file, beside the imported one
    once = true                               # a record that does not depend on the rows, such as one customer
    explode = { column = "Drugs", on = "|" }  # one record for each piece of that column
    when = { Drugs = "^DRUG: " }              # rows (or pieces) that do not match are left out, and counted so

    [steps.fields]
    name = "Drug name"                                    # a column, as it is
    active = { is = true }                                # the same for all
    external_id = { text = "ndc:{code}" }                 # columns put together
    title = { first = ["name", "code"] }                  # the first of these that is not blank
    ndc_number = { of = ["code"], by = "hyphenated_ndc" } # by a function of transforms.VALUES
    status = { column = "status", words = { Gone = "Withdrawn" } }        # words of theirs to words of ours
    stage = { column = "phase", patterns = [["^Code", "Development"]], otherwise = "Maintenance" }
    customer_id = "Sponsor"                               # another record, by its id, external id or name

`words` and `patterns` (regular expressions, the first that is found counts) apply to whatever the rest of the line
yields. A value in neither is taken as it is, unless `otherwise` says what stands for it; the field then refuses what
its vocabulary does not have. A field of a related record narrows a search by name:
`"service_id.customer_id" = "Client"` finds the service called so among those of that customer.
"""

import re
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from data.catalog import ENTITIES
from data.entities import Entity, Field
from data.errors import Invalid, NotFound
from data.imports import transforms
from data.parsing import PLAIN, Formats

FOLDER = Path(__file__).parent.parent / "mappings"
PLACES = re.compile(r"{([^{}]+)}")


@dataclass(frozen=True)
class Feed:
    """Where one field's value comes from; `columns` is also what a complaint about it names."""

    columns: tuple[str, ...] = ()
    constant: Any = None
    text: str = ""
    by: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], Any], ...] = ()
    otherwise: Any = None

    def value(self, row: Table[str, Any]) -> Any:
        if self._plain:
            return row.get(self.columns[0])
        raw = self._raw(row)
        return self._translated(raw) if self.words or self.patterns or self.otherwise is not None else raw

    @cached_property
    def _plain(self) -> bool:
        """One column as it is: the usual case, and worth its own way in a file of millions."""
        return self == Feed(columns=self.columns[:1])

    def _raw(self, row: Table[str, Any]) -> Any:
        if self.by:
            return transforms.VALUES[self.by](*(row.get(name) for name in self.columns))
        if self.text:
            return PLACES.sub(lambda place: str(_or_nothing(row.get(place[1]))).strip(), self.text)
        values = (row.get(name) for name in self.columns)
        return next((value for value in values if value is not None and value != ""), self.constant)

    def _translated(self, raw: Any) -> Any:
        text = str(_or_nothing(raw)).strip()
        if text in self.words:
            return self.words[text]
        found = next((word for pattern, word in self.patterns if pattern.search(text)), None)
        return found if found is not None else (raw if self.otherwise is None else self.otherwise)


@dataclass(frozen=True)
class Step:
    entity: Entity
    feeds: dict[str, Feed]
    key: tuple[str, ...]
    title: str
    rows: str = ""
    companion: str = ""
    once: bool = False
    explode: tuple[str, str] = ("", "")
    when: tuple[tuple[str, re.Pattern[str]], ...] = ()

    @cached_property
    def parts(self) -> tuple[tuple[str, Field, Feed], ...]:
        """The fields to fill, each with what feeds it; behind a dot it is the first that is asked."""
        return tuple((name, self.entity.fields[name.partition(".")[0]], feed) for name, feed in self.feeds.items())

    @cached_property
    def columns(self) -> set[str]:
        """The columns that the step reads."""
        used = {name for feed in self.feeds.values() for name in feed.columns}
        return used | {name for name, _ in self.when} | ({self.explode[0]} - {""})

    @cached_property
    def defaults(self) -> dict[str, Any]:
        return {name: field.default for name, field in self.entity.fields.items()}

    @cached_property
    def unfed(self) -> dict[str, Any]:
        """What a new record has where no column says anything."""
        return {name: value for name, value in self.defaults.items() if name not in self.feeds}

    def column_of(self, name: str) -> str:
        """What a complaint about a field calls it: the columns that feed it, else the field itself."""
        feed = self.feeds.get(name)
        return ", ".join(feed.columns) if feed and feed.columns else name


@dataclass(frozen=True)
class Join:
    on: str
    take: tuple[str, ...]
    file: str = ""


@dataclass(frozen=True)
class Mapping:
    title: str
    steps: tuple[Step, ...]
    formats: Formats = PLAIN
    blanks: frozenset[str] = frozenset()
    joins: tuple[Join, ...] = ()


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Mapping:
    if name not in names():
        raise NotFound(f"There is no mapping {name!r}; there are {', '.join(names())}.")
    return read(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def needed_columns(known: Mapping) -> set[str]:
    """What the imported file itself must have: not what joins add or functions compute."""
    used = {name for step in known.steps if not step.rows for name in step.columns}
    return (used | {join.on for join in known.joins}) - {
        name for join in known.joins if join.file for name in join.take
    }


def needed_files(known: Mapping) -> tuple[str, ...]:
    """What must lie beside the imported file."""
    named = [step.companion for step in known.steps] + [join.file for join in known.joins]
    return tuple(dict.fromkeys(filter(None, named)))


def read(said: Table[str, Any]) -> Mapping:
    return Mapping(
        title=said["title"],
        steps=tuple(_step(step) for step in said["steps"]),
        formats=Formats(tuple(said.get("dates", ())), said.get("decimal", "."), said.get("thousands", "")),
        blanks=frozenset(said.get("blanks", ())),
        joins=tuple(Join(join["on"], tuple(join["take"]), join.get("file", "")) for join in said.get("joins", ())),
    )


def _step(said: Table[str, Any]) -> Step:
    entity = entity_named(said["entity"])
    explode = said.get("explode", {"column": "", "on": ""})
    feeds = {name: _feed(value) for name, value in said["fields"].items()}
    return Step(
        entity,
        feeds,
        key_of(entity, feeds, tuple(said.get("key", ()))),
        said.get("title", entity.title),
        **{name: said[name] for name in ("rows", "companion", "once") if name in said},
        explode=(explode["column"], explode["on"]),
        when=tuple((column, re.compile(pattern)) for column, pattern in said.get("when", {}).items()),
    )


def _feed(said: Any) -> Feed:
    if isinstance(said, str):
        return Feed(columns=(said,))
    text = said.get("text", "")
    named = (said["column"],) if "column" in said else said.get("first", said.get("of", PLACES.findall(text)))
    return Feed(
        columns=tuple(named),
        constant=said.get("is"),
        text=text,
        by=said.get("by", ""),
        words=said.get("words", {}),
        patterns=tuple((re.compile(pattern), word) for pattern, word in said.get("patterns", ())),
        otherwise=said.get("otherwise"),
    )


def entity_named(name: str) -> Entity:
    if name not in ENTITIES:
        raise NotFound(f"There is nothing called {name!r} to import; there are {', '.join(ENTITIES)}.")
    return ENTITIES[name]


def key_of(entity: Entity, feeds: Table[str, Feed], asked: tuple[str, ...]) -> tuple[str, ...]:
    """The fields by which a record is recognised; raises Invalid where nothing feeds them."""
    key = asked or next(((name,) for name in ("id", "external_id") if name in feeds), entity.natural)
    for name in key:
        if name not in entity.fields:
            raise Invalid({"key": f"{entity.title} have no field {name!r}; there are {', '.join(entity.fields)}."})
    missing = [name for name in key if name not in feeds and (asked or entity.fields[name].required)]
    if missing:
        words = ", ".join(missing)
        raise Invalid({"key": f"{entity.title} are told apart by {', '.join(key)}, and no column feeds {words}."})
    return key


def _or_nothing(value: Any) -> Any:
    return "" if value is None else value
