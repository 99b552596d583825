"""What is measured, how often, and for which readers."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from benchmarks.sizes import Size
from dashboard.services.throwaway import Urls
from data.access import SYSTEM, Actor
from data.errors import Unavailable
from data.roles import PERMISSIONS

MS, TIMES, PER_CENT, PER_SECOND = "ms", "×", "%", "/s"
PATIENCE = 2000  # milliseconds for one statement, and nothing is waited for longer
SLOW = 1500  # milliseconds
FEW = 200  # customers of a reader who does not see all


class Place(NamedTuple):
    """An installation that was generated."""

    urls: Urls
    size: Size


class Figure(NamedTuple):
    """One figure of a table of the results; `most` or `least` is what it should keep to."""

    table: str
    what: str
    value: float
    unit: str = MS
    most: float | None = None
    least: float | None = None

    @property
    def is_missed(self) -> bool:
        return (self.most is not None and self.value > self.most) or (
            self.least is not None and self.value < self.least
        )


def readers(size: Size) -> dict[str, Actor]:
    """Somebody who sees everything, one customer (the largest), or two hundred spread over all."""
    every = [f"0198c001-0000-7000-8000-{number:012x}" for number in range(size.customers)]
    some = every[:: max(1, size.customers // FEW)][:FEW]
    return {
        "all customers": SYSTEM,
        "the largest customer": Actor(None, PERMISSIONS, frozenset(every[:1])),
        f"{len(some)} customers": Actor(None, PERMISSIONS, frozenset(some)),
    }


def once(work: Callable[[], object]) -> float:
    """Milliseconds; what the server gave up counts as long as it took to."""
    began = time.perf_counter()
    with suppress(Unavailable):
        work()
    return (time.perf_counter() - began) * 1000


def median(work: Callable[[], object], times: int = 7) -> float:
    """Milliseconds, after one that does not count; what is slow is measured less often."""
    return in_turn([work], times)[0]


def in_turn(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """The median of each, taken in turn, so that whatever else the machine does weighs on all of them."""
    first = [once(work) for work in works]
    times = 1 if sum(first) > SLOW else times
    taken = [[once(work) for work in works] for _ in range(times)]
    return [statistics.median(spent) for spent in zip(*taken, strict=True)]


def load(table: str) -> Figure:
    return Figure(table, "load of the machine meanwhile", os.getloadavg()[0], "")
