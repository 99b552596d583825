"""Calls as a browser makes them, built from what each callback declares, so that none is forgotten."""

import json
from typing import Any

from callbacks import payloads
from dashboard.shapes import Part, Shape
from tests.security import made_up


def valid(id_: str, shape: Shape, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """A call that fits; `values` by the name of the property, else nothing is chosen yet, where that is taken."""
    inputs = [_given(part, values or {}) for part in shape.inputs]
    body = {"output": id_, "inputs": inputs, "changedPropIds": [_name(_first(inputs))] if inputs else []}
    if shape.outputs:
        outputs = [_target(part) for part in shape.outputs]
        body["outputs"] = outputs if shape.is_multi else outputs[0]
    if shape.state:
        body["state"] = [_given(part, values or {}) for part in shape.state]
    return body


def _target(part: Part) -> Any:
    item = {"id": _chosen(part.id), "property": part.property}
    return [item] if part.is_many else item


def _given(part: Part, values: dict[str, Any]) -> Any:
    if isinstance(part.id, dict) and (form := payloads.whole(part.id)):
        return fields(part, made_up.good(form))
    id_ = _chosen(part.id)
    known = {"id": id_, **values}
    value = known[part.property] if part.property in known else _at_first(part)
    item = {"id": id_, "property": part.property, "value": value}
    return [item] if part.is_many else item


def fields(part: Part, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Every field of a form, with its id or its value."""
    ids = {name: {**part.id, "field": name} for name in values}
    said = ids if part.property == "id" else values
    return [{"id": id_, "property": part.property, "value": said[name]} for name, id_ in ids.items()]


def _at_first(part: Part) -> Any:
    key = payloads.declared(part.id, part.property)
    return None if key is None or payloads.fits(key, None) else made_up.good(key)


def _chosen(id_: str | dict[str, Any]) -> Any:
    """Something for each wildcard to stand for."""
    if isinstance(id_, str):
        return id_
    return {key: "x" if isinstance(value, list) else value for key, value in id_.items()}


def _first(inputs: list[Any]) -> dict[str, Any]:
    return inputs[0][0] if isinstance(inputs[0], list) else inputs[0]


def _name(item: dict[str, Any]) -> str:
    id_ = item["id"]
    text = id_ if isinstance(id_, str) else json.dumps(id_, sort_keys=True, separators=(",", ":"))
    return f"{text}.{item['property']}"
