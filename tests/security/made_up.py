"""A good value for each declared payload and bad ones, made up from what it declares; nothing is written by hand."""

from collections.abc import Iterator
from typing import Any

from callbacks import payloads

NESTED = {"made": {"up": [[], {"deep": [None]}]}}  # no payload holds such a thing
WRONG: dict[str, Any] = {"string": "made up", "integer": 7, "boolean": True, "array": [[]], "null": None}


def good(key: str) -> Any:
    schema = payloads.adapter(key).json_schema()
    return _good(schema, schema.get("$defs", {}))


def bad(key: str) -> Iterator[Any]:
    """The good value with one thing wrong in it: a type, a missing key, one too many, or something nested."""
    schema = payloads.adapter(key).json_schema()
    yield from _bad(schema, schema.get("$defs", {}))


def _good(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    schema = _meant(schema, known)
    if "enum" in schema or "const" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    make = {"object": _good_object, "array": _good_list}.get(schema["type"])
    return make(schema, known) if make else {"string": "x", "integer": 1, "number": 1, "boolean": True}[schema["type"]]


def _good_object(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    if "properties" not in schema:
        return {"x": _good(_of_any_name(schema), known)}
    return {name: _good(part, known) for name, part in schema["properties"].items()}


def _of_any_name(schema: dict[str, Any]) -> dict[str, Any]:
    """What an object holds that says only what its keys look like."""
    return next(iter(schema["patternProperties"].values()))


def _good_list(schema: dict[str, Any], known: dict[str, Any]) -> list[Any]:
    return [_good(schema["items"], known)]


def _bad(schema: dict[str, Any], known: dict[str, Any]) -> Iterator[Any]:
    yield NESTED
    yield from (value for kind, value in WRONG.items() if kind not in _types(schema, known))
    schema = _meant(schema, known)
    whole = _good(schema, known)
    if schema.get("type") == "array":
        yield from ([wrong] for wrong in _bad(schema["items"], known))
    if schema.get("type") == "object" and "properties" in schema:
        yield whole | {"made_up": 1}
        yield from (
            {name: value for name, value in whole.items() if name != gone} for gone in schema.get("required", [])
        )
        for name, part in schema["properties"].items():
            yield from (whole | {name: wrong} for wrong in _bad(part, known))
    elif schema.get("type") == "object":
        yield from ({"x": wrong} for wrong in _bad(_of_any_name(schema), known))
        yield {"' OR 1=1 --": whole["x"]}


def _meant(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """The first that is more than nothing, of those it may be."""
    schema = _found(schema, known)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return _meant(next(part for part in schema[word] if part.get("type") != "null"), known)
    return schema


def _types(schema: dict[str, Any], known: dict[str, Any]) -> set[str]:
    schema = _found(schema, known)
    among = schema.get("anyOf") or schema.get("oneOf")
    if among:
        return set().union(*(_types(part, known) for part in among))
    if "enum" in schema or "const" in schema:
        return set()  # a word of the vocabulary; none of the wrong values is one
    return {schema["type"]} | ({"integer"} if schema["type"] == "number" else set())


def _found(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return known[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
