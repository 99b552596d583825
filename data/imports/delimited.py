"""Tables in text: CSV, TSV and whatever else separates values by one character, read strictly and as a stream."""

import csv
import io
import itertools
from collections.abc import Iterator

from data.errors import Invalid
from data.imports.decoding import Text
from data.imports.reading import Row, Source, checked_columns, fitted

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
SHOWN = {"\t": "tab", "\x1f": "unit separator"}
SAMPLE = 1 << 16
LONGEST_VALUE = 1_000_000
UNENDING = ("unexpected end of data", "field larger than field limit")


def open_table(text: Text, delimiter: str = "") -> Source:
    said, preamble = _said_in_file(text)
    delimiter = NAMES.get(delimiter.lower(), delimiter) or said or _detected(text)
    if len(delimiter) != 1:
        raise Invalid({"delimiter": f"A delimiter is one character (or tab), not {delimiter!r}."})
    header = next((values for _, values, _ in _records(text, delimiter, preamble) if values), None)
    if header is None:
        raise Invalid({"file": f"{text.path.name} is empty: there is not even a header."})
    columns = checked_columns(header, text.path)
    about = f"{text.encoding}, separated by {SHOWN.get(delimiter, delimiter)}"
    return Source(text.path, columns, about, text.lines, lambda: _rows(text, delimiter, preamble, columns))


def _said_in_file(text: Text) -> tuple[str, int]:
    """Excel's own first line `sep=;`, and how many lines to pass over for it."""
    first = text.first_line().rstrip("\r\n")
    return (first[4], 1) if len(first) == 5 and first.startswith("sep=") else ("", 0)


def _detected(text: Text) -> str:
    """The character that cuts the first rows into equally many values, and into most."""
    with text.opened() as file:
        return delimiter_of(file.read(SAMPLE))


def delimiter_of(sample: str) -> str:
    """The same for the beginning of a text, of at most SAMPLE characters."""
    return max(DELIMITERS, key=lambda delimiter: (_regularity(sample, delimiter), -DELIMITERS.index(delimiter)))


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        records = [values for values in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if values]
    except csv.Error:
        return 0.0, 0
    whole = records[:-1] if len(records) > 1 and len(sample) == SAMPLE else records
    width = len(whole[0]) if whole else 0
    if width < 2:
        return 0.0, 0
    return sum(len(values) == width for values in whole) / len(whole), width


def _rows(text: Text, delimiter: str, preamble: int, columns: tuple[str, ...]) -> Iterator[Row]:
    records = (
        (number, values, fault) for number, values, fault in _records(text, delimiter, preamble) if values or fault
    )
    for number, values, fault in itertools.islice(records, 1, None):
        yield Row(number, {}, fault) if fault else fitted(number, values, columns)


def _records(text: Text, delimiter: str, preamble: int) -> Iterator[tuple[int, list[str], str]]:
    """Numbered values, or a fault; blank lines come as no values."""
    csv.field_size_limit(LONGEST_VALUE)
    with text.opened() as file:
        lines = _Remembered(itertools.islice(file, preamble, None))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for number in itertools.count(1 + preamble):
            lines.forget()
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, [], _fault(text, number, str(error), lines)
                continue
            yield number, values, ""


class _Remembered:
    """Lines, and those of the row being read: a row that cannot be read is shown as it was."""

    def __init__(self, lines: Iterator[str]):
        self.lines, self.recent = lines, [""]

    def __iter__(self) -> "_Remembered":
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.recent.append(line)
        return line

    def forget(self) -> None:
        self.recent.clear()


def _fault(text: Text, number: int, error: str, lines: _Remembered) -> str:
    if error.startswith(UNENDING):
        sentence = f"{text.path.name}: row {number} opens a quote that is never closed, or holds a value without end."
        raise Invalid({"file": f"{sentence} Correct it and try again."})
    return f"The quotes of the row are broken ({error}): {''.join(lines.recent).rstrip()}"
