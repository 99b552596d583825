"""What the head of a customer's page is read from."""

import datetime as dt

import pytest
import sqlalchemy as sa

from data import calendar, kpis, onboarding
from data import db as database
from data.access import SYSTEM, Actor
from data.customer import allowance, standing
from data.db import Session
from data.errors import Forbidden, NotFound
from data.filters import Filters
from data.models import Communication, ContactCustomerAssignment, Customer, CustomerImportantDate, CustomerNote
from data.roles import PERMISSIONS
from tests import factories as make

SEES_ALL = Actor(None, PERMISSIONS)


@pytest.fixture
def acme(db: Session) -> Customer:
    return make.customer(db, name="Acme", contract_start_date=dt.date(2025, 1, 1))


def today(db: Session) -> dt.date:
    return calendar.now(db).date()


def test_open_processes_are_told_apart_by_health_as_the_kpi_does(db, acme):
    day = today(db)
    make.process(db, customer_id=acme.id)
    make.process(db, customer_id=acme.id, due_date=day - dt.timedelta(days=1))
    make.process(db, customer_id=acme.id, status="Completed")
    make.process(db)
    now = standing.standing(db, acme.id)
    assert now.health == {"Overdue": 1, "No plan": 1}
    assert (now.counts["processes"], now.counts["open"]) == (3, 2)


def test_contacts_are_the_customers_own_and_those_assigned(db, acme):
    make.contact(db, type="Client", customer_id=acme.id)
    colleague, _other = make.contact(db), make.contact(db)
    db.add(ContactCustomerAssignment(contact_id=colleague.id, customer_id=acme.id))
    db.flush()
    assert standing.standing(db, acme.id).counts["contacts"] == 2


def test_what_was_put_away_is_not_counted(db, acme):
    db.add_all([CustomerNote(customer_id=acme.id, title=title, active=title == "Kept") for title in ("Kept", "Gone")])
    db.flush()
    assert standing.standing(db, acme.id).counts["notes"] == 1


def test_the_next_date_is_the_first_that_is_not_over(db, acme):
    day = today(db)
    for days in (-3, 9, 4):
        date = day + dt.timedelta(days=days)
        db.add(CustomerImportantDate(customer_id=acme.id, title=f"In {days}", date=date))
    db.flush()
    assert standing.standing(db, acme.id).next_date.title == "In 4"


def test_what_was_last_said_counts_for_the_customer_whose_contact_heard_it(db, acme):
    client = make.contact(db, name="Cleo", type="Client", customer_id=acme.id)
    guest = make.contact(db, type="Partner", customer_id=make.customer(db).id)
    db.add(ContactCustomerAssignment(contact_id=guest.id, customer_id=acme.id))
    for contact, day in ((client, 3), (client, 5), (guest, 9)):
        db.add(Communication(contact_id=contact.id, date=dt.date(2026, 11, day)))
    db.flush()
    now = standing.standing(db, acme.id)
    assert now.last_spoken == (dt.date(2026, 11, 5), "email", "Cleo")
    assert now.counts["communications"] == 2


def test_those_responsible_answer_for_what_is_open(db, acme):
    ana, ben = make.contact(db, name="Ana"), make.contact(db, name="Ben")
    for contact, status in ((ana, "In Progress"), (ben, "Completed"), (ana, "Not Started")):
        make.process(db, customer_id=acme.id, responsible_contact_id=contact.id, status=status)
    assert standing.standing(db, acme.id).responsible == [(ana.id, "Ana", 2)]


@pytest.mark.parametrize(
    "contract",
    [
        {},
        {"contract_end_date": dt.date(2199, 1, 1)},
        {"contract_start_date": dt.date(2199, 1, 1)},
        {"contract_end_date": dt.date(2025, 6, 30)},
        {"active": False},
        "in the middle",
    ],
)
def test_services_grant_together_what_utilisation_is_measured_by(db, contract):
    day = today(db)
    if contract == "in the middle":
        contract = {"contract_end_date": day.replace(day=10), "contract_start_date": day.replace(day=1)}
    customer = make.customer(db, **({"contract_start_date": dt.date(2025, 1, 1)} | contract))
    services = [make.service(db, customer_id=customer.id, monthly_hours=hours) for hours in (30, 45)]
    make.hours(db, service_id=services[0].id, worked_on=day.replace(day=1), hours=8)
    granted = allowance.allowances(db, customer.id)
    (figure,) = standing.standing(db, customer.id).hours.itertuples()
    assert sum(row.allocated for row in granted) == pytest.approx(figure.allocated)
    assert sum(row.logged for row in granted) == figure.logged == 8


def test_the_hours_of_one_customer_are_those_of_all_where_there_is_no_other(db, acme):
    make.hours(db, service_id=make.service(db, customer_id=acme.id).id, worked_on=today(db))
    filters = Filters(today(db))
    assert standing.standing(db, acme.id).hours.equals(kpis.read(db, "utilisation_pace", filters))


def test_the_head_is_read_in_few_statements_however_much_there_is(db, acme, connection):
    for _ in range(3):
        make.process(db, customer_id=acme.id)
        make.product(db, team_id=make.team(db, customer_id=acme.id).id)
        make.service(db, customer_id=acme.id)
    asked: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    standing.standing(db, acme.id)
    assert len(asked) <= 8


def test_what_the_reader_may_not_read_is_left_out(db, acme, actor):
    make.process(db, customer_id=acme.id)
    make.service(db, customer_id=acme.id)
    with database.session(actor("customers:read", "services:read")) as theirs:
        now = standing.standing(theirs, acme.id)
    assert now.counts == {"services": 1}
    assert (now.health, now.hours, now.next_date, now.last_spoken, now.responsible) == ({}, None, None, None, [])


def test_a_reader_of_customers_alone_gets_the_customer(db, acme, actor):
    with database.session(actor("customers:read")) as theirs:
        assert standing.standing(theirs, acme.id).counts == {}


@pytest.mark.parametrize("id_", ["", "nobody", "no\0body", "x" * 10_000])
def test_a_customer_that_is_not_there_is_not_found(db, id_):
    with pytest.raises(NotFound):
        standing.standing(db, id_)


def test_another_customers_page_is_not_found(db, acme, actor):
    bolt = make.customer(db, name="Bolt")
    with pytest.raises(NotFound), database.session(actor(*PERMISSIONS, customer_ids=frozenset({bolt.id}))) as theirs:
        standing.standing(theirs, acme.id)


def test_who_may_not_read_customers_is_refused(db, acme, actor):
    with pytest.raises(Forbidden), database.session(actor("processes:read")) as theirs:
        standing.standing(theirs, acme.id)


def test_a_customer_is_taken_in_when_contract_contacts_teams_and_services_are_there(db):
    customer = make.customer(db)
    done = []
    for step in (
        lambda: make.contact(db, type="Client", customer_id=customer.id),
        lambda: make.team(db, customer_id=customer.id),
        lambda: make.service(db, customer_id=customer.id),
        lambda: setattr(customer, "contract_start_date", dt.date(2026, 1, 1)) or db.flush(),
    ):
        done.append([found.name for found in onboarding.steps(standing.standing(db, customer.id)) if found.is_done])
        step()
    assert done == [[], ["contacts"], ["contacts", "teams"], ["contacts", "teams", "services"]]
    assert not onboarding.is_due(standing.standing(db, customer.id))


def test_the_system_sees_it_all(db, acme):
    with database.session(SYSTEM) as whole:
        assert standing.standing(whole, acme.id).customer.name == "Acme"


@pytest.mark.parametrize(
    ("values", "is_due"),
    [({}, True), ({"active": False}, False), ({"phase": "Terminated"}, False), ({"phase": "New Activation"}, True)],
)
def test_nobody_is_taken_in_who_leaves(db, values, is_due):
    assert onboarding.is_due(standing.standing(db, make.customer(db, **values).id)) is is_due
