"""Customers and what is kept about them."""

from data.entities import Entity
from data.models import (
    Communication,
    Contact,
    Customer,
    CustomerImportantDate,
    CustomerNote,
    Document,
    PharmaceuticalProduct,
    Service,
    Team,
)
from data.rules import after, at_least, needed_unless, not_before, with_start
from data.vocabulary import ContactType

CUSTOMERS = Entity(
    "customers",
    Customer,
    "Customers",
    "customer",
    form=("name", "phase", "contract_start_date", "contract_end_date", "logo_url", "avatar_color", "active"),
    grid=("name", "phase", "contract_start_date", "contract_end_date", "active"),
    natural=("name",),
    rules=(
        after("contract_start_date", "contract_end_date", "The contract must end after it starts."),
        with_start("contract_start_date", "contract_end_date", "A contract that ends needs a start."),
    ),
    labels={"logo_url": "Logo address", "avatar_color": "Colour"},
    kinds={"avatar_color": "colour"},
)

CONTACTS = Entity(
    "contacts",
    Contact,
    "Contacts",
    "contact",
    form=("name", "type", "customer_id", "email", "phone", "title", "role"),
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
    grid=("product_name", "team_id", "ndc_number", "therapeutic_area", "drug_class", "regulatory_status"),
    natural=("product_name", "team_id", "ndc_number"),
    labels={"product_name": "Name", "ndc_number": "NDC"},
    parent="team_id",
)

DOCUMENTS = Entity(
    "documents",
    Document,
    "Documents",
    "document",
    form=("name", "customer_id", "category", "description", "file_url", "file_size", "mime_type"),
    grid=("name", "customer_id", "category", "file_size", "mime_type"),
    natural=("name", "customer_id"),
    rules=(at_least("file_size", 0, "The size must not be negative."),),
    labels={"file_url": "Address", "file_size": "Size (bytes)", "mime_type": "Type of file"},
    parent="customer_id",
)

NOTES = Entity(
    "notes",
    CustomerNote,
    "Notes",
    "note",
    form=("title", "customer_id", "content", "active"),
    grid=("title", "customer_id", "content", "active"),
    natural=("title", "customer_id"),
    parent="customer_id",
)

DATES = Entity(
    "dates",
    CustomerImportantDate,
    "Important dates",
    "important date",
    form=("title", "customer_id", "date", "description", "active"),
    grid=("date", "title", "customer_id", "active"),
    natural=("title", "customer_id", "date"),
    parent="customer_id",
)

COMMUNICATIONS = Entity(
    "communications",
    Communication,
    "Communications",
    "communication",
    form=("contact_id", "type", "date", "subject", "notes"),
    grid=("date", "type", "contact_id", "subject"),
    natural=("contact_id", "date", "type", "subject"),
    parent="contact_id",
)
