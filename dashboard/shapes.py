"""What a call of each callback looks like: Dash itself would run it with any ids, properties and triggers."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import dash

from callbacks import payloads
from dashboard import kinds

WILD = {"MATCH", "ALL", "ALLSMALLER"}
MANY = {"ALL", "ALLSMALLER"}
NEEDED = {"output", "inputs", "changedPropIds"}
KNOWN = NEEDED | {"outputs", "state", "parsedChangedPropsIds"}

LONGEST = 200  # letters in what stands for a wildcard

Bound = dict[str, str]  # what MATCH stands for in one call, by key of the id


class Part(NamedTuple):
    """An output, input or state as it was declared."""

    id: str | dict[str, Any]
    property: str
    optional: bool = False

    @property
    def is_many(self) -> bool:
        return isinstance(self.id, dict) and any(_wildcard(value) in MANY for value in self.id.values())


class Shape(NamedTuple):
    outputs: list[Part]
    is_multi: bool  # outputs come in a list
    inputs: list[Part]
    state: list[Part]
    needs_trigger: bool


def shapes(app: dash.Dash) -> dict[str, Shape]:
    """By the callback's id, as the server knows them after its first request."""
    waiting = {row["output"]: row["prevent_initial_call"] is True for row in app._callback_list}
    return {id_: _shape(id_, callback, waiting[id_]) for id_, callback in app.callback_map.items()}


def fits(shape: Shape, body: dict[str, Any]) -> bool:
    """Whether a browser that shows our pages could have made this call."""
    if not NEEDED <= body.keys() <= KNOWN:
        return False
    bound: Bound = {}
    return (
        _outputs_fit(shape, body.get("outputs", []), bound)
        and _all_fit(shape.inputs, body["inputs"], bound)
        and _all_fit(shape.state, body.get("state", []), bound)
        and _pairs_fit([*shape.inputs, *shape.state], [*body["inputs"], *body.get("state", [])])
        and _forms_fit([*shape.inputs, *shape.state], [*body["inputs"], *body.get("state", [])])
        and _triggers_fit(shape, body)
    )


def is_untriggered(shape: Shape, body: dict[str, Any]) -> bool:
    """Whether nothing happened for which this callback waits; only the browser would have kept it back."""
    return shape.needs_trigger and not body["changedPropIds"]


def _shape(id_: str, callback: dict[str, Any], needs_trigger: bool) -> Shape:
    is_multi = id_.startswith("..")
    names = [] if callback["no_output"] else id_[2:-2].split("...") if is_multi else [id_]
    outputs = [Part(_id(name.rpartition(".")[0].replace("\\.", ".")), name.rpartition(".")[2]) for name in names]
    return Shape(outputs, is_multi, _parts(callback["inputs"]), _parts(callback["state"]), needs_trigger)


def _parts(declared: list[dict[str, Any]]) -> list[Part]:
    return [Part(_id(part["id"]), part["property"], bool(part.get("allow_optional"))) for part in declared]


def _id(declared: str) -> str | dict[str, Any]:
    return json.loads(declared) if declared.startswith("{") else declared


def _outputs_fit(shape: Shape, given: Any, bound: Bound) -> bool:
    if not shape.outputs:
        return given in ([], None)
    listed = given if shape.is_multi else [given]
    return _all_fit(shape.outputs, listed, bound) and not any("value" in item for item in _flat(listed))


def _all_fit(declared: list[Part], given: Any, bound: Bound) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(declared)
        and all(_fits(part, item, bound) for part, item in zip(declared, given, strict=True))
    )


def _fits(part: Part, given: Any, bound: Bound) -> bool:
    if not part.is_many:
        return _item_fits(part, given, bound)
    return isinstance(given, list) and all(_item_fits(part, item, bound) for item in given) and _differ(given)


def _item_fits(part: Part, given: Any, bound: Bound) -> bool:
    if not isinstance(given, dict) or not {"id", "property"} <= given.keys():
        return False
    is_this = given["property"] == part.property and _id_fits(part.id, given["id"], bound)
    return is_this and _holds(part, given) and _says_no_more(part, given)


def _holds(part: Part, given: dict[str, Any]) -> bool:
    """What a component says it is called is what it is called; any other value is what its property takes."""
    value = given.get("value")
    if part.property == "id":
        return value == given["id"]
    return _is_form(part) or _is_missing(part, given) or kinds.fits(part.id, part.property, value)


def _says_no_more(part: Part, given: dict[str, Any]) -> bool:
    return not given.keys() - {"id", "property", "value"} or _is_missing(part, given)


def _is_missing(part: Part, given: dict[str, Any]) -> bool:
    """For an optional part that is not on the page the browser sends the declaration itself, without a value."""
    as_declared = given.keys() - {"value"} == {"id", "property", "allow_optional"} and given["allow_optional"] is True
    return part.optional and as_declared and given.get("value") is None


def _id_fits(declared: str | dict[str, Any], given: Any, bound: Bound) -> bool:
    if isinstance(declared, str):
        return isinstance(given, str) and given == declared
    if not isinstance(given, dict) or given.keys() != declared.keys():
        return False
    return all(_value_fits(key, value, given[key], bound) for key, value in declared.items())


def _value_fits(key: str, declared: Any, given: Any, bound: Bound) -> bool:
    """What stands for a wildcard is a text, as all our ids are."""
    if not _wildcard(declared):
        return type(given) is type(declared) and given == declared
    if not isinstance(given, str) or len(given) > LONGEST:
        return False
    return _wildcard(declared) != "MATCH" or bound.setdefault(key, given) == given


def _wildcard(declared: Any) -> str | None:
    return declared[0] if isinstance(declared, list) and declared and declared[0] in WILD else None


def _differ(given: list[dict[str, Any]]) -> bool:
    return len({_name(item) for item in given}) == len(given)


def _pairs_fit(declared: list[Part], given: list[Any]) -> bool:
    """What stands for the same pattern is the same everywhere, in the same order: values belong to their ids."""
    stood_for: dict[str, list[Any]] = {}
    for part, items in zip(declared, given, strict=True):
        if part.is_many:
            ids = [item["id"] for item in items]
            if stood_for.setdefault(json.dumps(part.id, sort_keys=True), ids) != ids:
                return False
    return True


def _is_form(part: Part) -> bool:
    """Its fields are looked at together."""
    return part.property == "value" and isinstance(part.id, dict) and payloads.whole(part.id) is not None


def _forms_fit(declared: list[Part], given: list[Any]) -> bool:
    """No field of a form that we know is missing, and each holds what it can."""
    return all(
        payloads.fits(payloads.whole(part.id), {item["id"]["field"]: item.get("value") for item in items})
        for part, items in zip(declared, given, strict=True)
        if _is_form(part)
    )


def _triggers_fit(shape: Shape, body: dict[str, Any]) -> bool:
    changed = body["changedPropIds"]
    if not isinstance(changed, list) or not all(isinstance(name, str) for name in changed):
        return False
    shown = {_name(item) for item in _flat(body["inputs"])}
    parsed = body.get("parsedChangedPropsIds", [_parsed(name) for name in changed if name in shown])
    return shown.issuperset(changed) and parsed == [_parsed(name) for name in changed]


def _flat(given: list[Any]) -> Iterator[dict[str, Any]]:
    for item in given:
        yield from item if isinstance(item, list) else [item]


def _name(item: dict[str, Any]) -> str:
    """As the browser names a property: keys in order, no blanks."""
    id_ = item["id"]
    text = id_ if isinstance(id_, str) else json.dumps(id_, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{text}.{item['property']}"


def _parsed(name: str) -> Any:
    return json.loads(name[: name.rindex("}") + 1]) if name.startswith("{") else name
