"""One JSON object a line; a key that a line lacks is blank there."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from data.errors import Invalid
from data.imports.decoding import Text
from data.imports.reading import Row, Source, checked_columns


def open_lines(text: Text) -> Source:
    """Its columns are all keys that occur, in the order in which they do."""
    names: dict[str, None] = {}
    for row in _rows(text):
        names.update(dict.fromkeys(row.values))
    if not names:
        raise Invalid({"file": f"{text.path.name} holds no JSON object."})
    columns = checked_columns(list(names), text.path)
    return Source(text.path, columns, f"{text.encoding}, JSON lines", text.lines, lambda: _rows(text))


def _rows(text: Text) -> Iterator[Row]:
    """A row's number is that of its line."""
    with text.opened() as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _row(number, line)


def _row(number: int, line: str) -> Row:
    try:
        values = json.loads(line, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_unique)
    except ValueError as error:
        return Row(number, {}, f"The line is not JSON ({error}): {line.strip()}")
    if not isinstance(values, dict):
        return Row(number, {}, f"The line is not a JSON object: {line.strip()}")
    return Row(number, values)


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key occurs twice")
    return values
