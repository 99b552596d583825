"""What the steps of an import send."""

from typing import Any

from callbacks.payloads.kinds import Count, Id, Moment, Words, record, some

IMPORTS = (
    *("what", "sheet", "encoding", "delimiter", "dates", "decimal", "thousands", "keep-name", "verdict", "step"),
)

ROWS: dict[str, Any] = {
    "import-of.data": record(id=Id),
    "import-seen.data": record(number=Count, page=Id) | None,
    "import-changed.data": Moment | None,
    "import-kept-changed.data": Moment | None,
    "import-column.value": Words | None,
    "import-word.value": Words | None,
    "import-key.value": some(Id, 100) | None,
    **dict.fromkeys((f"import-{name}.value" for name in IMPORTS), Words | None),
    "import-keep-shared.value": bool | None,
}
