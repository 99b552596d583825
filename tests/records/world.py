"""What forms say for one record of each entity, and what they stand on."""

import datetime as dt
from typing import Any

from data.calendar import now
from data.db import Session
from data.entities import Entity
from data.vocabulary import EventType, MilestoneType
from tests import factories as make


class World:
    """A customer with a bit of everything, so that each entity has something to point to."""

    def __init__(self, db: Session, name: str = "Acme"):
        self.customer = make.customer(db, name=name)
        of = {"customer_id": self.customer.id}
        self.contact = make.contact(db, name=f"Ana of {name}", type="Client", **of)
        self.team = make.team(db, name=f"Team of {name}", **of)
        self.service = make.service(db, name=f"Support of {name}", **of)
        self.process = make.process(db, name=f"Extract of {name}", **of)
        self.today = now(db).date()


def raw(world: World, entity: Entity) -> dict[str, Any]:
    """As a form sends it: everything is text."""
    customer, process = {"customer_id": world.customer.id}, {"process_id": world.process.id}
    day, later = world.today.isoformat(), (world.today + dt.timedelta(days=30)).isoformat()
    return {
        "customers": {"name": "Newco", "contract_start_date": day, "contract_end_date": later},
        "contacts": {"name": "Ben Ito", "type": "Client", "email": "Ben@Example.com", "phone": "212 555 0100"}
        | customer,
        "teams": {"name": "Night shift", "start_date": day, "end_date": later} | customer,
        "services": {"name": "Operations", "monthly_hours": "120"} | customer,
        "hours": {"service_id": world.service.id, "contact_id": world.contact.id, "worked_on": day, "hours": "1.25"}
        | process,
        "processes": {"name": "Monthly load", "start_date": day, "due_date": later, "estimate": 40} | customer,
        "tasks": {"title": "Map the columns", "due_date": later, "assigned_to_id": world.contact.id} | process,
        "milestones": {"milestone_type": MilestoneType.UAT_STARTED.value, "target_date": later} | process,
        "process_teams": {"team_id": world.team.id} | process,
        "products": {
            "product_name": "Examplimab",
            "team_id": world.team.id,
            "therapeutic_area": "Oncology",
            "drug_class": "Biologic",
        },
        "documents": {"name": "Contract 2026", "category": "Contract"} | customer,
        "notes": {"title": "Call back", "content": "About the renewal"} | customer,
        "dates": {"title": "Renewal", "date": later} | customer,
        "communications": {"contact_id": world.contact.id, "date": day, "type": "phone", "subject": "Renewal"},
        "transfers": {"name": "Nightly sales", "run_at": "06:30", "timezone": "Europe/Zurich"} | process,
        "notifications": {"recipient_email": "Ops@Example.com", "event_types": [EventType.FILE_RECEIVED.value]}
        | process,
    }[entity.name]
