"""The words of the domain: every value a status, type or category may have, defaults first."""

from enum import StrEnum


class Role(StrEnum):
    VIEWER = "Viewer"
    MANAGER = "Manager"
    ADMIN = "Admin"


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class UserState(StrEnum):
    """Whether a user can get in, and what stands in the way."""

    ACTIVE = "Active"
    INVITED = "Invited"
    LOCKED = "Locked"
    DEACTIVATED = "Deactivated"


class CustomerPhase(StrEnum):
    CONTRACTING = "Contracting"
    NEW_ACTIVATION = "New Activation"
    STEADY_STATE = "Steady State"
    STEADY_STATE_NEW_ACTIVATION = "Steady State + New Activation"
    PENDING_TERMINATION = "Pending Termination"
    TERMINATED = "Terminated"


class ContactType(StrEnum):
    CLIENT = "Client"
    INTERNAL = "Internal"
    VENDOR = "Vendor"
    PARTNER = "Partner"


class ProcessStatus(StrEnum):
    NOT_STARTED = "Not Started"
    IN_PROGRESS = "In Progress"
    COMPLETED = "Completed"


OPEN = (ProcessStatus.NOT_STARTED, ProcessStatus.IN_PROGRESS)


class SdlcStage(StrEnum):
    """In order: a process in Testing has been through Design."""

    REQUIREMENTS = "Requirements"
    DESIGN = "Design"
    DEVELOPMENT = "Development"
    TESTING = "Testing"
    DEPLOYMENT = "Deployment"
    MAINTENANCE = "Maintenance"


class ApprovalStatus(StrEnum):
    PENDING = "Pending"
    APPROVED = "Approved"
    REJECTED = "Rejected"
    NOT_REQUIRED = "Not Required"


FUNCTIONAL_AREAS = (
    "Standard Data Ingestion",
    "Custom Data Ingestion",
    "Standard Extract",
    "Custom Extract",
    "CRM Refresh",
    "New Team Implementation",
)  # suggested; the field is free text


class TaskStatus(StrEnum):
    NOT_STARTED = "Not Started"
    IN_PROGRESS = "In Progress"
    COMPLETED = "Completed"
    BLOCKED = "Blocked"


class Priority(StrEnum):
    MEDIUM = "Medium"
    LOW = "Low"
    HIGH = "High"


class MilestoneType(StrEnum):
    """In the order in which a process meets them."""

    REQUIREMENTS_COMPLETE = "Requirements Complete"
    REQUIREMENTS_APPROVED_EXTERNAL = "Requirements Approved External"
    REQUIREMENTS_APPROVED_INTERNAL = "Requirements Approved Internal"
    ESTIMATE_PROVIDED = "Estimate Provided"
    SPRINT_CONFIRMED = "Sprint Confirmed"
    UAT_STARTED = "UAT Started"
    UAT_APPROVED = "UAT Approved"
    DEPLOYMENT_DATE = "Deployment Date"
    PRODUCTION_RELEASE_DATE = "Production Release Date"


class DocumentCategory(StrEnum):
    OTHER = "Other"
    CONTRACT = "Contract"
    PROPOSAL = "Proposal"
    REQUIREMENTS = "Requirements"
    DESIGN = "Design"
    TECHNICAL = "Technical"
    REPORT = "Report"
    INVOICE = "Invoice"


class ConnectionType(StrEnum):
    SFTP = "SFTP"
    S3 = "S3"
    ADLS = "ADLS"
    FTP = "FTP"
    HTTP = "HTTP"
    LOCAL = "Local"


class Direction(StrEnum):
    INBOUND = "Inbound"
    OUTBOUND = "Outbound"


class ScheduleType(StrEnum):
    MANUAL = "Manual"
    HOURLY = "Hourly"
    DAILY = "Daily"
    WEEKLY = "Weekly"
    MONTHLY = "Monthly"


class RegulatoryStatus(StrEnum):
    """The pipeline in order, then the two states that are off it."""

    DISCOVERY = "Discovery"
    PRE_CLINICAL = "Pre-clinical"
    PHASE_I = "Phase I"
    PHASE_II = "Phase II"
    PHASE_III = "Phase III"
    APPROVED = "Approved"
    DISCONTINUED = "Discontinued"
    WITHDRAWN = "Withdrawn"


PIPELINE = tuple(RegulatoryStatus)[:6]
OFF_PIPELINE = tuple(RegulatoryStatus)[6:]


class TherapeuticArea(StrEnum):
    ONCOLOGY = "Oncology"
    CARDIOLOGY = "Cardiology"
    NEUROLOGY = "Neurology"
    ENDOCRINOLOGY = "Endocrinology"
    IMMUNOLOGY = "Immunology"
    INFECTIOUS_DISEASE = "Infectious Disease"
    GASTROENTEROLOGY = "Gastroenterology"
    RESPIRATORY = "Respiratory"
    DERMATOLOGY = "Dermatology"
    OPHTHALMOLOGY = "Ophthalmology"
    PSYCHIATRY = "Psychiatry"
    RHEUMATOLOGY = "Rheumatology"
    UROLOGY = "Urology"
    OTHER = "Other"


class DrugClass(StrEnum):
    MONOCLONAL_ANTIBODY = "Monoclonal Antibody"
    SMALL_MOLECULE = "Small Molecule"
    BIOLOGIC = "Biologic"
    VACCINE = "Vaccine"
    GENE_THERAPY = "Gene Therapy"
    CELL_THERAPY = "Cell Therapy"
    PEPTIDE = "Peptide"
    PROTEIN = "Protein"
    NUCLEIC_ACID = "Nucleic Acid"
    MEDICAL_DEVICE = "Medical Device"
    COMBINATION_PRODUCT = "Combination Product"
    OTHER = "Other"


class CommunicationType(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    MEETING = "meeting"
    OTHER = "other"


class EventType(StrEnum):
    """What the timeline tells and notifications can be about."""

    CUSTOMER_CREATED = "customer_created"
    CUSTOMER_PHASE_CHANGED = "customer_phase_changed"
    PROCESS_CREATED = "process_created"
    PROCESS_STARTED = "process_started"
    PROCESS_STAGE_CHANGED = "process_stage_changed"
    PROCESS_COMPLETED = "process_completed"
    PROCESS_OVERDUE = "process_overdue"
    APPROVAL_REQUESTED = "approval_requested"
    APPROVAL_DECIDED = "approval_decided"
    TASK_ASSIGNED = "task_assigned"
    TASK_COMPLETED = "task_completed"
    MILESTONE_ACHIEVED = "milestone_achieved"
    DOCUMENT_UPLOADED = "document_uploaded"
    PRODUCT_STATUS_CHANGED = "product_status_changed"
    FILE_RECEIVED = "file_received"
    FILE_DELIVERED = "file_delivered"
    TRANSFER_FAILED = "transfer_failed"
    TRANSFER_LATE = "transfer_late"
    HOURS_OVER_BUDGET = "hours_over_budget"
    REPORT_DELIVERED = "report_delivered"
    NOTE_ADDED = "note_added"
    COMMUNICATION_LOGGED = "communication_logged"
    IMPORTANT_DATE_DUE = "important_date_due"


class ChatRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class RunState(StrEnum):
    """A transfer run or a report run."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


class FileState(StrEnum):
    FOUND = "found"
    MOVING = "moving"
    MOVED = "moved"
    FAILED = "failed"
    SKIPPED = "skipped"


class NotificationState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    EMAIL = "email"
    INBOX = "inbox"


class ReportFormat(StrEnum):
    PDF = "PDF"
    XLSX = "XLSX"
    CSV = "CSV"
    HTML = "HTML"


class Health(StrEnum):
    """Schedule health of an open process; the last has no dates to be measured by."""

    ON_TRACK = "On track"
    AT_RISK = "At risk"
    OFF_TRACK = "Off track"
    OVERDUE = "Overdue"
    NO_PLAN = "No plan"


class Verdict(StrEnum):
    """How a month's forecast stands to the hours allocated, where that is worth a word."""

    OVER = "Over"
    UNDER = "Under"


class Load(StrEnum):
    """Work that is left to do: until its due date, or past it."""

    PLANNED = "Planned"
    PAST_DUE = "Past due"


class Silence(StrEnum):
    """How long ago somebody last spoke with a customer."""

    FORTNIGHT = "Up to 14 days"
    MONTH = "15–30 days"
    TWO_MONTHS = "31–60 days"
    QUARTER = "61–90 days"
    LONGER = "Over 90 days"
    NEVER = "Never"


class Ending(StrEnum):
    """How soon a contract ends."""

    MONTH = "Within 30 days"
    TWO_MONTHS = "In 31–60 days"
    QUARTER = "In 61–90 days"


class Attention(StrEnum):
    """Why a process or a customer calls for somebody."""

    OVERDUE = "Overdue"
    OFF_TRACK = "Off track"
    HOURS = "Over its hours"
    CONTRACT = "Contract ends"


class ImportTask(StrEnum):
    """What is done with a file that somebody wants to import, in this order."""

    LOOK = "look"
    CHECK = "check"
    RUN = "run"


class Comparison(StrEnum):
    """What a period is held against."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


class Tpa(StrEnum):
    """Whether a process needs a third-party agreement, as a filter says it."""

    REQUIRED = "Required"
    NOT_REQUIRED = "Not required"
