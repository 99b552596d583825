"""Taking a customer in: what must be there before work can begin, decided from the records that are there."""

from typing import NamedTuple

from data import preferences
from data.customer.standing import Standing, of
from data.db import Session
from data.vocabulary import CustomerPhase

KEY = "onboarding"
MOST = 300  # customers; the oldest are forgotten then


class Step(NamedTuple):
    name: str
    entity: str  # whose records it waits for
    title: str
    sentence: str
    is_done: bool


def steps(now: Standing) -> list[Step]:
    """In the order of the onboarding: the contract, who they are, who works for them, what was agreed."""
    has = {name: now.counts.get(name, 0) > 0 for name in ("contacts", "teams", "services")}
    return [
        Step(
            *("contract", "customers", "Contract dates", "From when to when the contract runs."),
            now.customer.contract_start_date is not None,
        ),
        Step("contacts", "contacts", "Contacts", "Who is asked, who decides, who delivers data.", has["contacts"]),
        Step("teams", "teams", "Teams", "Which teams they have, each with its finance code.", has["teams"]),
        Step("services", "services", "Services", "What was agreed, with its hours a month.", has["services"]),
    ]


def is_due(now: Standing) -> bool:
    """Whether something is left to do for a customer that stays."""
    is_leaving = now.customer.phase in (CustomerPhase.PENDING_TERMINATION, CustomerPhase.TERMINATED)
    return now.customer.active and not is_leaving and not all(step.is_done for step in steps(now))


def put_away(db: Session, customer_id: str) -> None:
    """This reader does not want to see it any more; others still do."""
    of(db, customer_id)
    if not is_put_away(db, customer_id):
        preferences.keep(db, KEY, [*_put_away(db)[-MOST:], customer_id])


def bring_back(db: Session, customer_id: str) -> None:
    preferences.keep(db, KEY, [id_ for id_ in _put_away(db) if id_ != customer_id])


def is_put_away(db: Session, customer_id: str) -> bool:
    return customer_id in _put_away(db)


def _put_away(db: Session) -> list[str]:
    return preferences.read(db, KEY) or []
