"""Random changes to a call, the same ones on every run; and what of a call must not change."""

import copy
import random
from typing import Any

JUNK: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**53, 10**400, float("nan"), float("inf"), "", "x", "toast.data", "..", "{"),
    *("a\x00b", "\ud800", "__class__", "' OR 1=1 --", "../../etc/passwd", "<script>", "9" * 400, '{"kind":"x"}.y'),
    *([], {}, [[]], {"id": "x"}, {"id": {"kind": "x"}, "property": "y"}, ["ALL"], {"a": {"b": {"c": []}}}),
]
Place = tuple[Any, Any]  # a list or an object, and where in it


def mutated(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with one to three changes somewhere in it."""
    changed = copy.deepcopy(body)
    if chance.random() < 0.3:
        return _revalued(changed, chance)
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(_places(changed))
        chance.choice([_replace, _replace, _remove, _double, _rename, _swap])(changed, holder, key, chance)
    return changed


def skeleton(body: dict[str, Any]) -> Any:
    """A call without its values, without what it says has changed, and without how many an input stands for."""
    lean = {key: value for key, value in body.items() if not key.endswith(("PropIds", "PropsIds"))}
    for name in ("inputs", "state"):
        lean[name] = [_lean(part) for part in body.get(name, [])]
    return lean


def _lean(part: Any) -> Any:
    return "many" if isinstance(part, list) else {key: part[key] for key in ("id", "property")}


def _revalued(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Every value another, nothing else."""
    for holder, key in _places(body):
        if key == "value" and "property" in holder:
            holder[key] = copy.deepcopy(chance.choice(JUNK))
    return body


def _places(value: Any) -> list[Place]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [place for key in keys for place in [(value, key), *_places(value[key])]]


def _replace(_body: Any, holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = copy.deepcopy(chance.choice(JUNK))


def _remove(body: Any, holder: Any, key: Any, _chance: random.Random) -> None:
    if holder is not body or len(body) > 1:
        del holder[key]


def _double(_body: Any, holder: Any, key: Any, _chance: random.Random) -> None:
    holder[key] = [holder[key], copy.deepcopy(holder[key])]


def _rename(_body: Any, holder: Any, key: Any, chance: random.Random) -> None:
    if isinstance(holder, dict):
        holder[chance.choice(["id", "property", "value", "user_id", "output", "__proto__"])] = holder.pop(key)


def _swap(body: Any, holder: Any, key: Any, chance: random.Random) -> None:
    other, place = chance.choice(_places(body))
    holder[key] = copy.deepcopy(other[place])
