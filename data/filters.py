"""What a reader narrowed the figures down to: read from an address, kept in it, and understood by every KPI."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from data.calendar import end_of, months_back
from data.vocabulary import (
    ApprovalStatus,
    Comparison,
    CustomerPhase,
    DrugClass,
    ProcessStatus,
    RegulatoryStatus,
    SdlcStage,
    TherapeuticArea,
    Tpa,
)

MOST = 50  # values of one filter
LONGEST = 200  # characters of a value
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
ID = re.compile(r"[0-9A-Za-z_:-]{1,100}")
DAY = dt.timedelta(days=1)
PERIOD, AGAINST, TEXT = "period", "against", "text"


class Choice(NamedTuple):
    """One filter: what it is called, and where its values come from: a vocabulary, records, or what areas there are."""

    label: str
    words: type[StrEnum] | None = None
    table: str = ""


FILTERS: dict[str, Choice] = {
    "customer": Choice("Customer", table="customers"),
    "phase": Choice("Customer phase", CustomerPhase),
    "area": Choice("Functional area"),
    "status": Choice("Status", ProcessStatus),
    "stage": Choice("Stage", SdlcStage),
    "approval": Choice("Approval", ApprovalStatus),
    "responsible": Choice("Responsible", table="contacts"),
    "team": Choice("Team", table="teams"),
    "tpa": Choice("TPA", Tpa),
    "therapeutic_area": Choice("Therapeutic area", TherapeuticArea),
    "drug_class": Choice("Drug class", DrugClass),
    "regulatory_status": Choice("Regulatory status", RegulatoryStatus),
}
NAMES = (PERIOD, AGAINST, *FILTERS, TEXT)


class Filters(NamedTuple):
    """Values of one filter are alternatives; filters add up. Without a period a KPI takes its own usual span."""

    today: dt.date  # in the reporting time zone
    first: dt.date | None = None  # of the period, both days included
    last: dt.date | None = None
    against: Comparison | None = None
    chosen: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    words: str = ""

    def of(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    def span(self, usual_days: int) -> tuple[dt.date, dt.date]:
        """The period, or the last so many days, today included; never one that ends before it begins."""
        last = self.last or max(self.today, self.first or self.today)
        return self.first or last - dt.timedelta(days=usual_days - 1), last

    def compared(self, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date] | None:
        """The period that first..last is held against, whole months against whole months; None where nothing is."""
        if self.against is None:
            return None
        is_previous = self.against is Comparison.PREVIOUS
        if first.day == 1 and last == end_of(last):
            return _months_before(first, last, _months(first, last) if is_previous else 12)
        if is_previous:
            return first - (last - first) - DAY, first - DAY
        return _year_before(first), _year_before(last)

    def used(self) -> frozenset[str]:
        """The names of the filters that narrow anything."""
        set_ = {PERIOD: self.first or self.last, AGAINST: self.against, TEXT: self.words, **self.chosen}
        return frozenset(name for name, value in set_.items() if value)

    def only(self, names: Iterable[str]) -> "Filters":
        """Without the filters that are not named."""
        kept = frozenset(names)
        chosen = {name: values for name, values in self.chosen.items() if name in kept}
        first, last = (self.first, self.last) if PERIOD in kept else (None, None)
        against = self.against if AGAINST in kept else None
        return Filters(self.today, first, last, against, chosen, self.words if TEXT in kept else "")


def from_query(query: Mapping[str, object], today: dt.date) -> tuple[Filters, list[str]]:
    """The filters an address asks for, and a sentence for each part of it that is not understood and left out."""
    said: list[str] = []
    chosen = {name: _values(name, query.get(name), said) for name in FILTERS}
    first, last = _day(query.get("from"), said), _day(query.get("to"), said)
    if first and last and first > last:
        said.append("The period ended before it began.")
        first = last = None
    against = _word(Comparison, query.get("against"), said)
    words = " ".join(_texts(query.get("q"))[:1])[:LONGEST].replace("\x00", "").strip()
    chosen = {name: values for name, values in chosen.items() if values}
    return Filters(today, first, last, against, chosen, words), said


def to_query(filters: Filters) -> dict[str, list[str]]:
    """The same as the parts of an address; what is not narrowed is not in it."""
    parts = {name: list(filters.of(name)) for name in FILTERS}
    parts |= {"from": [filters.first.isoformat()] if filters.first else []}
    parts |= {"to": [filters.last.isoformat()] if filters.last else []}
    parts |= {"against": [filters.against.value] if filters.against else [], "q": [filters.words] * bool(filters.words)}
    return {name: values for name, values in parts.items() if values}


def _values(name: str, given: object, said: list[str]) -> tuple[str, ...]:
    """Each once, in the order given."""
    choice, values = FILTERS[name], dict.fromkeys(_texts(given)[:MOST])
    good = [value for value in values if _is_good(choice, value)]
    if len(good) < len(values):
        said.append(f"{choice.label}: what the address asked for is not known here.")
    return tuple(good)


def _is_good(choice: Choice, value: str) -> bool:
    if choice.words is not None:
        return value in set(choice.words)
    return bool(ID.fullmatch(value)) if choice.table else 0 < len(value) <= LONGEST and "\x00" not in value


def _day(given: object, said: list[str]) -> dt.date | None:
    texts = _texts(given)
    try:
        day = dt.date.fromisoformat(texts[0]) if texts and texts[0] else None
    except ValueError:
        day = dt.date.max
    if day and not EARLIEST <= day <= LATEST:
        said.append("The period: a day is written like 2026-11-30.")
        return None
    return day


def _word(words: type[Comparison], given: object, said: list[str]) -> Comparison | None:
    texts = _texts(given)
    if not texts or not texts[0]:
        return None
    if texts[0] not in set(words):
        said.append("The comparison: what the address asked for is not known here.")
        return None
    return words(texts[0])


def _texts(given: object) -> list[str]:
    """An address names a thing once or several times."""
    return [value for value in (given if isinstance(given, list | tuple) else [given]) if isinstance(value, str)]


def _months(first: dt.date, last: dt.date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month + 1


def _months_before(first: dt.date, last: dt.date, count: int) -> tuple[dt.date, dt.date]:
    return months_back(first, count + 1)[0], end_of(months_back(last, count + 1)[0])


def _year_before(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
