"""What the address of an analytic page asks for, as its store keeps it."""

from collections.abc import Mapping
from typing import Any

from data.filters import FILTERS, LONGEST, MOST

NAMES = (*FILTERS, "from", "to", "against", "q")  # what else stands in the address is none of the filters' business


def asked(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values by name, each once or several times; no more and no longer than a store takes."""
    said = {name: query[name] if isinstance(query[name], list) else [query[name]] for name in NAMES if name in query}
    return {name: [str(value)[:LONGEST] for value in values[: MOST + 1]] for name, values in said.items()}
