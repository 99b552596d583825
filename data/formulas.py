"""Text that a spreadsheet would run: kept from it by an apostrophe in front, which the importer takes off again."""

import re
from typing import Any

RUN = re.compile("'*[=+\\-@\t\r]")  # also what only looks as if it had been kept already, so that nothing is lost


def kept(text: str) -> str:
    return f"'{text}" if RUN.match(text) else text


def told_apart(text: str) -> str:
    """Where nothing is run: an apostrophe that is the text's own stays so."""
    return kept(text) if text.startswith("'") else text


def revealed(value: Any) -> Any:
    return value[1:] if isinstance(value, str) and value.startswith("'") and RUN.match(value) else value
