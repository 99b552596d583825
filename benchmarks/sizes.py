"""The three sizes of installation that are measured."""

from typing import NamedTuple

TASKS = 10  # of each process: two parents of four leaves


class Size(NamedTuple):
    """How many rows of each kind; everything else follows from the customers."""

    customers: int
    processes: int
    events: int
    time_entries: int

    @property
    def tasks(self) -> int:
        return TASKS * self.processes


SIZES = {
    "S": Size(200, 5_000, 100_000, 100_000),
    "M": Size(2_000, 100_000, 2_000_000, 2_000_000),
    "L": Size(20_000, 1_000_000, 20_000_000, 10_000_000),
}
