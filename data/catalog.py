"""The entities that people edit and import, one description each, named as in the permission matrix."""

from data.entities import Entity
from data.models import (
    Communication,
    Contact,
    Customer,
    CustomerImportantDate,
    CustomerNote,
    Document,
    FileTransfer,
    NotificationSubscription,
    PharmaceuticalProduct,
    Process,
    ProcessMilestone,
    ProcessTask,
    ProcessTeam,
    Service,
    Team,
    TimeEntry,
)
from data.rules import above, after, at_least, between, needed_unless, not_before, only_if, with_start
from data.vocabulary import ContactType, EventType, TaskStatus

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

HOURS = Entity(
    "hours",
    TimeEntry,
    "Hours",
    "entry of hours",
    form=("service_id", "process_id", "contact_id", "worked_on", "hours", "billable", "note"),
    grid=("worked_on", "service_id", "process_id", "contact_id", "hours", "billable", "note"),
    natural=("service_id", "process_id", "contact_id", "worked_on", "note"),
    rules=(above("hours", 0, "Hours must be more than 0."),),
    labels={"worked_on": "Day"},
    parent="service_id",
)

PROCESSES = Entity(
    "processes",
    Process,
    "Processes",
    "process",
    form=(
        *("name", "customer_id", "description", "jira_ticket", "status", "sdlc_stage", "start_date", "due_date"),
        *("approval_status", "estimate", "functional_area", "progress", "responsible_contact_id"),
        *("is_tpa_required", "tpa_responsible_contact_id", "tpa_data_source", "tpa_start_date", "tpa_end_date"),
    ),
    grid=("name", "customer_id", "status", "sdlc_stage", "due_date", "progress", "responsible_contact_id"),
    natural=("name", "customer_id"),
    rules=(
        between("progress", 0, 100, "Progress is 0 to 100."),
        at_least("estimate", 0, "The estimate must not be negative."),
        not_before("start_date", "due_date", "The due date must not be before the start."),
        not_before("tpa_start_date", "tpa_end_date", "The TPA end must not be before its start."),
    ),
    labels={
        "sdlc_stage": "SDLC stage",
        "jira_ticket": "Jira ticket",
        "estimate": "Estimate (hours)",
        "responsible_contact_id": "Responsible",
        "is_tpa_required": "TPA required",
        "tpa_responsible_contact_id": "TPA responsible",
        "tpa_data_source": "TPA data source",
        "tpa_start_date": "TPA start",
        "tpa_end_date": "TPA end",
    },
    parent="customer_id",
)

TASKS = Entity(
    "tasks",
    ProcessTask,
    "Tasks",
    "task",
    form=(
        *("title", "process_id", "parent_task_id", "assigned_to_id", "description"),
        *("status", "priority", "due_date", "completed_date"),
    ),
    grid=("title", "process_id", "assigned_to_id", "status", "priority", "due_date", "completed_date"),
    natural=("title", "process_id", "parent_task_id"),
    rules=(only_if("completed_date", "status", TaskStatus.COMPLETED, "Only a completed task has a completed date."),),
    labels={"assigned_to_id": "Assigned to"},
    parent="process_id",
)

MILESTONES = Entity(
    "milestones",
    ProcessMilestone,
    "Milestones",
    "milestone",
    form=("process_id", "milestone_type", "target_date", "achieved_date", "notes"),
    grid=("process_id", "milestone_type", "target_date", "achieved_date"),
    natural=("process_id", "milestone_type"),
    labels={"milestone_type": "Milestone"},
    parent="process_id",
)

PROCESS_TEAMS = Entity(
    "process_teams",
    ProcessTeam,
    "Teams of processes",
    "team of a process",
    form=("process_id", "team_id"),
    grid=("process_id", "team_id"),
    natural=("process_id", "team_id"),
    parent="process_id",
    resource="processes",
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

TRANSFERS = Entity(
    "transfers",
    FileTransfer,
    "File transfers",
    "file transfer",
    form=(
        *("name", "process_id", "connection_type", "direction", "file_pattern", "host", "port", "username"),
        *("credential_reference", "host_key", "remote_path", "local_path", "schedule_type", "run_at", "timezone"),
        *("weekday", "day_of_month", "expected_within", "is_active"),
    ),
    grid=("name", "process_id", "connection_type", "direction", "schedule_type", "is_active"),
    natural=("name", "process_id"),
    rules=(
        between("port", 1, 65535, "A port is 1 to 65535."),
        between("weekday", 1, 7, "A weekday is 1 (Monday) to 7 (Sunday)."),
        between("day_of_month", 1, 31, "A day of the month is 1 to 31."),
        at_least("expected_within", 1, "Minutes must be more than 0."),
    ),
    labels={
        "connection_type": "Protocol",
        "schedule_type": "Schedule",
        "run_at": "Time of day",
        "timezone": "Time zone",
        "expected_within": "Expected within (minutes)",
        "is_active": "Active",
    },
    kinds={"timezone": "zone"},
    parent="process_id",
)

NOTIFICATIONS = Entity(
    "notifications",
    NotificationSubscription,
    "Notifications",
    "notification",
    form=("process_id", "recipient_name", "recipient_email", "recipient_role", "event_types", "is_active"),
    grid=("process_id", "recipient_name", "recipient_email", "event_types", "is_active"),
    natural=("process_id", "recipient_email"),
    labels={"recipient_email": "E-mail", "event_types": "Told about", "is_active": "Active"},
    kinds={"recipient_email": "email", "event_types": "choices"},
    choices={"event_types": tuple(event.value for event in EventType)},
    parent="process_id",
)

ENTITIES = {
    entity.name: entity
    for entity in (
        *(CUSTOMERS, CONTACTS, TEAMS, SERVICES, HOURS, PROCESSES, TASKS, MILESTONES, PROCESS_TEAMS, PRODUCTS),
        *(DOCUMENTS, NOTES, DATES, COMMUNICATIONS, TRANSFERS, NOTIFICATIONS),
    )
}
