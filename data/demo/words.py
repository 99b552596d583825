"""Puts the words of the invented company where the statements that make it can reach them."""

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.vocabulary import MilestoneType, RegulatoryStatus, SdlcStage

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
VOCABULARIES = {"stages": SdlcStage, "milestones": MilestoneType, "regulatory_statuses": RegulatoryStatus}
WEIGHTED = ("drug_classes", "therapeutic_areas", "functional_areas")

CHOICES = "CREATE TABLE demo.choices (kind text, name text, low float8, high float8, words text[])"
TITLES = "CREATE TABLE demo.task_titles (stage int, place int, size int, title text)"
SHAPES = "CREATE TABLE demo.shapes (shape text, low float8, high float8, leaves int, tree text)"
LEAVES = "CREATE TABLE demo.shape_leaves (shape text, leaf int, stage int, item int, step int)"

Row = tuple[Any, ...]


def define(connection: sa.Connection, **constants: int | float | date) -> None:
    """A function per list and constant, a table per choice: the planner sees constants, not look-ups."""
    lists = WORDS["lists"] | {name: [str(word) for word in kind] for name, kind in VOCABULARIES.items()}
    for name, words in lists.items():
        _constant(connection, name, "text[]", _literal(words))
    for name, value in constants.items():
        kind = {int: "int", float: "float8", date: "date"}[type(value)]
        _constant(connection, name, kind, f"'{value}'::{kind}")
    for table, rows in ((CHOICES, _choices()), (TITLES, _titles()), (SHAPES, _shapes()), (LEAVES, _leaves())):
        _fill(connection, table, list(rows))


def _constant(connection: sa.Connection, name: str, kind: str, value: str) -> None:
    connection.exec_driver_sql(
        f"CREATE FUNCTION demo.{name}() RETURNS {kind} LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT {value} $$"
    )


def _choices() -> Iterator[Row]:
    for kind in WEIGHTED:
        shares = {name: row[0] for name, row in WORDS[kind].items()}
        for name, (low, high) in _shared(shares).items():
            yield kind, name, low, high, WORDS[kind][name][1:]


def _titles() -> Iterator[Row]:
    for stage, name in enumerate(SdlcStage, start=1):
        titles = WORDS["tasks"][name]
        yield from ((stage, place, len(titles), title) for place, title in enumerate(titles))


def _shapes() -> Iterator[Row]:
    shares = {name: shape["share"] for name, shape in WORDS["shapes"].items()}
    for name, (low, high) in _shared(shares).items():
        shape = WORDS["shapes"][name]
        yield name, low, high, len(list(_parts(shape))), shape["tree"]


def _leaves() -> Iterator[Row]:
    for name, shape in WORDS["shapes"].items():
        yield from ((name, leaf, *part) for leaf, part in enumerate(_parts(shape), start=1))


def _parts(shape: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Stage, item and step of every leaf in order; only what is developed goes in steps."""
    for stage, items in enumerate(shape["items"], start=1):
        steps = shape["steps"] if list(SdlcStage)[stage - 1] == SdlcStage.DEVELOPMENT else 0
        for item in range(1, items + 1):
            yield from ((stage, item, step) for step in (range(1, steps + 1) if steps else (0,)))


def _shared(shares: dict[str, int]) -> dict[str, tuple[float, float]]:
    """Where each share begins and ends when all of them fill the way from 0 to 1."""
    ends = [end / sum(shares.values()) for end in accumulate(shares.values())]
    return dict(zip(shares, zip([0.0, *ends], ends, strict=False), strict=True))


def _fill(connection: sa.Connection, table: str, rows: list[Row]) -> None:
    connection.exec_driver_sql(table)
    name, marks = table.split()[2], ", ".join(["%s"] * len(rows[0]))
    connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", rows)  # nosec B608 # noqa: S608 - names and marks are ours


def _literal(words: list[str]) -> str:
    return "ARRAY[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"
