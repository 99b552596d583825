"""What somebody decided about a file: what it is, which column feeds which field, what words mean, how records are
recognised. Kept as JSON with the import, and by name for the next file of the kind."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, NamedTuple

from data.entities import Entity, Field
from data.errors import Invalid
from data.imports import guessing, mapping
from data.imports.guessing import Guess
from data.imports.looking import DATES
from data.imports.mapping import Feed, Step, key_of
from data.imports.reading import Options
from data.parsing import Formats

BLANK = "(blank)"  # a word of theirs that stands for nothing
DECIMALS, THOUSANDS = (".", ","), ("", ",", ".", " ", "'", "\u00a0")
WORDED = {"choice", "flag"}  # kinds of fields that take words of a vocabulary
FLAGS = ("yes", "no")
Words = dict[str, dict[str, str]]  # by field: of theirs to ours


@dataclass(frozen=True)
class Plan:
    """`ready` names a mapping that comes with the product and says all; else `entity` and the rest count."""

    entity: str = ""
    ready: str = ""
    columns: dict[str, str] = field(default_factory=dict)  # a blank field: left out
    words: Words = field(default_factory=dict)
    key: tuple[str, ...] = ()  # none: the external id if it is fed, else what people go by
    dates: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str = ""
    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Plan":
        known = {part.name for part in fields(cls)}
        said = {name: value for name, value in kept.items() if name in known}
        return cls(**said | {name: tuple(said.get(name, ())) for name in ("key", "dates")})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def reading(self) -> Options:
        return Options(self.sheet, self.delimiter, self.encoding)

    def feeds(self) -> dict[str, Feed]:
        """Raises Invalid where two columns would feed one field."""
        fed: dict[str, Feed] = {}
        for column, name in self.columns.items():
            if not name:
                continue
            if name in fed:
                both = f"{fed[name].columns[0]} and {column}"
                raise Invalid({"columns": f"The columns {both} would both feed {self.label(name)}; leave one out."})
            words = {word: "" if ours == BLANK else ours for word, ours in self.words.get(name, {}).items()}
            fed[name] = Feed(columns=(column,), words=words)
        return fed

    def label(self, name: str) -> str:
        return mapping.entity_named(self.entity).fields[name].label

    def mapping(self) -> mapping.Mapping:
        """What the importer goes by; Invalid where something is left to decide."""
        if self.ready:
            return mapping.load(self.ready)
        if not self.entity:
            raise Invalid({"what": "Say first what the file holds."})
        entity, feeds = mapping.entity_named(self.entity), self.feeds()
        if not feeds:
            raise Invalid({"columns": "No column feeds a field yet; choose at least one."})
        if self.decimal == self.thousands:
            raise Invalid({"thousands": "The sign between thousands cannot be the decimal sign as well."})
        step = Step(entity, feeds, key_of(entity, feeds, self.key), entity.title)
        return mapping.Mapping(entity.title, (step,), Formats(self.dates, self.decimal, self.thousands))


class Unknown(NamedTuple):
    """A word in the file that the field's vocabulary does not have; `ours` is what it stands for, blank: rejected."""

    field: Field
    column: str
    word: str
    times: int
    ours: str


def first(found: Mapping[str, Any], entities: Iterable[Entity], options: Plan) -> Plan:
    """The likeliest reading of a file, where there is one."""
    best = next(iter(guessing.suggestions(entities, found)), None)
    blank = Plan(sheet=options.sheet, delimiter=options.delimiter, encoding=options.encoding)
    return chosen(blank, found, best.kind, best.name) if best and best.fit >= 0.1 else blank


def chosen(plan: Plan, found: Mapping[str, Any], kind: str, name: str) -> Plan:
    """The same file taken for something else: its columns are guessed anew."""
    plan = Plan(sheet=plan.sheet, delimiter=plan.delimiter, encoding=plan.encoding)
    if kind == "ready":
        mapping.load(name)
        return replace(plan, ready=name)
    guessed = guessing.columns(mapping.entity_named(name), found)
    names = [column["name"] for column in found["columns"]]
    columns = {column: guessed[column].field if column in guessed else "" for column in names}
    return with_forms(replace(plan, entity=name, columns=columns), found)


def with_forms(plan: Plan, found: Mapping[str, Any]) -> Plan:
    """How dates and numbers are written, where the columns that hold them leave no doubt."""
    forms = date_forms(plan, found)
    signs = {tuple(column["numbers"]) for column in _fed(plan, found, {"decimal", "number"}) if column["numbers"]}
    doubtless = [sign for sign in signs if sign != (".", "")]
    decimal, thousands = doubtless[0] if len(doubtless) == 1 else (".", "")
    dates = tuple(forms) if len(forms) == 1 else ()
    return replace(plan, dates=dates, decimal=decimal, thousands=thousands)


def date_forms(plan: Plan, found: Mapping[str, Any]) -> list[str]:
    """The forms that explain all dates of the file. Several: only a person knows whether 5/6 is in May or in June."""
    known = [set(column["dates"]) for column in _fed(plan, found, {"date"}) if column["dates"]]
    return [form for form in DATES if known and all(form in forms for forms in known)]


def guesses(plan: Plan, found: Mapping[str, Any]) -> dict[str, Guess]:
    return guessing.columns(mapping.entity_named(plan.entity), found) if plan.entity else {}


def unknown(plan: Plan, found: Mapping[str, Any]) -> list[Unknown]:
    """In the order of the columns, the commonest words first."""
    return [
        Unknown(target, column["name"], word, times, plan.words.get(target.name, {}).get(word, ""))
        for column in _fed(plan, found, WORDED)
        for target in (mapping.entity_named(plan.entity).fields[plan.columns[column["name"]]],)
        for word, times in column["words"] or ()
        if word and not is_known(target, word)
    ]


def is_known(target: Field, word: str) -> bool:
    try:
        target.parse(word)
    except ValueError:
        return False
    return True


def too_many(plan: Plan, found: Mapping[str, Any]) -> list[str]:
    """Columns with so many different words that they are hardly of a vocabulary."""
    return [column["name"] for column in _fed(plan, found, WORDED) if column["words"] is None]


def missing(plan: Plan) -> list[str]:
    """What a new record needs and no column feeds."""
    if not plan.entity:
        return []
    fed = set(plan.columns.values())
    return [
        one.label for name, one in mapping.entity_named(plan.entity).fields.items() if one.required and name not in fed
    ]


def usual_key(plan: Plan) -> list[str]:
    """What records are recognised by where nothing else is chosen, as far as it is fed."""
    fed = set(plan.columns.values())
    natural = mapping.entity_named(plan.entity).natural
    single: list[str] = [name for name in ("id", "external_id") if name in fed]
    return single[:1] or [name for name in natural if name in fed]


def _fed(plan: Plan, found: Mapping[str, Any], kinds: set[str]) -> list[dict[str, Any]]:
    """The columns that feed fields of these kinds."""
    if not plan.entity:
        return []
    known = mapping.entity_named(plan.entity).fields
    return [column for column in found["columns"] if (name := plan.columns.get(column["name"])) in known
            and known[name].kind in kinds]  # fmt: skip
