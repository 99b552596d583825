"""Reads the specification's Markdown: its tables, columns, words and indexes, as it states them."""

import re
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parents[3] / "shared" / "reference" / "seed-data-model.md"
ENTITY = re.compile(r"^    ([A-Z_]+) \{\n(.*?)^    \}", re.MULTILINE | re.DOTALL)
COLUMN = re.compile(r'^ +(\w+) (\w+)(?: (PK|FK|UK))?(?: "([^"]*)")?$', re.MULTILINE)
RELATION = re.compile(r'^    ([A-Z_]+) \|\|--o\{ ([A-Z_]+) : "', re.MULTILINE)
INDEX = re.compile(r"CREATE INDEX (\w+) ON (\w+)(?: USING (\w+))?\s*\(([^)]*)\);")


class Column(NamedTuple):
    table: str
    name: str
    kind: str  # string, text, uuid, integer, boolean, date, timestamp, json
    key: str  # PK, FK, UK or nothing
    remark: str

    @property
    def words(self) -> list[str]:
        return self.remark.split("|") if "|" in self.remark else []


class Index(NamedTuple):
    name: str
    table: str
    method: str
    columns: list[str]


def columns(text: str) -> list[Column]:
    return [
        Column(entity.lower(), name, kind, key, remark)
        for entity, body in ENTITY.findall(text)
        for kind, name, key, remark in COLUMN.findall(body)
    ]


def indexes(text: str) -> list[Index]:
    return [
        Index(name, table, method.lower() or "btree", [column.strip() for column in names.split(",")])
        for name, table, method, names in INDEX.findall(text)
    ]


def relations(text: str) -> list[tuple[str, str]]:
    """Parent and child of every one-to-many."""
    return [(parent.lower(), child.lower()) for parent, child in RELATION.findall(text)]
