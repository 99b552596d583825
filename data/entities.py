"""How an entity describes itself: only what its model cannot tell.

From one Entity come its grid, its form, its parsing, its checks, its import and its export. The kind of each field,
whether it is required, its choices, length and default are read from the column.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data import parsing
from data.models import Base
from data.parsing import PLAIN, Formats
from data.rules import Rule

KINDS: dict[type[sa.types.TypeEngine[Any]], str] = {
    sa.Enum: "choice",
    sa.Boolean: "flag",
    sa.Date: "date",
    sa.Time: "time",
    sa.Integer: "number",
    sa.Numeric: "decimal",
    sa.Text: "text",
    sa.String: "line",
    sa.Uuid: "uuid",
    JSONB: "json",
}  # the first that fits


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: str
    required: bool
    default: Any = None
    choices: tuple[str, ...] = ()
    max_length: int | None = None
    digits: tuple[int, int] = (0, 0)  # precision and scale of a decimal
    lookup: str | None = None  # the table that the foreign key points to
    help: str = ""

    @classmethod
    def of(cls, column: sa.Column[Any], lookup: str | None, **said: Any) -> "Field":
        """Read from the column; `said` is what the entity says differently: label, kind, choices."""
        read = {
            "name": column.key,
            "label": column.key.removesuffix("_id").replace("_", " ").capitalize(),
            "kind": "lookup" if lookup else kind_of(column),
            "required": not column.nullable and column.server_default is None,
            "default": default_of(column),
            "choices": tuple(column.type.enums) if isinstance(column.type, sa.Enum) else (),
            "max_length": getattr(column.type, "length", None),
            "digits": (getattr(column.type, "precision", None) or 0, getattr(column.type, "scale", None) or 0),
            "lookup": lookup,
        }
        return cls(**(read | said))

    @cached_property
    def words(self) -> dict[str, str]:
        return {word.casefold(): word for word in self.choices}

    def parse(self, raw: Any, formats: Formats = PLAIN) -> Any:
        """The value for the database; raises ValueError with a sentence for the user."""
        return parsing.parse(self, raw, formats)


@dataclass(frozen=True)
class Derived:
    """A column of a list that is none of its table's fields: computed, or known by way of another record."""

    label: str
    kind: str
    of: Callable[[dt.date], sa.SQLColumnExpression[Any]]  # its value on a day
    lookup: str | None = None
    choices: tuple[str, ...] = ()
    help: str = ""

    def field(self, name: str) -> Field:
        return Field(name, self.label, self.kind, False, choices=self.choices, lookup=self.lookup, help=self.help)


@dataclass(frozen=True)
class Link:
    """Further records of another kind that a record is tied to, kept in a table of pairs."""

    label: str
    model: type[Base]
    own: str
    other: str
    lookup: str
    help: str = ""

    def field(self, name: str) -> Field:
        return Field(name, self.label, "links", False, lookup=self.lookup, help=self.help)


class Guard(NamedTuple):
    """Values of a field that more than the right to update is needed to set: one decides by them."""

    field: str
    action: str
    values: tuple[Any, ...]
    words: str  # what the action is called


@dataclass(frozen=True)
class Entity:
    """`natural` names the fields by which people tell two of its records apart, where no external id is given.

    `called` are the fields that make a record's title, where none is its name. `order` is how its list is sorted at
    first. `words` are the columns that a search goes through, beside the names of the records it points to.
    """

    name: str
    model: type[Base]
    title: str
    one: str
    form: tuple[str, ...]
    grid: tuple[str, ...]
    natural: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parent: str | None = None  # foreign key that is preset when shown inside its parent's page
    resource: str = ""  # under which name permissions are given; its own where none is said
    order: str = ""
    is_latest_first: bool = False
    called: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()  # what can be changed in the list itself
    bulk: tuple[str, ...] = ()  # what can be changed in many records at once
    further: tuple[str, ...] = ()  # fields that are imported and exported, and not typed
    help: dict[str, str] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    follows: dict[str, tuple[str, str]] = field(default_factory=dict)  # emptied once the other is not that word
    put_away: bool = False  # removing makes it inactive, so that it can be restored
    decisions: tuple[Guard, ...] = ()

    @property
    def table(self) -> sa.Table:
        return self.model.__table__  # type: ignore[return-value]  # a mapped class always has a Table

    @property
    def permission(self) -> str:
        return self.resource or self.name

    def action(self, action: str) -> str:
        """What one must be allowed to do: part of another resource, it comes and goes as that one is changed."""
        return "update" if self.resource and action in ("create", "delete") else action

    @property
    def is_editable(self) -> bool:
        """A link between two records is made or removed, not changed."""
        return "version" in self.table.c

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Every way of setting these values asks for the action: forms, files, and the ways back."""
        away = Guard(
            "active", self.action("delete"), (True, False), f"put away {self.title.lower()} or bring them back"
        )
        return (*self.decisions, away) if self.put_away else self.decisions

    @cached_property
    def fields(self) -> dict[str, Field]:
        """What its table holds, as forms, lists and files know it."""
        external = ("external_id",) if "external_id" in self.table.c else ()
        names = dict.fromkeys(self.form + self.grid + self.further + external)
        own = {name: self._field(name) for name in names if name not in self.derived and name not in self.links}
        return own | {"id": Field.of(self.table.c.id, None, label="DM CRM id", required=False)}

    @cached_property
    def inputs(self) -> dict[str, Field]:
        """What its form asks for, in order."""
        return {name: self._shown(name) for name in self.form}

    @cached_property
    def columns(self) -> dict[str, Field]:
        """What its list shows, in order."""
        return {name: self._shown(name) for name in self.grid}

    def is_id(self, id_: Any) -> bool:
        """Whether a value can be compared with its ids at all."""
        if not isinstance(id_, str) or "\0" in id_:
            return False
        return not isinstance(self.table.c.id.type, sa.Uuid) or parsing.UUID.fullmatch(id_) is not None

    def _shown(self, name: str) -> Field:
        more = self.derived.get(name) or self.links.get(name)
        return more.field(name) if more else self.fields[name]

    def _field(self, name: str) -> Field:
        column = self.table.columns[name]
        tables: dict[str, dict[str, Any]] = {
            "label": self.labels,
            "kind": self.kinds,
            "choices": self.choices,
            "help": self.help,
        }
        said = {key: table[name] for key, table in tables.items() if name in table}
        return Field.of(column, target_of(column), **({"label": "External id"} if name == "external_id" else {}) | said)

    def blank(self) -> dict[str, Any]:
        """What the form of a new record starts with: the defaults of its columns."""
        return {name: default for name, field in self.inputs.items() if (default := field.default) is not None}


def kind_of(column: sa.Column[Any]) -> str:
    return next(kind for type_, kind in KINDS.items() if isinstance(column.type, type_))


def target_of(column: sa.Column[Any]) -> str | None:
    """The table that a foreign key points to: the one that names this column's record by its id."""
    return next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)


def default_of(column: sa.Column[Any]) -> Any:
    """The value that the database would fill in, where that is a constant."""
    arg = getattr(column.server_default, "arg", None)
    if isinstance(arg, sa.True_ | sa.False_):
        return isinstance(arg, sa.True_)
    if isinstance(arg, sa.TextClause) and arg.text.endswith("::jsonb"):
        return json.loads(arg.text.removesuffix("::jsonb").strip("'"))
    if isinstance(arg, str):
        return int(arg) if isinstance(column.type, sa.Integer) else arg
    return None
