"""The rows that each step of a mapping works on: the file's own, completed by joins, or made from it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.errors import Invalid, NotFound
from data.imports import transforms
from data.imports.mapping import Join, Mapping, Step
from data.imports.reading import Row, Source, open_source


def prepared(source: Source, mapping: Mapping) -> list[Source]:
    """One for each step; raises Invalid where the file lacks a column that the mapping reads."""
    joined = source
    for join in mapping.joins:
        joined = _joined(joined, join, mapping.blanks)
    sources = [_of_step(joined, step) for step in mapping.steps]
    for step, found in zip(mapping.steps, sources, strict=True):
        _require_columns(step, found)
    return sources


def _of_step(source: Source, step: Step) -> Source:
    if step.once:
        alone = source.path.with_name(f"{step.entity.name}.csv")
        return Source(alone, (), "once", 1, lambda: iter([Row(1, {})]))
    if not step.rows:
        return source
    companion = open_source(_beside(source.path, step.companion)) if step.companion else None
    columns, rows = transforms.ROWS[step.rows](source, companion)
    path = source.path.with_name(f"{step.rows}.csv")
    return Source(path, columns, step.rows, len(rows), lambda: transforms.numbered(rows))


def _beside(path: Path, name: str) -> Path:
    companion = path.with_name(name)
    if not companion.exists():
        raise NotFound(f"This mapping also needs {name}; put it beside {path.name}.")
    return companion


def _require_columns(step: Step, source: Source) -> None:
    missing = sorted(step.columns - set(source.columns))
    if missing:
        had = ", ".join(source.columns)
        raise Invalid({"columns": f"{source.path.name} has no column {', '.join(missing)}; it has {had}."})


def _joined(source: Source, join: Join, blanks: frozenset[str]) -> Source:
    other = open_source(_beside(source.path, join.file)) if join.file else source
    agreed = {name: _agreed(other, join.on, name, blanks) for name in join.take}

    def filled(values: dict[str, Any]) -> dict[str, Any]:
        key = values.get(join.on)
        added = {name: values.get(name) or known.get(key) for name, known in agreed.items()}
        return values | added

    def rows() -> Iterator[Row]:
        return (row if row.fault else replace(row, values=filled(row.values)) for row in source.rows())

    return replace(source, columns=tuple(dict.fromkeys(source.columns + join.take)), rows=rows)


def _agreed(source: Source, on: str, name: str, blanks: frozenset[str]) -> dict[Any, Any]:
    """For each value of `on` the one value that its rows have for `name`; none where they disagree."""
    found = defaultdict(set)
    for row in source.rows():
        value = row.values.get(name)
        if value and value not in blanks:
            found[row.values.get(on)].add(value)
    return {key: values.pop() for key, values in found.items() if len(values) == 1}
