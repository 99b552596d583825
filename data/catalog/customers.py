"""Customers and what is kept about them."""

import sqlalchemy as sa

from data.entities import Derived, Entity, Link
from data.health import is_open
from data.models import (
    Communication,
    Contact,
    ContactCustomerAssignment,
    Customer,
    CustomerImportantDate,
    CustomerNote,
    PharmaceuticalProduct,
    Process,
    Service,
    Team,
)
from data.rules import after, at_least, needed_unless, not_before, with_start
from data.vocabulary import ContactType

OPEN_PROCESSES = (
    sa.select(sa.func.count())
    .where(Process.customer_id == Customer.id, is_open())
    .correlate(Customer)
    .scalar_subquery()
)

CUSTOMER_OF_CONTACT = (
    sa.select(Contact.customer_id)
    .where(Contact.id == Communication.contact_id)
    .correlate(Communication)
    .scalar_subquery()
)

CUSTOMERS = Entity(
    "customers",
    Customer,
    "Customers",
    "customer",
    form=("name", "phase", "contract_start_date", "contract_end_date", "logo_url", "avatar_color"),
    grid=("name", "phase", "open_processes", "contract_start_date", "contract_end_date", "active"),
    natural=("name",),
    rules=(
        after("contract_start_date", "contract_end_date", "The contract must end after it starts."),
        with_start("contract_start_date", "contract_end_date", "A contract that ends needs a start."),
    ),
    labels={"logo_url": "Logo address", "avatar_color": "Colour", "contract_end_date": "Contract end"}
    | {"contract_start_date": "Contract start"},
    kinds={"avatar_color": "colour"},
    order="name",
    words=("name", "external_id"),
    in_place=("name", "phase", "contract_start_date", "contract_end_date"),
    bulk=("phase", "contract_start_date", "contract_end_date"),
    further=("active",),
    help={
        "phase": "Where the contract stands. Terminated customers no longer count as active.",
        "contract_end_date": "The last day of the contract; it must be after the start.",
        "logo_url": "A picture on this server, such as /assets/acme.png; one that lies elsewhere is not shown.",
        "avatar_color": "Stands behind the initials where there is no logo.",
    },
    derived={"open_processes": Derived("Open processes", "number", lambda day: OPEN_PROCESSES)},
    put_away=True,
)

CONTACTS = Entity(
    "contacts",
    Contact,
    "Contacts",
    "contact",
    form=("name", "type", "customer_id", "also_for", "email", "phone", "title", "role"),
    grid=("name", "type", "customer_id", "email", "phone", "title", "role"),
    natural=("name", "customer_id"),
    rules=(
        needed_unless(
            "customer_id", "type", ContactType.INTERNAL, "Customer is required, unless the contact is Internal."
        ),
    ),
    labels={"email": "E-mail"},
    kinds={"email": "email", "phone": "phone"},
    parent="customer_id",
    order="name",
    words=("name", "email", "title", "role", "phone", "external_id"),
    in_place=("name", "type", "email", "phone", "title", "role"),
    bulk=("type", "customer_id", "title", "role"),
    help={
        "type": "Internal contacts are colleagues: they work for all customers and need none of their own.",
        "also_for": "Further customers that this person works for.",
        "phone": "With the country code, such as +41 44 668 18 00; others are taken as numbers of the own country.",
        "role": "What they do in the projects, such as data steward.",
        "title": "As on their card.",
    },
    links={
        "also_for": Link("Also works for", ContactCustomerAssignment, "contact_id", "customer_id", "customers"),
    },
)

TEAMS = Entity(
    "teams",
    Team,
    "Teams",
    "team",
    form=("name", "customer_id", "finance_code", "start_date", "end_date"),
    grid=("name", "customer_id", "finance_code", "start_date", "end_date"),
    natural=("name", "customer_id"),
    rules=(not_before("start_date", "end_date", "The end must not be before the start."),),
    parent="customer_id",
    order="name",
    words=("name", "finance_code", "external_id"),
    in_place=("name", "finance_code", "start_date", "end_date"),
    bulk=("customer_id", "finance_code", "start_date", "end_date"),
    help={"finance_code": "The cost centre that its work is charged to."},
)

SERVICES = Entity(
    "services",
    Service,
    "Services",
    "service",
    form=("name", "customer_id", "monthly_hours"),
    grid=("name", "customer_id", "monthly_hours"),
    natural=("name", "customer_id"),
    rules=(at_least("monthly_hours", 0, "Monthly hours must not be negative."),),
    parent="customer_id",
    order="name",
    words=("name", "external_id"),
    in_place=("name", "monthly_hours"),
    bulk=("monthly_hours",),
    help={"monthly_hours": "What the contract allows in a whole month; part of a month counts in proportion."},
)

PRODUCTS = Entity(
    "products",
    PharmaceuticalProduct,
    "Products",
    "product",
    form=(
        *("product_name", "team_id", "ndc_number", "therapeutic_area", "drug_class"),
        *("indication", "regulatory_status"),
    ),
    grid=(
        *("product_name", "customer_id", "team_id", "ndc_number"),
        *("therapeutic_area", "drug_class", "regulatory_status"),
    ),
    natural=("product_name", "team_id", "ndc_number"),
    labels={"product_name": "Name", "ndc_number": "NDC"},
    parent="team_id",
    order="product_name",
    words=("product_name", "ndc_number", "indication", "external_id"),
    in_place=("product_name", "ndc_number", "therapeutic_area", "drug_class", "regulatory_status"),
    bulk=("team_id", "therapeutic_area", "drug_class", "regulatory_status"),
    help={
        "team_id": "The product belongs to this team's customer.",
        "ndc_number": "National Drug Code, such as 0009-0003-02.",
        "regulatory_status": "Every move from one status to the next is kept for the pipeline.",
    },
    derived={"customer_id": Derived("Customer", "lookup", lambda day: PharmaceuticalProduct.customer_id, "customers")},
)

NOTES = Entity(
    "notes",
    CustomerNote,
    "Notes",
    "note",
    form=("title", "customer_id", "content"),
    grid=("title", "customer_id", "content", "active"),
    natural=("title", "customer_id"),
    parent="customer_id",
    order="title",
    words=("title", "content"),
    in_place=("title", "content"),
    bulk=("customer_id",),
    put_away=True,
)

DATES = Entity(
    "dates",
    CustomerImportantDate,
    "Important dates",
    "important date",
    form=("title", "customer_id", "date", "description"),
    grid=("date", "title", "customer_id", "description", "active"),
    natural=("title", "customer_id", "date"),
    parent="customer_id",
    order="date",
    words=("title", "description"),
    in_place=("title", "date", "description"),
    bulk=("customer_id", "date"),
    help={"date": "The day itself, not the day to be reminded."},
    put_away=True,
)

COMMUNICATIONS = Entity(
    "communications",
    Communication,
    "Communications",
    "communication",
    form=("contact_id", "type", "date", "subject", "notes"),
    grid=("date", "type", "contact_id", "customer_id", "subject", "notes"),
    natural=("contact_id", "date", "type", "subject"),
    parent="contact_id",
    order="date",
    is_latest_first=True,
    called=("subject", "type", "contact_id", "date"),
    words=("subject", "notes"),
    in_place=("date", "type", "subject", "notes"),
    bulk=("date", "type", "contact_id"),
    help={"date": "When it took place."},
    derived={"customer_id": Derived("Customer", "lookup", lambda day: CUSTOMER_OF_CONTACT, "customers")},
)
