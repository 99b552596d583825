"""What kind of value an event or a simple property of a component has in the browser.

What holds an object or a choice is described in `callbacks/payloads`.
"""

from collections.abc import Callable
from typing import Any

from callbacks import payloads


def known(id_: str | dict[str, Any], property_: str) -> bool:
    """Whether it is said anywhere what this property of this component holds."""
    return property_ in KINDS or payloads.declared(id_, property_) is not None


def fits(id_: str | dict[str, Any], property_: str, value: Any) -> bool:
    """Of a simple property nothing yet always fits; a payload says itself whether nothing is taken."""
    key = payloads.declared(id_, property_)
    if key is not None:
        return payloads.fits(key, value)
    return value is None or KINDS.get(property_, _nothing)(value)


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _moment(value: Any) -> bool:
    """Milliseconds; -1 is never."""
    return type(value) is int and value >= -1


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _path(value: Any) -> bool:
    return _text(value) and value.startswith("/")


def _nothing(_value: Any) -> bool:
    return False


def _anything(_value: Any) -> bool:
    return True


KINDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("n_clicks", "n_submit", "n_blur", "n_intervals", "n_dismiss", "active_page"), _count),
    **dict.fromkeys(("search", "hash", "href", "search_value", "active_tab"), _text),
    "n_clicks_timestamp": _moment,
    "pathname": _path,
    **dict.fromkeys(("date", "start_date", "end_date"), _text),
    **dict.fromkeys(("is_open", "checked", "disabled", "hidden"), _flag),
    "id": _anything,  # compared with what the component is called
}
