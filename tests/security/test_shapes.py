"""What a call looks like where ids stand for many: a small application with every kind of them."""

import json
from typing import Any

import dash
import pytest
from dash import ALL, MATCH, Input, Output, State

from callbacks import payloads
from callbacks.declare import needs
from dashboard import declared, kinds
from dashboard.shapes import Shape, fits, is_untriggered, shapes


@pytest.fixture(autouse=True)
def payloads_of_the_small_application(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"end.value": str, "pick.value": bool, "row.value": str, "quiet.data": None, "b.data": None}
    for key, kind in held.items():
        monkeypatch.setitem(payloads.PAYLOADS, key, kind)


@pytest.fixture(scope="module")
def patterns() -> dict[str, Shape]:
    one, many = {"kind": "end", "row": MATCH}, {"kind": "pick", "row": ALL}
    own = dash.Dash("patterns", suppress_callback_exceptions=True)
    own.layout = dash.html.Div()
    own.callback(Output({"kind": "cell", "row": MATCH}, "children"), Input(one, "n_clicks"), State(one, "value"))(print)
    own.callback(Output("sum", "children"), Input(many, "value"), prevent_initial_call=True)(print)
    own.callback(Input("quiet", "data"))(print)
    own.callback(Output("sum", "children", allow_duplicate=True), Input("b", "data"), prevent_initial_call=True)(print)
    own._setup_server()
    return shapes(own)


@pytest.mark.parametrize(
    ("property_", "good", "bad"),
    [
        ("n_clicks", 3, "3"),
        ("n_clicks", 0, True),
        ("n_clicks", 1, -1),
        ("pathname", "/", 7),
        ("pathname", "/x", "x"),
        ("is_open", True, 1),
    ],
)
def test_a_value_is_of_the_kind_its_property_has(property_: str, good: Any, bad: Any) -> None:
    fitting = [kinds.fits("any", property_, value) for value in (good, bad, None)]
    assert fitting == [True, False, True]


@pytest.mark.parametrize("property_", ["contents", "data", "value"])
def test_a_property_of_no_kind_stops_the_start(property_: str) -> None:
    own = dash.Dash("kindless", suppress_callback_exceptions=True)
    own.layout = dash.html.Div()
    own.callback(Output("a", "children"), Input("c", property_))(needs("dashboards:read")(lambda contents: contents))
    own._setup_server()
    with pytest.raises(declared.Undeclared, match=f"c.{property_}"):
        declared.callbacks(own)


def item(kind: str, row: Any, property_: str, **more: Any) -> dict[str, Any]:
    return {"id": {"kind": kind, "row": row}, "property": property_} | more


def match_call(cell: Any, button: Any, title: Any) -> dict[str, Any]:
    name = f'{{"kind":"end","row":{json.dumps(button)}}}.n_clicks'
    return {
        "output": '{"kind":"cell","row":["MATCH"]}.children',
        "outputs": item("cell", cell, "children"),
        "inputs": [item("end", button, "n_clicks", value=1)],
        "state": [item("end", title, "value", value="x")],
        "changedPropIds": [name],
        "parsedChangedPropsIds": [{"kind": "end", "row": button}],
    }


@pytest.mark.parametrize(
    ("rows", "fit"),
    [
        ((7, 7, 7), False),
        (("a" * 201, "a" * 201, "a" * 201), False),
        (("a", "a", "a"), True),
        (("7", "7", "7"), True),
        (("ü.", "ü.", "ü."), False),  # named with an escape above, as no browser names it
        (("7", "8", "7"), False),
        (("7", "7", "8"), False),
        (("7", 7, 7), False),
        (({"evil": [1]}, {"evil": [1]}, {"evil": [1]}), False),
        ((["MATCH"], ["MATCH"], ["MATCH"]), False),
        ((None, None, None), False),
        ((1.5, 1.5, 1.5), False),
    ],
)
def test_what_stands_for_match_is_the_same_throughout(patterns: dict[str, Shape], rows: tuple, fit: bool) -> None:
    body = match_call(*rows)
    assert fits(patterns[body["output"]], body) is fit


def all_call(rows: list[Any], changed: list[str]) -> dict[str, Any]:
    inputs = [[item("pick", row, "value", value=True) for row in rows]]
    return {
        "output": "sum.children",
        "outputs": {"id": "sum", "property": "children"},
        "inputs": inputs,
        "changedPropIds": changed,
    }


@pytest.mark.parametrize(
    ("rows", "changed", "fit"),
    [
        ([], [], True),
        (["1", "2"], ['{"kind":"pick","row":"1"}.value'], True),
        (["1", "2"], ['{"kind":"pick","row":"3"}.value'], False),
        (["1", "1"], ['{"kind":"pick","row":"1"}.value'], False),
        ([["1"]], [], False),
        (["1"], ['{"row":"1","kind":"pick"}.value'], False),
    ],
)
def test_all_stands_for_any_number_each_once(
    patterns: dict[str, Shape], rows: list[Any], changed: list[str], fit: bool
) -> None:
    assert fits(patterns["sum.children"], all_call(rows, changed)) is fit


def test_values_come_from_the_same_places_as_their_ids() -> None:
    own, rows = dash.Dash("pairs", suppress_callback_exceptions=True), {"kind": "row", "row": ALL}
    own.layout = dash.html.Div()
    own.callback(Output("sum", "children"), Input("b", "data"), State(rows, "id"), State(rows, "value"))(print)
    own._setup_server()
    button = {"id": "b", "property": "data"}
    body = {"output": "sum.children", "outputs": {"id": "sum", "property": "children"}, "changedPropIds": []}
    ids = [item("row", row, "id", value={"kind": "row", "row": row}) for row in "12"]
    values = [item("row", row, "value", value=row) for row in "12"]
    renamed = [item("row", row, "id", value={"kind": "row", "row": "3"}) for row in "12"]
    pairs = {
        "together": [ids, values],
        "crossed": [ids, values[::-1]],
        "one missing": [ids, values[:1]],
        "renamed": [renamed, values],
    }
    fitting = {
        name: fits(shapes(own)["sum.children"], body | {"inputs": [button], "state": state})
        for name, state in pairs.items()
    }
    assert [name for name, fit in fitting.items() if fit] == ["together"]


def test_a_callback_that_waits_for_a_trigger_is_not_called_without(patterns: dict[str, Shape]) -> None:
    assert is_untriggered(patterns["sum.children"], all_call(["1"], []))
    assert not is_untriggered(patterns["sum.children"], all_call(["1"], ['{"kind":"pick","row":"1"}.value']))


def test_a_callback_without_outputs_is_called_without_any(patterns: dict[str, Shape]) -> None:
    (id_,) = (id_ for id_ in patterns if "." not in id_)
    body = {"output": id_, "inputs": [{"id": "quiet", "property": "data"}], "changedPropIds": []}
    assert fits(patterns[id_], body)
    assert not fits(patterns[id_], body | {"outputs": {"id": "toast", "property": "data"}})


def test_a_shared_output_is_named_with_its_mark(patterns: dict[str, Shape]) -> None:
    (id_,) = (id_ for id_ in patterns if id_.startswith("sum.children@"))
    body = {"output": id_, "inputs": [{"id": "b", "property": "data"}], "changedPropIds": ["b.data"]}
    assert fits(patterns[id_], body | {"outputs": {"id": "sum", "property": id_.partition(".")[2]}})
