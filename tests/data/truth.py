"""What the kept aggregates must say, worked out in Python from the base tables, apart from the SQL that keeps them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import namedtuple_row

ALWAYS = dt.date(1900, 1, 1)
CALENDAR = ((ALWAYS + dt.timedelta(days=n)).isoweekday() <= 5 for n in range(110_000))
WALKED = [0, *accumulate(CALENDAR)]
Key = tuple[str, str, str, str]  # measure, customer or '*', key1, key2
Values = dict[Key, Decimal]
Kept = list[tuple]
HOURS = ("logged", "service_hours", "day_hours", "person_hours", "person_billable")


def kept(conn: psycopg.Connection) -> Kept:
    """All but the flow, which has a truth of its own."""
    query = "SELECT measure, customer_id, key1, key2, day, amount FROM current_rollups WHERE measure NOT LIKE 'flow%'"
    return conn.execute(query).fetchall()


def kept_on(rows: Kept, day: dt.date) -> Values:
    """What the kept movements add up to on a day; sums by month are compared by `kept_hours`."""
    total: Values = defaultdict(Decimal)
    for measure, customer, key1, key2, moved_on, amount in rows:
        if moved_on <= day and measure not in HOURS:
            total[measure, customer, key1, key2] += amount
    return _nonzero(total)


def kept_hours(rows: Kept) -> dict[tuple, Decimal]:
    total: dict[tuple, Decimal] = defaultdict(Decimal)
    for measure, customer, key1, key2, day, amount in rows:
        if measure in HOURS:
            total[measure, customer, day, key1, key2] += amount
    return _nonzero(total)


class World:
    """The base tables as they are at one moment."""

    def __init__(self, conn: psycopg.Connection):
        with conn.cursor(row_factory=namedtuple_row) as cursor:
            self.zone = ZoneInfo(cursor.execute("SELECT reporting_zone() AS zone").fetchone().zone)
            for table in ("customers", "services", "processes", "process_tasks", "time_entries"):
                setattr(self, table, cursor.execute(f"SELECT * FROM {table}").fetchall())
            self.products = cursor.execute("SELECT * FROM pharmaceutical_products").fetchall()
        self.customer = {row.id: row for row in self.customers}

    def on(self, day: dt.date) -> Values:
        total: Values = defaultdict(Decimal)
        for measure in MEASURES:
            for name, customer, key1, key2, amount in measure(self, day):
                total[name, customer, key1, key2] += amount
                total[name, "*", key1, key2] += amount
        return _nonzero(total)

    def hours(self) -> dict[tuple, Decimal]:
        total: dict[tuple, Decimal] = defaultdict(Decimal)
        for row in self.time_entries:
            month, phase = row.worked_on.replace(day=1), self.customer[row.customer_id].phase
            for customer in (row.customer_id, "*"):
                total["logged", customer, month, "", ""] += row.hours
                total["service_hours", customer, month, row.service_id, ""] += row.hours
            for customer in ("", "*"):  # nobody's own
                total["day_hours", customer, row.worked_on, "", phase] += row.hours
                total["person_hours", customer, month, row.contact_id or "", phase] += row.hours
                billed = row.hours if row.billable else Decimal()
                total["person_billable", customer, month, row.contact_id or "", phase] += billed
        return _nonzero(total)

    def turning_points(self) -> list[dt.date]:
        """Days on which something begins or ends, where an error of one day would show."""
        days = {row.due_date for row in self.processes} | {row.due_date for row in self.process_tasks}
        days |= {row.completed_date for row in self.process_tasks} | {row.contract_end_date for row in self.customers}
        days |= {self.day(row.created_at) for row in self.customers}
        found = sorted(day for day in days if day)
        return [day + dt.timedelta(days=shift) for day in found[:: len(found) // 12 + 1] for shift in (0, 1)]

    def day(self, moment: dt.datetime | None) -> dt.date:
        return moment.astimezone(self.zone).date() if moment else dt.date.max


def _active_customers(world: World, day: dt.date) -> Iterator[tuple]:
    for row in world.customers:
        gone = min(world.day(row.inactivated_at), world.day(row.terminated_at))
        if world.day(row.created_at) <= day < gone:
            yield "active_customers", row.id, "", "", 1


def _allocated(world: World, day: dt.date) -> Iterator[tuple]:
    for row in world.services:
        of = world.customer[row.customer_id]
        begun = (of.contract_start_date or ALWAYS) <= day
        if begun and day <= (of.contract_end_date or dt.date.max) and day < world.day(of.inactivated_at):
            yield "allocated", row.customer_id, "", "", row.monthly_hours


def _processes(world: World, day: dt.date) -> Iterator[tuple]:
    for row in world.processes:
        where = (row.customer_id, row.status, row.sdlc_stage)
        yield "processes", *where, 1
        yield "progress", *where, row.progress
        yield "estimate", *where, row.estimate or 0
        yield "weighted_progress", *where, (row.estimate or 0) * row.progress
        if world.day(row.created_at) <= day < world.day(row.completed_at):
            yield "open_processes", row.customer_id, "", "", 1
        if row.status != "Completed":
            yield "health", row.customer_id, health(row, day), "", 1


def health(row: tuple, day: dt.date) -> str:
    """By the KPI dictionary: expected progress is elapsed by planned working days, the gap is progress less that."""
    if row.due_date and day > row.due_date:
        return "Overdue"
    if not (row.start_date and row.due_date):
        return "No plan"
    planned, elapsed = _worked(row.start_date, row.due_date), _worked(row.start_date, day)
    gap = row.progress - Decimal(100 * elapsed) / planned if planned else 0
    return "On track" if gap >= -10 else "At risk" if gap >= -25 else "Off track"


def _worked(first: dt.date, last: dt.date) -> int:
    """Working days from the first to the last, both counted, by a walk that is made once."""
    return max(WALKED[(last - ALWAYS).days + 1] - WALKED[(first - ALWAYS).days], 0)


def _overdue_tasks(world: World, day: dt.date) -> Iterator[tuple]:
    for row in world.process_tasks:
        if row.due_date and row.due_date < day and (row.completed_date is None or row.completed_date > day):
            yield "overdue_tasks", row.customer_id, "", "", 1


def _load(world: World, day: dt.date) -> Iterator[tuple]:
    """What is left to do of what is due by the day."""
    for row in world.processes:
        if row.status != "Completed" and row.due_date and row.due_date <= day and row.estimate and row.progress < 100:
            yield "load", "", "hours", "", Decimal(row.estimate * (100 - row.progress)) / 100
            yield "load", "", "processes", "", 1


def _products(world: World, day: dt.date) -> Iterator[tuple]:
    counted = Counter((row.customer_id, row.regulatory_status, row.therapeutic_area) for row in world.products)
    yield from (("products", *where, count) for where, count in counted.items())


def _counted(world: World, day: dt.date) -> Iterator[tuple]:
    for row in world.process_tasks:
        yield "tasks", row.customer_id, row.status, row.priority, 1
    for row in world.time_entries:
        yield "entries", row.customer_id, str(row.billable).lower(), "", 1


MEASURES: tuple[Callable[[World, dt.date], Iterator[tuple]], ...] = (
    _active_customers,
    _allocated,
    _processes,
    _overdue_tasks,
    _load,
    _products,
    _counted,
)


def _nonzero(total: dict) -> dict:
    return {key: amount for key, amount in total.items() if amount}
