"""What the hours' and customers' figures must be: counted slowly, in Python, day by day over the same rows."""

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.models import Communication, Contact, Customer, FileTransfer, Process, Service, TimeEntry, TransferRun

DAY = dt.timedelta(days=1)


class World:
    """All rows, and the few questions that every figure asks of them."""

    def __init__(self, db: Session, filters: Filters, mine: frozenset[str] | None = None) -> None:
        self.today, self.filters, self.mine = filters.today, filters, mine
        self.zone = ZoneInfo(db.scalar(sa.select(sa.func.reporting_zone())))
        self.customers = {row.id: row for row in db.scalars(sa.select(Customer)) if self._sees(row)}
        self.services = [row for row in db.scalars(sa.select(Service)) if row.customer_id in self.customers]
        self.entries = [row for row in db.scalars(sa.select(TimeEntry)) if row.customer_id in self.customers]
        self.processes = [row for row in db.scalars(sa.select(Process)) if self._fits(row)]
        self.contacts = {row.id: row for row in db.scalars(sa.select(Contact))}
        self.said = list(db.scalars(sa.select(Communication)))
        self.runs = [
            (run, transfer.process_id)
            for run, transfer in db.execute(sa.select(TransferRun, FileTransfer).join(FileTransfer))
        ]

    def _sees(self, row: Customer) -> bool:
        among, phases = self.filters.of("customer"), self.filters.of("phase")
        is_mine = self.mine is None or row.id in self.mine
        return is_mine and (not among or row.id in among) and (not phases or row.phase in phases)

    def _fits(self, row: Process) -> bool:
        stages, statuses = self.filters.of("stage"), self.filters.of("status")
        fits = (not stages or row.sdlc_stage in stages) and (not statuses or row.status in statuses)
        return fits and row.customer_id in self.customers

    def covered(self, customer: Customer, day: dt.date) -> bool:
        if customer.contract_start_date and day < customer.contract_start_date:
            return False
        if customer.contract_end_date and day > customer.contract_end_date:
            return False
        return not customer.inactivated_at or day < customer.inactivated_at.astimezone(self.zone).date()

    def allocated(self, service: Service, month: dt.date) -> float:
        days = days_of(month)
        customer = self.customers[service.customer_id]
        return sum(service.monthly_hours / len(days) for day in days if self.covered(customer, day))

    def of_customer(self, id_: str, month: dt.date) -> tuple[float, float]:
        logged = sum(
            float(row.hours) for row in self.entries if row.customer_id == id_ and first(row.worked_on) == month
        )
        return logged, sum(self.allocated(row, month) for row in self.services if row.customer_id == id_)

    def is_customer(self, row: Customer) -> bool:
        return row.active and row.phase != "Terminated"

    def spoken(self, id_: str) -> int | None:
        days = [row.date for row in self.said if self.contacts[row.contact_id].customer_id == id_]
        return (self.today - max(days)).days if days else None

    def elapsed(self) -> tuple[int, int]:
        month = days_of(self.today)
        return sum(is_work(day) for day in month if day <= self.today), sum(is_work(day) for day in month)


def first(day: dt.date) -> dt.date:
    return dt.date(day.year, day.month, 1)


def days_of(day: dt.date) -> list[dt.date]:
    start = first(day)
    return [start + DAY * count for count in range(31) if (start + DAY * count).month == start.month]


def is_work(day: dt.date) -> bool:
    return day.isoweekday() <= 5


def heatmap(world: World, months: list[dt.date], most: int) -> dict[tuple[str, dt.date], tuple[float, float]]:
    """Of the customers with the most hours."""
    totals = {id_: sum(world.of_customer(id_, month)[0] for month in months) for id_ in world.customers}
    largest = sorted((id_ for id_ in totals if totals[id_]), key=lambda id_: -totals[id_])[:most]
    return {(id_, month): world.of_customer(id_, month) for id_ in largest for month in months}


def by_service(world: World, months: list[dt.date]) -> dict[tuple[str, dt.date], tuple[float, float]]:
    found = {}
    for service in world.services:
        customer = world.customers[service.customer_id]
        if customer.active and service.monthly_hours and any(world.allocated(service, month) for month in months):
            for month in months:
                rows = [row for row in world.entries if row.service_id == service.id and first(row.worked_on) == month]
                found[service.id, month] = (float(sum(row.hours for row in rows)), world.allocated(service, month))
    return found


def burn_up(world: World) -> dict[dt.date, tuple[float | None, float, float]]:
    """By day: logged since the first or None, an even pace, and what is logged or forecast."""
    month = days_of(world.today)
    granted = sum(world.allocated(service, first(world.today)) for service in world.services)
    elapsed, planned = world.elapsed()
    worked = [
        row for row in world.entries if first(row.worked_on) == first(world.today) and row.worked_on <= world.today
    ]
    so_far = float(sum(row.hours for row in worked))
    found, done = {}, 0
    for day in month:
        done += is_work(day)
        logged = float(sum(row.hours for row in worked if row.worked_on <= day))
        ahead = so_far + (done - elapsed) * so_far / elapsed
        found[day] = (
            logged if day <= world.today else None,
            granted * done / planned,
            logged if day <= world.today else ahead,
        )
    return found


def overruns(world: World) -> dict[str, tuple[str, float, dt.date | None]]:
    """By customer: verdict, forecast, and the day on which the hours run out."""
    elapsed, planned = world.elapsed()
    found: dict[str, tuple[str, float, dt.date | None]] = {}
    for id_ in world.customers:
        logged, granted = world.of_customer(id_, first(world.today))
        if granted and logged * planned / elapsed > 1.1 * granted:
            found[id_] = ("Over", logged * planned / elapsed / granted, _run_out(world, id_, logged, granted, elapsed))
        elif granted and logged * planned / elapsed < 0.6 * granted:
            found[id_] = ("Under", logged * planned / elapsed / granted, None)
    return found


def _run_out(world: World, id_: str, logged: float, granted: float, elapsed: int) -> dt.date:
    rows = [row for row in world.entries if row.customer_id == id_]
    done = 0
    for day in days_of(world.today):
        done += is_work(day)
        if logged >= granted:
            there = float(sum(row.hours for row in rows if first(day) <= row.worked_on <= day))
        else:
            there = logged / elapsed * done
        if there >= granted - 1e-6:
            return day
    raise AssertionError("does not run out")


def load(world: World, weeks: int) -> dict[tuple[dt.date, str], tuple[float, int]]:
    """By week and kind: hours and processes, each process spread by hand over its own days."""
    start = world.today
    while not is_work(start):
        start += DAY
    hours: dict[tuple[dt.date, str], float] = defaultdict(float)
    counts: dict[tuple[dt.date, str], set[str]] = defaultdict(set)
    for row in world.processes:
        if row.status == "Completed" or not row.due_date or not row.estimate or row.progress == 100:
            continue
        left = row.estimate * (100 - row.progress) / 100
        if row.due_date < start:
            hours[monday(start), "Past due"] += left
            counts[monday(start), "Past due"].add(row.id)
            continue
        days = [start + DAY * count for count in range((row.due_date - start).days + 1) if is_work(start + DAY * count)]
        for day in days:
            hours[monday(day), "Planned"] += left / len(days)
            counts[monday(day), "Planned"].add(row.id)
    last = monday(start) + DAY * 7 * (weeks - 1)
    return {key: (hours[key], len(counts[key])) for key in hours if key[0] <= last}


def monday(day: dt.date) -> dt.date:
    while day.isoweekday() != 1:
        day -= DAY
    return day


def people(world: World, start: dt.date, end: dt.date) -> dict[str, tuple[float, float]]:
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in world.entries:
        if start <= row.worked_on <= end:
            found[row.contact_id or ""][0] += float(row.hours)
            found[row.contact_id or ""][1] += float(row.hours) if row.billable else 0.0
    return {id_: (hours, billable) for id_, (hours, billable) in found.items()}


def health(world: World, id_: str) -> dict[str, Any]:
    """The four parts of a customer's health, and their sum."""
    work = [row for row in world.processes if row.customer_id == id_ and row.status != "Completed"]
    late = sum(row.due_date is not None and row.due_date < world.today for row in work)
    behind = sum(_behind(row, world.today) for row in work)
    logged, granted = world.of_customer(id_, first(world.today))
    elapsed, planned = world.elapsed()
    silent, failed = world.spoken(id_), _failed(world, id_)
    points = {
        "schedule": 40 * (1 - (late + behind) / len(work)) if work else 40,
        "hours": _use(logged, granted, logged * planned / elapsed / granted if granted else None),
        "silence": 0 if silent is None else 20 * min(1, max(0, (90 - silent) / 60)),
        "failures": max(0, 10 - 2.5 * failed),
    }
    return {"open": len(work), "overdue": late, "score": sum(points.values()), **points}


def _behind(row: Process, today: dt.date) -> float:
    """1 where it is off track, one half where it is at risk."""
    if not row.start_date or not row.due_date or row.due_date < today:
        return 0
    days = [row.start_date + DAY * count for count in range((row.due_date - row.start_date).days + 1)]
    planned = sum(map(is_work, days))
    if not planned:
        return 0
    gap = row.progress - 100 * sum(is_work(day) for day in days if day <= today) / planned
    return 1 if gap < -25 else 0.5 if gap < -10 else 0


def _use(logged: float, granted: float, forecast: float | None) -> float:
    if forecast is None:
        return 0 if logged and not granted else 30
    if forecast > 1.1:
        return max(0, 30 - 60 * (forecast - 1.1))
    return 15 + 25 * forecast if forecast < 0.6 else 30


def _failed(world: World, id_: str) -> int:
    theirs = {row.id for row in world.processes if row.customer_id == id_}
    since = world.today - 30 * DAY
    days = [
        run.scheduled_for.astimezone(world.zone).date()
        for run, process_id in world.runs
        if run.status == "failed" and process_id in theirs
    ]
    return sum(day > since for day in days)
