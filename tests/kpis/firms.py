"""Customers with hours, work, words and failures of all kinds, and how many records stand behind a mark."""

import datetime as dt
import random

import sqlalchemy as sa

from data import kpis, listing, rollups
from data.db import Session
from data.filters import Filters
from data.models import Communication, FileTransfer, TransferRun
from data.vocabulary import CustomerPhase, ProcessStatus, SdlcStage
from tests import factories as make

TODAY = dt.date(2026, 11, 18)
CUSTOMERS = 7
CHOSEN: list[dict[str, tuple[str, ...]]] = [
    {},
    {"phase": ("Steady State", "Contracting")},
    {"customer": ("0", "3", "4")},
]
CASES = [(CHOSEN[0], False), (CHOSEN[0], True), (CHOSEN[1], False), (CHOSEN[2], True)]


def firms(db: Session) -> list[str]:
    """Ids of customers with hours, work, words and failures of all kinds."""
    chance = random.Random(11)
    db.execute(sa.select(sa.func.set_config("app.source", "import", True)))
    people = [make.contact(db, name=f"Person {number}").id for number in range(4)]
    ids = [firm(db, number, chance, [*people, None]) for number in range(CUSTOMERS)]
    make.contact(db, name="Silent")
    rollups.fold(db)
    firm(db, CUSTOMERS, chance, people)  # and one that nobody has folded yet
    return ids


def firm(db: Session, number: int, chance: random.Random, people: list[str | None]) -> str:
    begins = TODAY - dt.timedelta(days=chance.randrange(20, 700))
    contract = chance.choice(
        [
            {},
            {"contract_start_date": begins},
            {"contract_start_date": begins, "contract_end_date": TODAY + dt.timedelta(days=chance.randrange(-20, 100))},
        ]
    )
    phase = chance.choice(list(CustomerPhase)[: 6 if number % 3 == 0 else 4])
    customer = make.customer(db, name=f"Firm {number}", phase=phase, **contract)
    for size in range(chance.randrange(0, 4)):
        service = make.service(db, customer_id=customer.id, monthly_hours=chance.choice([0, 20, 60, 150]) + size)
        for _ in range(chance.randrange(0, 18)):
            day = TODAY - dt.timedelta(days=int(chance.random() ** 2 * 420))
            hours, who, billed = chance.randrange(1, 40) / 4, chance.choice(people), chance.random() < 0.7
            make.hours(db, service_id=service.id, worked_on=day, hours=hours, contact_id=who, billable=billed)
    for _ in range(chance.randrange(0, 8)):
        _work(db, customer.id, chance)
    if number % 4:
        contact = make.contact(db, name="Client", type="Client", customer_id=customer.id)
        for _ in range(2):
            said = Communication(contact_id=contact.id, date=TODAY - dt.timedelta(days=chance.randrange(0, 130)))
            db.add(said)
    db.flush()
    return customer.id


def _work(db: Session, customer_id: str, chance: random.Random) -> None:
    start = TODAY - dt.timedelta(days=chance.randrange(-30, 90))
    planned = chance.random() < 0.8
    process = make.process(
        db,
        customer_id=customer_id,
        start_date=start if planned else None,
        due_date=start + dt.timedelta(days=chance.randrange(3, 140)) if planned or chance.random() < 0.5 else None,
        estimate=chance.choice([None, 0, 10, 55]),
        progress=chance.randrange(0, 101),
        sdlc_stage=chance.choice(list(SdlcStage)),
        **({"status": ProcessStatus.COMPLETED} if chance.random() < 0.2 else {}),
    )
    if chance.random() < 0.3:
        transfer = FileTransfer(process_id=process.id, name="Nightly")
        db.add(transfer)
        db.flush()
        for days in (3, 29, 31):
            at = dt.datetime.combine(TODAY - dt.timedelta(days=days), dt.time(12), dt.UTC)
            db.add(TransferRun(transfer_id=transfer.id, scheduled_for=at, status="failed"))
        db.flush()


def counted(db: Session, mark: dict[str, str], filters: Filters) -> int:
    return listing.total(db, kpis.behind(db, mark, filters).query)


def hours_behind(db: Session, mark: dict[str, str], filters: Filters) -> float:
    listed = kpis.behind(db, mark, filters).query.subquery()
    return db.scalar(sa.select(sa.func.coalesce(sa.func.sum(listed.c.hours), 0)))
