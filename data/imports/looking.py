"""A look into a file before anything is asked of it: its columns, some of their values, and how it writes dates."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from data.errors import Invalid
from data.imports.matching import OUR_OWN
from data.imports.reading import Row, Source
from data.parsing import UNPRINTABLE

MOST_COLUMNS = 150
MOST_WORDS = 50  # different values of a column that may be words of a vocabulary
LONGEST_WORD = 80
LONGEST_NAME = 200
SHOWN, LONGEST_SHOWN = 3, 60
TRIED = 300  # values by which dates and numbers are told
DATES = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d-%b-%Y", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M")
COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
Watch = Callable[[str, int, int], None]


def look(source: Source, watch: Watch) -> dict[str, Any]:
    """As it is kept with the import; Invalid where the file cannot be one."""
    _require_plain_header(source.columns)
    columns = [_Column(name) for name in source.columns]
    rows = faults = 0
    first_fault = ""
    for row in _watched(source, watch):
        rows += 1
        if row.fault:
            faults, first_fault = faults + 1, first_fault or f"Row {row.number}: {row.fault}"
            continue
        for column in columns:
            column.meet(row.values.get(column.name))
    if not rows:
        raise Invalid({"file": "The file has a header and no rows below it."})
    return {
        "file": source.path.name,
        "about": source.about,
        "sheets": list(source.sheets),
        "rows": rows,
        "faults": faults,
        "first_fault": UNPRINTABLE.sub("\ufffd", first_fault[:300]),
        "columns": [column.told() for column in columns if not _is_ours(column.name, source.columns)],
    }


def _require_plain_header(columns: tuple[str, ...]) -> None:
    if len(columns) > MOST_COLUMNS:
        said = f"The file has {len(columns):,} columns; at most {MOST_COLUMNS} can be mapped. Remove the others."
        raise Invalid({"columns": said})
    for place, name in enumerate(columns, 1):
        if len(name) > LONGEST_NAME or UNPRINTABLE.search(name):
            said = f"Column {place} has no name that can be used: is the first row a header?"
            raise Invalid({"columns": f"{said} Names have at most {LONGEST_NAME} characters."})


def _watched(source: Source, watch: Watch) -> Iterator[Row]:
    for row in source.rows():
        watch("Reading", 1, source.about_rows)
        yield row


def _is_ours(name: str, columns: tuple[str, ...]) -> bool:
    """What we add to rejected rows is nothing of the file's."""
    return name in OUR_OWN and set(OUR_OWN) <= set(columns)


class _Column:
    """What is remembered of a column's values: never all of them."""

    def __init__(self, name: str):
        self.name, self.filled, self.longest = name, 0, 0
        self.words: dict[str, int] | None = {}
        self.values: dict[str, Any] = {}  # the first different ones, by how they are written

    def meet(self, value: Any) -> None:
        if value is None or value == "":
            return
        text = UNPRINTABLE.sub("\ufffd", str(value)).strip()
        self.filled += bool(text)
        self.longest = max(self.longest, len(text))
        if self.words is not None:
            self._count(text)
        if len(self.values) < TRIED:
            self.values.setdefault(text[:200], value)

    def _count(self, text: str) -> None:
        assert self.words is not None
        self.words[text] = self.words.get(text, 0) + 1
        if len(self.words) > MOST_WORDS or len(text) > LONGEST_WORD:
            self.words = None

    def _counted(self) -> list[list[Any]] | None:
        """The commonest first; pairs, because JSON in the database keeps no order of keys."""
        return None if self.words is None else [list(pair) for pair in sorted(self.words.items(), key=_commonness)]

    def told(self) -> dict[str, Any]:
        texts = [text for text, value in self.values.items() if text and isinstance(value, str)]
        return {
            "name": self.name,
            "filled": self.filled,
            "longest": self.longest,
            "samples": [_cut(text) for text in islice(filter(None, self.values), SHOWN)],
            "words": self._counted(),
            "dates": dates(texts),
            "numbers": numbers(texts),
            "email": bool(texts) and all(EMAIL.fullmatch(text) for text in texts),
        }


def _commonness(pair: tuple[str, int]) -> int:
    return -pair[1]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def dates(texts: list[str]) -> list[str]:
    """The forms that explain every one of the texts; none where there are no texts."""
    return [form for form in DATES if texts and all(_is_date(text, form) for text in texts)]


def _is_date(text: str, form: str) -> bool:
    try:
        return dt.datetime.strptime(text, form).year >= 1900
    except ValueError:
        return False


def numbers(texts: list[str]) -> list[str]:
    """The decimal sign and the one between thousands, where the texts are numbers and leave no doubt."""
    if not texts:
        return []
    fits = all(COMMA.fullmatch(text) or THOUSANDS.fullmatch(text) or text.isdigit() for text in texts)
    if fits and any(COMMA.fullmatch(text) for text in texts):
        return [",", "." if any(THOUSANDS.fullmatch(text) for text in texts) else ""]
    if all(POINT.fullmatch(text) for text in texts):
        return [".", "," if any(GROUPED.fullmatch(text) for text in texts) else ""]
    return []
