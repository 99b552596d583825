"""Calls as a browser makes them, built from what each callback declares, so that none is forgotten."""

import json
from typing import Any

from dashboard.shapes import Part, Shape


def valid(id_: str, shape: Shape, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """A call that fits; `values` by the name of the property, else nothing is chosen yet."""
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
    id_ = _chosen(part.id)
    item = {"id": id_, "property": part.property, "value": {"id": id_, **values}.get(part.property)}
    return [item] if part.is_many else item


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
