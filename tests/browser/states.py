"""Databases as pages meet them at first: nobody but an administrator, and one record of each kind."""

import datetime as dt

import sqlalchemy as sa

from data.db import Session
from data.models import (
    Communication,
    CustomerImportantDate,
    CustomerNote,
    Document,
    FileTransfer,
    NotificationSubscription,
    Process,
    ProcessMilestone,
    ProcessTask,
    ProcessTeam,
)
from data.models.base import Base
from data.vocabulary import MilestoneType, ProcessStatus, RegulatoryStatus, SdlcStage, TaskStatus
from tests import factories as make

LONG = "Implementation of the custom data ingestion for the oncology field team in Central Europe"


def nothing(db: Session) -> None:
    """As it is when somebody has just signed in for the first time."""


def one_of_each(db: Session) -> None:
    """A customer whose only process is late, with all that can be kept about the two."""
    today = dt.date.today()
    contact = make.contact(db, name="Dr. Maximiliane von Hohenstein-Lichtenberg")
    customer = make.customer(db, name="Hohenstein & Lichtenberg Pharmaceuticals International")
    service = make.service(db, name="Managed support", customer_id=customer.id)
    team = make.team(db, customer_id=customer.id)
    process = make.process(
        db,
        name=LONG,
        customer_id=customer.id,
        responsible_contact_id=contact.id,
        start_date=today - dt.timedelta(days=40),
        due_date=today - dt.timedelta(days=3),
        functional_area="Custom Data Ingestion",
        estimate=120,
    )
    process.status = ProcessStatus.IN_PROGRESS
    db.flush()
    process.sdlc_stage = SdlcStage.DESIGN
    make.task(db, title=LONG, process_id=process.id, assigned_to_id=contact.id, due_date=today)
    make.hours(db, service_id=service.id, process_id=process.id, contact_id=contact.id, worked_on=today)
    make.product(db, team_id=team.id).regulatory_status = RegulatoryStatus.PHASE_I
    db.add_all(_about(customer.id, contact.id, process.id, team.id, today))
    db.flush()


def _about(customer: str, contact: str, process: str, team: str, today: dt.date) -> list[Base]:
    """What is kept about the customer and about the process."""
    return [
        CustomerNote(customer_id=customer, title="Prefers calls before noon"),
        CustomerImportantDate(customer_id=customer, title="Steering committee", date=today),
        Document(customer_id=customer, name="Statement of work.pdf"),
        Communication(contact_id=contact, subject="Kick-off", date=today),
        ProcessMilestone(process_id=process, milestone_type=next(iter(MilestoneType)), target_date=today),
        ProcessTeam(process_id=process, team_id=team),
        FileTransfer(process_id=process, name="Weekly extract to the field"),
        NotificationSubscription(process_id=process, recipient_email="ada@example.com"),
    ]


def one_finished(db: Session) -> None:
    """The same, with the process and its task completed."""
    one_of_each(db)
    for task in db.scalars(sa.select(ProcessTask)):
        task.status = TaskStatus.COMPLETED
    db.flush()
    for process in db.scalars(sa.select(Process)):
        db.refresh(process)
        process.status = ProcessStatus.COMPLETED


STATES = {"empty": nothing, "one": one_of_each, "finished": one_finished}
