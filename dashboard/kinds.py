"""What kind of value a property of a component has in the browser; any other was not sent by one of our pages."""

from collections.abc import Callable
from typing import Any


def fits(property_: str, value: Any) -> bool:
    """Nothing chosen yet always fits; what a store holds is looked at by those who read it."""
    return value is None or KINDS.get(property_, _nothing)(value)


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _chosen(value: Any) -> bool:
    """What is typed or chosen in a form: one, or several."""
    return all(map(_scalar, value)) if isinstance(value, list) else _scalar(value)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(map(_object, value))


def _nothing(_value: Any) -> bool:
    return False


def _anything(_value: Any) -> bool:
    return True


KINDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("n_clicks", "n_submit", "n_blur", "n_intervals", "n_dismiss", "active_page"), _count),
    **dict.fromkeys(("pathname", "search", "hash", "href", "search_value", "active_tab"), _text),
    **dict.fromkeys(("date", "start_date", "end_date"), _text),
    **dict.fromkeys(("is_open", "checked", "disabled", "hidden"), _flag),
    **dict.fromkeys(("getRowsRequest", "cellClicked", "cellRendererData", "filterModel"), _object),
    **dict.fromkeys(("clickData", "hoverData", "selectedData", "relayoutData", "figure"), _object),
    **dict.fromkeys(("selectedRows", "cellValueChanged", "columnState"), _objects),
    "value": _chosen,
    "id": _anything,  # compared with what the component is called
    "data": _anything,
}
