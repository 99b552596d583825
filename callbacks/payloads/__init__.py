"""What stores, lists, rows and fields may send to a callback; the gateway refuses anything else before any code runs.

A callback that reads a property which can hold an object or a choice (`data`, `value`, `getRowsRequest`, …) has a row
here, or the program does not start. The key is `<id>.<property>`; of a pattern id, its `kind`. `.<property>` alone is
for all that have no row of their own. The value says what is taken, strictly: no text for a number, no key too many.

    "orders-open.data": Opened | None,                          nothing is opened at first, so None is taken too
    "orders-form-of.data": record(id=Id, version=Count),        exactly these keys
    "orders-grid.cellRendererData": pressed(action=Literal["ship"], id=Id),

A form whose callback reads its fields by name has a row in FORMS: then no field can be missing or of another kind. The
fields of other forms are `Entered`, and whoever reads them copes with any such value, as `data.parsing` does.

The rows stand in the modules beside this one by what they are about, and the kinds in `kinds`. Only what a callback of
the server reads is named; clientside callbacks never reach it. What stands for MATCH or ALL in an id is always a text.
Tests make up a good call, and bad ones, from each row.
"""

from functools import cache
from typing import Any, NotRequired, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from callbacks.payloads import admin, answers, forms, imports, records, work
from callbacks.payloads.kinds import STRICT, Edit, Entered, FilterModel, Moment, Pressed, Row, Rows, record, some

FORMS = forms.FORMS
PAYLOADS: dict[str, Any] = {
    # every grid, field and box to search in
    ".getRowsRequest": Rows | None,
    ".cellRendererData": Pressed | None,
    ".selectedRows": some(Row, 1000) | None,
    ".cellValueChanged": some(Edit, 100) | None,
    ".filterModel": FilterModel | None,
    ".columnState": some(Row, 100) | None,
    "field.value": Entered | None,
    **dict.fromkeys(("records-changed.data", "figures-changed.data"), record(at=Moment) | None),
    **answers.ROWS,
    **records.ROWS,
    **work.ROWS,
    **imports.ROWS,
    **admin.ROWS,
}
PAYLOADS |= {f"form:{form}": record(**fields) for form, fields in FORMS.items()}
PAYLOADS |= {
    f"form:{form}:{name}": get_args(kind)[0] if get_origin(kind) is NotRequired else kind
    for form, fields in FORMS.items()
    for name, kind in fields.items()
}


def declared(id_: str | dict[str, Any], property_: str) -> str | None:
    """The key of the row that says what this property of this component holds."""
    if isinstance(id_, dict) and property_ == "value" and id_.get("form") in FORMS:
        return whole(id_) or f"form:{id_['form']}:{id_['field']}"
    name = id_.get("kind", "") if isinstance(id_, dict) else id_
    return next((key for key in (f"{name}.{property_}", f".{property_}") if key in PAYLOADS), None)


def whole(id_: dict[str, Any]) -> str | None:
    """The key of the row about all fields of a form at once, where the id stands for them all."""
    return f"form:{id_['form']}" if id_.get("form") in FORMS and not isinstance(id_["field"], str) else None


def fits(key: str, value: Any) -> bool:
    try:
        adapter(key).validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def adapter(key: str) -> TypeAdapter:
    return TypeAdapter(PAYLOADS[key], config=None if _is_record(PAYLOADS[key]) else STRICT)


def _is_record(kind: Any) -> bool:
    """It brings its own configuration; pydantic refuses another."""
    return isinstance(kind, type) and hasattr(kind, "__pydantic_config__")
