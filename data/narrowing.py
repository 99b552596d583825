"""Filters as conditions in SQL: what each filter means for each kind of record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from data.filters import AGAINST, PERIOD, TEXT, Filters
from data.models import (
    Customer,
    PharmaceuticalProduct,
    Process,
    ProcessMilestone,
    ProcessStay,
    ProcessTask,
    ProcessTeam,
    TimeEntry,
)
from data.vocabulary import Tpa

Condition = sa.ColumnElement[bool]
Values = Sequence[str]
Means = Callable[[Values], Condition]


def narrowed(query: sa.Select, table: str, filters: Filters) -> sa.Select:
    """Only the records of a table that the filters leave; filters that mean nothing for it are not looked at."""
    return query.where(*conditions(table, filters))


def conditions(table: str, filters: Filters) -> list[Condition]:
    """One for each filter that is set and means something for the table; one for all that are asked of its process."""
    own, process_id = MEANINGS[table], BY_PROCESS.get(table)
    found = meant(own, filters)
    if process_id is None:
        return found
    rest = meant({name: means for name, means in PROCESSES.items() if name not in own}, filters)
    return [*found, process_id.in_(sa.select(Process.id).where(*rest))] if rest else found


def meant(meanings: Mapping[str, Means], filters: Filters) -> list[Condition]:
    found = [meanings[name](filters.of(name)) for name in filters.used() if name in meanings and name != TEXT]
    return [*found, meanings[TEXT]([filters.words])] if filters.words and TEXT in meanings else found


def only_customers(table: str, filters: Filters) -> bool:
    """Whether what is kept by customer can answer: of what the table takes, nothing but customers is chosen."""
    return not (filters.used() & TAKEN[table]) - {"customer"}


def _among(column: InstrumentedAttribute[Any]) -> Means:
    return column.in_


def _containing(*columns: InstrumentedAttribute[Any]) -> Means:
    return lambda values: sa.or_(*(column.icontains(values[0], autoescape=True) for column in columns))


def _customers(column: InstrumentedAttribute[str]) -> dict[str, Means]:
    """What a filter by customer means for whatever belongs to one."""
    return {
        "customer": _among(column),
        "phase": lambda values: column.in_(sa.select(Customer.id).where(Customer.phase.in_(values))),
    }


def _teams(values: Values) -> Condition:
    return Process.id.in_(sa.select(ProcessTeam.process_id).where(ProcessTeam.team_id.in_(values)))


def _tpa(column: InstrumentedAttribute[bool]) -> Means:
    return lambda values: column.in_([value == Tpa.REQUIRED for value in values])


PROCESSES: dict[str, Means] = {
    **_customers(Process.customer_id),
    "area": _among(Process.functional_area),
    "status": _among(Process.status),
    "stage": _among(Process.sdlc_stage),
    "approval": _among(Process.approval_status),
    "responsible": _among(Process.responsible_contact_id),
    "team": _teams,
    "tpa": _tpa(Process.is_tpa_required),
    TEXT: _containing(Process.name),
}


MEANINGS: dict[str, dict[str, Means]] = {
    "processes": PROCESSES,
    "tasks": _customers(ProcessTask.customer_id),
    "milestones": {},
    "hours": _customers(TimeEntry.customer_id),
    "products": {
        **_customers(PharmaceuticalProduct.customer_id),
        "team": _among(PharmaceuticalProduct.team_id),
        "therapeutic_area": _among(PharmaceuticalProduct.therapeutic_area),
        "drug_class": _among(PharmaceuticalProduct.drug_class),
        "regulatory_status": _among(PharmaceuticalProduct.regulatory_status),
        TEXT: _containing(PharmaceuticalProduct.product_name),
    },
    "customers": {
        "customer": _among(Customer.id),
        "phase": _among(Customer.phase),
        TEXT: _containing(Customer.name),
    },
}
# what a stay answers without its process
STAYS: dict[str, Means] = {
    **_customers(ProcessStay.customer_id),
    "area": _among(ProcessStay.functional_area),
    "approval": _among(ProcessStay.approval_status),
    "tpa": _tpa(ProcessStay.is_tpa_required),
}
# what else these take is said of the process they belong to
BY_PROCESS = {"tasks": ProcessTask.process_id, "milestones": ProcessMilestone.process_id}
# what each takes besides a period, which the KPI itself lays on its own day
TAKEN = {
    table: frozenset(meanings).union(PROCESSES if table in BY_PROCESS else ()) for table, meanings in MEANINGS.items()
}
DATED = {table: taken | {PERIOD} for table, taken in TAKEN.items()}
COMPARED = {table: taken | {AGAINST} for table, taken in DATED.items()}  # and what shows another period beside it
