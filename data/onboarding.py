"""Taking a customer in: what must be there before work can begin, decided from the records that are there."""

from typing import NamedTuple

from data.customer.standing import Standing


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


def is_complete(now: Standing) -> bool:
    return all(step.is_done for step in steps(now))
