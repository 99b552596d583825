"""What needs attention: the processes and customers that most call for somebody, ranked, each with its reason."""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis import contracts, late, overruns
from data.kpis.parts import Mark, Records
from data.narrowing import TAKEN
from data.vocabulary import Attention, Ending, Health, Verdict

MOST, OF_A_KIND = 10, 4
DEFINITION = (
    "Ranked by points, at most 100. An overdue process: 50 and one for each day late. A process off track: one for "
    "each point its progress is behind plan. Hours: one for each per cent the running month is forecast over what is "
    f"allocated. A contract that ends within 30 days: 100 less two for each day left. The first {MOST} are shown, "
    f"of each kind {OF_A_KIND}. What is narrowed to certain processes names no customers."
)
COLUMNS = ["kind", "resource", "id", "name", "customer", "reason", "points", "hours"]


class Item(NamedTuple):
    kind: Attention
    resource: str  # what it is: processes or customers
    id: str
    name: str
    customer: str
    reason: str
    points: int
    hours: float | None = None  # that its reason speaks of


def attention(db: Session, filters: Filters) -> pd.DataFrame:
    """The most pressing first. Columns as in COLUMNS; resource and id say which record it is, hours those it used."""
    given = [islice(source.items(db, filters), OF_A_KIND) for source in SOURCES if source.open_to(db, filters)]
    ranked = sorted(chain.from_iterable(given), key=lambda item: -item.points)[:MOST]
    return pd.DataFrame(ranked, columns=COLUMNS, dtype=object)  # hours are None where there are none


def behind_reason(db: Session, mark: Mark, filters: Filters) -> Records:
    """What the reason speaks of: the process or customer itself, or the hours that it used."""
    return BEHIND[Attention(mark["kind"])](db, mark, filters)


class Source(NamedTuple):
    resource: str  # what one must be allowed to read
    table: str  # whose filters it takes
    items: Callable[[Session, Filters], Iterator[Item]]

    def open_to(self, db: Session, filters: Filters) -> bool:
        return db.actor.can("read", self.resource) and filters.used() <= TAKEN[self.table]


def _overdue(db: Session, filters: Filters) -> Iterator[Item]:
    for row in late.most_overdue(db, filters, OF_A_KIND).itertuples():
        points = min(100, 50 + row.days_late)
        yield Item(Attention.OVERDUE, "processes", row.process_id, row.process, row.customer, row.reason, points)


def _off_track(db: Session, filters: Filters) -> Iterator[Item]:
    for row in late.furthest_behind(db, filters, OF_A_KIND).itertuples():
        if row.health == Health.OFF_TRACK:
            points = min(100, round(-row.gap))
            yield Item(Attention.OFF_TRACK, "processes", row.process_id, row.process, row.customer, row.reason, points)


def _over_hours(db: Session, filters: Filters) -> Iterator[Item]:
    rows = overruns.overruns(db, filters)
    for row in rows[rows["verdict"] == Verdict.OVER].itertuples():
        over = round(100 * (row.forecast - 1))
        used = f"{row.logged:,.0f} of {row.allocated:,.0f} h logged this month, forecast {over:,} % over"
        reason = f"{used}; its hours run out on {row.runs_out.day} {row.runs_out:%b}"
        of = (row.customer_id, row.customer, row.customer)
        yield Item(Attention.HOURS, "customers", *of, reason, min(100, over), row.logged)


def _ending(db: Session, filters: Filters) -> Iterator[Item]:
    rows = contracts.contract_calendar(db, filters)
    for row in rows[rows["ending"] == Ending.MONTH].itertuples():
        left = "today" if not row.days else f"in {row.days} day{'s' * (row.days > 1)}"
        reason = f"The contract ends {left}, on {row.contract_end.day} {row.contract_end:%b %Y}; phase {row.phase}"
        points = 100 - 2 * row.days
        yield Item(Attention.CONTRACT, "customers", row.customer_id, row.customer, row.customer, reason, points)


SOURCES = (
    Source("processes", "processes", _overdue),
    Source("processes", "processes", _off_track),
    Source("hours", "customers", _over_hours),
    Source("customers", "customers", _ending),
)
BEHIND = {
    Attention.OVERDUE: late.behind_overdue,
    Attention.OFF_TRACK: late.behind_at_risk,
    Attention.HOURS: overruns.behind_customer,
    Attention.CONTRACT: contracts.behind_ending,
}
